import { execFile } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { promisify } from 'node:util';
import { type RunningNginx, startNginx } from '../test/live/support/nginxServer';
import type { PingReport } from './livePing';
import { attach, luaConfig, outputOf, request, row, sampleOf, startSelf } from './liveSupport';
import { median } from './median';

const GDB = '/usr/bin/gdb';
const KEYS = 300_000;
const ROUNDS = 5;

const LOCATIONS = `
location = /fill { content_by_lua_block {
  for index = 1, ${KEYS} do assert(ngx.shared.dogs:safe_set("key" .. index, index)) end
  ngx.say("done")
} }
location = /keys { content_by_lua_block { ngx.say(#ngx.shared.dogs:get_keys(0), " ", ngx.shared.dogs:free_space()) } }`;

/** One way to ask how many keys a zone has and how many of its pages are free. */
interface Way {
  readonly name: string;
  /** Gives the answer, to be held against that of the others. */
  readonly ask: () => Promise<Answer>;
}

interface Answer {
  readonly usedChunks: number | null;
  readonly freePages: number;
}

interface Outcome {
  readonly wallMs: number;
  readonly longestStallMs: number;
  readonly grownBytes: number;
}

/** The same question asked by this project, by gdb, and through the server's own Lua. */
export async function measurePeers(): Promise<void> {
  const server = await startNginx({ config: luaConfig('lua_shared_dict dogs 100m;', LOCATIONS), modules: ['lua'] });
  try {
    const port = server.context.port(0);
    await request(port, '/fill');
    row('peers', `lua_shared_dict dogs 100m with ${KEYS} keys; median of ${ROUNDS}, in turns`);
    await compare(server, waysOf(server));
    if (existsSync(GDB)) await measureDump(server);
  } finally {
    await server.stop();
  }
}

function waysOf(server: RunningNginx): Way[] {
  const attachment = attach(server.masterPid);
  const port = server.context.port(0);
  const own = (depth: 'refresh' | 'full') => async (): Promise<Answer> => {
    const zone = sampleOf(attachment, depth).zones.find(({ name }) => name === 'dogs');
    if (zone?.pages === undefined || zone.pages === null) throw new Error('dogs is not read');
    const slot = zone.slots?.find(({ slotBytes }) => slotBytes === 128);
    return { usedChunks: slot?.usedChunks ?? null, freePages: zone.pages.free };
  };
  const ways: Way[] = [
    { name: 'zone-lens, refresh', ask: own('refresh') },
    { name: 'zone-lens, full walk', ask: own('full') },
    {
      name: 'get_keys(0) by HTTP',
      ask: async () => {
        const [keys = '', free = ''] = (await request(port, '/keys')).split(' ');
        // One chunk of this size is the dictionary's own.
        return { usedChunks: Number(keys) + 1, freePages: Number(free) / 4096 };
      },
    },
  ];
  if (existsSync(GDB)) ways.push({ name: 'gdb -p WORKER, header', ask: () => askGdb(server) });
  else row('gdb', 'not here');
  return ways;
}

/** What stands in the pool's header and statistics, printed by gdb, which stops the worker to look. */
async function askGdb(server: RunningNginx): Promise<Answer> {
  const { address } = dogsOf(server);
  // pfree at 80; statistics of the slot of 128 bytes: the fifth of 32 bytes each, behind 9 slots of 24 (facts: ngx_slab.h).
  const used = 200 + 9 * 24 + 4 * 32 + 8;
  const text = await gdb(server, [
    'print *(void **)&ngx_cycle',
    `printf "ANSWER %lu %lu\\n", *(unsigned long *)(0x${address} + ${used}), *(unsigned long *)(0x${address} + 80)`,
  ]);
  const answer = /^ANSWER (\d+) (\d+)$/m.exec(text);
  if (answer === null) throw new Error(`gdb said: ${text.slice(-500)}`);
  return { usedChunks: Number(answer[1]), freePages: Number(answer[2]) };
}

async function gdb(server: RunningNginx, commands: readonly string[]): Promise<string> {
  const [pid] = server.workers();
  const args = ['-nx', '-p', String(pid), '--batch', ...commands.flatMap((command) => ['-ex', command])];
  const { stdout, stderr } = await promisify(execFile)(GDB, args, { maxBuffer: 1 << 26 });
  return stdout + stderr;
}

async function compare(server: RunningNginx, ways: readonly Way[]): Promise<void> {
  const outcomes = new Map(ways.map(({ name }) => [name, [] as Outcome[]]));
  const quiet: number[] = [];
  const answers = new Set<string>();
  for (let round = 0; round < ROUNDS; round++) {
    quiet.push((await whilePinging(server, () => new Promise<void>((done) => setTimeout(done, 300)))).longestStallMs);
    for (const { name, ask } of ways) {
      const outcome = await whilePinging(server, async () => {
        answers.add(JSON.stringify(await ask()));
      });
      outcomes.get(name)?.push(outcome);
    }
  }
  row('answers', answers.size === 1 ? `all the same: ${[...answers][0]}` : `not the same: ${[...answers].join(' ')}`);
  row('longest stall, nobody asks', `${median(quiet).toFixed(1)} ms`);
  const [own] = ways;
  const ownMs = median((outcomes.get(own?.name ?? '') ?? []).map(({ wallMs }) => wallMs));
  for (const [name, list] of outcomes) {
    const wallMs = median(list.map((outcome) => outcome.wallMs));
    const stallMs = median(list.map((outcome) => outcome.longestStallMs));
    const grown = Math.max(...list.map(({ grownBytes }) => grownBytes));
    row(
      name,
      `${wallMs.toFixed(1)} ms (${(wallMs / ownMs).toFixed(0)} times a refresh), longest stall ${stallMs.toFixed(1)} ms, zone grown by ${grown / 1024} KB`,
    );
  }
}

/** What a debugger does to a zone that it reads from end to end. */
async function measureDump(server: RunningNginx): Promise<void> {
  const { address, mappedBytes } = dogsOf(server);
  const end = (BigInt(`0x${address}`) + BigInt(mappedBytes)).toString(16);
  const outcome = await whilePinging(server, async () => {
    await gdb(server, [`dump binary memory /dev/null 0x${address} 0x${end}`]);
  });
  row(
    'gdb -p WORKER, dump of the zone',
    `${outcome.wallMs.toFixed(0)} ms, longest stall ${outcome.longestStallMs.toFixed(0)} ms, zone grown by ${outcome.grownBytes / 1024} KB for good`,
  );
}

/** Does something while a client asks the server a thousand times a second, and tells what came of it. */
async function whilePinging(server: RunningNginx, action: () => Promise<void>): Promise<Outcome> {
  const client = startSelf(['ping', server.context.port(0), '/ping']);
  const output = outputOf(client);
  await new Promise((done) => setTimeout(done, 300));
  const before = dogsOf(server).blockBytes;
  const start = performance.now();
  await action();
  const wallMs = performance.now() - start;
  // What is stopped goes on, and is felt by one more question at least.
  await new Promise((done) => setTimeout(done, 100));
  client.stdin?.end();
  const { longestMs } = JSON.parse(await output) as PingReport;
  return { wallMs, longestStallMs: longestMs, grownBytes: dogsOf(server).blockBytes - before };
}

/** The zone as the kernel accounts for it. */
function dogsOf(server: RunningNginx): { address: string; mappedBytes: number; blockBytes: number } {
  const zone =
    known.get(server) ?? sampleOf(attach(server.masterPid), 'refresh').zones.find(({ name }) => name === 'dogs');
  if (zone === undefined) throw new Error('dogs is not found');
  known.set(server, zone);
  const { address, mappedBytes } = zone;
  const end = (BigInt(`0x${address}`) + BigInt(mappedBytes)).toString(16);
  const blockBytes = statSync(`/proc/${server.masterPid}/map_files/${address}-${end}`).blocks * 512;
  return { address, mappedBytes, blockBytes };
}

const known = new WeakMap<RunningNginx, { readonly address: string; readonly mappedBytes: number }>();
