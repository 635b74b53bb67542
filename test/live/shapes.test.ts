import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findServers } from '../../server/src/live/servers/servers';
import { realProcFiles } from '../../server/src/live/system/realProcFiles';
import type { LiveSample } from '../../server/src/shared/liveSample';
import { attachTo, figuresOfDecoder, figuresOfSample, liveServerOf, sampleOf, zoneNamed } from './support/attach';
import { ask } from './support/http';
import type { RunningNginx } from './support/nginxServer';
import { copyWithoutCycle, stripMissing, strippedCopy } from './support/otherBinary';
import { processTitle, waitFor } from './support/processTree';
import { withoutTracing } from './support/refusedFiles';
import { need, useServers } from './support/session';
import { cycleZoneNames } from './support/zoneMemory';

const KB = 1024;
const MB = 1024 * KB;
const GB = 1024 * MB;

const start = useServers();
const sockets: Socket[] = [];
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'zone-lens-binaries-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

function namesOf({ zones }: LiveSample): (string | null)[] {
  return zones.map(({ name }) => name);
}

/** Every zone is there by the name that the server itself has for it, with the figures of the second decoder. */
function expectAllAsTheServerSays(server: RunningNginx): LiveSample {
  const sample = sampleOf(attachTo(server.masterPid), 'full');
  expect(sample.rung).toBe('exact');
  const own = cycleZoneNames(server.masterPid);
  expect(sample.zones.map(({ name, address, sizeBytes }) => ({ name, address, sizeBytes }))).toEqual(
    own.map(({ name, address, sizeBytes }) => ({ name, address: address.toString(16), sizeBytes })),
  );
  expect(figuresOfSample(sample)).toEqual(figuresOfDecoder(server.masterPid));
  return sample;
}

/** Opens a connection that is never used up: its worker stays after a reload for as long as it is open. */
async function holdWorker(server: RunningNginx): Promise<void> {
  const socket = createConnection({ path: server.context.socket('web').replace(/^unix:/, '') });
  sockets.push(socket);
  await new Promise((done, fail) => socket.once('connect', done).once('error', fail));
  // Half a request: nginx waits for the rest, also while the worker shuts down.
  socket.write('GET / HTTP/1.1\r\nHost: a\r\n');
  await new Promise((done) => setTimeout(done, 100));
}

describe('zones', () => {
  it('of one size are told apart, each by its name', async (context) => {
    need(context, 'lua');
    const names = Array.from({ length: 12 }, (_, index) => `same${index}`);
    const server = await start({
      modules: ['lua'],
      config: `events {} http { ${names.map((name) => `lua_shared_dict ${name} 1m;`).join('\n')}
        init_by_lua_block { for number = 1, 12 do
          for entry = 1, number * 10 do ngx.shared['same' .. (number - 1)]:set('k' .. entry, 1) end
        end } }`,
    });
    const sample = expectAllAsTheServerSays(server);
    expect(namesOf(sample)).toEqual(names);
    for (const [index, name] of names.entries()) {
      const slot = zoneNamed(sample, name).slots?.find(({ slotBytes }) => slotBytes === 128);
      expect([name, slot?.usedChunks]).toEqual([name, 1 + (index + 1) * 10]);
    }
    // By size and order alone they can be told only where there are as many declarations as zones; a guess is no answer.
    const blind = sampleOf(attachTo(server.masterPid, withoutTracing(realProcFiles())), 'full');
    const nameByInode = new Map(sample.zones.map(({ inode, name }) => [inode, name]));
    for (const { inode, name } of blind.zones) expect([null, nameByInode.get(inode)]).toContain(name);
  });

  it('are all there where a server has 500', async (context) => {
    need(context, 'lua');
    const server = await start({
      modules: ['lua'],
      config: `worker_processes 2; events {} http {
        ${Array.from({ length: 500 }, (_, index) => `lua_shared_dict zone${index} ${32 + (index % 40)}k;`).join('\n')}
      }`,
    });
    const sample = expectAllAsTheServerSays(server);
    expect(sample.zones).toHaveLength(500);
    const attachment = attachTo(server.masterPid);
    sampleOf(attachment, 'refresh');
    const { cost } = sampleOf(attachment, 'refresh');
    console.info(
      `a refresh of 500 zones: ${cost.cpuMilliseconds.toFixed(1)} ms of CPU, ${cost.readBytes / KB} KB read`,
    );
  });

  it('of 10 GB cost a refresh no more than small ones, and are walked whole', async (context) => {
    need(context, 'lua');
    const server = await start({
      modules: ['lua'],
      config: `events {} http { lua_shared_dict huge 10240m; lua_shared_dict small 1m;
        init_by_lua_block { for entry = 1, 1000 do ngx.shared.huge:set('k' .. entry, string.rep('v', entry * 20)) end } }`,
    });
    const attachment = attachTo(server.masterPid);
    const refreshed = sampleOf(attachment, 'refresh');
    const sample = expectAllAsTheServerSays(server);
    const huge = zoneNamed(sample, 'huge');
    expect(huge).toMatchObject({ sizeBytes: 10 * GB, isConsistent: true, loaded: { exactness: 'exact' } });
    expect(huge.pages?.total).toBe(2_606_169);
    expect(huge.walk?.pageAllocations.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThan(800);
    expect(zoneNamed(refreshed, 'huge').pages).toEqual(huge.pages);
    // The page array alone is 60 MB; a refresh reads some pages at most.
    expect(refreshed.cost.readBytes).toBeLessThan(MB);
    const map = attachment.pageMap(huge.inode);
    expect(map?.isConsistent).toBe(true);
    expect(map?.runs.reduce((sum, { pageCount }) => sum + pageCount, 0)).toBe((10 * GB) / 4096);
    console.info(
      `10 GB: refresh ${refreshed.cost.wallMilliseconds.toFixed(1)} ms, full walk ${sample.cost.wallMilliseconds.toFixed(0)} ms`,
    );
  });

  it('without a text for log lines are named by the server’s own list', async (context) => {
    need(context, 'nchan', 'uploadprogress');
    const server = await start({
      modules: ['nchan', 'uploadprogress'],
      config: ({ socket, httpPaths }) => `events {} http { ${httpPaths}
        upload_progress uploads 1m; nchan_shared_memory_size 8m;
        server { listen ${socket('web')}; location / { nchan_pubsub; nchan_channel_id x; } } }`,
    });
    const sample = expectAllAsTheServerSays(server);
    expect(namesOf(sample)).toEqual(['uploads', 'nchan_worker_stats', 'memstore']);
    expect(sample.zones.map(({ module }) => module)).toEqual([
      'ngx_http_uploadprogress_module',
      'ngx_nchan_module',
      'ngx_nchan_module',
    ]);
    expect(sample.zones.every(({ namedBy }) => namedBy === 'zone list')).toBe(true);
  });
});

/** Zones of modules that are linked in: these executables load no dynamic ones. */
const LINKED_IN = ({
  httpPaths,
  socket,
  prefix,
}: {
  httpPaths: string;
  socket(name: string): string;
  prefix: string;
}) => `
events {}
http {
  ${httpPaths}
  limit_req_zone $uri zone=req:1m rate=1000r/s;
  limit_conn_zone $uri zone=conn:1m;
  proxy_cache_path ${prefix}/cache keys_zone=keys:2m;
  upstream u { zone peers 64k; server 127.0.0.1:1; }
  server { listen ${socket('web')}; location / { limit_req zone=req; empty_gif; } }
}
`;

describe('an executable', () => {
  it('that was stripped is read like any other', async (context) => {
    need(context);
    context.skip(stripMissing() !== null, stripMissing() ?? '');
    const server = await start({ binary: strippedCopy(join(folder, 'stripped')), config: LINKED_IN });
    const sample = expectAllAsTheServerSays(server);
    expect(sample.zones.map(({ namedBy }) => namedBy)).toEqual(Array(4).fill('zone list'));
    expect(liveServerOf(server.masterPid)).toMatchObject({ product: 'nginx', executable: join(folder, 'stripped') });
  });

  it('that does not export ngx_cycle has its zones named by their own memory', async (context) => {
    need(context);
    const server = await start({ binary: copyWithoutCycle(join(folder, 'nameless')), config: LINKED_IN });
    const sample = sampleOf(attachTo(server.masterPid), 'full');
    expect(sample.zones.map(({ name, kind, namedBy }) => [name, kind, namedBy]).sort()).toEqual([
      ['conn', 'limit_conn_zone', 'log context'],
      ['keys', 'proxy_cache_path', 'log context'],
      ['peers', 'zone', 'log context'],
      ['req', 'limit_req_zone', 'log context'],
    ]);
    expect(figuresOfSample(sample)).toEqual(figuresOfDecoder(server.masterPid));
  });

  it('that was replaced on disk is said to be', async (context) => {
    need(context);
    const path = copyWithoutCycle(join(folder, 'replaced'));
    const server = await start({ binary: path, config: LINKED_IN });
    expect(liveServerOf(server.masterPid)).toMatchObject({ executable: path, isExecutableReplaced: false });
    rmSync(path);
    expect(liveServerOf(server.masterPid)).toMatchObject({ executable: path, isExecutableReplaced: true });
    copyWithoutCycle(path);
    expect(liveServerOf(server.masterPid)).toMatchObject({ executable: path, isExecutableReplaced: true });
    expect(sampleOf(attachTo(server.masterPid), 'full').zones).toHaveLength(4);
  });
});

describe('a server', () => {
  it('in the middle of a reload shows old workers, and the zones of the new config', async (context) => {
    need(context);
    const config = (reqSize: string, extra = '') => `worker_processes 2;
events {}
http {
  limit_req_zone $uri zone=req:${reqSize} rate=1000r/s;
  limit_conn_zone $uri zone=kept:1m;
  upstream u { zone peers 64k; server 127.0.0.1:1; }
  ${extra}
  server { listen SOCKET; location / { limit_req zone=req; empty_gif; } }
}
`;
    const server = await start({ config: ({ socket }) => config('1m').replace('SOCKET', socket('web')) });
    const attachment = attachTo(server.masterPid);
    const before = sampleOf(attachment, 'full');
    await holdWorker(server);
    server.writeConfig(
      config('2m', 'limit_req_zone $uri zone=added:1m rate=1r/s;').replace('SOCKET', server.context.socket('web')),
    );
    await server.reload({ waitForOldWorkers: false });
    const isTitled = (): boolean => sampleOf(attachment, 'refresh').processes.some(({ role }) => role === 'old worker');
    expect(await waitFor(isTitled, 5000)).toBe(true);
    const during = sampleOf(attachment, 'full');
    expect(during.processes.filter(({ role }) => role === 'old worker')).toHaveLength(1);
    expect(during.processes.filter(({ role }) => role === 'worker')).toHaveLength(2);
    expect(namesOf(during).filter((name) => name !== null)).toEqual(
      expect.arrayContaining(['req', 'kept', 'peers', 'added']),
    );
    const current = (sample: LiveSample, name: string) => sample.zones.filter((zone) => zone.name === name);
    expect(current(during, 'req').map(({ sizeBytes }) => sizeBytes)).toContain(2 * MB);
    expect(zoneNamed(during, 'kept').inode).toBe(zoneNamed(before, 'kept').inode);
    expect(figuresOfDecoder(server.masterPid)).toEqual(
      new Map([...figuresOfSample(during)].filter(([inode]) => figuresOfDecoder(server.masterPid).has(inode))),
    );
    for (const socket of sockets.splice(0)) socket.destroy();
    const isOver = (): boolean => !sampleOf(attachment, 'refresh').processes.some(({ role }) => role === 'old worker');
    expect(await waitFor(isOver, 5000)).toBe(true);
    expectAllAsTheServerSays(server);
  });

  it('whose executable is upgraded (USR2) is two, and each has zones of its own', async (context) => {
    need(context, 'lua');
    const server = await start({
      modules: ['lua'],
      // In the foreground nginx takes its parent for the old binary's master, and refuses.
      config: ({ socket, httpPaths }) => `daemon on; events {} http { ${httpPaths} lua_shared_dict dogs 10m;
        server { listen ${socket('web')};
          location = /fill { content_by_lua_block { for n = 1, 1000 do ngx.shared.dogs:set(n, n) end ngx.print('ok') } } } }`,
    });
    await ask(server.context.socket('web'), '/fill');
    const old = attachTo(server.masterPid);
    process.kill(server.masterPid, 'SIGUSR2');
    const newPid = (): number => Number(readFileSync(`${server.prefix}/logs/nginx.pid`, 'utf8').trim());
    const isUp = (): boolean => {
      try {
        return newPid() !== server.masterPid && processTitle(newPid()).startsWith('nginx: master');
      } catch {
        return false;
      }
    };
    expect(await waitFor(isUp, 10_000)).toBe(true);
    const both = findServers(realProcFiles()).filter(({ prefix }) => prefix === server.prefix);
    expect(both.map(({ masterPid, upgradesPid }) => ({ masterPid, upgradesPid }))).toEqual(
      expect.arrayContaining([
        { masterPid: server.masterPid, upgradesPid: null },
        { masterPid: newPid(), upgradesPid: server.masterPid },
      ]),
    );
    expect(both).toHaveLength(2);
    const young = attachTo(newPid());
    const [oldDogs, newDogs] = [old, young].map((one) => zoneNamed(sampleOf(one, 'full'), 'dogs'));
    expect(newDogs?.inode).not.toBe(oldDogs?.inode);
    expect([oldDogs, newDogs].map((dogs) => dogs?.chunks?.used)).toEqual([1003, 3]);
    process.kill(server.masterPid, 'SIGQUIT');
    expect(await waitFor(() => old.sample('refresh').kind === 'gone', 10_000)).toBe(true);
    expect(await waitFor(() => liveServerOf(newPid()).upgradesPid === null, 5000)).toBe(true);
    expect(zoneNamed(sampleOf(young, 'full'), 'dogs').inode).toBe(newDogs?.inode);
    process.kill(newPid(), 'SIGQUIT');
    expect(await waitFor(() => young.sample('refresh').kind === 'gone', 10_000)).toBe(true);
  });

  for (const [what, main, roles] of [
    ['in the foreground (daemon off)', 'daemon off; worker_processes 2;', ['master', 'worker', 'worker']],
    ['in the background (daemon on)', 'daemon on; worker_processes 2;', ['master', 'worker', 'worker']],
  ] as const) {
    it(`${what} is read`, async (context) => {
      need(context);
      const server = await start({ config: `${main} events {} http { limit_req_zone $uri zone=req:1m rate=1r/s; }` });
      const sample = expectAllAsTheServerSays(server);
      expect(sample.processes.map(({ role }) => role)).toEqual(roles);
      expect(sample.processes[0]?.pid).toBe(server.masterPid);
    });
  }

  it('of one process (master_process off) is read', async (context) => {
    need(context, 'lua');
    const server = await start({
      modules: ['lua'],
      config: 'master_process off; events {} http { lua_shared_dict dogs 10m; }',
    });
    expect(liveServerOf(server.masterPid)).toMatchObject({
      isSingleProcess: true,
      prefix: server.prefix,
      configFile: server.configPath,
      access: { rung: 'exact' },
    });
    const sample = expectAllAsTheServerSays(server);
    expect(sample.processes.map(({ pid, role }) => ({ pid, role }))).toEqual([
      { pid: server.masterPid, role: 'single' },
    ]);
    expect(zoneNamed(sample, 'dogs').chunks).toEqual({ used: 3, free: 157 });
  });

  it('that is killed is gone, and another that gets its name is another', async (context) => {
    need(context);
    const config = 'events {} http { limit_req_zone $uri zone=req:1m rate=1r/s; }';
    const server = await start({ config });
    const attachment = attachTo(server.masterPid);
    expect(attachment.sample('full').kind).toBe('sample');
    await server.stop();
    expect(attachment.sample('full')).toEqual({ kind: 'gone' });
    expect(attachment.pageMap(1)).toBeNull();
    const next = await start({ config });
    expect(liveServerOf(next.masterPid).id).not.toBe(attachment.server.id);
  });

  it('without zones has none', async (context) => {
    need(context);
    const server = await start({ config: 'events {}' });
    expect(sampleOf(attachTo(server.masterPid), 'full').zones).toEqual([]);
  });
});
