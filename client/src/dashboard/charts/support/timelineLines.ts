import { t } from '../../../../../server/src/l10n';
import type { ChartTheme, ColourMeaning } from '../../chartView';

/** A line of the timeline, told from the others by its dashes and the sign at its end. */
export interface TimelineLine {
  readonly key: 'loadedBytes' | 'usedBytes' | 'residentBytes';
  readonly label: () => string;
  readonly meaning: ColourMeaning;
  /** In texts. */
  readonly sign: string;
  /** The same in the drawing. */
  readonly symbol: string;
  readonly dashes: 'solid' | readonly number[];
}

/** In the order of their series. */
export const LINES: readonly TimelineLine[] = [
  { key: 'loadedBytes', label: () => t('loaded'), meaning: 'loaded', sign: '●', symbol: 'circle', dashes: 'solid' },
  { key: 'usedBytes', label: () => t('used'), meaning: 'used', sign: '◆', symbol: 'diamond', dashes: [8, 4] },
  // What a process has resident is what other tools show: the colour of their mark.
  { key: 'residentBytes', label: () => t('resident'), meaning: 'mark', sign: '▲', symbol: 'triangle', dashes: [2, 3] },
];

export function lineColour(theme: ChartTheme, { meaning }: TimelineLine): string {
  return theme.meaning[meaning];
}
