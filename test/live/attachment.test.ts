import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Attachment } from '../../server/src/live/attachment';
import type { ProcFiles } from '../../server/src/live/system/procFiles';
import { realProcFiles } from '../../server/src/live/system/realProcFiles';
import { attachTo, figuresOfDecoder, figuresOfSample, sampleOf, zoneNamed } from './support/attach';
import { NGINX_BINARY } from './support/nginxBinary';
import {
  type ConfigContext,
  moduleAvailable,
  nginxAvailable,
  type RunningNginx,
  type StartOptions,
  startNginx,
} from './support/nginxServer';
import { allocatedBytes, cycleZoneNames, withZone, zoneMappings } from './support/zoneMemory';

const MODULES = (['lua', 'nchan', 'uploadprogress', 'stream'] as const).filter(moduleAvailable);
const unavailable = nginxAvailable(['lua', 'nchan', 'uploadprogress', 'stream']);

const running: RunningNginx[] = [];
const sockets: Socket[] = [];

async function start(options: StartOptions): Promise<RunningNginx> {
  const server = await startNginx(options);
  running.push(server);
  return server;
}

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of running.splice(0)) await server.stop();
});

function http({ httpPaths, port }: ConfigContext, zones: string, main = ''): string {
  return `worker_processes 2;
${main}
events {}
http {
  ${httpPaths}
${zones}
  server {
    listen 127.0.0.1:${port(0)};
    location / { return 200 ok; }
  }
}
`;
}

/** Files on which some paths are refused, as a lower rung has it. */
function without(...refused: readonly RegExp[]): ProcFiles {
  const real = realProcFiles();
  return {
    ...real,
    open: (path) => (refused.some((one) => one.test(path)) ? { refusal: 'EPERM' } : real.open(path)),
  };
}

const NO_MAP_FILES = /\/map_files\//;
const NO_MEMORY = /\/mem$/;

function blocksOf(server: RunningNginx): number[] {
  return zoneMappings(server.masterPid).map((mapping) => withZone(server.masterPid, mapping, allocatedBytes));
}

const ALL_KINDS = (context: ConfigContext): string =>
  http(
    context,
    `  lua_shared_dict dogs 100m;
  limit_req_zone $binary_remote_addr zone=req:10m rate=1r/s;
  limit_conn_zone $binary_remote_addr zone=conn:1m;
  proxy_cache_path ${context.prefix}/kept-proxy keys_zone=proxied:2m;
  fastcgi_cache_path ${context.prefix}/kept-fastcgi keys_zone=fast:2m;
  ssl_session_cache shared:tls:1m;
  upload_progress uploads 1m;
  nchan_shared_memory_size 32m;
  upstream backend { zone peers 256k; server 127.0.0.1:1; }
  server { listen ${context.socket('nchan')}; location / { nchan_subscriber; } }`,
  );

describe.skipIf(unavailable !== null)('an attachment to a running server', () => {
  it('shows the empty dictionary of the article as it is, and names every kind of zone', async () => {
    const server = await start({ modules: MODULES, config: ALL_KINDS });
    const sample = sampleOf(attachTo(server.masterPid), 'refresh');
    expect(sample.rung).toBe('exact');
    const dogs = zoneNamed(sample, 'dogs');
    expect(dogs.loaded).toEqual({ bytes: 608 * 1024, exactness: 'exact' });
    expect(dogs.chunks).toEqual({ used: 3, free: 157 });
    expect(dogs.pages).toMatchObject({ total: 25450, free: 25448, used: 2, largestFreeRun: 25448 });
    const told = sample.zones.map(({ name, kind, module, namedBy }) => [name, kind, module, namedBy]);
    expect(told.map(([name]) => name)).toEqual(cycleZoneNames(server.masterPid).map(({ name }) => name));
    expect(told).toEqual([
      ['dogs', 'lua_shared_dict', 'ngx_http_lua_module', 'zone list'],
      ['req', 'limit_req_zone', 'ngx_http_limit_req_module', 'zone list'],
      ['conn', 'limit_conn_zone', 'ngx_http_limit_conn_module', 'zone list'],
      ['proxied', 'proxy_cache_path', 'ngx_http_proxy_module', 'zone list'],
      ['fast', 'fastcgi_cache_path', 'ngx_http_fastcgi_module', 'zone list'],
      ['tls', 'ssl_session_cache', 'ngx_http_ssl_module', 'zone list'],
      ['uploads', 'upload_progress', 'ngx_http_uploadprogress_module', 'zone list'],
      ['peers', 'zone', 'ngx_http_upstream_zone_module', 'zone list'],
      ['nchan_worker_stats', null, 'ngx_nchan_module', 'zone list'],
      ['memstore', 'nchan_shared_memory_size', 'ngx_nchan_module', 'zone list'],
    ]);
    const lines = readFileSync(server.configPath, 'latin1').split('\n');
    for (const { name, declaredAt } of sample.zones) {
      if (name === 'nchan_worker_stats') expect(declaredAt).toBeNull();
      else {
        expect(declaredAt?.file).toBe(server.configPath);
        const line = lines[(declaredAt?.line ?? 0) - 1] ?? '';
        expect(line).toContain(name === 'memstore' ? 'nchan_shared_memory_size' : name);
      }
    }
  });

  it('agrees with the second decoder and leaves every block as it is, over 1,000 samples of both depths', async () => {
    const server = await start({ modules: MODULES, config: ALL_KINDS });
    const before = blocksOf(server);
    const attachment = attachTo(server.masterPid);
    const sample = sampleOf(attachment, 'full');
    expect(figuresOfSample(sample)).toEqual(figuresOfDecoder(server.masterPid));
    for (let round = 0; round < 500; round++) {
      sampleOf(attachment, 'refresh');
      sampleOf(attachment, 'full');
    }
    for (const { inode } of sample.zones) attachment.pageMap(inode);
    expect(blocksOf(server)).toEqual(before);
  });

  it('tells equal zones apart', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `twin${index}`);
    const server = await start({
      modules: ['lua'],
      config: (context) => http(context, names.map((name) => `  lua_shared_dict ${name} 1m;`).join('\n')),
    });
    const sample = sampleOf(attachTo(server.masterPid), 'refresh');
    const addresses = cycleZoneNames(server.masterPid).map(({ name, address }) => [name, address.toString(16)]);
    expect(sample.zones.map(({ name, address }) => [name, address])).toEqual(addresses);
  });

  it('takes names from the zones themselves where the executable has no symbol of the list', async () => {
    const binary = join(tmpdir(), `nginx-without-symbol-${process.pid}`);
    const bytes = readFileSync(NGINX_BINARY);
    for (let at = bytes.indexOf('\0ngx_cycle\0'); at !== -1; at = bytes.indexOf('\0ngx_cycle\0', at + 1)) {
      bytes.write('ngx_cxxxx', at + 1);
    }
    writeFileSync(binary, bytes, { mode: 0o755 });
    try {
      const server = await start({
        binary,
        config: (context) =>
          http(
            context,
            `  limit_req_zone $binary_remote_addr zone=req:10m rate=1r/s;
  limit_conn_zone $binary_remote_addr zone=conn:1m;
  proxy_cache_path ${context.prefix}/kept-proxy keys_zone=proxied:2m;
  upstream backend { zone peers 256k; server 127.0.0.1:1; }`,
          ),
      });
      const sample = sampleOf(attachTo(server.masterPid), 'refresh');
      const told = sample.zones.map(({ name, kind, namedBy }) => [name, kind, namedBy]);
      expect(told.sort()).toEqual([
        ['conn', 'limit_conn_zone', 'log context'],
        ['peers', 'zone', 'log context'],
        ['proxied', 'proxy_cache_path', 'log context'],
        ['req', 'limit_req_zone', 'log context'],
      ]);
    } finally {
      rmSync(binary, { force: true });
    }
  });

  // A server that goes to the background begins with empty page tables: what it has written no process has mapped.
  it.each(['daemon off;', 'daemon on;'])(
    'reads through the processes where map_files is refused, and makes no zone grow (%s)',
    async (daemon) => {
      const server = await start({ modules: MODULES, config: (context) => daemon + ALL_KINDS(context) });
      const exact = sampleOf(attachTo(server.masterPid), 'full');
      const before = blocksOf(server);
      const attachment = attachTo(server.masterPid, without(NO_MAP_FILES));
      const sample = sampleOf(attachment, 'full');
      expect(sample.rung).toBe('mapped');
      for (const [index, zone] of sample.zones.entries()) {
        const truth = exact.zones[index];
        expect(zone).toEqual({ ...truth, loaded: zone.loaded, mapped: zone.mapped });
        expect(zone.loaded.exactness).toBe('at least');
        expect(zone.loaded.bytes).toBeGreaterThan(0);
        expect(zone.loaded.bytes).toBeLessThanOrEqual(truth?.loaded.bytes ?? 0);
      }
      for (let round = 0; round < 500; round++) {
        sampleOf(attachment, 'refresh');
        sampleOf(attachment, 'full');
      }
      for (const { inode } of sample.zones) attachment.pageMap(inode);
      expect(blocksOf(server)).toEqual(before);
    },
  );

  it('counts page tables where memory is refused too, and names zones by size and order', async () => {
    const server = await start({
      modules: ['lua'],
      config: (context) =>
        http(context, '  lua_shared_dict one 1m;\n  lua_shared_dict two 1m;\n  lua_shared_dict big 3m;'),
    });
    const sample = sampleOf(attachTo(server.masterPid, without(NO_MAP_FILES, NO_MEMORY)), 'refresh');
    expect(sample.rung).toBe('page tables');
    const addresses = new Map(
      cycleZoneNames(server.masterPid).map(({ name, address }) => [name, address.toString(16)]),
    );
    expect(sample.zones).toHaveLength(3);
    for (const zone of sample.zones) {
      expect(zone.namedBy).toBe('size and order');
      expect(zone.address).toBe(addresses.get(zone.name ?? ''));
      expect(zone).toMatchObject({ pool: 'unreadable', pages: null, slots: null, chunks: null });
      expect(zone.loaded.exactness).toBe('at least');
    }
  });

  it('keeps zones over a reload, and shows what only old workers have left of a zone that was resized', async () => {
    const config = (context: ConfigContext, size: string): string =>
      http(context, `  lua_shared_dict kept 1m;\n  lua_shared_dict resized ${size};`, 'worker_shutdown_timeout 60s;');
    const server = await start({ modules: ['lua'], config: (context) => config(context, '1m') });
    const attachment = attachTo(server.masterPid);
    const before = sampleOf(attachment, 'refresh');
    const socket = connect(server.context.port(0), '127.0.0.1');
    sockets.push(socket);
    socket.on('error', () => {});
    await new Promise((resolve) => socket.once('connect', resolve));
    // Half a request keeps the worker that has accepted it.
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n');
    await new Promise((resolve) => setTimeout(resolve, 200));
    server.writeConfig(config(server.context, '2m'));
    await server.reload({ waitForOldWorkers: false });
    const during = await untilSample(attachment, (sample) => sample.zones.length === 3);
    expect(zoneNamed(during, 'kept').inode).toBe(zoneNamed(before, 'kept').inode);
    const both = during.zones.filter(({ name }) => name === 'resized');
    expect(both.map(({ sizeBytes }) => sizeBytes)).toEqual([2 * 1024 * 1024, 1024 * 1024]);
    expect(both[1]?.inode).toBe(zoneNamed(before, 'resized').inode);
    // Somebody who attaches now learns the same from the old worker's own list.
    const late = sampleOf(attachTo(server.masterPid), 'full');
    expect(late.zones.map(({ name, inode }) => [name, inode])).toEqual(
      during.zones.map(({ name, inode }) => [name, inode]),
    );
    expect(late.zones.map(({ namedBy }) => namedBy)).toEqual(late.zones.map(() => 'zone list'));
    socket.destroy();
    const after = await untilSample(attachment, (sample) => sample.zones.length === 2);
    expect(zoneNamed(after, 'resized').sizeBytes).toBe(2 * 1024 * 1024);
  });

  it('says that a server has gone', async () => {
    const server = await start({ modules: ['lua'], config: (context) => http(context, '  lua_shared_dict one 1m;') });
    const attachment = attachTo(server.masterPid);
    sampleOf(attachment, 'refresh');
    await server.stop();
    expect(attachment.sample('refresh')).toEqual({ kind: 'gone' });
    expect(attachment.pageMap(1)).toBeNull();
  });

  it('reads a server without zones, and one of a single process', async () => {
    const empty = await start({ config: (context) => http(context, '') });
    expect(sampleOf(attachTo(empty.masterPid), 'full').zones).toEqual([]);
    const single = await start({
      modules: ['lua'],
      config: (context) => http(context, '  lua_shared_dict one 1m;', 'master_process off;'),
    });
    const sample = sampleOf(attachTo(single.masterPid), 'full');
    expect(sample.processes.map(({ role }) => role)).toEqual(['single']);
    expect(zoneNamed(sample, 'one').loaded.bytes).toBe(16 * 1024);
  });

  it('tells of every page what it is and whether it was ever touched', async () => {
    const server = await start({ modules: MODULES, config: ALL_KINDS });
    const attachment = attachTo(server.masterPid);
    const sample = sampleOf(attachment, 'refresh');
    for (const zone of sample.zones) {
      const map = attachment.pageMap(zone.inode);
      expect(map?.isConsistent).toBe(true);
      const runs = map?.runs ?? [];
      const pages = runs.reduce((sum, { pageCount }) => sum + pageCount, 0);
      expect(pages * 4096).toBe(zone.mappedBytes);
      const loaded = runs
        .filter(({ isLoaded }) => isLoaded === true)
        .reduce((sum, { pageCount }) => sum + pageCount, 0);
      expect(loaded * 4096).toBeLessThanOrEqual(zone.loaded.bytes ?? 0);
      if (runs.every(({ isLoaded }) => isLoaded !== null)) expect(loaded * 4096).toBe(zone.loaded.bytes);
    }
    expect(
      attachment.pageMap(zoneNamed(sample, 'dogs').inode)?.runs.map(({ state, isLoaded }) => [state, isLoaded]),
    ).toEqual([
      ['metadata', true],
      ['slot', true],
      ['slot', true],
      ['free', false],
    ]);
  });
});

async function untilSample(
  attachment: Attachment,
  isIt: (sample: ReturnType<typeof sampleOf>) => boolean,
): Promise<ReturnType<typeof sampleOf>> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const sample = sampleOf(attachment, 'refresh');
    if (isIt(sample)) return sample;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the sample that was waited for did not come');
}
