import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timeline } from '../../../../client/src/dashboard/charts/timeline';
import type { ChartContext, ChartView } from '../../../../client/src/dashboard/chartView';
import type { DashboardTimeline } from '../../../../server/src/shared/dashboard';
import type { ServerEvent } from '../../../../server/src/shared/liveTrends';
import { sampleContext, sampleDashboard, sampleTimeline } from '../support/sampleData';
import { drawnTexts, expectSound, seriesOf, tooltipOf } from './support/drawn';

const LINES = ['loadedBytes', 'usedBytes', 'residentBytes'] as const;
const EVENTS = 4;

function drawn(gathered: DashboardTimeline | null, overrides: Partial<ChartContext> = {}): ChartView {
  return timeline(sampleContext({ timeline: gathered, ...overrides }));
}

/** Time and value of each point of a series. */
function pointsOf(view: ChartView, id: string): [number, number | null][] {
  const series = seriesOf(view).find((one) => one.id === id);
  expect(series, id).toBeDefined();
  return (series?.data ?? []).map((datum) =>
    Array.isArray(datum) ? (datum as [number, number | null]) : (datum as { value: [number, number] }).value,
  );
}

function cellsOf(view: ChartView, columnKey: string): (string | number | null | undefined)[] {
  const column = view.table.columns.findIndex(({ key }) => key === columnKey);
  expect(column, columnKey).toBeGreaterThanOrEqual(0);
  return view.table.rows.map(({ cells }) => cells[column]);
}

function withEvents(kinds: readonly ServerEvent[]): DashboardTimeline {
  return { ...sampleTimeline({ pointCount: 20 }), events: kinds };
}

describe('timeline: what is drawn', () => {
  it('draws the figures of all zones and of the process, point by point', () => {
    const gathered = sampleTimeline();
    const view = drawn(gathered);
    expectSound(view);
    for (const [id, values] of [
      ['loadedBytes', gathered.total.loadedBytes],
      ['usedBytes', gathered.total.usedBytes],
      ['residentBytes', gathered.residentBytes],
    ] as const) {
      expect(pointsOf(view, id)).toEqual(gathered.takenAtMs.map((atMs, index) => [atMs, values[index]]));
      expect(cellsOf(view, id)).toEqual(values);
    }
    expect(cellsOf(view, 'failures')).toEqual(gathered.total.failures);
  });

  it('draws those of the zone where it is chosen', () => {
    const gathered = sampleTimeline();
    const view = drawn(gathered, { choice: () => 'zone' });
    expect(view.controls[0]?.value).toBe('zone');
    expect(pointsOf(view, 'loadedBytes').map(([, value]) => value)).toEqual(gathered.zone?.loadedBytes);
    expect(view.summary).toContain('dogs:');
  });

  it('falls back to all zones where the zone has no line', () => {
    const gathered = sampleTimeline({ hasZone: false });
    const view = drawn(gathered, { choice: () => 'zone' });
    expect(view.controls[0]).toMatchObject({ value: 'all', options: [{ value: 'all' }] });
    expect(pointsOf(view, 'loadedBytes').map(([, value]) => value)).toEqual(gathered.total.loadedBytes);
  });

  it('draws failures as those since the point before, and none over a count that began anew', () => {
    const gathered = sampleTimeline({ pointCount: 5 });
    const failures = [3, 3, 10, null, 2];
    const view = drawn({ ...gathered, total: { ...gathered.total, failures } });
    expect(pointsOf(view, 'newFailures').map(([, value]) => value)).toEqual([null, 0, 7, null, null]);
    const restarted = drawn({ ...gathered, total: { ...gathered.total, failures: [9, 10, 0, 1, 1] } });
    expect(pointsOf(restarted, 'newFailures').map(([, value]) => value)).toEqual([null, 1, null, 1, 0]);
    expect(cellsOf(restarted, 'newFailures')).toEqual([null, 1, null, 1, 0]);
  });

  it('leaves a gap where a figure is not known, and marks a point that stands alone', () => {
    const gathered = sampleTimeline({ pointCount: 5 });
    const view = drawn({ ...gathered, residentBytes: [100, null, 300, null, null] });
    const resident = seriesOf(view).find(({ id }) => id === 'residentBytes') as unknown as {
      connectNulls: boolean;
      data: unknown[];
    };
    expect(resident.connectNulls).toBe(false);
    expect(pointsOf(view, 'residentBytes').map(([, value]) => value)).toEqual([100, null, 300, null, null]);
    expect(resident.data[2]).toMatchObject({ symbol: 'triangle' });
    expect(view.summary).toContain('not known resident');
  });

  it('tells the lines apart without colour: by dashes and by the sign at their end', () => {
    const series = seriesOf(drawn(sampleTimeline())) as unknown as {
      lineStyle: { type: unknown };
      data: { symbol?: string }[];
    }[];
    const lines = series.slice(0, LINES.length);
    expect(new Set(lines.map(({ lineStyle }) => JSON.stringify(lineStyle.type))).size).toBe(LINES.length);
    expect(new Set(lines.map(({ data }) => data.at(-1)?.symbol)).size).toBe(LINES.length);
  });

  it('keeps a time that falls where it was, in the drawing and in the table', () => {
    const gathered = sampleTimeline({ pointCount: 4 });
    const takenAtMs = [1000, 5000, 2000, 6000];
    const view = drawn({ ...gathered, takenAtMs });
    expect(pointsOf(view, 'loadedBytes').map(([atMs]) => atMs)).toEqual([1000, 5000, 5000, 6000]);
    expect(cellsOf(view, 'time')).toEqual([1000, 5000, 5000, 6000]);
  });

  it('draws a single point in the middle, without a zoom', () => {
    const gathered = { ...sampleTimeline({ pointCount: 1, hasEvents: false }), residentBytes: [4096] };
    const view = drawn(gathered);
    expectSound(view);
    const option = view.option as { dataZoom?: unknown; xAxis: { min: number; max: number }[] };
    expect(option.dataZoom).toBeUndefined();
    const [axis] = option.xAxis;
    expect(((axis?.min ?? 0) + (axis?.max ?? 0)) / 2).toBe(gathered.takenAtMs[0]);
  });

  it('draws a week of 1840 samples, lists them all, and stops at about a hundred', () => {
    const gathered = sampleTimeline({ pointCount: 1840, intervalMs: 328_000 });
    const view = drawn(gathered);
    expect(view.table.rows).toHaveLength(1840);
    expect(view.items.length).toBeGreaterThan(50);
    expect(view.items.length).toBeLessThan(130);
    expectSound(view);
  });

  it('is drawn by the library with times of day, in a narrow column too', () => {
    const view = drawn(sampleTimeline(), { widthPx: 300 });
    const texts = drawnTexts(view, 300);
    expect(texts).toEqual(expect.arrayContaining(['reload', 'restart', 'new failures', '64 MB']));
    expect(texts.filter((text) => /^\d\d:\d\d$/.test(text)).length).toBeGreaterThan(1);
  });

  it('holds for any figures: all points are drawn and listed, and items lead to them', () => {
    const figure = fc.option(fc.integer({ min: 0, max: 2 ** 45 }), { nil: null });
    const sample = fc.record({
      gapMs: fc.integer({ min: -5000, max: 500_000 }),
      loaded: figure,
      used: figure,
      failed: figure,
      resident: figure,
    });
    fc.assert(
      fc.property(fc.array(sample, { minLength: 1, maxLength: 60 }), (samples) => {
        let atMs = 1_700_000_000_000;
        const takenAtMs = samples.map(({ gapMs }) => {
          atMs += gapMs;
          return atMs;
        });
        const gathered: DashboardTimeline = {
          isWhole: true,
          sampleNumbers: samples.map((_, index) => index * 3),
          takenAtMs,
          total: {
            loadedBytes: samples.map(({ loaded }) => loaded),
            usedBytes: samples.map(({ used }) => used),
            failures: samples.map(({ failed }) => failed),
          },
          zone: null,
          residentBytes: samples.map(({ resident }) => resident),
          events: [],
          verdict: null,
        };
        const view = drawn(gathered);
        expectSound(view);
        expect(pointsOf(view, 'usedBytes').map(([, value]) => value)).toEqual(gathered.total.usedBytes);
        const added = pointsOf(view, 'newFailures').map(([, value]) => value ?? 0);
        expect(Math.min(0, ...added)).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
});

describe('timeline: what happened', () => {
  const times = sampleTimeline({ pointCount: 20 }).takenAtMs;
  const reload: ServerEvent = {
    atMs: (times[5] ?? 0) + 1,
    kind: 'reload',
    zones: [
      { name: 'dogs', change: 'kept', sizeBytesBefore: 1, sizeBytesAfter: 1 },
      { name: 'cats', change: 'data lost', sizeBytesBefore: 1, sizeBytesAfter: 1 },
      { name: null, change: 'removed', sizeBytesBefore: 1, sizeBytesAfter: null },
    ],
  };

  it('stands at its time, with the zones that were kept and lost', () => {
    const view = drawn(withEvents([reload]));
    expectSound(view);
    expect(pointsOf(view, 'events')).toEqual([[reload.atMs, 0]]);
    expect(tooltipOf(view, EVENTS, 0).replaceAll('\n', ' ')).toContain(
      '▸ reload: made anew, data lost: cats; removed: ?; kept: dogs',
    );
    expect(cellsOf(view, 'events').filter((cell) => cell !== '')).toHaveLength(1);
    expect(cellsOf(view, 'events')[6]).toContain('reload');
    expect(tooltipOf(view, 0, 6)).toContain('▸ reload');
    expect(tooltipOf(view, 0, 5)).not.toContain('reload');
  });

  it('stays on the axis where it was before the first sample or after the last', () => {
    const first = times[0] ?? 0;
    const last = times.at(-1) ?? 0;
    const view = drawn(
      withEvents([
        { ...reload, atMs: first - 1e6 },
        { ...reload, kind: 'stopped', atMs: last + 1e6 },
      ]),
    );
    expect(pointsOf(view, 'events').map(([atMs]) => atMs)).toEqual([first, last]);
    expect(cellsOf(view, 'events')[0]).toContain('reload');
    expect(cellsOf(view, 'events').at(-1)).toContain('stopped');
  });

  it.each([320, 640, 1400])('loses the label of no event, at %i px', (widthPx) => {
    const at = (place: number, kind: ServerEvent['kind'], afterMs = 0): ServerEvent => ({
      kind,
      atMs: (times[place] ?? 0) + afterMs,
      zones: [],
    });
    const events = [at(4, 'reload'), at(4, 'reload', 100), at(12, 'stopped'), at(12, 'restart', 400)];
    const texts = drawnTexts(drawn(withEvents(events), { widthPx }), widthPx).join();
    for (const name of ['2 × reload', 'stopped, restart']) expect(texts).toContain(name);
  });

  it('tells each of close events at the pointer', () => {
    const near = [0, 1].map((index): ServerEvent => ({ ...reload, atMs: (times[8] ?? 0) - index * 100 }));
    const { option } = drawn(withEvents([...near, { kind: 'restart', atMs: times[8] ?? 0, zones: [] }]));
    const { tooltip } = option as { tooltip: { formatter: (hits: unknown) => string } };
    const text = tooltip.formatter([{ seriesIndex: 0, dataIndex: 8 }]);
    expect(text.match(/▸ reload/g)).toHaveLength(2);
    expect(text).toContain('▸ restart');
  });

  it('counts zones rather than naming hundreds', () => {
    const zones = Array.from(
      { length: 500 },
      (_, index) => ({ name: `zone_${index}`, change: 'kept', sizeBytesBefore: 1, sizeBytesAfter: 1 }) as const,
    );
    const view = drawn(withEvents([{ ...reload, zones }]));
    expect(view.items.find(({ seriesIndex }) => seriesIndex === EVENTS)?.text).toBe(
      'reload: kept: zone_0, zone_1, zone_2, zone_3 and 496 more',
    );
  });

  it('takes no name for a style of the library, nor for a line break', () => {
    const zones = [{ name: '{a|evil}\n\u202e{b}', change: 'kept', sizeBytesBefore: 1, sizeBytesAfter: 1 }] as const;
    const view = drawn(withEvents([{ ...reload, zones }]));
    const text = tooltipOf(view, EVENTS, 0);
    expect(text).toContain('evil');
    expect(text).not.toMatch(/\{[a-zA-Z0-9_]+\|/);
    expect(text).not.toContain('\u202e');
    expect(view.items.find(({ seriesIndex }) => seriesIndex === EVENTS)?.text).not.toContain('\n');
  });
});

describe('timeline: compared with a snapshot', () => {
  const data = sampleDashboard();
  const baseline = {
    ...data,
    totals: { ...data.totals, loaded: { bytes: 512 * 1024 ** 2, exactness: 'exact' as const } },
    takenAtMs: data.takenAtMs - 3_600_000,
  };

  it('draws what was loaded as a level, within the axis', () => {
    const view = drawn(sampleTimeline(), { data, baseline });
    expectSound(view);
    expect(pointsOf(view, 'snapshot').map(([, bytes]) => bytes)).toEqual([512 * 1024 ** 2]);
    const { yAxis } = view.option as { yAxis: { max: number }[] };
    expect(yAxis[0]?.max).toBeGreaterThanOrEqual(512 * 1024 ** 2);
    expect(view.notes.at(-1)).toMatch(/^In the snapshot of 2026-11-21 .*: 512 MB loaded\.$/);
    expect(view.legend.at(-1)?.label).toBe('loaded in the snapshot (diamond)');
  });

  it('draws that of the zone where it is chosen, and says where there is none', () => {
    const choice = () => 'zone';
    const zone = drawn(sampleTimeline(), { data, baseline, choice });
    expect(pointsOf(zone, 'snapshot')[0]?.[1]).toBe(data.zones[0]?.loaded.bytes);
    const none = drawn(sampleTimeline(), { data, baseline: { ...baseline, zones: [] }, choice });
    expect(seriesOf(none).some(({ id }) => id === 'snapshot')).toBe(false);
    expect(none.notes.at(-1)).toBe('The snapshot does not have the zone dogs.');
  });
});

describe('timeline: what is told', () => {
  it('tells what is not known in words, and has no colours for lines that are not drawn', () => {
    const gathered = sampleTimeline();
    const unknown = gathered.takenAtMs.map(() => null);
    const total = { loadedBytes: unknown, usedBytes: unknown, failures: unknown };
    const view = drawn({ ...gathered, total, zone: total });
    expectSound(view);
    expect(view.summary).toMatch(/^All zones: loaded and used are not known; worker 4243: .* resident\.$/);
    expect(view.legend.map(({ label }) => label)).toEqual(['▲ resident']);
    expect(drawn({ ...gathered, total, zone: total }, { choice: () => 'zone' }).summary).toContain(
      'dogs: loaded and used are not known;',
    );
  });

  it.each(['stopped', 'snapshot'] as const)('forecasts nothing of what has passed: %s', (state) => {
    const view = drawn(sampleTimeline(), { data: { ...sampleDashboard(), state } });
    expect(view.notes.join(' ')).not.toContain('At this growth');
    expect(view.summary).toMatch(/^(Last figures|From a snapshot).*\. All zones: /);
  });

  it('gives the verdict, and the time until the zone is loaded and full', () => {
    const view = drawn(sampleTimeline());
    expect(view.notes[0]).toBe(sampleTimeline().verdict);
    expect(view.notes[1]).toBe('At this growth dogs is wholly loaded in ≈ 15 min, and full in ≈ 15 min.');
    expect(view.notes.join(' ')).toContain('the zones keep all of theirs');
  });

  it('tells no time for a zone that does not move', () => {
    const data = sampleDashboard({ zoneKey: 'cats' });
    expect(drawn(sampleTimeline(), { data }).notes.join(' ')).not.toContain('At this growth');
  });

  it('marks loaded bytes as at least where the reader sees no more', () => {
    const data = sampleDashboard();
    const totals = { ...data.totals, loaded: { ...data.totals.loaded, exactness: 'at least' as const } };
    const view = drawn(sampleTimeline(), { data: { ...data, totals } });
    expectSound(view);
    expect(view.summary).toContain('All zones: ≥ ');
    expect(view.table.rows[0]).toMatchObject({ exactness: 'at least', marked: ['loadedBytes'] });
  });

  it('says that resident bytes are not known rather than drawing 0', () => {
    const gathered = sampleTimeline({ pointCount: 3 });
    const view = drawn({ ...gathered, residentBytes: [null, null, null] });
    expectSound(view);
    expect(view.notes.join(' ')).toContain('The resident memory of worker 4243 is not known.');
    expect(pointsOf(view, 'residentBytes').every(([, value]) => value === null)).toBe(true);
  });

  it.each([
    ['planned', sampleDashboard({ kind: 'planned' }), /Nothing runs/],
    ['snapshot', { ...sampleDashboard(), state: 'snapshot' as const }, /snapshot holds no samples/],
    ['not yet', sampleDashboard(), /No sample has been taken yet/],
  ])('says why nothing is drawn: %s', (_name, data, reason) => {
    for (const gathered of [null, sampleTimeline({ pointCount: 0, hasEvents: false })]) {
      const view = drawn(gathered, { data });
      expectSound(view);
      expect(view.option).toBeNull();
      expect(view.empty).toMatch(reason);
    }
  });
});
