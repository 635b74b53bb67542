import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { memoryBreakdown } from '../../server/src/live/processes/memoryBreakdown';
import { usesOf } from '../../server/src/live/processes/memoryBreakdownUses';
import { processesOf } from '../../server/src/live/processes/processes';
import { findServers } from '../../server/src/live/servers/servers';
import { parseMaps } from '../../server/src/live/system/maps';
import type { ProcFiles } from '../../server/src/live/system/procFiles';
import { realProcFiles } from '../../server/src/live/system/realProcFiles';
import type { LiveProcess, LiveServer, MemoryBreakdown, MemoryUse } from '../../server/src/shared/liveServer';
import { attachTo, sampleOf, zoneNamed } from './support/attach';
import { ask } from './support/http';
import { nginxAvailable, type RunningNginx, startNginx } from './support/nginxServer';

const files = realProcFiles();
const reason = nginxAvailable(['lua']);
let nginx: RunningNginx | null = null;

afterEach(async () => {
  await nginx?.stop();
  nginx = null;
});

/** Each worker fills `kilobytes` of Lua strings of 1 KB, and one table that is larger than any granule. */
async function startLua(kilobytes: number, zones = 'lua_shared_dict dogs 10m;', more = ''): Promise<LiveServer> {
  nginx = await startNginx({
    modules: ['lua'],
    config: ({ httpPaths, socket }) => `thread_pool default threads=2; events {}
      http { ${httpPaths} aio threads; ${zones}
        init_worker_by_lua_block {
          kept = {}
          for at = 1, ${kilobytes} do kept[at] = string.rep(tostring(at % 10), 960) .. at end
          local sum = 0
          for at = 1, 1000000 do sum = sum + at end
        }
        server { listen ${socket('a')}; ${more} } }`,
  });
  const { masterPid } = nginx;
  const server = findServers(files).find((found) => found.masterPid === masterPid);
  if (server === undefined) throw new Error('not found');
  return server;
}

const FILL_DOGS = `location / { content_by_lua_block {
  for at = 1, 5000 do ngx.shared.dogs:set('key' .. at, string.rep('x', 900)) end
  ngx.print('filled')
} }`;

function workerOf(server: LiveServer): LiveProcess {
  const worker = processesOf(files, server)?.find(({ role }) => role === 'worker');
  if (worker === undefined) throw new Error('no worker');
  return worker;
}

function part({ parts }: MemoryBreakdown, use: MemoryUse): MemoryBreakdown['parts'][number] {
  const found = parts.find((one) => one.use === use);
  if (found === undefined) throw new Error(`no part ${use}`);
  return found;
}

function total({ parts }: MemoryBreakdown, which: 'virtualBytes' | 'residentBytes'): number {
  return parts.reduce((sum, one) => sum + (one[which] ?? Number.NaN), 0);
}

/** Resident bytes of each mapping as smaps has them, by address. */
function smapsOf(pid: number): Map<bigint, number> {
  const resident = new Map<bigint, number>();
  let start = 0n;
  for (const line of readFileSync(`/proc/${pid}/smaps`, 'latin1').split('\n')) {
    const range = /^([0-9a-f]+)-[0-9a-f]+ /.exec(line);
    if (range !== null) start = BigInt(`0x${range[1]}`);
    const kilobytes = /^Rss: +(\d+) kB/.exec(line);
    if (kilobytes !== null) resident.set(start, Number(kilobytes[1]) * 1024);
  }
  return resident;
}

const MOST_ATTEMPTS = 50;

/**
 * Does something while a process touches no page, as smaps before and after tells: on a busy machine the first steps of a
 * worker may come late.
 */
function whileQuiet<T>(pid: number, act: () => T): T {
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
    const before = [...smapsOf(pid)].join();
    const result = act();
    if ([...smapsOf(pid)].join() === before) return result;
  }
  throw new Error(`process ${pid} is never quiet, or is changed by being read`);
}

/** From smaps, the uses between which no mapping is cut; code, heap and LuaJIT are one here. */
function residentBySmaps(pid: number): Map<string, number> {
  const bySmaps = smapsOf(pid);
  const sums = new Map<string, number>();
  for (const { row, use } of usesOf(parseMaps(readFileSync(`/proc/${pid}/maps`, 'latin1')))) {
    const name = CUT_USES.includes(use) ? 'cut' : use;
    sums.set(name, (sums.get(name) ?? 0) + (bySmaps.get(row.start) ?? 0));
  }
  return sums;
}

const CUT_USES: readonly MemoryUse[] = ['heap', 'LuaJIT', 'code and libraries'];

describe.skipIf(reason !== null)(`memory by use${reason === null ? '' : `: ${reason}`}`, () => {
  it('is what smaps and statm say, use by use, in master and worker', async () => {
    const server = await startLua(20_000);
    const worker = workerOf(server);
    for (const { pid } of [worker, ...(processesOf(files, server) ?? [])]) {
      const { breakdown, figures, sums } = whileQuiet(pid, () => ({
        breakdown: memoryBreakdown(files, server, pid),
        figures: processesOf(files, server)?.find((process) => process.pid === pid),
        sums: residentBySmaps(pid),
      }));
      if (breakdown === null) throw new Error(`no breakdown of ${pid}`);
      expect(breakdown.pid).toBe(pid);
      expect(total(breakdown, 'virtualBytes')).toBe(figures?.virtualBytes);
      for (const use of ['shared zones', 'stack', 'other'] as const) {
        expect(`${use} ${part(breakdown, use).residentBytes}`).toBe(`${use} ${sums.get(use)}`);
      }
      const cut = CUT_USES.reduce((sum, use) => sum + (part(breakdown, use).residentBytes ?? 0), 0);
      expect(cut).toBe(sums.get('cut'));
      expect(breakdown.cost.readBytes).toBeGreaterThan(0);
    }
  });

  it('knows LuaJIT’s from malloc’s by what its allocator writes', async () => {
    const keptBytes = 40_000 * 1024;
    const before = await startLua(0).then((server) => memoryBreakdown(files, server, workerOf(server).pid));
    await nginx?.stop();
    const server = await startLua(40_000);
    const after = memoryBreakdown(files, server, workerOf(server).pid);
    if (before === null || after === null) throw new Error('no breakdown');
    expect([before.isLuaJitEstimated, after.isLuaJitEstimated]).toEqual([false, false]);
    const grown = (use: MemoryUse): number =>
      (part(after, use).residentBytes ?? 0) - (part(before, use).residentBytes ?? 0);
    // Strings of 960 to 965 bytes with headers of 24, a table of 512 KB, and what the collector has not swept.
    expect(grown('LuaJIT')).toBeGreaterThan(keptBytes * 0.95);
    expect(grown('LuaJIT')).toBeLessThan(keptBytes * 2.5);
    expect(Math.abs(grown('heap'))).toBeLessThan(256 * 1024);
  });

  it('is guessed for LuaJIT, and said to be, where memory may not be read', async () => {
    const server = await startLua(40_000);
    const { pid } = workerOf(server);
    const known = memoryBreakdown(files, server, pid);
    const blind: ProcFiles = {
      ...files,
      open: (path) => (path.endsWith('/mem') ? { refusal: 'EACCES' } : files.open(path)),
    };
    const guessed = memoryBreakdown(blind, server, pid);
    if (known === null || guessed === null) throw new Error('no breakdown');
    expect(guessed.isLuaJitEstimated).toBe(true);
    const [exact, guess] = [known, guessed].map((one) => part(one, 'LuaJIT').residentBytes ?? 0);
    expect(Math.abs((guess ?? 0) / (exact ?? 0) - 1)).toBeLessThan(0.1);
    const withoutTables: ProcFiles = {
      ...files,
      open: (path) => (/(mem|pagemap)$/.test(path) ? { refusal: 'EACCES' } : files.open(path)),
    };
    const parts = memoryBreakdown(withoutTables, server, pid)?.parts;
    expect(parts?.map(({ residentBytes }) => residentBytes)).toEqual([null, null, null, null, null, null]);
    expect(parts?.map(({ virtualBytes }) => virtualBytes)).toEqual(
      guessed.parts.map(({ virtualBytes }) => virtualBytes),
    );
  });

  it('opens up its zones as page tables have them, also of a worker that a reload has just started', async () => {
    const zones = 'lua_shared_dict dogs 10m; lua_shared_dict cats 3m; lua_shared_dict cows 100k;';
    const server = await startLua(0, zones, FILL_DOGS);
    const running = nginx as RunningNginx;
    await ask(running.context.socket('a'), '/');
    const attachment = attachTo(server.masterPid);
    const readZones = (pid: number) => {
      const { sample, breakdown } = whileQuiet(pid, () => ({
        sample: sampleOf(attachment, 'full'),
        breakdown: memoryBreakdown(files, server, pid),
      }));
      if (breakdown === null) throw new Error('no breakdown');
      const byPageTable = sample.zones
        .map(({ inode, address, mappedBytes, mapped }) => {
          const residentBytes = mapped?.find((one) => one.pid === pid)?.bytes ?? Number.NaN;
          return { address: BigInt(`0x${address}`), zone: { inode, virtualBytes: mappedBytes, residentBytes } };
        })
        .sort((one, other) => (one.address < other.address ? -1 : 1))
        .map(({ zone }) => zone);
      const isOfSample = ({ inode }: { inode: number }) => byPageTable.some((zone) => zone.inode === inode);
      expect(breakdown.zones.filter(isOfSample)).toEqual(byPageTable);
      // Counters of the event module.
      expect(breakdown.zones.filter((zone) => !isOfSample(zone)).map(({ virtualBytes }) => virtualBytes)).toEqual([
        4096,
      ]);
      const sum = (which: 'virtualBytes' | 'residentBytes') =>
        breakdown.zones.reduce((total, zone) => total + (zone[which] ?? Number.NaN), 0);
      expect(part(breakdown, 'shared zones')).toMatchObject({
        virtualBytes: sum('virtualBytes'),
        residentBytes: sum('residentBytes'),
      });
      const dogs = zoneNamed(sample, 'dogs');
      return { pid, dogs: breakdown.zones.find(({ inode }) => inode === dogs.inode), loaded: dogs.loaded.bytes };
    };
    const before = readZones(workerOf(server).pid);
    expect(before.dogs?.residentBytes).toBeGreaterThan(4 * 2 ** 20);
    await running.reload();
    const after = readZones(workerOf(server).pid);
    expect(after.pid).not.toBe(before.pid);
    expect(after.dogs?.inode).toBe(before.dogs?.inode);
    expect(after.loaded).toBe(before.loaded);
    expect(after.dogs?.residentBytes).toBeLessThan(2 ** 20);
  });

  it('is not changed by being read', async () => {
    const server = await startLua(5000);
    const { pid } = workerOf(server);
    const last = whileQuiet(pid, () => {
      for (let time = 0; time < 50; time++) memoryBreakdown(files, server, pid);
      return memoryBreakdown(files, server, pid);
    });
    expect(last).not.toBeNull();
  });

  it('is none of a process that is not the server’s, or that has gone', async () => {
    const server = await startLua(0);
    const { pid } = workerOf(server);
    expect(memoryBreakdown(files, server, process.pid)).toBeNull();
    expect(memoryBreakdown(files, { ...server, startTicks: server.startTicks + 1 }, pid)).toBeNull();
    await nginx?.stop();
    expect(memoryBreakdown(files, server, pid)).toBeNull();
  });
});
