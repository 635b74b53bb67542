import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { ServerBuild } from '../../server/src/zones/serverBuild';
import { installedBuild } from './support/analysis';
import { readCycleZones } from './support/cycleZones';
import { createConfigTester, processTree, type StartOptions, testConfig } from './support/nginxServer';
import { parseFirstProblem } from './support/nginxTest';
import { processesIn } from './support/processTree';
import { need, useServers } from './support/session';
import { cycleZoneNames, zoneMappings, zonesOf } from './support/zoneMemory';

const start = useServers();

const EIGHT_ZONES: StartOptions = {
  modules: ['lua', 'nchan', 'uploadprogress', 'stream'],
  config: ({ prefix, httpPaths, socket }) => `worker_processes 2;
events {}
http {
  ${httpPaths}
  lua_shared_dict dogs 10m;
  limit_req_zone $binary_remote_addr zone=req:1m rate=1r/s;
  limit_conn_zone $binary_remote_addr zone=conn:1m;
  upload_progress uploads 1m;
  proxy_cache_path ${prefix}/cache keys_zone=keys:1m;
  ssl_session_cache shared:tls:1m;
  nchan_shared_memory_size 8m;
  upstream web { zone peers 64k; server 127.0.0.1:1; }
  server { listen ${socket('web')}; location / { nchan_pubsub; nchan_channel_id x; } }
}
stream { upstream tcp { zone tcp_peers 64k; server 127.0.0.1:1; } }
`,
};

/** Where the list stands in the cycle: 1.29.7 put 40 bytes before it in builds with --with-compat. */
function listOffsetOf({ coreVersion, withCompat }: ServerBuild): number {
  const [major = 0, minor = 0, patch = 0] = coreVersion ?? [];
  return withCompat === true && major * 1e6 + minor * 1e3 + patch >= 1_029_007 ? 472 : 432;
}

describe('reading zones of a real nginx', () => {
  it('counts an empty lua_shared_dict of 100m as 608 KB', async (context) => {
    need(context, 'lua');
    const server = await start({ modules: ['lua'], config: 'events {} http { lua_shared_dict dogs 100m; }' });
    const dogs = zonesOf(server.masterPid).find(({ name }) => name === 'dogs');
    expect(dogs?.allocatedBytes).toBe(608 * 1024);
    expect(dogs?.pool).toMatchObject({
      pageCount: 25450,
      freePages: 25448,
      freeRuns: [25448],
      usedChunks: 3,
      freeChunks: 157,
      logContext: ' in lua_shared_dict zone "dogs"',
      reportsFull: false,
    });
    expect(dogs?.pool?.slots.filter(({ pages }) => pages > 0)).toEqual([
      { chunkBytes: 32, pages: 1, bitmapChunks: 1, total: 127, used: 1, reqs: 1, fails: 0 },
      { chunkBytes: 128, pages: 1, bitmapChunks: 0, total: 32, used: 1, reqs: 1, fails: 0 },
    ]);
  });

  it('makes no zone grow, however often it reads', async (context) => {
    need(context, 'lua', 'nchan', 'uploadprogress', 'stream');
    const server = await start(EIGHT_ZONES);
    const before = zonesOf(server.masterPid).map(({ allocatedBytes }) => allocatedBytes);
    for (let count = 0; count < 50; count += 1) {
      zonesOf(server.masterPid);
      cycleZoneNames(server.masterPid);
    }
    expect(zonesOf(server.masterPid).map(({ allocatedBytes }) => allocatedBytes)).toEqual(before);
  });

  it('names zones of every kind, those without log_ctx too', async (context) => {
    need(context, 'lua', 'nchan', 'uploadprogress', 'stream');
    const server = await start(EIGHT_ZONES);
    const { listOffset, elementBytes, zones } = readCycleZones(server.masterPid);
    expect(zones.map(({ name }) => name)).toEqual([
      'dogs',
      'req',
      'conn',
      'uploads',
      'keys',
      'tls',
      'peers',
      'nchan_worker_stats',
      'memstore',
      'tcp_peers',
    ]);
    expect({ listOffset, elementBytes }).toEqual({ listOffset: listOffsetOf(installedBuild()), elementBytes: 88 });
    expect(zones.find(({ name }) => name === 'memstore')?.sizeBytes).toBe(8 * 1024 * 1024);

    const nameAt = new Map(zones.map(({ name, address }) => [address, name]));
    const readings = zonesOf(server.masterPid);
    expect(readings).toHaveLength(zones.length + 1);
    const unnamed = readings.filter(({ name }) => name === null).map(({ mapping }) => nameAt.get(mapping.start));
    expect(unnamed.sort()).toEqual(['memstore', 'nchan_worker_stats', 'uploads', undefined]);
    for (const { name, mapping } of readings.filter((reading) => reading.name !== null)) {
      expect(nameAt.get(mapping.start)).toBe(name);
    }
    expect(readings.filter(({ pool }) => pool === null).map(({ mapping }) => mapping.sizeBytes)).toEqual([4096]);
  });

  it('follows a full dictionary with whole pages, evictions and full slab pages', async (context) => {
    need(context, 'lua');
    const fill = `
      for i = 1, 20000 do ngx.shared.small:set('key' .. i, i) end
      ngx.shared.large:set('big', string.rep('x', 10000))
      for i = 1, 40 do ngx.shared.large:set('middle' .. i, string.rep('x', 900)) end`;
    const server = await start({
      modules: ['lua'],
      config: `events {} http { lua_shared_dict small 1m; lua_shared_dict large 1m; init_by_lua_block { ${fill} } }`,
    });
    const pools = new Map(zonesOf(server.masterPid).map(({ name, pool }) => [name, pool]));
    const small = pools.get('small');
    const large = pools.get('large');
    const entries = small?.slots.find(({ chunkBytes }) => chunkBytes === 128);
    expect(small?.freePages).toBe(0);
    expect(entries?.pages).toBe(253);
    expect(entries?.used).toBe(253 * 32);
    expect(entries?.fails).toBeGreaterThan(0);
    expect(large?.pageRuns).toEqual([3]);
    expect(large?.slots.find(({ chunkBytes }) => chunkBytes === 1024)).toMatchObject({ pages: 10, used: 40 });
  });

  it('keeps or renews mappings over a reload as nginx does', async (context) => {
    need(context);
    const server = await start({
      config: `events {} http {
        limit_req_zone $uri zone=kept:1m rate=1r/s;
        upstream u { zone renewed 64k; server 127.0.0.1:1; }
      }`,
    });
    const inodeOf = (): Map<string | null, bigint> =>
      new Map(zonesOf(server.masterPid).map(({ name, mapping }) => [name, mapping.inode]));
    const workersBefore = server.workers();
    const before = inodeOf();
    await server.reload();
    const after = inodeOf();
    expect(after.get('kept')).toBe(before.get('kept'));
    expect(after.get('renewed')).not.toBe(before.get('renewed'));
    expect(server.workers()).toHaveLength(1);
    expect(server.workers()).not.toEqual(workersBefore);
  });

  it('reads a server without zones', async (context) => {
    need(context);
    const server = await start({ config: 'events {}' });
    expect(cycleZoneNames(server.masterPid)).toEqual([]);
    expect(zoneMappings(server.masterPid).map(({ sizeBytes }) => sizeBytes)).toEqual([4096]);
  });
});

describe('starting and stopping', () => {
  it('runs servers side by side and leaves no process and no folder', async (context) => {
    need(context);
    const config = 'worker_processes 2; events {} http { limit_req_zone $uri zone=a:1m rate=1r/s; }';
    const [first, second] = await Promise.all([start({ config }), start({ config })]);
    const firstPids = processTree(first.masterPid).map(({ pid }) => pid);
    expect(firstPids).toHaveLength(3);
    await first.stop();
    await first.stop();
    expect(firstPids.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([]);
    expect(existsSync(first.prefix)).toBe(false);
    expect(processesIn(first.prefix)).toEqual([]);
    expect(second.workers()).toHaveLength(2);
  });

  it('stops a server that made itself a daemon', async (context) => {
    need(context);
    const server = await start({ config: 'daemon on; worker_processes 2; pid own.pid; events {}' });
    const tree = processTree(server.masterPid);
    expect(tree).toHaveLength(3);
    await server.stop();
    expect(processesIn(server.prefix)).toEqual([]);
    expect(server.workers()).toEqual([]);
  });

  it('kills workers whose master has gone', async (context) => {
    need(context);
    const server = await start({ config: 'worker_processes 2; events {}' });
    const workers = server.workers();
    process.kill(server.masterPid, 'SIGKILL');
    await server.stop();
    expect(workers.filter((pid) => processesIn(server.prefix).some((left) => left.pid === pid))).toEqual([]);
    expect(existsSync(server.prefix)).toBe(false);
  });

  it('tells why a server did not start, and cleans up', async (context) => {
    need(context);
    const folder = mkdtempSync(join(tmpdir(), 'zone-lens-refused-'));
    vi.stubEnv('TMPDIR', folder);
    try {
      await expect(start({ config: 'events {}\nnonsense;' })).rejects.toThrow('unknown directive "nonsense"');
      await expect(start({ config: 'events {}', binary: '/nonexistent/nginx' })).rejects.toThrow('ENOENT');
      expect(readdirSync(folder)).toEqual([]);
    } finally {
      vi.unstubAllEnvs();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('tells why a reload failed, and the server lives on', async (context) => {
    need(context);
    const server = await start({ config: 'events {}' });
    const workers = server.workers();
    server.writeConfig('events {}\nnonsense;');
    await expect(server.reload()).rejects.toThrow(/unknown directive "nonsense" in .*:2/);
    expect(server.workers()).toEqual(workers);
  });

  it('cleans up when the test process ends with an error', (context) => {
    need(context);
    const folder = mkdtempSync(join(tmpdir(), 'zone-lens-exit-'));
    try {
      const script = join(folder, 'leave.mts');
      const harness = JSON.stringify(new URL('./support/nginxServer.ts', import.meta.url).pathname);
      writeFileSync(
        script,
        `import { startNginx } from ${harness};
        const server = await startNginx({ config: 'worker_processes 2; events {}' });
        console.log(server.prefix);
        throw new Error('a test failed');`,
      );
      const run = spawnSync(process.execPath, ['--import', 'tsx', script], { encoding: 'utf8' });
      const prefix = run.stdout.trim();
      expect(run.stderr).toContain('a test failed');
      expect(prefix).toContain('zone-lens-nginx-');
      expect(existsSync(prefix)).toBe(false);
      expect(processesIn(prefix)).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('nginx -t', () => {
  it('accepts, and refuses with the place', async (context) => {
    need(context, 'lua');
    expect(await testConfig({ config: 'events {}\nhttp {}\n' })).toMatchObject({ ok: true, firstProblem: null });
    const refused = await testConfig({ config: 'events {}\nhttp {\n  foo on;\n}\n' });
    expect(refused.ok).toBe(false);
    expect(refused.firstProblem).toMatchObject({ level: 'emerg', message: 'unknown directive "foo"', line: 3 });
    expect(refused.firstProblem?.file).toMatch(/nginx\.conf$/);
    const tooSmall = await testConfig({ modules: ['lua'], config: 'events {} http { lua_shared_dict d 8k; }' });
    expect(tooSmall.firstProblem).toEqual({
      level: 'crit',
      message: 'ngx_slab_alloc() failed: no memory',
      file: null,
      line: null,
    });
  });

  it('keeps a running server and its pid file', async (context) => {
    need(context);
    const server = await start({ config: ({ socket }) => `events {} http { server { listen ${socket('a')}; } }` });
    expect((await testConfig({ configPath: server.configPath })).ok).toBe(true);
    expect(server.workers()).toHaveLength(1);
    await server.reload();
  });

  it('tests 500 configurations in one prefix', async (context) => {
    need(context);
    const tester = createConfigTester();
    try {
      const zone = (index: number): string => `limit_req_zone $uri zone=z${index}:${index}k rate=1r/s;`;
      const texts = Array.from({ length: 500 }, (_, index) => `events {}\nhttp { ${zone(index)} }\n`);
      const startedMs = Date.now();
      const results = await tester.testAll(texts);
      const eachMs = (Date.now() - startedMs) / texts.length;
      console.info(`nginx -t: ${eachMs.toFixed(1)} ms each`);
      expect(results.findIndex(({ ok }) => ok)).toBe(32);
      expect(results.slice(32).every(({ ok }) => ok)).toBe(true);
      expect(results[31]?.firstProblem?.message).toBe('zone "zone=z31:31k" is too small');
      expect(eachMs).toBeLessThan(200);
    } finally {
      tester.close();
    }
    expect(existsSync(tester.prefix)).toBe(false);
  });

  it('takes problem lines of both forms apart', () => {
    expect(parseFirstProblem('nginx: [emerg] bad thing in /a b/x.conf:12\n')).toEqual({
      level: 'emerg',
      message: 'bad thing',
      file: '/a b/x.conf',
      line: 12,
    });
    expect(parseFirstProblem('2026/11/22 18:14:19 [emerg] 1#1: bind() to 0.0.0.0:80 failed (13: Denied)')).toEqual({
      level: 'emerg',
      message: 'bind() to 0.0.0.0:80 failed (13: Denied)',
      file: null,
      line: null,
    });
    expect(parseFirstProblem('nginx: [warn] odd in /x:1\nnginx: [crit] no memory in zone "a"')).toMatchObject({
      level: 'crit',
      message: 'no memory in zone "a"',
      file: null,
    });
    expect(parseFirstProblem('nginx: configuration file x test is successful')).toBeNull();
  });
});
