import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { printable } from '../../../server/src/features/printable';
import { t } from '../../../server/src/l10n';
import type { DashboardData } from '../../../server/src/shared/dashboard';
import { figureText, timeText, valueText } from './cellText';
import { ChartTable } from './chartTable';
import { processComparison, zoneComparison } from './comparisonTables';

/** What a snapshot held, beside what is there now. */
export function Comparison(props: {
  readonly now: DashboardData;
  readonly before: DashboardData;
  /** Of the snapshot's file. */
  readonly beforeName: string;
}): JSX.Element {
  const { now, before, beforeName } = props;
  const zones = useMemo(() => zoneComparison(now, before), [now, before]);
  const processes = useMemo(() => processComparison(now, before), [now, before]);
  return (
    <section class="card comparison" aria-labelledby="comparison-title" data-chart="comparison">
      <h2 id="comparison-title">{t('Compared with {0}', printable(beforeName))}</h2>
      <p class="summary">{totalsText(now, before)}</p>
      <ChartTable table={zones} caption={t('Zones, then and now')} />
      {processes.rows.length > 0 && <ChartTable table={processes} caption={t('Processes, then and now')} />}
    </section>
  );
}

function totalsText(now: DashboardData, before: DashboardData): string {
  const [then, present] = [before.totals.loaded, now.totals.loaded];
  const times = t('Then: {0}. Now: {1}.', timeText(before.takenAtMs), timeText(now.takenAtMs));
  if (then.bytes === null || present.bytes === null) return times;
  const difference = present.bytes - then.bytes;
  const change =
    difference === 0
      ? t('All zones together: {0} loaded, then as now.', figureText(present))
      : t(
          'All zones together: {0} loaded then, {1} now ({2}{3}).',
          figureText(then),
          figureText(present),
          difference > 0 ? '+' : '',
          valueText('bytes', difference),
        );
  return `${change} ${times}`;
}
