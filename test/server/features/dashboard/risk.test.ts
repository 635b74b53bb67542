import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dashboardOf } from '../../../../server/src/features/dashboard/dashboardOf';
import type { MemoryRisk } from '../../../../server/src/shared/dashboard';
import type { LiveZone } from '../../../../server/src/shared/liveSample';
import type { ServerMemory } from '../../../../server/src/shared/liveServer';
import type { ZoneTrend } from '../../../../server/src/shared/liveTrends';
import { liveView, liveZone, MB, processOf, trendOf, type ViewSetup } from '../support/liveView';
import { GIGABYTE, lookAt, plannedZone, sourceOf } from './support/dashboardSource';

interface Setup {
  readonly zones: readonly Partial<LiveZone>[];
  readonly trends?: readonly Partial<ZoneTrend>[];
  /** Of the workers; null: not known. */
  readonly privateMegabytes?: readonly (number | null)[];
  readonly memory?: Partial<ServerMemory>;
  readonly view?: ViewSetup;
}

function riskOf({ zones, trends = [], privateMegabytes = [], memory, view: setup }: Setup): MemoryRisk {
  const processes = privateMegabytes.map((megabytes, index) =>
    processOf(101 + index, 'worker', { privateBytes: megabytes === null ? null : megabytes * MB }),
  );
  const view = liveView(
    zones.map((zone, index) => liveZone(`zone${index}`, { inode: 100 + index, ...zone })),
    {
      sample: { processes },
      trends: trends.map((trend, index) => trendOf({ inode: 100 + index, ...trend })),
      ...setup,
    },
  );
  return dashboardOf(sourceOf({ view, memory: { ...GIGABYTE, ...memory } }), lookAt()).risk;
}

/** A zone of so many megabytes of which so many are loaded. */
function zone(size: number, loaded: number | null, exactness: 'exact' | 'at least' = 'exact'): Partial<LiveZone> {
  return { sizeBytes: size * MB, loaded: { bytes: loaded === null ? null : loaded * MB, exactness } };
}

/** `now ≈ 40 + 12` in megabytes. */
function shown({ scenarios }: MemoryRisk): string[] {
  const amount = ({ bytes, exactness }: (typeof scenarios)[number]['zones']): string =>
    bytes === null ? '?' : `${{ exact: '', 'at least': '≥', estimated: '≈' }[exactness]}${bytes / MB}`;
  return scenarios.map(({ scenario, zones, processes }) => `${scenario} ${amount(zones)} + ${amount(processes)}`);
}

test.each<[string, Setup, string[]]>([
  ['zones as they are and full', { zones: [zone(100, 40), zone(50, 5)] }, ['now 45 + ?', 'full 150 + ?']],
  [
    'the processes’ own memory beside them',
    { zones: [zone(100, 40)], privateMegabytes: [10, 12] },
    ['now 40 + ≈22', 'full 100 + ≈22'],
  ],
  [
    'a process that is not known',
    { zones: [zone(100, 40)], privateMegabytes: [10, null] },
    ['now 40 + ≈10', 'full 100 + ≈10'],
  ],
  [
    'what is known to be at least so much',
    { zones: [zone(100, 40, 'at least'), zone(100, null)] },
    ['now ≥40 + ?', 'full 200 + ?'],
  ],
  [
    'a day of growth, each zone up to its size',
    {
      zones: [zone(100, 40), zone(100, 40), zone(100, 40)],
      trends: [{ loadedBytesPerMinute: MB }, { loadedBytesPerMinute: MB / 144 }, {}],
    },
    ['now 120 + ?', 'forecast ≈190 + ?', 'full 300 + ?'],
  ],
  [
    'nothing grows',
    { zones: [zone(100, 40)], trends: [{ usedBytesPerMinute: MB }] },
    ['now 40 + ?', 'forecast 40 + ?', 'full 100 + ?'],
  ],
  [
    'a growth that was seen for some seconds is no forecast',
    { zones: [zone(100, 40)], trends: [{ loadedBytesPerMinute: MB, overMs: 10_000 }] },
    ['now 40 + ?', 'full 100 + ?'],
  ],
  [
    'a server that has ended does not grow',
    { zones: [zone(100, 40)], trends: [{ loadedBytesPerMinute: MB }], view: { state: 'stopped' } },
    ['now 40 + ?', 'full 100 + ?'],
  ],
  ['a server without zones', { zones: [], privateMegabytes: [10] }, ['now 0 + ≈10', 'full 0 + ≈10']],
])('scenarios: %s', (_title, setup, scenarios) => {
  expect(shown(riskOf(setup))).toEqual(scenarios);
});

test('processes are no more than what is in use beside the zones: pages that they share count for each', () => {
  const processes = [50, 50, 50];
  const memory = { totalBytes: 1000 * MB, availableBytes: 900 * MB };
  expect(shown(riskOf({ zones: [zone(100, 40)], privateMegabytes: processes, memory }))[0]).toBe('now 40 + ≈60');
  const cgroup = { limitBytes: 200 * MB, availableBytes: 150 * MB, label: 'cgroup /nginx' };
  expect(shown(riskOf({ zones: [zone(100, 40)], privateMegabytes: processes, memory: { cgroup } }))[0]).toBe(
    'now 40 + ≈10',
  );
  // A cgroup that was not charged with the zones says nothing.
  const uncharged = { ...cgroup, availableBytes: 190 * MB };
  expect(shown(riskOf({ zones: [zone(100, 40)], privateMegabytes: processes, memory: { cgroup: uncharged } }))[0]).toBe(
    'now 40 + ≈150',
  );
});

const HUNDRED = { totalBytes: 100 * MB };
const GROWING = { loadedBytesPerMinute: MB };

test.each<[MemoryRisk['severity'], string, Setup]>([
  ['fine', 'Even with every zone full it fits: RAM, 1 GB.', { zones: [zone(100, 40)] }],
  ['over', 'More is taken now than the limit allows: RAM, 100 MB.', { zones: [zone(200, 150)], memory: HUNDRED }],
  [
    'over',
    'At the present growth the limit is passed within a day: RAM, 100 MB.',
    { zones: [zone(200, 40)], trends: [GROWING], memory: HUNDRED },
  ],
  ['tight', 'All zones full would not fit: RAM, 100 MB.', { zones: [zone(200, 40)], memory: HUNDRED }],
  [
    'tight',
    'At the present growth hardly anything of the limit is left in a day: RAM, 100 MB.',
    { zones: [zone(95, 40)], trends: [GROWING], memory: HUNDRED },
  ],
  ['tight', 'Hardly anything of the limit is left: RAM, 100 MB.', { zones: [zone(95, 95)], memory: HUNDRED }],
  [
    'tight',
    'Zones can still take 60 MB, and only 50 MB is left: other programs would have to give way.',
    { zones: [zone(100, 40)], memory: { availableBytes: 50 * MB } },
  ],
  [
    // How much the zones can still take is not known.
    'fine',
    'Even with every zone full it fits: RAM, 1 GB.',
    { zones: [zone(100, 40, 'at least')], memory: { availableBytes: 50 * MB } },
  ],
  [
    'tight',
    'All zones full would not fit: cgroup /nginx, 90 MB.',
    {
      zones: [zone(100, 40)],
      memory: { cgroup: { limitBytes: 90 * MB, availableBytes: null, label: 'cgroup /nginx' } },
    },
  ],
  ['unknown', 'How much memory there is, is not known.', { zones: [zone(100, 40)], memory: { totalBytes: null } }],
])('%s: %s', (severity, sentence, setup) => {
  const risk = riskOf(setup);
  expect(risk.text.slice(0, sentence.length)).toBe(sentence);
  expect(risk.severity).toBe(severity);
});

test('the words tell what is taken at most, what the forecast takes for granted, and what could not be seen', () => {
  const zones = [zone(100, 40)];
  const grown = riskOf({ zones, privateMegabytes: [10], trends: [GROWING], memory: { isWhole: false } });
  expect(grown.text).toBe(
    [
      'Even with every zone full it fits: RAM, 1 GB.',
      'Full zones and the processes’ own memory come to ≈ 110 MB, 11 % of the limit.',
      'At the present growth it is ≈ 110 MB in a day, 60 MB more than now: each zone up to its size, the processes as they are.',
      'A cgroup of the server could not be read: its limit may be lower than the ones shown.',
    ].join(' '),
  );
  expect(riskOf({ zones }).text).toContain('has not been seen for long enough');
  expect(riskOf({ zones, trends: [{}] }).text).toContain('No zone grows at present.');
});

test('of a server that has ended: what it took, and nothing of what was left beside it', () => {
  const view: ViewSetup = { state: 'stopped' };
  const tight = { zones: [zone(100, 40)], memory: { availableBytes: 50 * MB }, view };
  expect(riskOf(tight)).toMatchObject({ severity: 'fine' });
  expect(riskOf(tight).text).toBe(
    'The server has ended, and its memory is free again: so it was at the end. Even with every zone full it fits: RAM, ' +
      '1 GB. Full zones come to 100 MB, 9.8 % of the limit, beside the processes’ own memory.',
  );
  expect(riskOf({ zones: [zone(200, 150)], memory: HUNDRED, view }).text).toContain(
    'at the end. More was taken than the limit allows: RAM, 100 MB.',
  );
  expect(riskOf({ zones: [zone(95, 95)], memory: HUNDRED, view }).text).toContain(
    'at the end. Hardly anything of the limit was left: RAM, 100 MB.',
  );
});

test('what is left is the least of what the machine and the cgroup have', () => {
  const cgroup = { limitBytes: 90 * MB, availableBytes: 30 * MB, label: 'cgroup /nginx' };
  const risk = riskOf({ zones: [], memory: { availableBytes: 50 * MB, cgroup } });
  expect(risk.availableBytes).toBe(30 * MB);
  expect(risk.limits).toEqual([
    { kind: 'host', bytes: 1024 * MB, label: 'RAM' },
    { kind: 'cgroup', bytes: 90 * MB, label: 'cgroup /nginx' },
  ]);
});

test('a config with nothing running: its zones empty and full', () => {
  const planned = [plannedZone('dogs'), plannedZone('cats', { sizeBytes: null, emptyLoadedBytes: null })];
  const { risk } = dashboardOf(sourceOf({ planned }), lookAt());
  expect(shown(risk)).toEqual([`empty ≥${622_592 / MB} + ?`, 'full ≥100 + ?']);
  // One of them may be as large as it likes.
  expect(risk).toMatchObject({ severity: 'unknown' });
  expect(risk.text).toContain('Not all sizes are known, so it cannot be told whether full zones fit: RAM, 1 GB.');
  expect(risk.text).toContain('Full zones come to ≥ 100 MB, 9.8 % of the limit, beside the processes’ own memory.');
  const small = dashboardOf(
    sourceOf({ planned: [plannedZone('dogs')], memory: { ...GIGABYTE, ...HUNDRED, totalBytes: 100_000 } }),
    lookAt(),
  );
  expect(small.risk).toMatchObject({ severity: 'over' });
  expect(small.risk.text).toContain('Even the empty zones take more than there is');
});

test('scenarios are sums of the zones, and rise from now to full', () => {
  const anyZone = fc.record({
    size: fc.integer({ min: 1, max: 64 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  const rate = fc.option(fc.integer({ min: -MB, max: MB }));
  fc.assert(
    fc.property(fc.array(fc.tuple(anyZone, rate), { minLength: 1, maxLength: 20 }), (given) => {
      const zones = given.map(([{ size, share }]) => zone(size, Math.floor(size * share)));
      const trends = given.map(([, loadedBytesPerMinute]) => ({ loadedBytesPerMinute }));
      const bytes = riskOf({ zones, trends }).scenarios.map((scenario) => scenario.zones.bytes ?? -1);
      const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
      expect(bytes).toHaveLength(3);
      expect(bytes[0]).toBe(sum(zones.map(({ loaded }) => loaded?.bytes ?? 0)));
      expect(bytes[2]).toBe(sum(zones.map(({ sizeBytes }) => sizeBytes ?? 0)));
      expect(bytes[1]).toBeGreaterThanOrEqual(bytes[0] ?? 0);
      expect(bytes[1]).toBeLessThanOrEqual(bytes[2] ?? 0);
    }),
  );
});
