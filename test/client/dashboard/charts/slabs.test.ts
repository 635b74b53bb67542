import { describe, expect, it } from 'vitest';
import { slabs } from '../../../../client/src/dashboard/charts/slabs';
import type { ChartView } from '../../../../client/src/dashboard/chartView';
import type { DashboardData, DashboardZoneDetail } from '../../../../server/src/shared/dashboard';
import { sampleContext, sampleDashboard, sampleSlots } from '../support/sampleData';
import { drawnTexts, expectSound, seriesOf, tooltipOf, valuesOf } from './support/drawn';

const PAGE_BYTES = 4096;

function withDetail(changes: Partial<DashboardZoneDetail>, data = sampleDashboard()): DashboardData {
  return { ...data, zone: data.zone === null ? null : { ...data.zone, ...changes } };
}

function drawn(data: DashboardData, unit?: 'bytes' | 'chunks'): ChartView {
  return slabs(sampleContext({ data, choice: () => unit ?? null }));
}

function cellsOf(view: ChartView, columnKey: string): (string | number | null | undefined)[] {
  const column = view.table.columns.findIndex(({ key }) => key === columnKey);
  expect(column, columnKey).toBeGreaterThanOrEqual(0);
  return view.table.rows.map(({ cells }) => cells[column]);
}

describe('slabs: what is drawn', () => {
  it('draws the bytes of each class and of allocations above half a page', () => {
    const view = drawn(sampleDashboard());
    expectSound(view);
    const slots = sampleSlots();
    expect(valuesOf(view, 'used')).toEqual([...slots.map(({ usedBytes }) => usedBytes), 80 * PAGE_BYTES]);
    expect(valuesOf(view, 'free')).toEqual([...slots.map(({ freeBytes }) => freeBytes), 0]);
    expect(valuesOf(view, 'bitmaps')).toEqual([...slots.map(({ bitmapBytes }) => bitmapBytes), 0]);
  });

  it('draws chunks where they are chosen, and allocations by their number', () => {
    const view = drawn(sampleDashboard(), 'chunks');
    expectSound(view);
    const slots = sampleSlots();
    expect(view.controls[0]?.value).toBe('chunks');
    expect(valuesOf(view, 'used')).toEqual([...slots.map(({ usedChunks }) => usedChunks), 2]);
    expect(valuesOf(view, 'free')).toEqual([...slots.map(({ freeChunks }) => freeChunks), null]);
  });

  it('takes any other choice for bytes', () => {
    expect(slabs(sampleContext({ choice: () => '__proto__' })).controls[0]?.value).toBe('bytes');
  });

  it('adds up what the pages in use hold to all of them', () => {
    const view = drawn(sampleDashboard());
    const pages = sampleSlots().reduce((sum, slot) => sum + slot.pages, 80);
    const [entries, rounding, freeChunks, bitmaps] = ['entries', 'rounding', 'free chunks', 'bitmaps'].map(
      (piece) => valuesOf(view, `loss ${piece}`)[0],
    );
    expect(rounding).toBe(3_120_000);
    expect(freeChunks).toBe(sampleSlots().reduce((sum, slot) => sum + slot.freeBytes, 0));
    expect(bitmaps).toBe(32);
    expect((entries ?? 0) + (rounding ?? 0) + (freeChunks ?? 0) + (bitmaps ?? 0)).toBe(pages * PAGE_BYTES);
  });

  it('never lets an assumed rounding exceed what is used', () => {
    const losses = { freeChunkBytes: 0, bitmapBytes: 0, roundingBytes: 1e15, roundingAtMostBytes: 100 };
    expect(valuesOf(drawn(withDetail({ losses })), 'loss entries')).toEqual([0]);
  });

  it('marks classes with failures by a sign, and not by colour only', () => {
    const option = drawn(sampleDashboard()).option as { yAxis: { data: string[] }[] };
    expect(option.yAxis[2]?.data).toEqual(['', '', '', '', '✕ 3', '', '', '✕ 12', '', '']);
  });

  it('fits into a narrow column', () => {
    const view = slabs(sampleContext({ widthPx: 300 }));
    expectSound(view);
    expect(drawnTexts(view, 300)).toEqual(expect.arrayContaining(['8 B', 'pages', 'in use', '27.3 MB', '✕ 12']));
    const option = view.option as { grid: { left: number; right: number; top: number; height: number }[] };
    for (const { left, right, top, height } of option.grid) {
      expect(left + right).toBeLessThan(180);
      expect(top + height).toBeLessThanOrEqual(view.heightPx);
    }
  });
});

describe('slabs: what is told', () => {
  it('says what failed, why, and what still fits', () => {
    const view = drawn(sampleDashboard());
    expect(view.summary).toBe(
      'dogs: 183,962 chunks used (1 for bitmaps), 52,786 free; 15 requests failed (128 bytes: 3, 1 KB: 12).',
    );
    expect(view.notes.join(' ')).toContain('“No memory” although space is free');
    expect(view.notes.join(' ')).toContain('A failed request is not always an error');
    expect(view.notes.join(' ')).toContain('Largest free run: 16,072 pages.');
    expect(view.notes.join(' ')).toContain('≈ 3.0 MB');
    expect(view.notes.join(' ')).toContain('at most 16.4 MB');
  });

  it('counts chunks as nginx tells them: those that hold bitmaps are used', () => {
    // An empty lua_shared_dict: a page of each of two classes.
    const slots = sampleSlots().map((slot) => {
      const empty = { ...slot, pages: 0, usedChunks: 0, freeChunks: 0, bitmapChunks: 0, failures: 0 };
      if (slot.slotBytes === 32) return { ...empty, pages: 1, usedChunks: 1, freeChunks: 126, bitmapChunks: 1 };
      return slot.slotBytes === 128 ? { ...empty, pages: 1, usedChunks: 1, freeChunks: 31 } : empty;
    });
    expect(drawn(withDetail({ slots })).summary).toBe(
      'dogs: 3 chunks used (1 for bitmaps), 157 free; no request failed.',
    );
    const one = slots.map((slot) => ({
      ...slot,
      bitmapChunks: 0,
      usedChunks: slot.slotBytes === 128 ? 1 : 0,
      failures: slot.slotBytes === 128 ? 1 : 0,
    }));
    expect(drawn(withDetail({ slots: one })).summary).toBe(
      'dogs: 1 chunk used, 157 free; 1 request failed (128 bytes: 1).',
    );
  });

  it.each(['stopped', 'lost', 'snapshot'] as const)('says of when the figures are: %s', (state) => {
    expect(drawn({ ...sampleDashboard(), state }).summary).toMatch(/^(Last figures|From a snapshot).*\. dogs: 183,962/);
  });

  it('is silent on “no memory” where nothing failed', () => {
    const slots = sampleSlots().map((slot) => ({ ...slot, failures: 0 }));
    const view = drawn(withDetail({ slots }));
    expect(view.summary).toContain('no request failed');
    expect(view.notes.join(' ')).not.toContain('“No memory”');
  });

  it('shows a pool without statistics as not known, never as 0', () => {
    const slots = sampleSlots().map((slot) => ({ ...slot, requests: null, failures: null }));
    const view = drawn(withDetail({ slots }));
    expect(view.summary).toContain('failures are not known');
    expect(cellsOf(view, 'failures').every((cell) => cell === null)).toBe(true);
    expect(tooltipOf(view, 0, 4)).not.toContain('failed');
  });

  it('gives only the most that rounding can take where no entry is assumed', () => {
    const losses = { freeChunkBytes: 0, bitmapBytes: 0, roundingBytes: null, roundingAtMostBytes: 4096 };
    const view = drawn(withDetail({ losses }));
    expect(view.notes.join(' ')).toContain('at most 4 KB');
    expect(view.legend.map(({ label }) => label)).not.toContain('lost to rounding up');
  });

  it('does not know the number of large allocations without a walk', () => {
    const view = drawn(withDetail({ walk: null }), 'chunks');
    expectSound(view);
    expect(valuesOf(view, 'used').at(-1)).toBeNull();
    expect(cellsOf(view, 'usedChunks')[9]).toBeNull();
  });

  it('lists every class and every piece of the pages in use', () => {
    const view = drawn(sampleDashboard());
    expect(view.table.rows.map(({ key }) => key)).toEqual([
      ...sampleSlots().map(({ slotBytes }) => String(slotBytes)),
      'whole pages',
      'entries',
      'rounding',
      'free chunks',
      'bitmaps',
    ]);
    expect(view.table.rows.every(({ cells }) => cells.length === view.table.columns.length)).toBe(true);
    expect(view.table.rows.find(({ key }) => key === 'rounding')?.exactness).toBe('estimated');
    expect(cellsOf(view, 'requests').slice(0, 9)).toEqual(sampleSlots().map(({ requests }) => requests));
  });

  it('stops at every bar with the keys', () => {
    const view = drawn(sampleDashboard());
    expect(view.items).toHaveLength(14);
    expect(view.items[2]?.text).toContain(
      'used: 6 chunks, 192 bytes (4.7 %); free: 121 chunks, 3.8 KB; bitmaps: 1 chunk, 32 bytes',
    );
    expect(view.items[4]?.text).toContain('used: 176,000 chunks');
    expect(view.items[4]?.text).toContain('✕ of them failed, as no page was free: 3');
    expect(view.items[13]?.text).toContain('bitmaps: 32 bytes');
  });

  it('tells in the tooltip of the lower bar what the pages hold', () => {
    expect(tooltipOf(drawn(sampleDashboard()), 4, 0)).toContain('lost to rounding up: ≈ 3.0 MB');
  });

  it('sets the snapshot that is compared with beside it, class by class', () => {
    const slots = sampleSlots().slice(4);
    const baseline = withDetail({ slots });
    const view = slabs(sampleContext({ baseline }));
    expect(cellsOf(view, 'usedBytesBefore').slice(0, 6)).toEqual([null, null, null, null, slots[0]?.usedBytes, 0]);
    expect(view.items[4]?.text).toContain('in the snapshot: 21.5 MB used');
    const other = slabs(sampleContext({ baseline: withDetail({ zoneKey: 'cats' }) }));
    expect(other.table.columns.some(({ key }) => key === 'usedBytesBefore')).toBe(false);
    expect(other.notes).toContain('The snapshot does not have the slabs of this zone.');
    expect(view.notes).not.toContain('The snapshot does not have the slabs of this zone.');
  });
});

describe('slabs: nothing to draw', () => {
  it.each([
    ['planned', sampleDashboard({ kind: 'planned' }), /Nothing runs/],
    ['no pool', sampleDashboard({ zoneKey: 'tracking' }), /something else than a slab pool/],
    ['busy', withDetail({ slots: null, obstacle: 'The server was writing at every attempt.' }), /writing at every/],
    ['no reason', withDetail({ slots: null, obstacle: null }), /slab pool of dogs is not known/],
    ['no zone', { ...sampleDashboard(), zones: [], zone: null }, /no zone/],
  ])('says why: %s', (_name, data, reason) => {
    const view = drawn(data);
    expectSound(view);
    expect(view.option).toBeNull();
    expect(view.empty).toMatch(reason);
    expect(view.summary).toBe(view.empty);
    expect(view.items).toEqual([]);
  });

  it('draws a pool that holds nothing', () => {
    const slots = sampleSlots().map((slot) => ({
      ...slot,
      pages: 0,
      usedChunks: 0,
      freeChunks: 0,
      bitmapChunks: 0,
      usedBytes: 0,
      freeBytes: 0,
      bitmapBytes: 0,
    }));
    const losses = { freeChunkBytes: 0, bitmapBytes: 0, roundingBytes: null, roundingAtMostBytes: 0 };
    const view = drawn(withDetail({ slots, largeAllocationPages: 0, losses }));
    expectSound(view);
    expect(seriesOf(view)).toHaveLength(3);
    expect(view.items).toHaveLength(10);
  });

  it('keeps a hostile name out of the drawing, and on one line', () => {
    const data = sampleDashboard();
    const zones = data.zones.map((zone) => (zone.key === 'dogs' ? { ...zone, name: '{a|x}\n<img>\u202e' } : zone));
    const view = drawn({ ...data, zones });
    expect(view.summary).not.toMatch(/[\n\u202e]/);
    expect(JSON.stringify(view.option)).not.toContain('img');
  });
});
