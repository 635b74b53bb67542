import { sentences, t } from '../../../../../server/src/l10n';
import type { DashboardData } from '../../../../../server/src/shared/dashboard';

/** Figures in words, with when they were true in front where that is not now: a chart's picture is seen without its page. */
export function atItsTime({ state }: Pick<DashboardData, 'state'>, text: string): string {
  switch (state) {
    case 'stopped':
      return sentences(t('Last figures before the server ended.'), text);
    case 'lost':
      return sentences(t('Last figures that were read.'), text);
    case 'snapshot':
      return sentences(t('From a snapshot.'), text);
    case 'live':
    case 'planned':
      return text;
  }
}

/** Whether what figures forecast from now on is worth telling: of a server that has ended nothing grows any more. */
export function hasFuture({ state }: Pick<DashboardData, 'state'>): boolean {
  return state === 'live';
}
