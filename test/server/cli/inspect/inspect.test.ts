import { describe, expect, test } from 'vitest';
import { inspect } from '../../../../server/src/cli/inspect/inspect';
import type { InspectOptions } from '../../../../server/src/cli/inspect/inspectOptions';
import type { SampleOutcome } from '../../../../server/src/shared/liveSample';
import type { MemoryBreakdown, MemoryUse } from '../../../../server/src/shared/liveServer';
import {
  type FakeAnswers,
  fakeConsole,
  fakeContext,
  liveProcess,
  liveSample,
  liveServer,
  liveZone,
  sampled,
} from './fakes';

const ONCE: InspectOptions = {
  pid: null,
  config: null,
  watchEveryMs: null,
  full: false,
  json: false,
  collector: null,
};

async function run(answers: FakeAnswers, options: Partial<InspectOptions> = {}, columns?: number) {
  const screen = () => (columns === undefined ? null : { columns, rows: 24 });
  const console = fakeConsole({ screen });
  const exitCode = await inspect({ ...ONCE, ...options }, fakeContext(answers, console));
  return { output: console.writes.join(''), exitCode };
}

/** Of a process with as much of everything; the master has no LuaJIT. */
function memoryOf(pid: number): MemoryBreakdown {
  const part = (use: MemoryUse, virtualBytes: number, residentBytes: number | null) => ({
    use,
    virtualBytes,
    residentBytes,
  });
  return {
    pid,
    parts: [
      part('shared zones', 100 * 2 ** 20, 608 * 1024),
      part('heap', 2 ** 20, 512 * 1024),
      part('LuaJIT', pid === 4711 ? 0 : 2 ** 20, pid === 4711 ? 0 : 2 ** 19),
      part('code and libraries', 12 * 2 ** 20, 6 * 2 ** 20),
      part('stack', 132 * 1024, 24 * 1024),
      part('other', 4096, null),
    ],
    zones: [{ inode: 77, virtualBytes: 100 * 2 ** 20, residentBytes: 608 * 1024 }],
    isLuaJitEstimated: pid !== 4711,
    cost: { wallMilliseconds: 2, cpuMilliseconds: 1.5, readBytes: 4096 },
  };
}

const REFUSED = liveServer({
  access: {
    rung: 'none',
    missing: 'its processes belong to root',
    remedies: ['sudo zone-lens inspect', 'ask root'],
  },
});

describe('zone-lens inspect, for people', () => {
  test('shows who the server is, its processes and zones, and what it cost', async () => {
    const { output, exitCode } = await run({ servers: [liveServer()] });
    await expect(output).toMatchFileSnapshot('golden/inspect.txt');
    expect(exitCode).toBe(0);
  });

  test('--full: shows slots, free runs, whole pages and mappings of each zone', async () => {
    const zone = liveZone({
      mapped: [
        { pid: 4711, bytes: 0 },
        { pid: 4712, bytes: 64 * 1024 },
      ],
      walk: {
        freeRuns: [
          { pages: 25000, count: 1 },
          { pages: 1, count: 448 },
        ],
        pageAllocations: [],
      },
    });
    const sample = liveSample({ depth: 'full', zones: [zone] });
    const depths: string[] = [];
    const { output } = await run(
      {
        servers: [liveServer()],
        memory: memoryOf,
        sample: (_, depth) => {
          depths.push(depth);
          return sampled(sample);
        },
      },
      { full: true },
    );
    expect(depths).toEqual(['full']);
    await expect(output).toMatchFileSnapshot('golden/inspect-full.txt');
  });

  test('--full: says why there is no walk, and whose memory is not known', async () => {
    const zones = [
      liveZone({ walkObstacle: 'busy' }),
      liveZone({ name: 'cats', inode: 13, walkObstacle: 'unreadable' }),
    ];
    const { output } = await run(
      {
        servers: [liveServer()],
        memory: (pid) => (pid === 4711 ? memoryOf(pid) : null),
        sample: () => sampled(liveSample({ rung: 'mapped', zones })),
      },
      { full: true },
    );
    expect(output).toContain('free runs and allocations of whole pages: busy; pages came and went');
    expect(output).toContain('whole pages: unknown; the rung "mapped" does not show');
    expect(output).toContain('It is not known what the memory of one process is');
  });

  test('asks for memory of processes with --full only, of each once', async () => {
    const asked: number[] = [];
    const memory = (pid: number): null => {
      asked.push(pid);
      return null;
    };
    await run({ servers: [liveServer()], memory }, { json: true });
    await run({ servers: [liveServer()], memory });
    expect(asked).toEqual([]);
    await run({ servers: [liveServer()], memory }, { json: true, full: true });
    expect(asked).toEqual([4711, 4712]);
  });

  test('says that the master is lost where only workers are left', async () => {
    const processes = [liveProcess({ role: 'worker' }), liveProcess({ pid: 4712, role: 'old worker' })];
    const { output } = await run({ servers: [liveServer()], sample: () => sampled(liveSample({ processes })) });
    expect(output).toMatch(/^nginx 1\.22\.1 · master lost · oldest worker 4711 · up /);
    const single = await run({
      servers: [liveServer({ isSingleProcess: true })],
      sample: () => sampled(liveSample({ processes: [liveProcess({ role: 'single' })] })),
    });
    expect(single.output).toMatch(/^nginx 1\.22\.1 · process 4711 · up /);
  });

  test('says where nginx counts no failures', async () => {
    const pages = { total: 25450, free: 25000, used: 450, largestFreeRun: 25000 };
    const { output } = await run({
      servers: [liveServer()],
      sample: () => sampled(liveSample({ zones: [liveZone({ pages }), liveZone({ name: 'cats', inode: 13 })] })),
    });
    expect(output).toContain('FAILURES: nginx counts none of what is above half a page, and such is in use (dogs).');
  });

  test('marks what is not exact or not known, and says what would bring more', async () => {
    const zones = [
      liveZone({ loaded: { bytes: 700 * 1024, exactness: 'at least' } }),
      liveZone({ name: 'two', inode: 2, pages: null, slots: null, chunks: null, isConsistent: false }),
      liveZone({ name: null, kind: null, inode: 3, pool: 'none', pages: null, slots: null, declaredAt: null }),
      liveZone({
        name: 'four',
        inode: 4,
        pool: 'unreadable',
        pages: null,
        slots: null,
        loaded: { bytes: null, exactness: 'at least' },
      }),
    ];
    const access = {
      rung: 'mapped',
      missing: 'CAP_CHECKPOINT_RESTORE',
      remedies: ['sudo zone-lens inspect'],
    } as const;
    const { output } = await run({
      servers: [liveServer({ access, confinement: { kind: 'container', containerId: 'f'.repeat(64), innerPid: 1 } })],
      sample: () => sampled(liveSample({ rung: 'mapped', zones })),
    });
    await expect(output).toMatchFileSnapshot('golden/inspect-mapped.txt');
  });

  test('tells zones that only old workers have from those of the same name that replaced them', async () => {
    const zones = [liveZone(), liveZone({ inode: 5, isCurrent: false, declaredAt: null })];
    const { output } = await run({ servers: [liveServer()], sample: () => sampled(liveSample({ zones })) });
    expect(output).toMatch(/^dogs {8}lua_shared_dict.*\ndogs \(old\) {2}lua_shared_dict/m);
    expect(output).toContain(
      'old: a reload has replaced it, and it stays loaded until the old workers have ended (dogs).',
    );
  });

  test.each([200, 120, 80, 60])('fits into %i columns', async (columns) => {
    const { output } = await run({ servers: [liveServer()] }, {}, columns);
    const widths = output.split('\n').map((line) => line.length);
    expect(Math.max(...widths)).toBeLessThanOrEqual(columns);
    expect(output).toContain('608 KB');
    if (columns === 80) expect(output).toContain('\nNo room for DECLARED AT.\n');
    if (columns === 200) expect(output).not.toContain('No room');
  });

  test('shows several servers, one after the other', async () => {
    const servers = [liveServer(), liveServer({ masterPid: 5000, id: '5000:1' })];
    const { output } = await run({ servers });
    expect(output).toMatch(/master 4711[\s\S]*master 5000/);
  });

  test('writes out what would steer the terminal', async () => {
    const evil = 'a\u001b[2J\u202eb\n';
    const { output } = await run({
      servers: [liveServer({ product: evil, version: evil, configFile: `/${evil}`, prefix: evil })],
      sample: () => sampled(liveSample({ zones: [liveZone({ name: evil, kind: evil })] })),
    });
    expect(output).not.toContain('\u001b');
    expect(output).not.toContain('\u202e');
    expect(output).toContain('a\\x1b[2J\\u202eb\\n');
  });
});

describe('zone-lens inspect --json', () => {
  test('has the fields of its schema, with all there is to know', async () => {
    const mapped = [{ pid: 4712, bytes: 4096 }];
    const { output, exitCode } = await run(
      {
        servers: [liveServer()],
        sample: (_, depth) => sampled(liveSample({ depth, zones: [liveZone({ mapped })] })),
      },
      { json: true },
    );
    const { schema, servers } = JSON.parse(output);
    expect({ schema, exitCode }).toEqual({ schema: 'zone-lens.inspect/1', exitCode: 0 });
    expect(servers).toMatchObject([
      {
        masterPid: 4711,
        version: '1.22.1',
        executable: '/usr/sbin/nginx',
        prefix: '/usr/share/nginx',
        configFile: '/etc/nginx/nginx.conf',
        rung: 'exact',
        depth: 'full',
        cost: { wallMilliseconds: 1.24, readBytes: 36864 },
        problem: null,
        watched: null,
      },
    ]);
    expect(servers[0].processes[0]).toEqual({
      pid: 4711,
      role: 'master',
      virtualBytes: 167772160,
      residentBytes: 8388608,
      sharedBytes: 6291456,
      privateBytes: 2097152,
      memory: null,
    });
    expect(servers[0].zones[0]).toMatchObject({
      name: 'dogs',
      kind: 'lua_shared_dict',
      module: 'ngx_http_lua_module',
      inode: 12,
      sizeBytes: 104857600,
      declaredAt: { file: '/etc/nginx/conf.d/lua.conf', line: 7 },
      loaded: { bytes: 622592, exactness: 'exact' },
      mapped,
      pages: { total: 25450, free: 25448, used: 2, largestFreeRun: 25448 },
      chunks: { used: 3, free: 157 },
      consistent: true,
    });
  });

  test('is null where nothing is known, and says why', async () => {
    const answers = { servers: [REFUSED], sample: (): SampleOutcome => ({ kind: 'refused', reason: 'not allowed' }) };
    const { output, exitCode } = await run(answers, { json: true });
    expect(exitCode).toBe(1);
    expect(JSON.parse(output).servers[0]).toMatchObject({
      rung: 'none',
      access: { missing: 'its processes belong to root', remedies: ['sudo zone-lens inspect', 'ask root'] },
      problem: 'not allowed. sudo zone-lens inspect.',
      processes: null,
      zones: null,
      cost: null,
    });
  });
});

describe('a server that cannot be read', () => {
  test('to this command says what it takes this command, and through a collector what the collector says', async () => {
    const answers = {
      servers: [REFUSED],
      sample: () => sampled(liveSample({ rung: 'none', zones: [] })),
      userId: 1000,
    };
    await expect(run(answers)).rejects.toThrow(
      'nginx 4711: its processes belong to root. Run zone-lens with sudo, or name a collector that runs as root: ',
    );
    await expect(run(answers, { collector: '/run/x.sock' })).rejects.toThrow('sudo zone-lens inspect.');
  });

  test('ends in one line that says how', async () => {
    const answers = { servers: [REFUSED], sample: () => sampled(liveSample({ rung: 'none', zones: [] })) };
    await expect(run(answers)).rejects.toThrow('nginx 4711: its processes belong to root. sudo zone-lens inspect.');
  });

  test('does not hide another one', async () => {
    const { output, exitCode } = await run({
      servers: [REFUSED, liveServer({ masterPid: 5000, id: '5000:1' })],
      sample: (serverId) =>
        serverId === '5000:1'
          ? sampled(liveSample({ serverId, processes: [liveProcess({ pid: 5000 })] }))
          : { kind: 'refused', reason: 'not allowed' },
    });
    expect(output).toContain('not allowed. sudo zone-lens inspect.');
    expect(output).toMatch(/master 5000[\s\S]*608 KB/);
    expect(exitCode).toBe(0);
  });

  test('is asked again while it changes, and not for ever', async () => {
    const outcomes: SampleOutcome[] = [{ kind: 'changing' }, { kind: 'changing' }, sampled(liveSample())];
    const { output } = await run({ servers: [liveServer()], sample: () => outcomes.shift() ?? { kind: 'gone' } });
    expect(output).toContain('608 KB');
    await expect(run({ servers: [liveServer()], sample: () => ({ kind: 'changing' }) })).rejects.toThrow(
      'nginx 4711: the server was changing at every attempt: ask again when it has settled.',
    );
  });
});
