import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pageMap } from '../../../../client/src/dashboard/charts/pageMap';
import { bandHeights } from '../../../../client/src/dashboard/charts/support/pagePaint';
import type { ChartView } from '../../../../client/src/dashboard/chartView';
import { contrast, parseColour } from '../../../../client/src/dashboard/colours';
import {
  type DashboardData,
  type DashboardPageMap,
  type DashboardZoneDetail,
  MOST_CELLS,
} from '../../../../server/src/shared/dashboard';
import { SAMPLE_PAGES, type SamplePages, sampleContext, sampleDashboard, samplePageMap } from '../support/sampleData';
import { drawnTexts, expectSound, seriesOf, tooltipOf } from './support/drawn';

/** What a `renderItem` gives, as far as these tests read it. */
interface Shape {
  readonly type: string;
  readonly children?: readonly Shape[];
  readonly shape?: {
    readonly pathData?: string;
    readonly points?: readonly (readonly [number, number])[];
    readonly x?: number;
    readonly width?: number;
  };
  readonly style?: Readonly<Record<string, unknown>>;
}

function withDetail(changes: Partial<DashboardZoneDetail>, data = sampleDashboard()): DashboardData {
  return { ...data, zone: data.zone === null ? null : { ...data.zone, ...changes } };
}

function withPages(list: readonly SamplePages[], changes: Partial<DashboardZoneDetail> = {}): DashboardData {
  return withDetail({ pageMap: samplePageMap(sampleDashboard().takenAtMs, list), ...changes });
}

function drawn(data: DashboardData, widthPx = 640): ChartView {
  return pageMap(sampleContext({ data, widthPx }));
}

function itemOf(view: ChartView, dataIndex: number): Shape {
  const [series] = seriesOf(view) as unknown as [{ renderItem: (parameters: { dataIndex: number }) => Shape }];
  return series.renderItem({ dataIndex });
}

/** The last item draws all cells. */
function paintOf(view: ChartView): readonly Shape[] {
  return itemOf(view, view.items.length).children ?? [];
}

/** Rectangles of a path: left, top, width and height. */
function boxesOf({ shape }: Shape): [number, number, number, number][] {
  return [...(shape?.pathData ?? '').matchAll(/M(\S+) (\S+?)h([\d.]+)v([\d.]+)h/g)].map(([, x, y, width, height]) => [
    Number(x),
    Number(y),
    Number(width),
    Number(height),
  ]);
}

describe('pageMap: what is drawn', () => {
  it('has every run as data, in order, and none left out', () => {
    const data = sampleDashboard();
    const view = drawn(data);
    expectSound(view);
    const runs = data.zone?.pageMap?.runs ?? [];
    const values = (seriesOf(view)[0]?.data ?? []) as [number, number][];
    expect(view.items).toHaveLength(runs.length);
    expect(values).toHaveLength(runs.length + 1);
    expect(values.slice(0, -1).map(([, pages]) => pages)).toEqual(
      runs.map(({ states, cellCount }) => states.reduce((sum, { pages }) => sum + pages, 0) * cellCount),
    );
    expect(values.at(-1)).toEqual([data.zone?.pageMap?.totalPages, 0]);
  });

  it('expands runs of any lengths to all pages', () => {
    const anyPages = fc.record({
      pages: fc.integer({ min: 1, max: 400 }),
      state: fc.constantFrom('metadata', 'free', 'slot', 'pages', 'behind'),
      slotBytes: fc.constantFrom(8, 64, 2048),
      usedShare: fc.double({ min: 0, max: 1, noNaN: true }),
      isLoaded: fc.constantFrom(true, false, null),
    });
    fc.assert(
      fc.property(
        fc.array(anyPages, { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 2000 }),
        (list, width) => {
          const view = drawn(withPages(list as SamplePages[]), width);
          const total = list.reduce((sum, { pages }) => sum + pages, 0);
          let next = 0;
          for (const { cells } of view.table.rows) {
            expect(cells[0]).toBe(next);
            next += Number(cells[1]);
          }
          expect(next).toBe(total);
          const slots = list.reduce((sum, { pages, state }) => sum + (state === 'free' ? pages : 0), 0);
          expect(view.summary).toContain(`${slots.toLocaleString('en-US')} of them free`);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('draws each cell where no other is, within the width', () => {
    const view = drawn(sampleDashboard(), 300);
    const boxes = paintOf(view).flatMap(boxesOf);
    const corners = new Set(boxes.map(([x, y]) => `${x} ${y}`));
    expect(corners.size).toBe(boxes.length);
    expect(Math.max(...boxes.map(([x, , width]) => x + width))).toBeLessThanOrEqual(300);
    expect(Math.max(...boxes.map(([, y, , height]) => y + height))).toBeLessThanOrEqual(view.heightPx);
  });

  it('fills a slab page as far as its chunks are in use', () => {
    const view = drawn(withPages([{ pages: 1, state: 'slot', slotBytes: 64, usedShare: 0.5, isLoaded: true }]));
    const heights = paintOf(view)
      .flatMap(boxesOf)
      .map(([, , , height]) => height);
    // Of 13 pixels.
    expect(heights.toSorted((one, other) => one - other)).toEqual([6, 7]);
    expect(view.legend.map(({ label }) => label)).toEqual(['slabs of 64 bytes', 'free chunks in slabs']);
  });

  it('draws pages that were never touched hollow, and joins those of large allocations', () => {
    const view = drawn(
      withPages([
        { pages: 3, state: 'free', isLoaded: false },
        { pages: 3, state: 'pages', isLoaded: true },
      ]),
    );
    const shapes = paintOf(view).filter(({ type }) => type === 'path');
    expect(shapes.map((shape) => boxesOf(shape).length)).toEqual([3, 1]);
    expect(shapes[0]?.style).toMatchObject({ fill: 'none', lineWidth: 1 });
    expect(shapes[1]?.style).toHaveProperty('decal');
  });

  it('draws 4096 cells that are all unlike with few paths', () => {
    const list = Array.from(
      { length: MOST_CELLS },
      (_, index): SamplePages => ({
        pages: 1,
        state: 'slot',
        slotBytes: 8 * 2 ** (index % 9),
        usedShare: (index % 20) / 20,
        isLoaded: true,
      }),
    );
    const view = drawn(withPages(list), 900);
    expect(view.items).toHaveLength(MOST_CELLS);
    expect(view.table.rows).toHaveLength(MOST_CELLS);
    expect(paintOf(view).filter(({ type }) => type === 'path').length).toBeLessThanOrEqual(10);
    expect(view.heightPx).toBeLessThan(360);
  });

  it('outlines the longest free run where the cells show it', () => {
    const list: SamplePages[] = [
      { pages: 2, state: 'free', isLoaded: true },
      { pages: 1, state: 'pages', isLoaded: true },
      { pages: 2, state: 'free', isLoaded: true },
      { pages: 3, state: 'free', isLoaded: false },
    ];
    const walk = { freeRuns: [{ pages: 5, count: 1 }], pageAllocations: [] };
    const view = drawn(withPages(list, { walk }));
    const outlined = paintOf(view).filter(({ type }) => type === 'polygon');
    expect(outlined).toHaveLength(1);
    const lefts = outlined[0]?.shape?.points?.map(([x]) => x) ?? [];
    expect(Math.max(...lefts) - Math.min(...lefts)).toBe(5 * 14 - 1);
    const elsewhere = drawn(withPages(list, { walk: { ...walk, freeRuns: [{ pages: 900, count: 1 }] } }));
    expect(paintOf(elsewhere).some(({ type }) => type === 'polygon')).toBe(false);
  });

  it('can be pointed at everywhere: runs over several rows too', () => {
    const view = drawn(sampleDashboard(), 300);
    for (const [dataIndex] of view.items.entries()) {
      const item = itemOf(view, dataIndex);
      const points =
        item.type === 'rect' ? 4 : (item.children ?? []).flatMap(({ shape }) => shape?.points ?? []).length;
      expect(points).toBeGreaterThanOrEqual(4);
    }
  });

  it('is drawn by the library, with page numbers beside the rows', () => {
    expect(drawnTexts(drawn(sampleDashboard(), 640), 640)).toEqual(expect.arrayContaining(['0', '2,560']));
  });
});

describe('pageMap: what is told', () => {
  it('tells what was free in the snapshot that is compared with, or that it has no map', () => {
    const data = sampleDashboard();
    const before = withPages([
      { pages: 100, state: 'slot', slotBytes: 64, usedShare: 1, isLoaded: true },
      { pages: 25_500, state: 'free', isLoaded: false },
    ]);
    const told = (baseline: DashboardData) => pageMap(sampleContext({ data, baseline })).notes.at(-1);
    expect(told(withDetail({ walk: { freeRuns: [{ pages: 25_500, count: 1 }], pageAllocations: [] } }, before))).toBe(
      'Free pages: 25,500 in the snapshot, 16,412 now. Largest free run: 25,500 pages in the snapshot, 16,072 pages now.',
    );
    expect(told(withDetail({ walk: null }, before))).toBe('Free pages: 25,500 in the snapshot, 16,412 now.');
    const missing = 'The snapshot does not have the pages of this zone.';
    expect(told(withDetail({ pageMap: null }))).toBe(missing);
    expect(told(withDetail({ zoneKey: 'cats' }))).toBe(missing);
  });

  it.each([2, 3, 5, 9])('tells %i classes apart, from each other and from pages of several', (count) => {
    const sizes = Array.from({ length: count }, (_, index) => 8 * 2 ** index);
    const pages = sizes.map(
      (slotBytes) => ({ pages: 1, state: 'slot', slotBytes, usedShare: 1, isLoaded: true }) as const,
    );
    const { legend } = drawn(withPages(pages));
    const colours = legend.map(({ colour }) => parseColour(colour) ?? { red: 0, green: 0, blue: 0, opacity: 0 });
    expect(colours).toHaveLength(count);
    colours.slice(1).forEach((colour, index) => {
      const before = colours[index] ?? colour;
      // Each next class is lighter on a dark ground, and by enough to be seen.
      expect(contrast(before, colour)).toBeGreaterThan(count > 5 ? 1.15 : 1.3);
      expect(colour.green).toBeGreaterThan(before.green);
    });
  });

  it('says the longest free run and the largest value that still fits', () => {
    const view = drawn(sampleDashboard());
    expect(view.summary).toBe(
      'dogs: 25,600 pages of 4 KB, 16,412 of them free. Largest free run: 16,072 pages. The largest value that still fits is 62.8 MB.',
    );
  });

  it('tells of a cell which pages, what they are and whether they are loaded', () => {
    const view = drawn(sampleDashboard());
    expect(view.items[2]?.text).toBe(
      'Pages 152 to 4,151: 4,000 pages; slabs; chunks of 128 bytes; 100 % of the chunks in use; loaded',
    );
    expect(tooltipOf(view, 0, 2)).toBe(
      'Pages 152 to 4,151: 4,000 pages\nslabs\nchunks of 128 bytes\n100 % of the chunks in use\nloaded',
    );
    expect(tooltipOf(view, 0, view.items.length)).toBe('');
  });

  it('splits a cell with pages of several kinds, in the drawing and in words', () => {
    const view = drawn(sampleDashboard());
    expect(view.items[1]?.text).toMatch(/^Pages 144 to 151: 8 pages; metadata: 7; slabs: 1;/);
    expect(view.table.rows[1]?.cells[2]).toBe('metadata: 7, slabs: 1');
  });

  it('does not know what is loaded where the map does not', () => {
    const view = drawn(withPages([{ pages: 4, state: 'free', isLoaded: null }]));
    expect(view.items[0]?.text).toContain('loaded or not: not known');
    expect(view.table.rows[0]?.cells.slice(5)).toEqual([null, null]);
    expect(view.legend.map(({ label }) => label)).toEqual(['free']);
  });

  it('says that a map is older than the figures, or was torn', () => {
    const map = samplePageMap(sampleDashboard().takenAtMs - 60_000);
    const view = drawn(withDetail({ pageMap: { ...map, isConsistent: false } }));
    expect(view.notes.join(' ')).toContain('The map was read 1 min before');
    expect(view.notes.join(' ')).toContain('The server was writing to the zone');
  });

  it('has a legend of what there is, and of nothing else', () => {
    expect(drawn(withPages(SAMPLE_PAGES.slice(0, 1))).legend.map(({ label }) => label)).toEqual(['metadata']);
  });
});

describe('pageMap: nothing to draw', () => {
  it.each([
    ['planned', sampleDashboard({ kind: 'planned' }), /Nothing runs/],
    ['unreadable', withDetail({ pageMap: null, pageMapObstacle: 'Its memory may not be read.' }), /may not be read/],
    ['not yet', withDetail({ pageMap: null, pageMapObstacle: null }), /pages of dogs have not been read yet/],
    ['no zone', { ...sampleDashboard(), zones: [], zone: null }, /no zone/],
    ['no cell', withDetail({ pageMap: { ...samplePageMap(0), runs: [] } }), /not been read yet/],
  ])('says why: %s', (_name, data, reason) => {
    const view = drawn(data);
    expectSound(view);
    expect(view.option).toBeNull();
    expect(view.empty).toMatch(reason);
  });

  it('is not led beyond its cells by a map out of a hostile file', () => {
    const run = { states: [], slotBytes: null, usedShare: null, loadedPages: 0, untouchedPages: 0 };
    const map: DashboardPageMap = {
      takenAtMs: 0,
      isConsistent: true,
      totalPages: 10,
      pagesPerCell: 1,
      runs: [
        { ...run, cellCount: 1e12 },
        { ...run, cellCount: 5 },
        { ...run, cellCount: Number.NaN },
      ],
    };
    const view = drawn(withDetail({ pageMap: map }));
    expect(view.items).toHaveLength(1);
    expect(view.table.rows[0]?.cells.slice(0, 2)).toEqual([0, 10]);
  });
});

describe('bandHeights', () => {
  it('shares out all pixels, and at least one each while there are enough', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.001, max: 1, noNaN: true }), { minLength: 1, maxLength: 7 }),
        fc.integer({ min: 5, max: 13 }),
        (parts, sizePx) => {
          const sum = parts.reduce((total, part) => total + part, 0);
          const heights = bandHeights(
            parts.map((part) => part / sum),
            sizePx,
          );
          expect(heights.reduce((total, height) => total + height, 0)).toBe(sizePx);
          if (parts.length <= sizePx) expect(Math.min(...heights)).toBeGreaterThanOrEqual(1);
        },
      ),
    );
  });
});
