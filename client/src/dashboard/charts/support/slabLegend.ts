import { t } from '../../../../../server/src/l10n';
import type { ChartTheme, LegendEntry } from '../../chartView';
import { fill, meaningEntry, meaningFill } from './fills';
import type { LossPiece } from './slabLosses';

/** Pattern of what rounding takes. */
const ROUNDING_PATTERN = 4;

/** Colours of the slab chart with their names. */
export function slabLegend(theme: ChartTheme, losses: readonly LossPiece[]): LegendEntry[] {
  const entries = [
    meaningEntry(theme, 'used', t('used')),
    meaningEntry(theme, 'free again', t('free chunks')),
    meaningEntry(theme, 'metadata', t('bitmaps')),
  ];
  const rounding = losses.find(({ piece }) => piece === 'rounding');
  return rounding === undefined
    ? entries
    : [...entries, { label: rounding.label, colour: theme.warning, pattern: ROUNDING_PATTERN }];
}

/** How a piece of the pages in use is drawn. */
export function lossFill(theme: ChartTheme, piece: LossPiece['piece']) {
  switch (piece) {
    case 'entries':
      return meaningFill(theme, 'used');
    case 'rounding':
      return fill(theme, theme.warning, ROUNDING_PATTERN);
    case 'free chunks':
      return meaningFill(theme, 'free again');
    case 'bitmaps':
      return meaningFill(theme, 'metadata');
  }
}
