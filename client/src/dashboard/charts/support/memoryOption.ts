import { liveBytesText } from '../../../../../server/src/features/liveTexts';
import { t } from '../../../../../server/src/l10n';
import type { Figure } from '../../../../../server/src/shared/dashboard';
import type { ChartContext, ChartOption, ChartTheme } from '../../chartView';
import { categoryAxis, edgeByteAxis } from './axes';
import { fill } from './fills';
import { inkOn } from './inkOn';
import { MEMORY_USES, type MemoryPart, type MemoryView, partsTotal } from './memoryParts';
import { safeName } from './safeText';
import { textWidthPx } from './textMeasure';
import { mutedTextStyle, textStyle, tooltipStyle, tooltipTarget, tooltipText } from './tooltip';

/** A bar: one way to count, now or in the snapshot. */
export interface MemoryBar {
  readonly key: string;
  readonly view: MemoryView;
  readonly label: string;
  /** By the keys of the drawing's parts. */
  readonly figures: ReadonlyMap<string, Figure>;
  readonly total: Figure;
}

/** What is drawn. Bars of address space stand above those of RAM. */
export interface MemoryDrawing {
  readonly parts: readonly MemoryPart[];
  readonly bars: readonly MemoryBar[];
  /** One scale for address space and RAM, or one each. */
  readonly isOneScale: boolean;
  /** What is told of a piece. */
  readonly textOf: (part: MemoryPart, bar: MemoryBar) => string;
}

const ROW_PX = 70;
const BAR_PX = 32;
const AXIS_PX = 34;
const SIDE_PX = 10;

/** Where a piece is among the series of the option. */
export interface MemoryPlace {
  readonly part: MemoryPart;
  readonly bar: MemoryBar;
  readonly seriesIndex: number;
  readonly dataIndex: number;
}

/** Bars of one group: they share a scale, unless all do. */
function groups({ bars }: MemoryDrawing): readonly (readonly MemoryBar[])[] {
  const virtual = bars.filter(({ view }) => view === 'virtual');
  return [virtual, bars.filter(({ view }) => view !== 'virtual')].filter((group) => group.length > 0);
}

/** All pieces, bar by bar. */
export function memoryPlaces(drawing: MemoryDrawing): MemoryPlace[] {
  const { parts } = drawing;
  return groups(drawing).flatMap((group, groupIndex) =>
    group.flatMap((bar, dataIndex) =>
      parts.map((part, partIndex) => ({ part, bar, seriesIndex: groupIndex * parts.length + partIndex, dataIndex })),
    ),
  );
}

/** The bars, with a grid for each scale. */
export function memoryOption({ theme, widthPx }: ChartContext, drawing: MemoryDrawing): ChartOption {
  const { parts, isOneScale } = drawing;
  const places = memoryPlaces(drawing);
  const plotPx = widthPx - 2 * SIDE_PX;
  const steps = Math.max(2, Math.floor(plotPx / 84));
  const longestOfAll = Math.max(0, ...drawing.bars.map(({ total }) => total.bytes ?? 0));
  const drawn = groups(drawing).map((group) => {
    const longest = Math.max(0, ...group.map(({ total }) => total.bytes ?? 0));
    return { group, axis: edgeByteAxis(theme, isOneScale ? longestOfAll : longest, steps) };
  });
  let top = 0;
  const grids = drawn.map(({ group }) => {
    const grid = {
      left: SIDE_PX,
      right: SIDE_PX,
      top,
      height: group.length * ROW_PX,
      outerBoundsMode: 'none',
    };
    top += group.length * ROW_PX + AXIS_PX;
    return grid;
  });
  return {
    grid: grids,
    xAxis: drawn.map(({ axis }, gridIndex) => ({
      ...axis,
      gridIndex,
    })),
    yAxis: drawn.map(({ group }, gridIndex) => barTitles(theme, group, gridIndex)),
    tooltip: {
      ...tooltipStyle(theme),
      trigger: 'item',
      formatter: (parameters: unknown) => {
        const target = tooltipTarget(parameters);
        const place = places.find(
          ({ seriesIndex, dataIndex }) => seriesIndex === target?.seriesIndex && dataIndex === target.dataIndex,
        );
        return place === undefined
          ? ''
          : tooltipText([safeName(drawing.textOf(place.part, place.bar), 200)], theme, widthPx);
      },
    },
    series: drawn.flatMap(({ group, axis }, gridIndex) =>
      parts.map((part) => partSeries(theme, part, group, gridIndex, plotPx / axis.max)),
    ),
  };
}

/** Height of the bars and their axes. */
export function memoryHeightPx(drawing: MemoryDrawing): number {
  return groups(drawing).reduce((height, group) => height + group.length * ROW_PX + AXIS_PX, 0);
}

/** Colour and pattern of a part. */
export function partFill(theme: ChartTheme, { use, pattern }: MemoryPart) {
  const place = MEMORY_USES.find((one) => one.use === use)?.colour ?? 0;
  return fill(theme, theme.palette[place % theme.palette.length] ?? theme.foreground, pattern);
}

/** The bars' names with their totals: they stand above the bars, so that these have all of a narrow width. */
function barTitles(theme: ChartTheme, group: readonly MemoryBar[], gridIndex: number) {
  const axis = categoryAxis(
    theme,
    group.map(({ key }) => key),
  );
  const titles = new Map(
    group.map(({ key, label, total }) => [
      key,
      `{name|${label}}{figure|  ${liveBytesText(total.bytes, total.exactness)}}`,
    ]),
  );
  // Grid lines do not run through the letters; without a height no more than their bodies would be covered.
  const cover = { backgroundColor: theme.background, lineHeight: Math.round(theme.fontSizePx * 1.35) };
  return {
    ...axis,
    gridIndex,
    inverse: true,
    z: 5,
    axisLabel: {
      ...axis.axisLabel,
      inside: true,
      margin: 0,
      align: 'left',
      verticalAlign: 'bottom',
      padding: [0, 0, BAR_PX / 2 + 2, 0],
      rich: {
        name: { ...textStyle(theme), ...cover, fontWeight: 'bold' },
        figure: { ...mutedTextStyle(theme), ...cover },
      },
      formatter: (key: string) => titles.get(key) ?? '',
    },
  };
}

function partSeries(
  theme: ChartTheme,
  part: MemoryPart,
  group: readonly MemoryBar[],
  gridIndex: number,
  pixelsPerByte: number,
) {
  const itemStyle = partFill(theme, part);
  const figures = group.map(({ figures: byPart }) => byPart.get(part.key) ?? null);
  return {
    id: `${gridIndex}:${part.key}`,
    type: 'bar',
    stack: `stack ${gridIndex}`,
    barWidth: BAR_PX,
    xAxisIndex: gridIndex,
    yAxisIndex: gridIndex,
    itemStyle,
    emphasis: { itemStyle: { borderColor: theme.foreground, borderWidth: 2 } },
    data: figures.map((figure) => ({
      value: figure?.bytes ?? null,
      label: pieceLabel(theme, part, figure, itemStyle.color, pixelsPerByte),
    })),
  };
}

/** What is written on a piece: name and figure, the name alone, or nothing, as it has room. */
function pieceLabel(theme: ChartTheme, part: MemoryPart, figure: Figure | null, colour: string, pixelsPerByte: number) {
  const bytes = figure?.bytes ?? null;
  if (figure === null || bytes === null) return { show: false };
  const name = safeName(part.label, 24);
  const text = liveBytesText(bytes, figure.exactness);
  const roomPx = bytes * pixelsPerByte - 10;
  const fits = (line: string) => textWidthPx(line, theme.fontSizePx) <= roomPx;
  if (!fits(name)) return { show: false };
  return {
    show: true,
    position: 'inside',
    ...textStyle(theme),
    color: inkOn(theme, colour),
    // Covers the pattern, on which letters would be hard to read.
    backgroundColor: colour,
    padding: [0, 3],
    lineHeight: Math.round(theme.fontSizePx * 1.2),
    formatter: () => (fits(text) ? `${name}\n${text}` : name),
  };
}

/** What a way of counting is called. */
export function viewLabel(view: MemoryView): string {
  switch (view) {
    case 'virtual':
      return t('Virtual');
    case 'resident':
      return t('Resident');
    case 'application':
      return t('Application');
  }
}

/** A bar of parts. */
export function memoryBar(key: string, view: MemoryView, label: string, parts: readonly MemoryPart[]): MemoryBar {
  return {
    key,
    view,
    label,
    figures: new Map(parts.map((part) => [part.key, part.figures[view]])),
    total: partsTotal(parts, view),
  };
}
