import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../../server/src/l10n';
import { keyAction } from './chartKeyboard';
import type { ChartItem, ChartTheme, ChartView } from './chartView';
import { drawNever, drawSoon } from './drawQueue';
import { type EChartsType, init } from './echarts';
import { isSame } from './isSame';
import { movedTo, withZoom, type Zoom, zoomed, zoomOf } from './zoom';

type Option = Readonly<Record<string, unknown>>;

/**
 * A chart's drawing: one canvas, walked over with the arrow keys. It is drawn only while it is in sight, and only when what
 * it shows has changed.
 */
export function Drawing(props: {
  readonly view: ChartView;
  readonly theme: ChartTheme;
  /** Of the place for it, in CSS pixels. */
  readonly widthPx: number;
  readonly isInSight: boolean;
  /** A zone was chosen with Enter or a click. */
  readonly onChooseZone: (zoneKey: string) => void;
  /** Text for screen readers. */
  readonly onSay: (text: string) => void;
  /** Is given what draws the latest at once, in sight or not, and tells the chart; null where there is no drawing any more. */
  readonly onMade: (drawNow: (() => EChartsType | null) | null) => void;
}): JSX.Element {
  const { view, theme, widthPx, isInSight, onChooseZone, onSay, onMade } = props;
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const zoom = useRef<Zoom | null>(null);
  const zoomedList = useRef('');
  const latest = useRef(props);
  latest.current = props;
  /** What the canvas shows. */
  const drawn = useRef<{ readonly view: ChartView; readonly theme: ChartTheme; readonly widthPx: number } | null>(null);
  const [index, setIndex] = useState(-1);
  const walked = useRef(index);
  const item = view.items[index];

  const make = (element: HTMLElement, heightPx: number): EChartsType => {
    const made = init(element, null, { renderer: 'canvas', height: heightPx });
    made.on('datazoom', () => {
      zoom.current = zoomOf(made.getOption());
    });
    made.on('click', ({ seriesIndex, dataIndex }) => {
      const { zoneKey } = latest.current.view.items.find(isAt(seriesIndex, dataIndex)) ?? {};
      if (zoneKey !== undefined) latest.current.onChooseZone(zoneKey);
    });
    return made;
  };

  const draw = (): void => {
    const element = place.current;
    const { view: now, theme: colours, widthPx: width } = latest.current;
    if (element === null || now.option === null) return;
    chart.current ??= make(element, now.heightPx);
    const made = chart.current;
    if (made.getWidth() !== element.clientWidth || made.getHeight() !== now.heightPx) {
      made.resize({ width: 'auto', height: now.heightPx });
    }
    // Of another list another part is worth seeing.
    const list = listOf(now);
    if (zoom.current?.isLocked === true && zoomedList.current !== list) zoom.current = null;
    zoomedList.current = list;
    const option = withManners(now.option, colours, () => latest.current.view.option ?? {});
    made.setOption(withZoom(option, zoom.current), { notMerge: true, lazyUpdate: false });
    drawn.current = { view: now, theme: colours, widthPx: width };
    const walkedTo = now.items[walked.current];
    if (walkedTo !== undefined) show(made, walkedTo);
  };

  useEffect(() => {
    onMade(() => {
      drawNever(place);
      draw();
      return chart.current;
    });
    return () => {
      onMade(null);
      drawNever(place);
      chart.current?.dispose();
      chart.current = null;
    };
    // One chart for the life of the element.
  }, []);

  useLayoutEffect(() => {
    if (!isInSight || view.option === null) return;
    const before = drawn.current;
    if (before?.theme === theme && before.widthPx === widthPx && isSameDrawing(before.view, view)) return;
    drawSoon(place, draw);
  }, [view, theme, widthPx, isInSight]);

  const moveTo = (next: number): void => {
    const to = view.items[next];
    walked.current = to === undefined ? -1 : next;
    setIndex(walked.current);
    // It is told at once, also where the focus has just brought the drawing into sight and it is not drawn yet.
    if (to !== undefined) onSay(to.text);
    const made = chart.current;
    if (made === null) return;
    if (item !== undefined) made.dispatchAction({ type: 'downplay', ...positionOf(item) });
    if (to === undefined) made.dispatchAction({ type: 'hideTip' });
    else {
      const part = movedTo(zoomOf(made.getOption()), to.dataIndex);
      if (part !== null) made.dispatchAction({ type: 'dataZoom', dataZoomIndex: 0, ...part });
      show(made, to);
    }
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const present = zoomOf(view.option ?? {}) === null ? null : zoomOf(chart.current?.getOption() ?? {});
    const itemCount = view.items.length;
    const action = keyAction(event.key, {
      index: Math.min(index, itemCount - 1),
      itemCount,
      canZoom: present !== null,
    });
    if (action === null) return;
    event.preventDefault();
    event.stopPropagation();
    switch (action.kind) {
      case 'move':
        moveTo(action.index);
        return;
      case 'leave':
        moveTo(-1);
        return;
      case 'choose':
        if (item?.zoneKey !== undefined) onChooseZone(item.zoneKey);
        return;
      case 'zoom':
        if (present !== null) {
          const { start, end } = zoomed(present, action.factor);
          chart.current?.dispatchAction({ type: 'dataZoom', start, end });
        }
    }
  };

  return (
    // An application to screen readers, so that they pass the arrow keys on; all that it shows is in the table, too.
    <div
      ref={place}
      class="drawing"
      role="application"
      aria-roledescription={t('chart')}
      aria-label={`${view.title}. ${view.summary}`}
      aria-describedby="chart-keys"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it is walked over with the arrow keys
      tabIndex={0}
      style={{ height: `${view.heightPx}px` }}
      data-height={view.heightPx}
      onKeyDown={onKeyDown}
      onBlur={() => moveTo(-1)}
    />
  );
}

/** What a list is that does not fit: its length, and what was chosen of it. */
function listOf({ items, controls }: ChartView): string {
  return JSON.stringify([items.length, controls.map(({ value }) => value)]);
}

/**
 * Whether two views are drawn alike. Functions of an option draw what is in the table; sentences around the drawing are
 * none of it.
 */
function isSameDrawing(one: ChartView, other: ChartView): boolean {
  const partsOf = ({ heightPx, items, controls, legend, table, option }: ChartView): readonly unknown[] => [
    heightPx,
    items.length,
    controls,
    legend,
    table,
    option,
  ];
  return isSame(partsOf(one), partsOf(other));
}

/**
 * What the page decides for all charts: nothing moves by itself, the font is the editor's, and what is told at the pointer is
 * the latest.
 */
function withManners(option: Option, theme: ChartTheme, latestOption: () => Option): Option {
  const { tooltip } = option;
  return {
    animation: false,
    backgroundColor: 'transparent',
    textStyle: { fontFamily: theme.fontFamily, fontSize: theme.fontSizePx, color: theme.foreground },
    ...option,
    ...(formatterOf(option) === null
      ? {}
      : {
          tooltip: {
            ...(tooltip as object),
            formatter: (...values: readonly unknown[]) => formatterOf(latestOption())?.(...values) ?? '',
          },
        }),
  };
}

function formatterOf({ tooltip }: Option): ((...values: readonly unknown[]) => unknown) | null {
  const formatter: unknown = typeof tooltip === 'object' && tooltip !== null ? Reflect.get(tooltip, 'formatter') : null;
  return typeof formatter === 'function' ? (...values) => Reflect.apply(formatter, undefined, values) : null;
}

function show(chart: EChartsType, item: ChartItem): void {
  chart.dispatchAction({ type: 'highlight', ...positionOf(item) });
  chart.dispatchAction({ type: 'showTip', ...positionOf(item) });
}

function positionOf({ seriesIndex, dataIndex }: ChartItem): { seriesIndex: number; dataIndex: number } {
  return { seriesIndex, dataIndex };
}

function isAt(seriesIndex: number | undefined, dataIndex: number): (item: ChartItem) => boolean {
  return (item) => item.seriesIndex === seriesIndex && item.dataIndex === dataIndex;
}
