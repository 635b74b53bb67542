import type { EChartsCoreOption } from 'echarts/core';
import type { DashboardData, DashboardTimeline } from '../../../server/src/shared/dashboard';
import type { LiveExactness } from '../../../server/src/shared/liveSample';

/** One chart each. */
export type ChartId = 'process' | 'loaded' | 'slabs' | 'pages' | 'timeline' | 'risk';

/**
 * A chart as a pure function of what is known: what it draws, says and lists. It knows neither the page nor the library's
 * state, so that tests read the numbers drawn from the value.
 */
export type Chart = (context: ChartContext) => ChartView;

/** What a chart is drawn from. */
export interface ChartContext {
  readonly data: DashboardData;
  /** What is compared with; null without. */
  readonly baseline: DashboardData | null;
  /** The whole timeline that the page has gathered; `data.timeline` may only be its end. */
  readonly timeline: DashboardTimeline | null;
  readonly theme: ChartTheme;
  /** Of the drawing, in CSS pixels. */
  readonly widthPx: number;
  /** What the person chose in {@link ChartView.controls}: the value by control's id, the default where nothing was. */
  readonly choice: (controlId: string) => string | null;
}

/** What is drawn and told. All texts are in the person's language. */
export interface ChartView {
  readonly id: ChartId;
  readonly title: string;
  /** One sentence with the figures that count: it stands above the drawing, and is its name for screen readers. */
  readonly summary: string;
  /** What needs to be known to read it right: sentences below the drawing. */
  readonly notes: readonly string[];
  readonly controls: readonly ChartControl[];
  /** Null where there is nothing to draw: then `empty` says why, and what to do. */
  readonly option: ChartOption | null;
  readonly empty: string | null;
  readonly heightPx: number;
  /** The colours with their names; drawn as text and swatches above the chart, in the order of the series. */
  readonly legend: readonly LegendEntry[];
  /** All numbers drawn, and what is needed to make them out: for reading, copying and export. */
  readonly table: ChartTable;
  /** What arrow keys walk over, in the order in which it is read. */
  readonly items: readonly ChartItem[];
}

/**
 * An option of the chart library. Tooltips are texts drawn by it (`renderMode: 'richText'`), never HTML: names of zones are
 * hostile. Animations are switched off by the page where less motion is wanted.
 */
export type ChartOption = EChartsCoreOption;

export interface LegendEntry {
  readonly label: string;
  readonly colour: string;
  /** Index of the pattern that is laid over the colour; see {@link ChartTheme.patterns}. Null for none. */
  readonly pattern: number | null;
}

/** A choice beside the chart's title. */
export interface ChartControl {
  readonly id: string;
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly value: string;
}

export interface ChartTable {
  readonly columns: readonly ChartColumn[];
  readonly rows: readonly ChartRow[];
}

export interface ChartColumn {
  /** As the key of the field in JSON and the head of the column in CSV: `loadedBytes`. */
  readonly key: string;
  readonly label: string;
  readonly unit: 'text' | 'bytes' | 'count' | 'percent' | 'time' | 'duration';
}

export interface ChartRow {
  /** Unique in the table, and the same over time. */
  readonly key: string;
  /** In the order of the columns. Null: not known. Times in milliseconds since 1970, percent as share of 1. */
  readonly cells: readonly (string | number | null)[];
  /** Of the figures in it; shown as ≥ or ≈ before those in `marked`. */
  readonly exactness: LiveExactness;
  /** Keys of the columns that the exactness is about. */
  readonly marked: readonly string[];
}

/** What the arrow keys stop at. */
export interface ChartItem {
  readonly seriesIndex: number;
  readonly dataIndex: number;
  /** What is said of it. */
  readonly text: string;
  /** Enter on it, and a click: looks at this zone. */
  readonly zoneKey?: string;
}

/** Colours and font of the editor's theme. */
export interface ChartTheme {
  readonly kind: 'dark' | 'light' | 'high contrast dark' | 'high contrast light';
  readonly background: string;
  readonly foreground: string;
  /** Of less important text; still readable. */
  readonly mutedForeground: string;
  readonly gridLine: string;
  readonly focus: string;
  readonly error: string;
  readonly warning: string;
  /** Fit to be told apart side by side, also by people who see fewer colours. At least 8. */
  readonly palette: readonly string[];
  /** Meaning by colour, the same in all charts. */
  readonly meaning: Readonly<Record<ColourMeaning, string>>;
  /** The library's `decal` objects, to be told apart without colour. At least 6. */
  readonly patterns: readonly object[];
  readonly fontFamily: string;
  readonly fontSizePx: number;
}

export type ColourMeaning = 'metadata' | 'used' | 'free again' | 'loaded' | 'never touched' | 'mark' | 'limit';
