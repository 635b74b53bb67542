import type { ChartControl, ChartId, ChartTable, ChartView } from '../../chartView';

/** A chart with nothing to draw, and why. Controls stay, so that another choice can be made. */
export function emptyChart(chart: {
  readonly id: ChartId;
  readonly title: string;
  readonly empty: string;
  readonly notes?: readonly string[];
  readonly controls?: readonly ChartControl[];
  readonly table?: ChartTable;
}): ChartView {
  return {
    id: chart.id,
    title: chart.title,
    summary: chart.empty,
    notes: chart.notes ?? [],
    controls: chart.controls ?? [],
    option: null,
    empty: chart.empty,
    heightPx: 0,
    legend: [],
    table: chart.table ?? { columns: [], rows: [] },
    items: [],
  };
}
