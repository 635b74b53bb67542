import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadedZones } from '../../../../client/src/dashboard/charts/loadedZones';
import { pageMap } from '../../../../client/src/dashboard/charts/pageMap';
import type { ChartContext } from '../../../../client/src/dashboard/chartView';
import type { DashboardData, DashboardZone } from '../../../../server/src/shared/dashboard';
import { sampleContext, sampleDashboard } from '../support/sampleData';
import { drawnTexts, expectSound, seriesOf, tooltipOf, valuesOf } from './support/drawn';

const PIECES = ['metadata', 'used', 'loaded', 'free again', 'never touched'] as const;

function shown(overrides: Partial<ChartContext> = {}, choices: Record<string, string> = {}) {
  const context = sampleContext({ choice: (id) => choices[id] ?? null, ...overrides });
  return loadedZones(context);
}

function withZones(change: (zone: DashboardZone, index: number) => Partial<DashboardZone>): DashboardData {
  const data = sampleDashboard();
  return { ...data, zones: data.zones.map((zone, index) => ({ ...zone, ...change(zone, index) })) };
}

function pieceOf(zone: DashboardZone, piece: string): number {
  return zone.pieces.filter((one) => one.piece === piece).reduce((sum, { bytes }) => sum + bytes, 0);
}

describe('loadedZones', () => {
  it('draws every piece of every zone as the data has it', () => {
    const data = sampleDashboard();
    const view = shown({ data });
    expectSound(view);
    for (const piece of PIECES) {
      expect(valuesOf(view, piece)).toEqual(data.zones.map((zone) => pieceOf(zone, piece)));
    }
    expect(valuesOf(view, 'page table')).toEqual(data.zones.map(({ pageTableBytes }) => pageTableBytes));
    expect(view.summary).toBe('9 zones: 74.4 of 230.1 MB loaded · 155.6 MB never touched · 1,207 failed requests');
  });

  it('lists every figure that it draws', () => {
    const data = sampleDashboard();
    const { table } = shown({ data });
    const column = (key: string) =>
      table.rows.map(({ cells }) => cells[table.columns.findIndex((one) => one.key === key)]);
    expect(column('zone')).toEqual(data.zones.map(({ name }) => name));
    expect(column('sizeBytes')).toEqual(data.zones.map(({ sizeBytes }) => sizeBytes));
    expect(column('loadedBytes')).toEqual(data.zones.map(({ loaded }) => loaded.bytes));
    expect(column('neverTouchedBytes')).toEqual(data.zones.map((zone) => pieceOf(zone, 'never touched')));
    expect(column('pageTableBytes')).toEqual(data.zones.map(({ pageTableBytes }) => pageTableBytes));
    expect(column('failures')).toEqual(data.zones.map(({ failures }) => failures));
    expect(column('loadedBytesPerMinute')).toEqual(data.zones.map(({ trend }) => trend?.loadedBytesPerMinute ?? null));
  });

  it('draws shares that make a whole of each zone', () => {
    const view = shown({}, { unit: 'share' });
    expectSound(view);
    const drawn = PIECES.map((piece) => valuesOf(view, piece));
    for (let index = 0; index < 9; index++) {
      expect(drawn.reduce((sum, values) => sum + (values[index] ?? 0), 0)).toBeCloseTo(1, 12);
    }
    const first = sampleDashboard().zones[0];
    expect(valuesOf(view, 'page table')[0]).toBe((first?.pageTableBytes ?? 0) / (first?.sizeBytes ?? 1));
  });

  it('stops once at each zone, over its whole bar, and leads to it', () => {
    const data = sampleDashboard();
    const view = shown({ data });
    const rows = seriesOf(view).findIndex(({ id }) => id === 'rows');
    expect(view.items.map(({ zoneKey }) => zoneKey)).toEqual(data.zones.map(({ key }) => key));
    expect(view.items.every(({ seriesIndex }) => seriesIndex === rows)).toBe(true);
    // All else lets the pointer through to it.
    expect(seriesOf(view).every(({ id, silent }) => id === 'rows' || silent === true)).toBe(true);
    expect(view.items[0]?.text).toContain('full to 37 %');
  });

  it('sorts by what is chosen, with what is not known at the end', () => {
    const keys = (choices: Record<string, string>) => shown({}, choices).items.map(({ zoneKey }) => zoneKey);
    expect(keys({})[0]).toBe('dogs');
    expect(keys({ sort: 'size' }).slice(0, 3)).toEqual(['dogs', 'spare', 'tiles']);
    expect(keys({ sort: 'fullness' })[0]).toBe('cats');
    expect(keys({ sort: 'fullness' }).at(-1)).toBe('tracking');
    expect(keys({ sort: 'failures' })[0]).toBe('cats');
    expect(keys({ sort: 'failures' }).at(-1)).toBe('tracking');
    const names = keys({ sort: 'name' });
    expect(names).toEqual([...names].sort());
    expect(keys({ sort: 'nonsense' })).toEqual(keys({}));
  });

  it('shows only zones that are nearly full, or had failures', () => {
    expect(shown({}, { show: 'nearly full' }).items.map(({ zoneKey }) => zoneKey)).toEqual(['cats']);
    expect(shown({}, { show: 'failing' }).items.map(({ zoneKey }) => zoneKey)).toEqual(['cats']);
    const none = shown({ data: withZones(() => ({ failures: 0 })) }, { show: 'failing' });
    expectSound(none);
    expect(none.empty).toBe('No zone has failures.');
    expect(none.controls.map(({ id }) => id)).toEqual(['unit', 'sort', 'show']);
  });

  it('draws an unknown zone as unknown and not as nothing, behind the others', () => {
    const data = withZones((_zone, index) =>
      index === 0
        ? { pieces: [], loaded: { bytes: null, exactness: 'exact' }, pageTableBytes: null, failures: null }
        : {},
    );
    const view = shown({ data });
    expectSound(view);
    for (const piece of PIECES) expect(valuesOf(view, piece).at(-1), piece).toBeNull();
    expect(valuesOf(view, 'page table').at(-1)).toBeNull();
    const nulls = Array.from({ length: 8 }, () => null);
    expect(valuesOf(view, 'unknown')).toEqual([...nulls, data.zones[0]?.sizeBytes]);
    const row = view.table.rows.find(({ key }) => key === 'dogs');
    expect(row?.cells.slice(3, 10)).toEqual([null, null, null, null, null, null, null]);
    expect(view.items.find(({ zoneKey }) => zoneKey === 'dogs')?.text).toContain('not known');
  });

  it('marks figures that are not exact', () => {
    const view = shown({ data: withZones(({ loaded }) => ({ loaded: { ...loaded, exactness: 'at least' } })) });
    expectSound(view);
    expect(
      view.table.rows.every(({ exactness, marked }) => exactness === 'at least' && marked.includes('loadedBytes')),
    ).toBe(true);
    expect(drawnTexts(view, 640)).toContain('≥ 37.2 of 100 MB');
    expect(view.notes.join()).toContain('≥');
  });

  it('says of a config what is loaded when its zones are empty', () => {
    const data = sampleDashboard({ kind: 'planned' });
    const view = shown({ data });
    expectSound(view);
    expect(view.summary).toBe('Nothing runs. Just started, 9 zones: ≈ 1.4 of 230.1 MB loaded, 228.7 MB never touched.');
    expect(view.controls.map(({ id }) => id)).toEqual(['unit', 'sort']);
    expect(seriesOf(view).map(({ id }) => id)).not.toContain('page table');
    expect(view.table.rows.every(({ exactness }) => exactness === 'estimated')).toBe(true);
    expect(tooltipOf(view, view.items[0]?.seriesIndex ?? -1, 0)).toContain('when empty: ≈ 608 KB of 100 MB loaded');
  });

  it('marks what the snapshot had, and names zones that have gone', () => {
    const data = sampleDashboard();
    const [first, ...others] = data.zones;
    if (first === undefined) throw new Error('no zone');
    const baseline = {
      ...data,
      zones: [
        { ...first, loaded: { ...first.loaded, bytes: 1_048_576 } },
        ...others.slice(1),
        { ...first, key: 'gone', name: 'go\u202ene' },
      ],
    };
    const view = shown({ data, baseline });
    expectSound(view);
    expect(valuesOf(view, 'snapshot').slice(0, 3)).toEqual([1_048_576, null, others[1]?.loaded.bytes]);
    expect(view.notes.at(-1)).toBe('Only in the snapshot: go\\u202ene.');
    expect(view.table.rows[0]?.cells.at(-1)).toBe(1_048_576);
    expect(view.table.rows[1]?.cells.at(-1)).toBeNull();
    expect(view.items[0]?.text).toContain('loaded in the snapshot: 1 MB (+36.2 MB)');
  });

  it.each([0, 1, 20, 21, 500])('is whole with %i zones', (zoneCount) => {
    const view = shown({ data: sampleDashboard({ zoneCount }) });
    expectSound(view);
    expect(view.items).toHaveLength(zoneCount);
    expect(view.table.rows).toHaveLength(zoneCount);
    if (zoneCount === 0) {
      expect(view.empty).toBe('No shared memory zone of this server was found.');
      return;
    }
    const { dataZoom } = view.option as { dataZoom?: readonly { yAxisIndex: number; endValue: number }[] };
    expect(dataZoom?.map(({ yAxisIndex, endValue }) => [yAxisIndex, endValue])).toEqual(
      zoneCount > 20
        ? [
            [0, 19],
            [0, 19],
          ]
        : undefined,
    );
    expect(view.heightPx).toBeLessThan(600);
    const texts = drawnTexts(view, 640);
    expect(texts).toContain('dogs');
    expect(texts.filter((text) => / of \d+ [KM]B$/.test(text))).toHaveLength(Math.min(20, zoneCount));
  });

  it.each([
    [1, 640, 112],
    [1, 320, 146],
    [2, 640, 124],
    [2, 320, 146],
    [3, 640, 168],
    [9, 640, 270],
  ])('is as high as its bars: %i at %i px', (zoneCount, widthPx, heightPx) => {
    const data = sampleDashboard({ zoneCount });
    const view = shown({ data, widthPx });
    expect(view.heightPx).toBe(heightPx);
    // Six pixels of a tooltip's padding at each side, and its border; a line takes 22.
    for (const { seriesIndex, dataIndex } of view.items) {
      const lines = tooltipOf(view, seriesIndex, dataIndex).split('\n');
      expect(lines.length * 22 + 14).toBeLessThanOrEqual(heightPx);
      expect(lines[0]).toContain(data.zones[dataIndex]?.name);
    }
  });

  it('draws what was never touched hollow, as the page map does', () => {
    const view = shown();
    const { background } = sampleContext().theme;
    const series = seriesOf(view).find(({ id }) => id === 'never touched') as unknown as { itemStyle: object };
    expect(series.itemStyle).toMatchObject({ color: background, borderWidth: 1 });
    expect(series.itemStyle).not.toHaveProperty('decal');
    const entry = view.legend.find(({ label }) => label === 'never touched');
    expect(entry).toEqual({ label: 'never touched', colour: background, pattern: null });
    const cell = pageMap(sampleContext()).legend.find(({ label }) => label === 'free, never touched');
    expect(cell).toEqual({ ...entry, label: 'free, never touched' });
  });

  it.each([
    ['stopped', 'Last figures before the server ended. 9 zones'],
    ['lost', 'Last figures that were read. 9 zones'],
    ['snapshot', 'From a snapshot. 9 zones'],
  ] as const)('says of when the figures are, and forecasts nothing: %s', (state, beginning) => {
    const view = shown({ data: { ...sampleDashboard(), state } });
    expectSound(view);
    expect(view.summary.startsWith(beginning)).toBe(true);
    expect(shown().items[0]?.text).toContain('full in');
    expect(view.items[0]?.text).not.toContain('full in');
  });

  it.each([320, 640, 1400])('draws hostile names as they are, at %i px', (widthPx) => {
    const name = '{a|evil}<img src=x onerror=alert(1)>\u202e\n{b}';
    const view = shown({ widthPx, data: withZones((_zone, index) => (index === 0 ? { name, kind: '{c|kind}' } : {})) });
    expectSound(view);
    const tooltip = tooltipOf(view, view.items[0]?.seriesIndex ?? -1, 0);
    expect(tooltip).not.toMatch(/\{\w+\|/);
    expect(tooltip).not.toContain('\u202e');
    const texts = drawnTexts(view, widthPx);
    expect(texts.filter((text) => text.startsWith('{\u200ba|'))).toHaveLength(1);
    expect(view.items[0]?.text).toContain('{a|evil}<img src=x onerror=alert(1)>\\u202e\\n{b}');
    expect(view.table.rows[0]?.cells[0]).toBe(name);
  });

  it('keeps its figures for any pieces', () => {
    const piece = fc.record({ piece: fc.constantFrom(...PIECES), bytes: fc.nat({ max: 2 ** 40 }) });
    fc.assert(
      fc.property(
        fc.array(fc.array(piece, { maxLength: 6 }), { minLength: 1, maxLength: 9 }),
        fc.constantFrom('bytes', 'share'),
        fc.integer({ min: 200, max: 2000 }),
        (lists, unit, widthPx) => {
          const data = sampleDashboard();
          const zones = lists.map((pieces, index) => ({ ...(data.zones[index] as DashboardZone), pieces }));
          const view = shown({ data: { ...data, zones }, widthPx }, { unit });
          expectSound(view);
          if (unit === 'share') return;
          const drawn = seriesOf(view).filter(({ id }) => (PIECES as readonly string[]).includes(id));
          const total = drawn
            .flatMap(({ id }) => valuesOf(view, id))
            .reduce<number>((sum, value) => sum + (value ?? 0), 0);
          expect(total).toBe(lists.flat().reduce((sum, { bytes }) => sum + bytes, 0));
        },
      ),
    );
  });
});
