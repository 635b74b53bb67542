import { existsSync, readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { realProcFiles } from '../../server/src/live/system/realProcFiles';
import type { LiveSample } from '../../server/src/shared/liveSample';
import type { LiveServer } from '../../server/src/shared/liveServer';
import { ALL_KINDS, ALL_KINDS_MODULES, allKindsConfig } from './support/allKinds';
import { attachTo, figuresOfDecoder, figuresOfSample, liveServerOf, sampleOf, zoneNamed } from './support/attach';
import { makeChroot } from './support/chroot';
import { ask } from './support/http';
import type { RunningNginx, StartOptions } from './support/nginxServer';
import { ANOTHER_USER, asUser, asUserWith, ORDINARY_USER, useOtherReader } from './support/otherReader';
import { withoutTracing } from './support/refusedFiles';
import { need, useServers } from './support/session';
import { zonesOf } from './support/zoneMemory';

const KB = 1024;
const YAMA = '/proc/sys/kernel/yama/ptrace_scope';

const start = useServers();
const runReader = useOtherReader();

beforeEach((context) => need(context, ...ALL_KINDS_MODULES));

async function startUsed(options: Partial<StartOptions> = {}): Promise<RunningNginx> {
  const server = await start({ modules: ALL_KINDS_MODULES, config: (context) => allKindsConfig(context), ...options });
  await ask(server.context.socket('web'), '/fill');
  return server;
}

/** What is really loaded, by inode. */
function blocksOf(server: RunningNginx): Map<number, number> {
  return new Map(zonesOf(server.masterPid).map((zone) => [Number(zone.mapping.inode), zone.allocatedBytes]));
}

function expectEveryZoneNamed({ zones }: LiveSample): void {
  expect(zones.map(({ name }) => name)).toEqual(ALL_KINDS.map(([name]) => name));
  for (const [name, kind] of ALL_KINDS) {
    if (kind !== null) expect([name, zones.find((zone) => zone.name === name)?.kind]).toEqual([name, kind]);
  }
}

/** `at least` has to be true, and worth something where a process has the zone mapped. */
function expectLowerBounds(server: RunningNginx, sample: LiveSample): void {
  const blocks = blocksOf(server);
  for (const { inode, name, loaded } of sample.zones) {
    expect([name, loaded.exactness]).toEqual([name, 'at least']);
    expect([name, loaded.bytes ?? 0]).toEqual([name, Math.min(loaded.bytes ?? 0, blocks.get(inode) ?? -1)]);
  }
  expect(zoneNamed(sample, 'dogs').loaded.bytes).toBeGreaterThan(1000 * KB);
}

/** Each rung but the highest says what is missing, and a way to get it. */
function expectToldWhatIsMissing({ access }: LiveServer, missing: RegExp): void {
  expect(access.missing).toMatch(missing);
  expect(access.remedies.length).toBeGreaterThan(0);
}

describe('the exact rung', () => {
  it('is where root stands: each figure is the kernel’s own and the second decoder’s', async () => {
    const server = await startUsed();
    const attachment = attachTo(server.masterPid);
    expect(attachment.server.access).toEqual({ rung: 'exact', missing: null, remedies: [] });
    expect(attachment.server).toMatchObject({
      confinement: null,
      fileRoot: '',
      prefix: server.prefix,
      configFile: server.configPath,
      isSingleProcess: false,
      userId: 0,
    });
    const sample = sampleOf(attachment, 'full');
    expect(sample.rung).toBe('exact');
    expectEveryZoneNamed(sample);
    expect(figuresOfSample(sample)).toEqual(figuresOfDecoder(server.masterPid));
    expect(sample.zones.filter(({ loaded }) => loaded.exactness !== 'exact')).toEqual([]);
    const text = readFileSync(server.configPath, 'utf8').split('\n');
    for (const { name, declaredAt } of sample.zones) {
      if (name === null || ['nchan_worker_stats', 'memstore'].includes(name)) continue;
      expect(declaredAt?.file).toBe(server.configPath);
      expect(text[(declaredAt?.line ?? 0) - 1]).toContain(name);
    }
  });

  it('is where an ordinary user stands who has the three capabilities', async () => {
    const server = await startUsed();
    const rights = asUserWith(ORDINARY_USER, ['sys_ptrace', 'dac_read_search', 'checkpoint_restore']);
    const { server: found, sample, userId } = await runReader(rights, { masterPid: server.masterPid, inspections: 1 });
    expect(userId).toBe(ORDINARY_USER);
    expect(found.access.rung).toBe('exact');
    expectEveryZoneNamed(sample as LiveSample);
    expect(figuresOfSample(sample as LiveSample)).toEqual(figuresOfDecoder(server.masterPid));
  });
});

describe('the mapped rung', () => {
  it('is where a user stands who runs the server too', async (context) => {
    context.skip(existsSync(YAMA), 'yama may refuse /proc/PID/mem here');
    const server = await startUsed({ ownerId: ORDINARY_USER, before: () => asUser(ORDINARY_USER) });
    const report = await runReader(asUser(ORDINARY_USER), { masterPid: server.masterPid, inspections: 1 });
    const sample = report.sample as LiveSample;
    expect([report.userId, report.server.userId]).toEqual([ORDINARY_USER, ORDINARY_USER]);
    expect([report.server.access.rung, sample.rung]).toEqual(['mapped', 'mapped']);
    expectToldWhatIsMissing(report.server, /CAP_CHECKPOINT_RESTORE/);
    expectEveryZoneNamed(sample);
    expectLowerBounds(server, sample);
    // The pools' own accounts are bytes that were read: as good as on the highest rung.
    const real = figuresOfDecoder(server.masterPid);
    const ours = figuresOfSample(sample);
    for (const { inode, name, pool } of sample.zones) {
      if (pool === 'slab') expect([name, ours.get(inode)?.pages?.free]).toEqual([name, real.get(inode)?.pages?.free]);
    }
    const [dogs, realDogs] = [ours, real].map((figures) => figures.get(zoneNamed(sample, 'dogs').inode));
    expect({ ...dogs, loadedBytes: null }).toEqual({ ...realDogs, loadedBytes: null });
  });

  it('is where a user stands who may trace, but not open map_files', async () => {
    const server = await startUsed();
    const rights = asUserWith(ORDINARY_USER, ['sys_ptrace', 'dac_read_search']);
    const report = await runReader(rights, { masterPid: server.masterPid, inspections: 1 });
    expect(report.server.access.rung).toBe('mapped');
    expectToldWhatIsMissing(report.server, /CAP_CHECKPOINT_RESTORE/);
    expectEveryZoneNamed(report.sample as LiveSample);
    expectLowerBounds(server, report.sample as LiveSample);
  });
});

describe('the page tables rung', () => {
  it('is what is left where tracing is refused: sizes, and what is mapped', async () => {
    const server = await startUsed();
    const attachment = attachTo(server.masterPid, withoutTracing(realProcFiles()));
    expect(attachment.server.access.rung).toBe('page tables');
    expect(attachment.server.access.missing).toMatch(/mem|ptrace_scope/);
    expect(attachment.server.access.remedies.length).toBeGreaterThan(0);
    const sample = sampleOf(attachment, 'full');
    expect(sample.rung).toBe('page tables');
    expect(sample.zones.map(({ mappedBytes }) => mappedBytes).sort()).toEqual(
      zonesOf(server.masterPid)
        .filter(({ pool, mapping }) => pool !== null || mapping.sizeBytes > 4096)
        .map(({ mapping }) => mapping.sizeBytes)
        .sort(),
    );
    for (const { pool, pages, slots, chunks, namedBy } of sample.zones) {
      expect({ pool, pages, slots, chunks }).toEqual({ pool: 'unreadable', pages: null, slots: null, chunks: null });
      expect([null, 'size and order']).toContain(namedBy);
    }
    // Sizes that no other zone has tell which is which.
    expect(zoneNamed(sample, 'dogs')).toMatchObject({ namedBy: 'size and order', kind: 'lua_shared_dict' });
    expect(zoneNamed(sample, 'empty').mappedBytes).toBe(100 * KB * KB);
    expectLowerBounds(server, sample);
  });

  it('is where a user stands who runs the server too, under yama', async (context) => {
    const scope = existsSync(YAMA) ? Number(readFileSync(YAMA, 'utf8')) : 0;
    context.skip(scope === 0, 'this kernel has no yama, or it allows tracing; the test above stands in for it');
    const server = await startUsed({ ownerId: ORDINARY_USER, before: () => asUser(ORDINARY_USER) });
    const report = await runReader(asUser(ORDINARY_USER), { masterPid: server.masterPid, inspections: 1 });
    expect(report.server.access.rung).toBe('page tables');
    expectToldWhatIsMissing(report.server, /ptrace_scope/);
    expectLowerBounds(server, report.sample as LiveSample);
  });
});

describe('no rung', () => {
  for (const [whose, rights] of [
    ['another user', asUser(ANOTHER_USER)],
    ['the user of the workers, whose master is root’s', asUser(65_534)],
    ['root without capabilities', asUser(0)],
  ] as const) {
    it(`is left for ${whose}: it says why, and shows no figure of a zone`, async () => {
      const server = await startUsed();
      const {
        server: found,
        sample,
        outcomes,
      } = await runReader(rights, { masterPid: server.masterPid, inspections: 1 });
      expect(found.access.rung).toBe('none');
      expectToldWhatIsMissing(found, /user|refuses|root/);
      expect(found).toMatchObject({ masterPid: server.masterPid, product: 'nginx' });
      expect(outcomes.gone ?? 0).toBe(0);
      for (const zone of sample?.zones ?? []) {
        expect(zone).toMatchObject({ loaded: { bytes: null }, pages: null, slots: null, chunks: null, mapped: null });
      }
    });
  }
});

describe('the way up that is told', () => {
  /** Capabilities in a remedy such as `sudo setcap cap_sys_ptrace+ep NODE`, without `cap_`. */
  const toldCapabilities = ({ access }: LiveServer): string[] =>
    [...(access.remedies.find((line) => line.includes('setcap'))?.matchAll(/\bcap_(\w+)/g) ?? [])].map(
      ([, name]) => name ?? '',
    );

  it('leads to the exact rung, from no rung', async () => {
    const task = { masterPid: (await startUsed()).masterPid, inspections: 1 };
    const { server: refused } = await runReader(asUser(ORDINARY_USER), task);
    expect(refused.access.rung).toBe('none');
    const { server: allowed } = await runReader(asUserWith(ORDINARY_USER, toldCapabilities(refused)), task);
    expect(allowed.access).toEqual({ rung: 'exact', missing: null, remedies: [] });
  });

  it('leads to the exact rung, from what the same user may read', async () => {
    const server = await startUsed({ ownerId: ORDINARY_USER, before: () => asUser(ORDINARY_USER) });
    const task = { masterPid: server.masterPid, inspections: 1 };
    const { server: limited } = await runReader(asUser(ORDINARY_USER), task);
    expect(['mapped', 'page tables']).toContain(limited.access.rung);
    const { server: allowed } = await runReader(asUserWith(ORDINARY_USER, toldCapabilities(limited)), task);
    expect(allowed.access).toEqual({ rung: 'exact', missing: null, remedies: [] });
  });
});

describe('a server that sees other files or processes', () => {
  it('in a chroot is read from outside, its config through its root', async () => {
    const server = await start({
      config: ({ prefix, httpPaths, socket }) => `user nobody nogroup;
events {}
http {
  ${httpPaths}
  limit_req_zone $uri zone=req:1m rate=1r/s;
  proxy_cache_path ${prefix}/cache keys_zone=keys:2m;
  server { listen ${socket('web')}; }
}
`,
      before: (prefix) => {
        makeChroot(prefix);
        return ['chroot', prefix];
      },
    });
    const attachment = attachTo(server.masterPid);
    expect(attachment.server).toMatchObject({
      access: { rung: 'exact', missing: null },
      confinement: { kind: 'chroot' },
      fileRoot: `/proc/${server.masterPid}/root`,
      prefix: server.prefix,
      configFile: server.configPath,
    });
    expect(attachment.server.executable).toMatch(/^\/usr\/sbin\/nginx$/);
    expect(attachment.server.version).toMatch(/^1\.\d+\.\d+$/);
    const sample = sampleOf(attachment, 'full');
    expect(sample.zones.map(({ name, kind }) => [name, kind])).toEqual([
      ['req', 'limit_req_zone'],
      ['keys', 'proxy_cache_path'],
    ]);
    expect(sample.zones.map(({ declaredAt }) => declaredAt?.line)).toEqual([5, 6]);
    expect(figuresOfSample(sample)).toEqual(figuresOfDecoder(server.masterPid));
  });

  /** The folder of nginx's own temporary files has owners that these namespaces do not know; it gets an empty one. */
  const inNamespaces = [
    'unshare',
    ...['--user', '--map-root-user', '--pid', '--mount', '--fork', '--kill-child', '--mount-proc'],
    ...['sh', '-c', 'mount -t tmpfs tmpfs /var/lib && mkdir /var/lib/nginx && exec "$@"', 'sh'],
  ];

  it('in pid, mount and user namespaces is read from outside', async () => {
    const server = await startUsed({
      config: (context) => allKindsConfig(context, { main: 'user root; worker_processes 2;' }),
      before: () => inNamespaces,
    });
    const attachment = attachTo(server.masterPid);
    expect(attachment.server).toMatchObject({
      access: { rung: 'exact', missing: null },
      confinement: { kind: 'namespace', innerPid: 1 },
      prefix: server.prefix,
      configFile: server.configPath,
    });
    const sample = sampleOf(attachment, 'full');
    expectEveryZoneNamed(sample);
    expect(sample.processes.filter(({ role }) => role === 'worker')).toHaveLength(2);
    expect(zoneNamed(sample, 'dogs').declaredAt?.file).toBe(server.configPath);
    expect(figuresOfSample(sample)).toEqual(figuresOfDecoder(server.masterPid));
  });

  it('is read from inside of its namespaces on the mapped rung: no right there opens map_files', async () => {
    const server = await startUsed({
      config: (context) => allKindsConfig(context, { main: 'user root; worker_processes 2;' }),
      before: () => inNamespaces,
    });
    const inside = ['nsenter', '--target', String(server.masterPid), '--all', '--preserve-credentials'];
    const { server: found, sample } = await runReader(inside, { masterPid: 1, inspections: 1 });
    expect(found).toMatchObject({ access: { rung: 'mapped' }, masterPid: 1, confinement: null, fileRoot: '' });
    expectToldWhatIsMissing(found, /CAP_CHECKPOINT_RESTORE/);
    expectEveryZoneNamed(sample as LiveSample);
    expectLowerBounds(server, sample as LiveSample);
  });

  it('is found beside others, each with its own rung', async () => {
    const [ours, theirs] = [
      await startUsed(),
      await startUsed({ ownerId: ORDINARY_USER, before: () => asUser(ORDINARY_USER) }),
    ];
    expect([ours, theirs].map(({ masterPid }) => liveServerOf(masterPid).access.rung)).toEqual(['exact', 'exact']);
    const seen = async (masterPid: number): Promise<string> =>
      (await runReader(asUser(ORDINARY_USER), { masterPid, inspections: 1 })).server.access.rung;
    expect(await seen(ours.masterPid)).toBe('none');
    expect(['mapped', 'page tables']).toContain(await seen(theirs.masterPid));
  });
});
