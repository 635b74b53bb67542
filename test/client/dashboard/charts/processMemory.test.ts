import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { processMemory } from '../../../../client/src/dashboard/charts/processMemory';
import type { ChartContext, ChartView } from '../../../../client/src/dashboard/chartView';
import type { DashboardBreakdown, DashboardData, Figure } from '../../../../server/src/shared/dashboard';
import { sampleContext, sampleDashboard } from '../support/sampleData';
import { drawnTexts, expectSound, seriesOf, tooltipOf, valuesOf } from './support/drawn';

const USES = ['shared zones', 'heap', 'LuaJIT', 'code and libraries', 'stack', 'other'] as const;

function shown(overrides: Partial<ChartContext> = {}, choices: Record<string, string> = {}) {
  return processMemory(sampleContext({ choice: (id) => choices[id] ?? null, ...overrides }));
}

function breakdownOf(data: DashboardData): DashboardBreakdown {
  const breakdown = data.process?.breakdown ?? null;
  if (breakdown === null) throw new Error('the sample has a breakdown');
  return breakdown;
}

function withBreakdown(data: DashboardData, change: Partial<DashboardBreakdown>): DashboardData {
  if (data.process === null) throw new Error('the sample has a process');
  return { ...data, process: { ...data.process, breakdown: { ...breakdownOf(data), ...change } } };
}

function cell(view: ChartView, rowKey: string, column: string) {
  const row = view.table.rows.find(({ key }) => key === rowKey);
  expect(row, rowKey).toBeDefined();
  return row?.cells[view.table.columns.findIndex(({ key }) => key === column)];
}

function marked(view: ChartView, rowKey: string) {
  return view.table.rows.find(({ key }) => key === rowKey)?.marked;
}

function sum(values: readonly (number | null)[]): number {
  return values.reduce<number>((total, value) => total + (value ?? 0), 0);
}

describe('processMemory', () => {
  it('draws address space, resident memory and the application by use', () => {
    const data = sampleDashboard();
    const { parts, application } = breakdownOf(data);
    const view = shown({ data });
    expectSound(view);
    for (const use of USES) {
      const part = parts.find((one) => one.use === use);
      expect(valuesOf(view, `0:${use}`)).toEqual([part?.virtualBytes]);
      expect(valuesOf(view, `1:${use}`)).toEqual([
        part?.residentBytes,
        application.find((one) => one.use === use)?.figure.bytes,
      ]);
    }
    expect(view.summary).toBe(
      'worker 4243: 76.9 MB resident, of 307.4 MB virtual. With every loaded page of the zones it comes to 98.6 MB.',
    );
    expect(view.legend.map(({ label }) => label)).toEqual([...USES]);
    // Told apart without colour, too.
    expect(new Set(view.legend.map(({ pattern }) => pattern)).size).toBe(USES.length);
  });

  it('lists uses, all together, zones and processes', () => {
    const data = sampleDashboard();
    const { parts, application, zones } = breakdownOf(data);
    const view = shown({ data });
    expect(view.table.rows).toHaveLength(USES.length + 1 + zones.length + data.processes.length);
    for (const { use, virtualBytes, residentBytes } of parts) {
      expect(cell(view, `use:${use}`, 'virtualBytes')).toBe(virtualBytes);
      expect(cell(view, `use:${use}`, 'residentBytes')).toBe(residentBytes);
    }
    expect(cell(view, 'total', 'applicationBytes')).toBe(sum(application.map(({ figure }) => figure.bytes)));
    for (const { zoneKey, loaded, residentBytes } of zones) {
      expect(cell(view, `zone:zone ${zoneKey}`, 'applicationBytes')).toBe(loaded.bytes);
      expect(cell(view, `zone:zone ${zoneKey}`, 'residentBytes')).toBe(residentBytes);
    }
    for (const process of data.processes) {
      const key = `process:${process.pid}:${process.startTicks}`;
      expect(cell(view, key, 'residentBytes')).toBe(process.residentBytes);
      expect(cell(view, key, 'sharedBytes')).toBe(process.sharedBytes);
      expect(cell(view, key, 'privateBytes')).toBe(process.privateBytes);
    }
  });

  it('marks what is a guess, and not what a guess does not touch', () => {
    const view = shown();
    expect(marked(view, 'use:LuaJIT')).toEqual(['virtualBytes', 'residentBytes', 'applicationBytes']);
    expect(marked(view, 'use:heap')).toEqual([]);
    expect(marked(view, 'total')).toEqual([]);
    expect(view.items.find(({ text }) => text.startsWith('Resident: LuaJIT'))?.text).toBe(
      'Resident: LuaJIT ≈ 5.5 MB (7.2 %)',
    );
    expect(view.notes.join()).toContain('≈ LuaJIT');
    const exact = shown({ data: withBreakdown(sampleDashboard(), { isLuaJitEstimated: false }) });
    expect(exact.notes.join()).not.toContain('LuaJIT');
    expect(marked(exact, 'use:LuaJIT')).toEqual(['applicationBytes']);
  });

  it('opens the zones up without losing a byte of them', () => {
    const data = sampleDashboard();
    const shared = breakdownOf(data).parts[0];
    const view = shown({ data }, { zones: 'by zone' });
    expectSound(view);
    const pieces = seriesOf(view).filter(({ id }) => /^0:(zone |other zones)/.test(id));
    expect(pieces).toHaveLength(6);
    expect(sum(pieces.flatMap(({ id }) => valuesOf(view, id)))).toBe(shared?.virtualBytes);
    expect(valuesOf(view, '1:zone dogs')).toEqual([data.zones[0]?.pageTableBytes, data.zones[0]?.loaded.bytes]);
    expect(view.items.find(({ text }) => text.startsWith('Application: dogs'))?.zoneKey).toBe('dogs');
    expect(view.legend.map(({ label }) => label)).toContain('4 other zones');
  });

  it('gives address space a scale of its own, unless one is wanted', () => {
    const axes = (choices: Record<string, string>) =>
      (shown({}, choices).option as { xAxis: readonly { max: number }[] }).xAxis.map(({ max }) => max);
    const [virtual = 0, resident = 0] = axes({});
    expect(virtual).toBeGreaterThan(2 * resident);
    expect(new Set(axes({ scale: 'one' })).size).toBe(1);
  });

  it('has no figures where page tables may not be read', () => {
    const data = sampleDashboard();
    const { parts, application } = breakdownOf(data);
    const unknown: Figure = { bytes: null, exactness: 'exact' };
    const view = shown({
      data: withBreakdown(data, {
        parts: parts.map((part) => ({ ...part, residentBytes: null })),
        application: application.map(({ use }) => ({ use, figure: unknown })),
      }),
    });
    expectSound(view);
    for (const use of USES) expect(valuesOf(view, `1:${use}`)).toEqual([null, null]);
    expect(cell(view, 'total', 'residentBytes')).toBeNull();
    expect(view.summary).toBe('worker 4243: 307.4 MB virtual; how much RAM it holds is not known.');
    expect(drawnTexts(view, 640).filter((text) => text.includes('not known'))).toHaveLength(2);
  });

  it('adds up to at least what is known where one part is not', () => {
    const data = sampleDashboard();
    const application = breakdownOf(data).application.map(({ use, figure }) => ({
      use,
      figure: use === 'heap' ? { ...figure, bytes: null } : figure,
    }));
    const view = shown({
      data: withBreakdown(data, {
        isLuaJitEstimated: false,
        application: application.filter(({ use }) => use !== 'LuaJIT'),
      }),
    });
    expect(valuesOf(view, '1:heap')[1]).toBeNull();
    expect(cell(view, 'use:heap', 'applicationBytes')).toBeNull();
    expect(marked(view, 'total')).toEqual(['applicationBytes']);
    expect(view.table.rows.find(({ key }) => key === 'total')?.exactness).toBe('at least');
  });

  it('says what to do where there is nothing to draw', () => {
    const live = sampleDashboard();
    if (live.process === null || live.server === null) throw new Error('the sample is live');
    const unread = { ...live, process: { ...live.process, breakdown: null } };
    const views = {
      planned: shown({ data: sampleDashboard({ kind: 'planned' }) }),
      unread: shown({ data: unread }),
      refused: shown({ data: { ...unread, server: { ...live.server, rung: 'none', missing: 'Run as root.' } } }),
      gone: shown({ data: { ...live, process: null } }),
      snapshot: shown({ data: { ...unread, state: 'snapshot' } }),
    };
    for (const view of Object.values(views)) expectSound(view);
    expect(views.planned.empty).toContain('Inspect Live Server');
    expect(views.unread.empty).toBe('The memory of worker 4243 was not read yet.');
    expect(views.refused.empty).toBe('The memory of worker 4243 may not be read. Run as root.');
    expect(views.gone.empty).toContain('No process of this server is left.');
    expect(views.snapshot.empty).toContain('choose another one');
    expect(views.refused.table.rows).toHaveLength(live.processes.length);
  });

  it('draws the snapshot below what is now, in the same parts', () => {
    const data = sampleDashboard();
    const baseline = sampleDashboard({ zoneCount: 4 });
    const view = shown({ data, baseline }, { zones: 'by zone' });
    expectSound(view);
    expect(valuesOf(view, '0:zone dogs')).toHaveLength(2);
    const [, resident, , application] = [0, 1, 2, 3].map((index) =>
      sum(
        seriesOf(view)
          .filter(({ id }) => id.startsWith('1:'))
          .map(({ id }) => valuesOf(view, id)[index] ?? null),
      ),
    );
    expect(resident).toBe(sum(breakdownOf(baseline).parts.map(({ residentBytes }) => residentBytes)));
    expect(application).toBe(sum(breakdownOf(baseline).application.map(({ figure }) => figure.bytes)));
    expect(cell(view, 'zone:zone dogs', 'snapshotApplicationBytes')).toBe(baseline.zones[0]?.loaded.bytes);
    expect(cell(view, 'zone:zone spare', 'snapshotApplicationBytes')).toBeNull();
    const without = shown({ data, baseline: { ...baseline, process: null } });
    expectSound(without);
    expect(without.notes.join()).toContain('The snapshot does not have');
  });

  it.each([0, 1, 500])('is whole with %i zones', (zoneCount) => {
    const view = shown({ data: sampleDashboard({ zoneCount }) }, { zones: 'by zone' });
    expectSound(view);
    expect(view.items.length).toBeGreaterThan(0);
    expect(seriesOf(view).length).toBeLessThan(30);
    expect(view.table.rows).toHaveLength(USES.length + 1 + zoneCount + 5);
  });

  it.each([320, 640, 1400])('draws hostile names as they are, at %i px', (widthPx) => {
    const name = '{name|evil}\u202e<img src=x>';
    const sample = sampleDashboard();
    const data = { ...sample, zones: sample.zones.map((zone, index) => (index === 0 ? { ...zone, name } : zone)) };
    const view = shown({ data, widthPx }, { zones: 'by zone' });
    expectSound(view);
    const item = view.items.find(({ zoneKey }) => zoneKey === 'dogs');
    expect(item?.text).toContain('{name|evil}\\u202e<img src=x>');
    expect(tooltipOf(view, item?.seriesIndex ?? -1, item?.dataIndex ?? -1)).not.toMatch(/\{\w+\|/);
    expect(view.legend[0]?.label).toBe('{name|evil}\\u202e<img src=x>');
    if (widthPx > 640) expect(drawnTexts(view, widthPx).some((text) => text.startsWith('{\u200bname|'))).toBe(true);
  });

  it('has an item for each piece that is drawn, and for nothing else', () => {
    const bytes = fc.option(fc.nat({ max: 2 ** 45 }));
    const list = fc.array(
      fc.record({ virtualBytes: fc.nat({ max: 2 ** 47 }), residentBytes: bytes, application: bytes }),
      {
        minLength: 1,
        maxLength: USES.length,
      },
    );
    fc.assert(
      fc.property(list, fc.constantFrom('together', 'by zone'), (figures, zones) => {
        const data = withBreakdown(sampleDashboard(), {
          parts: figures.map(({ virtualBytes, residentBytes }, index) => ({
            use: USES[index] ?? 'other',
            virtualBytes,
            residentBytes,
          })),
          application: figures.map(({ application }, index) => ({
            use: USES[index] ?? 'other',
            figure: { bytes: application, exactness: 'exact' as const },
          })),
        });
        const view = shown({ data }, { zones });
        expectSound(view);
        const drawn = seriesOf(view)
          .flatMap(({ id }) => valuesOf(view, id))
          .filter((value) => value !== null && value > 0);
        expect(view.items).toHaveLength(drawn.length);
        expect(new Set(view.items.map(({ seriesIndex, dataIndex }) => `${seriesIndex} ${dataIndex}`)).size).toBe(
          drawn.length,
        );
      }),
    );
  });
});
