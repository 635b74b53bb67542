import { describe, expect, test } from 'vitest';
import { createHistory } from '../../../../server/src/live/history/history';
import type { LiveSample } from '../../../../server/src/shared/liveSample';
import { MB, processesOf, processOf, sampleAt, zoneOf } from './liveSamples';

const master = processOf(1, 'master');
const dogs = zoneOf({ inode: 100, name: 'dogs' });

/** Kinds of events after these samples, a second apart. */
function historyOf(...parts: readonly Partial<LiveSample>[]) {
  const history = createHistory();
  for (const [second, part] of parts.entries()) history.add(sampleAt(second, part));
  return history;
}

const kinds = (...parts: readonly Partial<LiveSample>[]): string[] =>
  historyOf(...parts)
    .events()
    .map(({ kind }) => kind);

describe('a reload', () => {
  test('is seen where all workers are others under the same master', () => {
    const history = historyOf({ processes: processesOf(11, 12) }, { processes: processesOf(21, 22) });
    expect(history.events()).toEqual([
      {
        atMs: 1_700_000_001_000,
        kind: 'reload',
        zones: [{ name: 'dogs', change: 'kept', sizeBytesBefore: 100 * MB, sizeBytesAfter: 100 * MB }],
      },
    ]);
  });

  test('is one event, however its middle was caught', () => {
    expect(
      kinds(
        { processes: processesOf(11, 12) },
        { processes: processesOf(11, 12, 21, 22) },
        { processes: [master, processOf(11, 'old worker'), ...processesOf(12, 21, 22).slice(1)] },
        {
          processes: [
            master,
            processOf(11, 'old worker'),
            processOf(12, 'old worker'),
            ...processesOf(21, 22).slice(1),
          ],
        },
        { processes: [master, processOf(12, 'old worker'), ...processesOf(21, 22).slice(1)] },
        { processes: processesOf(21, 22) },
        { processes: processesOf(21, 22) },
      ),
    ).toEqual(['reload']);
  });

  test('is over for the new workers: what befalls one of them is told by itself', () => {
    const slow = [master, processOf(11, 'old worker'), ...processesOf(12, 21, 22).slice(1)];
    expect(
      kinds(
        { processes: processesOf(11, 12) },
        { processes: slow },
        { processes: processesOf(21, 22) },
        {
          processes: processesOf(21, 32),
        },
      ),
    ).toEqual(['reload', 'worker replaced']);
  });

  test('is seen by a worker that finishes, though the cache manager is still the one from before', () => {
    const manager = processOf(5, 'cache manager');
    expect(
      kinds(
        { processes: [...processesOf(11), manager] },
        { processes: [...processesOf(21), manager, processOf(11, 'old worker')] },
      ),
    ).toEqual(['reload']);
  });

  test('is seen with a sole worker, with other numbers of workers, and twice in a row', () => {
    expect(kinds({ processes: processesOf(11) }, { processes: processesOf(21) })).toEqual(['reload']);
    expect(kinds({ processes: processesOf(11, 12) }, { processes: processesOf(21, 22, 23) })).toEqual(['reload']);
    expect(
      kinds({ processes: processesOf(11) }, { processes: processesOf(21) }, { processes: processesOf(31) }),
    ).toEqual(['reload', 'reload']);
  });

  test('is seen while old workers of the reload before are still there', () => {
    const draining = processOf(11, 'old worker');
    expect(
      kinds(
        { processes: processesOf(11, 12) },
        { processes: [...processesOf(21, 22), draining] },
        { processes: [...processesOf(31, 32), draining] },
        { processes: processesOf(31, 32) },
      ),
    ).toEqual(['reload', 'reload']);
  });

  test('is seen by the zones where one process serves alone', () => {
    const alone = [processOf(1, 'single')];
    const remade = [zoneOf({ inode: 200 })];
    const before = { processes: alone, zones: [dogs] };
    const after = { processes: alone, zones: remade };
    expect(kinds(before, after, before, before, before)).toEqual([]);
    const events = historyOf(before, after, after, after, after).events();
    expect(events).toMatchObject([{ kind: 'reload', zones: [{ change: 'data lost' }] }]);
  });

  test('waits for the new workers where zones are others already, and is told once', () => {
    const zones = [zoneOf({ inode: 200 })];
    expect(
      kinds(
        { processes: processesOf(11) },
        { processes: processesOf(11), zones },
        { processes: processesOf(21), zones },
      ),
    ).toEqual(['reload']);
  });

  test('tells what became of each zone', () => {
    const before = [
      zoneOf({ inode: 1, name: 'kept' }),
      zoneOf({ inode: 2, name: 'upstream', kind: 'zone', sizeBytes: MB }),
      zoneOf({ inode: 3, name: 'grown', sizeBytes: MB }),
      zoneOf({ inode: 4, name: 'other', kind: 'limit_req_zone' }),
      zoneOf({ inode: 5, name: 'gone' }),
      zoneOf({ inode: 6, name: null, sizeBytes: MB }),
    ];
    const after = [
      zoneOf({ inode: 10, name: 'new', sizeBytes: MB }),
      zoneOf({ inode: 1, name: 'kept' }),
      zoneOf({ inode: 12, name: 'upstream', kind: 'zone', sizeBytes: MB }),
      zoneOf({ inode: 13, name: 'grown', sizeBytes: 2 * MB }),
      zoneOf({ inode: 14, name: 'other', kind: 'limit_conn_zone' }),
      zoneOf({ inode: 6, name: null, sizeBytes: MB }),
    ];
    const [event] = historyOf(
      { processes: processesOf(11), zones: before },
      { processes: processesOf(21), zones: after },
    ).events();
    expect(event?.zones.map(({ name, change }) => [name, change])).toEqual([
      ['new', 'added'],
      ['kept', 'kept'],
      ['upstream', 'data lost'],
      ['grown', 'resized'],
      ['other', 'kind changed'],
      [null, 'kept'],
      ['gone', 'removed'],
    ]);
    expect(event?.zones[3]).toMatchObject({ sizeBytesBefore: MB, sizeBytesAfter: 2 * MB });
    expect(event?.zones[0]).toMatchObject({ sizeBytesBefore: null, sizeBytesAfter: MB });
    expect(event?.zones[6]).toMatchObject({ sizeBytesBefore: 100 * MB, sizeBytesAfter: null });
  });

  test('a kind that could not be told before is no other kind', () => {
    const [event] = historyOf(
      { processes: processesOf(11), zones: [zoneOf({ inode: 1, kind: null })] },
      { processes: processesOf(21), zones: [zoneOf({ inode: 2 })] },
    ).events();
    expect(event?.zones[0]?.change).toBe('data lost');
  });
});

describe('while workers of before a reload still hold zones', () => {
  const old = processOf(11, 'old worker');
  const upstream = (inode: number) => zoneOf({ inode, name: 'backend', kind: 'zone' });
  const legacy = zoneOf({ inode: 3, name: 'legacy' });
  const heldLegacy = { ...legacy, isCurrent: false };
  const heldUpstream = { ...upstream(1), isCurrent: false };
  const before = { processes: processesOf(11), zones: [dogs, upstream(1), legacy] };
  const after = { processes: processesOf(21), zones: [dogs, upstream(2)] };
  const changesOf = (...between: readonly Partial<LiveSample>[]) =>
    historyOf(before, ...between, after)
      .events()
      .map(({ kind, zones }) => [kind, ...zones.map(({ name, change }) => `${name} ${change}`)]);
  const told = [['reload', 'dogs kept', 'backend data lost', 'legacy removed']];

  test('a zone that was made anew is told as such, and its old one is no news later', () => {
    const between = { processes: [...processesOf(21), old], zones: [dogs, upstream(2), heldLegacy, heldUpstream] };
    expect(changesOf(between)).toEqual(told);
  });

  test('a zone that was removed is told as such while it is still held', () => {
    const between = { processes: [...processesOf(21), old], zones: [dogs, upstream(2), heldLegacy, heldUpstream] };
    expect(changesOf(between, between)).toEqual(told);
    expect(historyOf(before, between).events()[0]?.zones.at(-1)?.change).toBe('removed');
  });

  test('the zone of the running cycle goes on with the line of its name', () => {
    const history = historyOf(before, {
      processes: [...processesOf(21), old],
      zones: [dogs, upstream(2), heldUpstream],
    });
    expect(history.samples().zones.map(({ name }) => name)).toEqual(['dogs', 'backend', 'legacy']);
    expect(history.trends().map(({ inode }) => inode)).toEqual([100, 2]);
  });
});

describe('no reload', () => {
  test('a worker that was replaced', () => {
    const history = historyOf({ processes: processesOf(11, 12) }, { processes: processesOf(11, 22) });
    expect(history.events()).toMatchObject([{ kind: 'worker replaced', zones: [{ change: 'kept' }] }]);
    expect(
      kinds({ processes: processesOf(11, 12) }, { processes: processesOf(11) }, { processes: processesOf(11, 22) }),
    ).toEqual(['worker replaced']);
  });

  test('all workers replaced beside a cache manager that stayed', () => {
    const manager = processOf(5, 'cache manager');
    expect(kinds({ processes: [...processesOf(11), manager] }, { processes: [...processesOf(21), manager] })).toEqual([
      'worker replaced',
    ]);
    expect(
      kinds(
        { processes: [...processesOf(11), manager] },
        { processes: [...processesOf(21), processOf(6, 'cache manager')] },
      ),
    ).toEqual(['reload']);
  });

  test('a sole worker replaced beside a zone that each reload makes anew', () => {
    const zones = [dogs, zoneOf({ inode: 7, name: 'backend', kind: 'zone' })];
    expect(kinds({ processes: processesOf(11), zones }, { processes: processesOf(21), zones })).toEqual([
      'worker replaced',
    ]);
  });

  test('nothing that happened, a cache loader that is done, rights that are lost for a while', () => {
    expect(kinds({}, {}, {})).toEqual([]);
    expect(
      kinds({ processes: [...processesOf(11), processOf(7, 'cache loader')] }, { processes: processesOf(11) }),
    ).toEqual([]);
    const blind = { rung: 'none', zones: [] } as const;
    expect(kinds({}, blind, blind, blind, blind, blind, {})).toEqual([]);
  });

  test('a worker that has the pid of another one is told by its start time', () => {
    expect(
      kinds(
        { processes: processesOf(11, 12) },
        { processes: [master, processOf(11, 'worker'), processOf(12, 'worker', { startTicks: 99 })] },
      ),
    ).toEqual(['worker replaced']);
  });
});

describe('the end of a server', () => {
  test('is told with the zones that went with it, once', () => {
    const history = historyOf({});
    history.ended(5);
    history.ended(6);
    history.add(sampleAt(9));
    expect(history.events()).toEqual([
      {
        atMs: 5,
        kind: 'stopped',
        zones: [{ name: 'dogs', change: 'removed', sizeBytesBefore: 100 * MB, sizeBytesAfter: null }],
      },
    ]);
    expect(history.samples().takenAtMs).toHaveLength(1);
  });

  test('may be a restart: all zones are made anew, whatever their inodes', () => {
    const history = historyOf({});
    history.ended(5);
    history.followTo('two', 7);
    history.add(sampleAt(2));
    expect(history.events()).toHaveLength(1);
    history.add(sampleAt(3, { serverId: 'two' }));
    expect(history.events()).toMatchObject([
      { kind: 'stopped' },
      { atMs: 7, kind: 'restart', zones: [{ change: 'data lost' }] },
    ]);
  });

  test('may be a binary upgrade', () => {
    const history = historyOf({});
    history.followTo('two', 7, 'binary upgrade');
    history.add(sampleAt(3, { serverId: 'two', zones: [zoneOf({ inode: 7, sizeBytes: MB })] }));
    expect(history.events()).toMatchObject([{ kind: 'binary upgrade', zones: [{ change: 'resized' }] }]);
  });
});

test('only the latest events are kept', () => {
  const history = createHistory();
  for (let second = 0; second < 200; second++) history.add(sampleAt(second, { processes: processesOf(100 + second) }));
  expect(history.events()).toHaveLength(50);
  expect(history.events().at(-1)?.atMs).toBe(1_700_000_199_000);
});
