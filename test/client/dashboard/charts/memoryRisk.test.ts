import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryRisk } from '../../../../client/src/dashboard/charts/memoryRisk';
import type { ChartContext, ChartView } from '../../../../client/src/dashboard/chartView';
import type { DashboardData, MemoryRisk } from '../../../../server/src/shared/dashboard';
import { sampleContext, sampleDashboard } from '../support/sampleData';
import { drawnTexts, expectSound, seriesOf, tooltipOf, valuesOf } from './support/drawn';

const GIGABYTE = 1024 ** 3;

function shown(overrides: Partial<ChartContext> = {}, choices: Record<string, string> = {}) {
  return memoryRisk(sampleContext({ choice: (id) => choices[id] ?? null, ...overrides }));
}

function withRisk(change: Partial<MemoryRisk>, data = sampleDashboard()): DashboardData {
  return { ...data, risk: { ...data.risk, ...change } };
}

function axisMax(view: ChartView): number {
  return (view.option as { xAxis: { max: number } }).xAxis.max;
}

function cells(view: ChartView, rowKey: string) {
  const row = view.table.rows.find(({ key }) => key === rowKey);
  return Object.fromEntries(view.table.columns.map(({ key }, index) => [key, row?.cells[index]]));
}

describe('memoryRisk', () => {
  it('draws zones and processes of each case, and the limits', () => {
    const data = sampleDashboard();
    const view = shown({ data });
    expectSound(view);
    expect(valuesOf(view, 'zones')).toEqual(data.risk.scenarios.map(({ zones }) => zones.bytes));
    expect(valuesOf(view, 'processes')).toEqual(data.risk.scenarios.map(({ processes }) => processes.bytes));
    const now = data.risk.scenarios[0];
    const taken = (now?.zones.bytes ?? 0) + (now?.processes.bytes ?? 0);
    expect(valuesOf(view, 'lines')).toEqual([256 * 1024 ** 2, taken + (data.risk.availableBytes ?? 0), 2 * GIGABYTE]);
    expect(view.summary).toBe(data.risk.text);
    expect(view.items).toHaveLength(6 + 3);
  });

  it('does not take a part of what is taken for all of it', () => {
    const data = sampleDashboard();
    const [now, ...others] = data.risk.scenarios;
    if (now === undefined) throw new Error('no scenario');
    const scenarios = [{ ...now, zones: { bytes: null, exactness: 'exact' } as const }, ...others];
    const view = shown({ data: withRisk({ scenarios }) });
    expectSound(view);
    expect(view.table.rows.some(({ key }) => key === 'available')).toBe(false);
    expect(drawnTexts(view, 640)).toContain('  ≥ 41.7 MB · ≥ 16 % of the limit');
    expect(view.notes).toContain('What is loaded of the zones is not known, and comes on top.');
    const least = [{ ...now, zones: { ...now.zones, exactness: 'at least' } as const }, ...others];
    expect(drawnTexts(shown({ data: withRisk({ scenarios: least }) }), 640).join()).toContain('available ≥ 306.1 MB');
  });

  it.each([
    ['live', 'Now', 'In a day, at this growth', 'taken now, and all that is available'],
    ['lost', 'Last known', 'A day later, at that growth', 'taken then, and all that was available'],
    ['snapshot', 'When it was saved', 'A day later, at that growth', 'taken then, and all that was available'],
    ['stopped', 'Last known', 'A day later, at that growth', null],
  ] as const)('says of when its figures are: %s', (state, now, forecast, available) => {
    const view = shown({ data: { ...sampleDashboard(), state } });
    expectSound(view);
    expect([cells(view, 'now').case, cells(view, 'forecast').case]).toEqual([now, forecast]);
    expect(cells(view, 'available').case ?? null).toBe(available);
  });

  it('lists cases with their share of the tightest limit, and the limits', () => {
    const data = sampleDashboard();
    const view = shown({ data });
    for (const { scenario, zones, processes } of data.risk.scenarios) {
      const total = (zones.bytes ?? 0) + (processes.bytes ?? 0);
      expect(cells(view, scenario)).toMatchObject({
        zonesBytes: zones.bytes,
        processesBytes: processes.bytes,
        totalBytes: total,
        shareOfLimit: total / (256 * 1024 ** 2),
      });
    }
    expect(cells(view, 'limit 0')).toMatchObject({ case: 'limit RAM', totalBytes: 2 * GIGABYTE, zonesBytes: null });
    expect(view.table.rows.find(({ key }) => key === 'forecast')).toMatchObject({
      exactness: 'estimated',
      marked: ['zonesBytes', 'totalBytes', 'shareOfLimit'],
    });
    expect(view.table.rows.find(({ key }) => key === 'now')?.marked).toEqual([]);
  });

  it('says by words and a sign what is over the limit', () => {
    const texts = drawnTexts(shown(), 640);
    expect(texts).toContain('  ▲ 271.8 MB · 106 % of the limit');
    expect(texts).toContain('  ≈ 178.1 MB · 70 % of the limit');
    const tight = withRisk({ severity: 'tight', limits: [{ kind: 'host', bytes: 300 * 1024 ** 2, label: 'RAM' }] });
    expect(drawnTexts(shown({ data: tight }), 640)).toContain('  △ 271.8 MB · 91 % of the limit');
    const fine = withRisk({ severity: 'fine', limits: [{ kind: 'host', bytes: GIGABYTE, label: 'RAM' }] });
    expect(drawnTexts(shown({ data: fine }), 640).join()).not.toMatch(/[▲△]/);
  });

  it('tells of each case as much of its share as there is room for', () => {
    const texts = drawnTexts(shown({ widthPx: 300 }), 300);
    expect(texts).toContain('  116.1 MB · 45 % of the limit');
    expect(texts).toContain('  ≈ 178.1 MB');
    expect(drawnTexts(shown({ widthPx: 400 }), 400)).toContain('  ≈ 178.1 MB · 70 %');
  });

  it('keeps bars readable under a limit that is a hundred times as far', () => {
    const data = withRisk({ limits: [{ kind: 'host', bytes: 64 * GIGABYTE, label: 'RAM' }], availableBytes: null });
    const near = shown({ data });
    expectSound(near);
    expect(near.controls[0]?.value).toBe('bars');
    expect(axisMax(near)).toBeLessThan(GIGABYTE);
    expect(drawnTexts(near, 640)).toContain('RAM 64 GB →');
    const far = shown({ data }, { scale: 'limits' });
    expect(axisMax(far)).toBe(64 * GIGABYTE);
    expect(drawnTexts(far, 640)).toContain('RAM 64 GB');
    const close = shown({ data: withRisk({ limits: [{ kind: 'host', bytes: GIGABYTE, label: 'RAM' }] }) });
    expect(close.controls[0]?.value).toBe('limits');
  });

  it('gives each limit a row for its label', () => {
    for (const scale of ['bars', 'limits']) {
      const view = shown({}, { scale });
      const { grid } = view.option as { grid: { top: number } };
      expect(grid.top).toBe(3 * 20);
      const places = lineLabels(view).map(({ y }) => y);
      expect(new Set(places).size).toBe(3);
      expect(Math.max(...places)).toBeLessThan(grid.top);
    }
  });

  it('tells of a config what its zones take, as at least', () => {
    const data = sampleDashboard({ kind: 'planned' });
    const view = shown({ data });
    expectSound(view);
    expect(valuesOf(view, 'processes')).toEqual([null, null]);
    expect(cells(view, 'full')).toMatchObject({
      processesBytes: null,
      totalBytes: data.risk.scenarios[1]?.zones.bytes,
    });
    expect(view.table.rows.find(({ key }) => key === 'full')?.exactness).toBe('at least');
    expect(view.notes).toContain('Nothing runs: what processes take of their own comes on top.');
    expect(valuesOf(view, 'lines')[0]).toBe(data.risk.availableBytes);
    expect(view.legend.map(({ label }) => label)).not.toContain('the processes’ own memory');
  });

  it('draws nothing of what is not known', () => {
    const unknown = { bytes: null, exactness: 'exact' } as const;
    const none = shown({ data: withRisk({ scenarios: [{ scenario: 'now', zones: unknown, processes: unknown }] }) });
    expectSound(none);
    expect(none.option).toBeNull();
    expect(none.table.rows[0]?.cells.slice(1)).toEqual([null, null, null, null]);
    const unlimited = shown({ data: withRisk({ limits: [], availableBytes: null, severity: 'unknown' }) });
    expectSound(unlimited);
    expect(valuesOf(unlimited, 'lines')).toEqual([]);
    expect(unlimited.controls).toEqual([]);
    expect(cells(unlimited, 'now').shareOfLimit).toBeNull();
    expect(unlimited.notes).toContain('No limit of this machine is known.');
  });

  it('marks what the snapshot had in the same case', () => {
    const data = sampleDashboard();
    const baseline = withRisk({ scenarios: data.risk.scenarios.slice(0, 1) });
    const view = shown({ data, baseline });
    expectSound(view);
    const [before] = valuesOf(view, 'snapshot');
    expect(valuesOf(view, 'snapshot')).toEqual([cells(view, 'now').totalBytes, null, null]);
    expect(cells(view, 'now').snapshotTotalBytes).toBe(before);
    expect(cells(view, 'full').snapshotTotalBytes).toBeNull();
  });

  it.each([320, 640, 1400])('draws a hostile cgroup as it is, at %i px', (widthPx) => {
    const label = 'cgroup {over|x}\u202e/<img src=x onerror=alert(1)> (memory.max)';
    const view = shown({ widthPx, data: withRisk({ limits: [{ kind: 'cgroup', bytes: GIGABYTE / 4, label }] }) });
    expectSound(view);
    const item = view.items.find(({ text }) => text.startsWith('limit'));
    expect(tooltipOf(view, item?.seriesIndex ?? -1, item?.dataIndex ?? -1)).not.toMatch(/\{\w+\||\u202e/);
    const texts = drawnTexts(view, widthPx);
    expect(texts.join()).not.toMatch(/\{over\||\u202e/);
    expect(texts.some((text) => text.startsWith('cgroup ') && text.endsWith(' 256 MB'))).toBe(true);
  });

  it('has whole figures for any sizes', () => {
    const figure = fc.record({
      bytes: fc.option(fc.nat({ max: 2 ** 50 })),
      exactness: fc.constantFrom('exact', 'at least', 'estimated'),
    });
    const limit = fc.record({
      kind: fc.constantFrom('host', 'cgroup'),
      bytes: fc.nat({ max: 2 ** 50 }),
      label: fc.string(),
    });
    fc.assert(
      fc.property(
        fc.record({ zones: figure, processes: figure }),
        fc.array(limit, { maxLength: 4 }),
        fc.option(fc.nat({ max: 2 ** 50 })),
        fc.constantFrom('bars', 'limits', 'none'),
        (figures, limits, availableBytes, scale) => {
          const view = shown(
            { data: withRisk({ scenarios: [{ scenario: 'now', ...figures }], limits, availableBytes }) },
            { scale },
          );
          expectSound(view);
          const { bytes: zones } = figures.zones;
          const { bytes: processes } = figures.processes;
          const total = zones === null && processes === null ? null : (zones ?? 0) + (processes ?? 0);
          expect(cells(view, 'now').totalBytes).toBe(total);
          expect(view.option === null).toBe(total === null);
          if (total !== null) expect(axisMax(view)).toBeGreaterThanOrEqual(total);
        },
      ),
    );
  });
});

/** Where the series of lines puts its labels, in a drawing of 600 px. */
function lineLabels(view: ChartView): { x: number; y: number }[] {
  const series = seriesOf(view).find(({ id }) => id === 'lines') as unknown as {
    data: readonly (readonly [number, number])[];
    renderItem: (
      parameters: unknown,
      api: unknown,
    ) => { children: { type: string; style: { x: number; y: number } }[] };
  };
  return series.data.flatMap((datum) => {
    const api = { value: (dimension: 0 | 1) => datum[dimension] };
    const { children } = series.renderItem({ coordSys: { x: 10, y: 60, width: 600, height: 174 } }, api);
    return children.filter(({ type }) => type === 'text').map(({ style }) => style);
  });
}
