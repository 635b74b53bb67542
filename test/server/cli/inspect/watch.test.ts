import { describe, expect, test } from 'vitest';
import type { ScreenSize, WaitEnd } from '../../../../server/src/cli/console';
import { inspect } from '../../../../server/src/cli/inspect/inspect';
import type { InspectOptions } from '../../../../server/src/cli/inspect/inspectOptions';
import type { LiveZone } from '../../../../server/src/shared/liveSample';
import {
  CollectorGone,
  type FakeAnswers,
  fakeConsole,
  fakeContext,
  liveProcess,
  liveSample,
  liveServer,
  liveZone,
  NOW_MS,
  sampled,
} from './fakes';

const WATCH: InspectOptions = {
  pid: null,
  config: null,
  watchEveryMs: 2000,
  full: false,
  json: false,
  collector: null,
};

const TICKS = (count: number): readonly WaitEnd[] => Array.from({ length: count }, () => 'time');

interface Watch {
  readonly options?: Partial<InspectOptions>;
  readonly waits?: readonly WaitEnd[];
  readonly screen?: () => ScreenSize | null;
}

async function watch(answers: FakeAnswers, { options = {}, waits = [], screen }: Watch = {}) {
  const console = fakeConsole(screen === undefined ? { waits } : { waits, screen });
  const exitCode = await inspect({ ...WATCH, ...options }, fakeContext(answers, console));
  const { writes, waits: waited, complaints } = console;
  return { exitCode, writes, waits: waited, complaints, hasEnded: console.hasEnded() };
}

/** A server whose samples are two seconds apart, with zones that change. */
function movingServer(zonesAt: (index: number) => readonly LiveZone[]): FakeAnswers {
  let index = 0;
  return {
    servers: [liveServer()],
    sample: (serverId) => {
      const sample = liveSample({ serverId, takenAtMs: NOW_MS + index * 2000, zones: zonesAt(index) });
      index++;
      return sampled(sample);
    },
  };
}

/** A dictionary that takes another hundred pages at each sample. */
const growing = (index: number): LiveZone =>
  liveZone({
    loaded: { bytes: (152 + index * 100) * 4096, exactness: 'exact' },
    pages: { total: 25450, free: 25448 - index * 100, used: 2 + index * 100, largestFreeRun: 25448 - index * 100 },
  });

describe('inspect --watch where output is no terminal', () => {
  test('prints a table each time, with the time, until it is stopped', async () => {
    const { exitCode, writes, waits, hasEnded } = await watch({ servers: [liveServer()] }, { waits: TICKS(2) });
    expect({ exitCode, waits, hasEnded }).toEqual({ exitCode: 0, waits: [2000, 2000, 2000], hasEnded: true });
    expect(writes.map((text) => text.split('\n')[0])).toEqual([
      '2026-01-02T03:04:05.000Z',
      '2026-01-02T03:04:07.000Z',
      '2026-01-02T03:04:09.000Z',
    ]);
    for (const text of writes) expect(text).toMatch(/\nnginx 1\.22\.1 · master 4711[\s\S]*608 KB/);
  });

  test('shows what grows, and when the zone will be full', async () => {
    const { writes } = await watch(
      movingServer((index) => [growing(index)]),
      { waits: TICKS(20) },
    );
    // A hundred pages of 4 KB each two seconds.
    expect(writes.at(-1)).toContain('+11.7 MB');
    expect(writes.at(-1)).toMatch(/FULL IN[\s\S]* 7 min \d+ s/);
  });

  test('refuses none of its steps when the sample takes longer than the interval', async () => {
    const { waits } = await watch(
      { servers: [liveServer()], sample: () => ({ kind: 'changing' }) },
      { options: { watchEveryMs: 100 } },
    );
    expect(waits).toEqual([0]);
  });
});

describe('inspect --watch --json', () => {
  test('prints a document a line, with what samples over time tell', async () => {
    const { writes } = await watch(
      movingServer((index) => [growing(index)]),
      { options: { json: true }, waits: TICKS(20) },
    );
    expect(writes).toHaveLength(21);
    const documents = writes.map((text) => {
      expect(text.indexOf('\n')).toBe(text.length - 1);
      return JSON.parse(text);
    });
    expect(documents[0]).toMatchObject({
      schema: 'zone-lens.inspect/1',
      servers: [{ masterPid: 4711, watched: { state: 'live', events: [] } }],
    });
    const [trend] = documents.at(-1).servers[0].watched.trends;
    expect(trend).toMatchObject({ inode: 12, usedBytesPerMinute: expect.any(Number) });
    expect(Math.round(trend.usedBytesPerMinute / 4096)).toBe(3000);
  });

  test('counts what processes have mapped at the first look, and again each half minute', async () => {
    const { writes } = await watch({ servers: [liveServer()] }, { options: { json: true }, waits: TICKS(31) });
    const depths = writes.map((text) => JSON.parse(text).servers[0].depth);
    const full = depths.flatMap((depth, index) => (depth === 'full' ? [index] : []));
    // Two seconds a look.
    expect(full).toEqual([0, 15, 30]);
  });

  test('tells a reload once, with what became of each zone', async () => {
    const before = [liveZone(), liveZone({ name: 'cats', inode: 13, address: '7f1000000000' })];
    const after = [
      liveZone(),
      liveZone({ name: 'cats', inode: 20, sizeBytes: 2 ** 20, mappedBytes: 2 ** 20, address: '7f2000000000' }),
    ];
    const { writes } = await watch(
      movingServer((index) => (index < 3 ? before : after)),
      { options: { json: true }, waits: TICKS(12) },
    );
    const events = writes.flatMap((text) => JSON.parse(text).servers[0].watched.events);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      kind: 'reload',
      zones: expect.arrayContaining([
        expect.objectContaining({ name: 'dogs', change: 'kept' }),
        expect.objectContaining({ name: 'cats', change: 'resized', sizeBytesAfter: 2 ** 20 }),
      ]),
    });
  });
});

describe('a server that ends while it is watched', () => {
  /** Gone from the given sample on; another takes its place at the given search for servers. */
  function endingServer(endsAt: number, successorAt: number, configFile = '/etc/nginx/nginx.conf'): FakeAnswers {
    let samples = 0;
    let searches = 0;
    const successor = liveServer({
      masterPid: 9000,
      id: '9000:5',
      startTicks: 5,
      startedAtMs: NOW_MS + 60_000,
      configFile,
    });
    return {
      servers: () => (searches++ >= successorAt ? [successor] : searches === 1 ? [liveServer()] : []),
      sample: (serverId) => {
        if (serverId === '4711:1' && samples >= endsAt) return { kind: 'gone' };
        const takenAtMs = NOW_MS + samples++ * 2000;
        return sampled(
          liveSample({ serverId, takenAtMs, zones: [liveZone({ inode: serverId === '4711:1' ? 12 : 99 })] }),
        );
      },
    };
  }

  test('is said, with its last figures; the exit status is 1 once nobody has taken its place', async () => {
    const { exitCode, writes, waits, hasEnded } = await watch(endingServer(2, 999), { waits: TICKS(20) });
    expect({ exitCode, hasEnded }).toEqual({ exitCode: 1, hasEnded: true });
    // Two samples, then three looks within five seconds for who takes its place.
    expect(waits).toHaveLength(5);
    expect(writes.at(-1)).toContain('The server has ended. Its last figures are those of');
    expect(writes.at(-1)).toContain('608 KB');
  });

  test('is followed by the one that runs its config next, and the restart is told', async () => {
    const { exitCode, writes } = await watch(endingServer(2, 2), { waits: TICKS(5) });
    expect(exitCode).toBe(0);
    expect(writes.at(-1)).toContain('master 9000');
    expect(writes.at(-1)).toMatch(/restart: emptied dogs/);
  });

  test('is not followed by one that runs another config', async () => {
    const { exitCode } = await watch(endingServer(2, 2, '/srv/other.conf'), { waits: TICKS(20) });
    expect(exitCode).toBe(1);
  });
});

describe('workers that lost their master', () => {
  test('are the same server, which nothing happened to', async () => {
    const workers = [4712, 4713].map((pid) => liveProcess({ pid, startTicks: 2, role: 'worker' }));
    let samples = 0;
    let isLost = false;
    const orphans = liveServer({ masterPid: 4712, id: '4712:2', startTicks: 2, startedAtMs: NOW_MS - 60_000 });
    const { exitCode, writes } = await watch(
      {
        servers: () => [isLost ? orphans : liveServer()],
        sample: (serverId) => {
          isLost = samples >= 3;
          const takenAtMs = NOW_MS + samples++ * 2000;
          if (isLost && serverId === '4711:1') return { kind: 'gone' };
          const processes = isLost ? workers : [liveProcess(), ...workers];
          return sampled(liveSample({ serverId, takenAtMs, processes }));
        },
      },
      { options: { json: true }, waits: TICKS(8) },
    );
    const servers = writes.map((text) => JSON.parse(text).servers[0]);
    expect(exitCode).toBe(0);
    expect(servers.at(-1)).toMatchObject({ masterPid: 4712, problem: null, watched: { state: 'live' } });
    expect(servers.flatMap(({ watched }) => watched.events)).toEqual([]);
    expect(servers.at(-1).watched.trends).toHaveLength(1);
  });
});

describe('a collector that is lost while servers are watched', () => {
  /** Does not answer from one sample up to another. */
  function losing(from: number, to: number): FakeAnswers {
    let samples = 0;
    return {
      servers: [liveServer()],
      sample: (serverId) => {
        const index = samples++;
        if (index >= from && index < to) throw new CollectorGone('the collector at /run/x.sock has ended');
        return sampled(liveSample({ serverId, takenAtMs: NOW_MS + index * 2000 }));
      },
    };
  }

  const LOST = 'the collector at /run/x.sock has ended; trying again for 1 min.';

  test('is waited for, with one line on standard error and nothing that is old', async () => {
    const { exitCode, writes, complaints } = await watch(losing(2, 4), { options: { json: true }, waits: TICKS(5) });
    expect(exitCode).toBe(0);
    expect(writes).toHaveLength(4);
    expect(complaints).toEqual([`zone-lens: ${LOST}\n`]);
  });

  test('is told above the last figures on a terminal, until it is back', async () => {
    const screen = () => ({ columns: 100, rows: 50 });
    const { writes, complaints } = await watch(losing(1, 2), { waits: TICKS(2), screen });
    const lost = writes.map((text) => text.includes(`${LOST} What is shown was read before.`));
    expect(lost).toEqual([false, true, false, false]);
    expect(writes[1]).toContain('608 KB');
    expect(complaints).toEqual([]);
  });

  test('ends the watch when it does not come back within a minute', async () => {
    const console = fakeConsole({ waits: TICKS(100) });
    await expect(inspect(WATCH, fakeContext(losing(1, 999), console))).rejects.toThrow(CollectorGone);
    // One look, one that failed, and thirty more in the minute after it.
    expect(console.waits).toHaveLength(31);
    expect(console.hasEnded()).toBe(true);
  });

  test('and hangs, does not keep the person who wants to stop', async () => {
    const console = fakeConsole();
    let stop: (end: 'stopped') => void = () => {};
    const stopped = new Promise<'stopped'>((resolve) => {
      stop = resolve;
    });
    const context = fakeContext(
      { servers: [liveServer()] },
      {
        ...console,
        startWatching: () => ({ ...console.startWatching(), stopped }),
      },
    );
    const sample = () => {
      stop('stopped');
      return new Promise<never>(() => {});
    };
    expect(await inspect(WATCH, { ...context, collector: { ...context.collector, sample } })).toBe(0);
  });
});

describe('inspect --watch on a terminal', () => {
  const ESCAPE = '\u001b';

  test('draws in place, hides the cursor meanwhile, and ends below the last drawing', async () => {
    const screen = () => ({ columns: 100, rows: 50 });
    const { writes, hasEnded } = await watch({ servers: [liveServer()] }, { waits: TICKS(1), screen });
    const [first = '', second = '', end] = writes;
    expect(first.startsWith(`${ESCAPE}[?25lnginx`)).toBe(true);
    const lines = first.split('\n').length - 1;
    expect(second.startsWith(`${ESCAPE}[${lines}A\rnginx`)).toBe(true);
    expect(second).toContain('Every 2 s. q ends it.');
    expect({ end, hasEnded }).toEqual({ end: `${ESCAPE}[?25h`, hasEnded: true });
  });

  test('starts anew on a cleared screen when its size changes', async () => {
    const sizes = [
      { columns: 100, rows: 50 },
      { columns: 60, rows: 50 },
    ];
    let draws = 0;
    const screen = () => sizes[Math.min(draws, 1)] ?? null;
    const console = fakeConsole({ waits: ['resized'], screen });
    const write = (text: string): void => {
      draws++;
      console.write(text);
    };
    await inspect(WATCH, fakeContext({ servers: [liveServer()] }, { ...console, write }));
    expect(console.writes[1]?.startsWith(`${ESCAPE}[2J${ESCAPE}[Hnginx`)).toBe(true);
  });

  test('shows what happens above the tables, of which a small window cuts off the end', async () => {
    const screen = () => ({ columns: 100, rows: 12 });
    const moving = movingServer((index) => [growing(index)]);
    const { writes } = await watch(moving, { waits: TICKS(3), screen });
    expect(writes.at(-2)).toMatch(/Process 4712 has not grown[\s\S]*PROCESS[\s\S]* more lines: make the window taller/);
  });

  test('never draws more rows than there are', async () => {
    const screen = () => ({ columns: 100, rows: 10 });
    const { writes } = await watch({ servers: [liveServer()] }, { screen });
    const lines = (writes[0] ?? '').split('\n');
    expect(lines).toHaveLength(10);
    expect(lines[8]).toMatch(/^… \d+ more lines/);
  });

  test('gives the terminal back when reading fails', async () => {
    const console = fakeConsole({ screen: () => ({ columns: 100, rows: 50 }), waits: TICKS(1) });
    let samples = 0;
    const answers: FakeAnswers = {
      servers: [liveServer()],
      sample: () => {
        if (samples++ > 0) throw new Error('the collector has ended');
        return sampled(liveSample());
      },
    };
    await expect(inspect(WATCH, fakeContext(answers, console))).rejects.toThrow('the collector has ended');
    expect(console.writes.at(-1)).toBe(`${ESCAPE}[?25h`);
    expect(console.hasEnded()).toBe(true);
  });
});
