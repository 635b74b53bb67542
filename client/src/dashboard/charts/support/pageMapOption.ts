import { formatCount } from '../../../../../server/src/features/figures';
import type { DashboardPageMap } from '../../../../../server/src/shared/dashboard';
import type { ChartContext, ChartOption } from '../../chartView';
import { hollowColour } from './fills';
import type { CellRun } from './pageCells';
import { pageEntry, slotClasses } from './pageFills';
import { outlines, type PageGrid, pageGrid } from './pageGrid';
import { pagePaints } from './pagePaint';
import { runLines } from './pageTexts';
import { textWidthPx } from './textMeasure';
import { tooltipStyle, tooltipTarget, tooltipText } from './tooltip';

/** What the page map is drawn from. */
export interface PageMapDrawing {
  readonly runs: readonly CellRun[];
  readonly map: DashboardPageMap;
  /** Cells that are outlined; null for none. */
  readonly longest: { readonly firstCell: number; readonly cellCount: number } | null;
}

/** Tooltips are drawn on the same canvas, and need room where a zone has few pages. */
const LEAST_HEIGHT_PX = 150;

/** Between the numbers of pages and the cells. */
const LABEL_GAP_PX = 8;

/** Numbers of pages stand at least this many font sizes apart. */
const LABEL_DISTANCE = 2.2;

/**
 * One custom series. Its data are the runs, which are areas to point at; one more item behind them draws all cells with a
 * path for each colour, since thousands of shapes would be slow.
 */
export function pageMapOption(
  context: ChartContext,
  drawing: PageMapDrawing,
): { readonly option: ChartOption; readonly heightPx: number; readonly grid: PageGrid } {
  const { theme, widthPx } = context;
  const { runs, map } = drawing;
  const cellCount = runs.reduce((sum, run) => sum + run.cellCount, 0);
  const leftPx = Math.ceil(textWidthPx(formatCount(map.totalPages), theme.fontSizePx)) + LABEL_GAP_PX;
  const grid = pageGrid(cellCount, widthPx, leftPx);
  const painted = { type: 'group', silent: true, children: painting(context, drawing, grid) };
  const option = {
    animation: false,
    tooltip: {
      ...tooltipStyle(theme),
      trigger: 'item',
      formatter: (parameters: unknown) => {
        const run = runs[tooltipTarget(parameters)?.dataIndex ?? -1];
        return run === undefined ? '' : tooltipText(runLines(run), theme, widthPx);
      },
    },
    series: [
      {
        id: 'pages',
        type: 'custom',
        coordinateSystem: 'none',
        animation: false,
        // Drawn whole: in portions nothing could be pointed at.
        progressive: 0,
        data: [...runs.map(({ firstPage, pageCount }) => [firstPage, pageCount]), [map.totalPages, 0]],
        renderItem: ({ dataIndex }: { readonly dataIndex: number }) => {
          const run = runs[dataIndex];
          return run === undefined ? painted : area(context, grid, run);
        },
      },
    ],
  };
  return { option, heightPx: Math.max(LEAST_HEIGHT_PX, grid.heightPx), grid };
}

/** Where a run can be pointed at. */
function area({ theme }: ChartContext, grid: PageGrid, { firstCell, cellCount }: CellRun) {
  const shared = {
    z2: 1,
    style: { fill: 'transparent' },
    emphasis: { style: { fill: 'transparent', stroke: theme.focus, lineWidth: 2 } },
  };
  const polygons = outlines(grid, firstCell, cellCount);
  const [first, , last] = polygons[0] ?? [];
  // Most runs are in one row: a rectangle costs the library less.
  if (polygons.length === 1 && polygons[0]?.length === 4 && first !== undefined && last !== undefined) {
    const [x, y] = first;
    return { type: 'rect', shape: { x, y, width: last[0] - x, height: last[1] - y }, ...shared };
  }
  return { type: 'group', children: polygons.map((points) => ({ type: 'polygon', shape: { points }, ...shared })) };
}

function painting(context: ChartContext, { runs, longest }: PageMapDrawing, grid: PageGrid) {
  const { theme } = context;
  const classes = slotClasses(runs);
  const paints = pagePaints(runs, grid).map(({ fill, isOutline, path }) => {
    const { colour, pattern } = pageEntry(theme, fill, classes);
    const decal = pattern === null ? undefined : theme.patterns[pattern % theme.patterns.length];
    return {
      type: 'path',
      silent: true,
      shape: { pathData: path },
      style: isOutline
        ? { fill: 'none', stroke: hollowColour(theme), lineWidth: 1 }
        : // The library writes into the pattern that it is given.
          { fill: colour, ...(decal === undefined ? {} : { decal: { ...decal } }) },
    };
  });
  const marked = longest === null ? [] : outlines(grid, longest.firstCell, longest.cellCount);
  return [
    ...paints,
    ...marked.map((points) => ({
      type: 'polygon',
      silent: true,
      shape: { points },
      style: { fill: 'none', stroke: theme.meaning.mark, lineWidth: 2 },
    })),
    ...pageNumbers(context, runs, grid),
  ];
}

/** The first page of a row, beside it, as often as there is room. */
function pageNumbers({ theme, data }: ChartContext, runs: readonly CellRun[], grid: PageGrid) {
  const everyRows = Math.max(1, Math.ceil((theme.fontSizePx * LABEL_DISTANCE) / grid.stepPx));
  const pagesPerCell = data.zone?.pageMap?.pagesPerCell ?? 1;
  const labels = [];
  for (let row = 0; row < grid.rows && runs.length > 0; row += everyRows) {
    labels.push({
      type: 'text',
      silent: true,
      style: {
        text: formatCount(row * grid.columns * pagesPerCell),
        x: grid.leftPx - LABEL_GAP_PX,
        y: grid.topPx + row * grid.stepPx + grid.stepPx / 2,
        align: 'right',
        verticalAlign: 'middle',
        fill: theme.mutedForeground,
        fontFamily: theme.fontFamily,
        fontSize: theme.fontSizePx - 1,
      },
    });
  }
  return labels;
}
