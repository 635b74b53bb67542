import { useMemo, useRef } from 'preact/hooks';
import { messageOf } from '../../../server/src/errorText';
import { t } from '../../../server/src/l10n';
import type { ChartEntry } from './charts';
import type { ChartContext, ChartTheme, ChartView } from './chartView';
import { choiceKey, type PageModel } from './model';

/**
 * What a chart shows of the page. Null until there is something. What was not asked for, since it is out of sight, stays as it
 * was.
 */
export function useView(entry: ChartEntry, model: PageModel, theme: ChartTheme, widthPx: number): ChartView | null {
  const known = useRef<ChartView | null>(null);
  const { data, parts, baseline, gathered, kept } = model;
  return useMemo(() => {
    const isThere = data !== null && (entry.part === null || parts.includes(entry.part));
    if (!isThere) return known.current;
    known.current = chartView(entry, {
      data,
      baseline,
      timeline: gathered?.timeline ?? null,
      theme,
      widthPx,
      choice: (controlId) => kept.choices[choiceKey(entry.id, controlId)] ?? null,
    });
    return known.current;
  }, [entry, data, parts, baseline, gathered, theme, widthPx, kept.choices]);
}

/** One chart that can't be made must not take the others with it. */
function chartView(entry: ChartEntry, context: ChartContext): ChartView {
  try {
    return entry.chart(context);
  } catch (error) {
    console.error(error);
    return {
      id: entry.id,
      title: t('Chart'),
      summary: '',
      notes: [],
      controls: [],
      option: null,
      empty: t('This chart could not be drawn: {0}', messageOf(error)),
      heightPx: 0,
      legend: [],
      table: { columns: [], rows: [] },
      items: [],
    };
  }
}
