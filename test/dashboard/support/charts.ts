import { STACKS } from '../../../client/src/dashboard/charts';
import type { ChartId, ChartView } from '../../../client/src/dashboard/chartView';
import type { DashboardData } from '../../../server/src/shared/dashboard';
import { sampleContext } from '../../client/dashboard/support/sampleData';

const ENTRIES = STACKS.flat();

/** All charts of the page, in its order. */
export const CHARTS: readonly ChartId[] = ENTRIES.map(({ id }) => id);

/** What a chart makes of data: the value that the page draws. */
export function viewOf(id: ChartId, data: DashboardData, choices: Readonly<Record<string, string>> = {}): ChartView {
  const entry = ENTRIES.find((one) => one.id === id);
  if (entry === undefined) throw new Error(`there is no chart ${id}`);
  return entry.chart(sampleContext({ data, choice: (controlId) => choices[controlId] ?? null }));
}
