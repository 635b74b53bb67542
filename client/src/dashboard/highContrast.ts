import type { ChartTheme } from './chartView';

/** Whether outlines are what is seen, more than surfaces. */
export function isHighContrast({ kind }: Pick<ChartTheme, 'kind'>): boolean {
  return kind.startsWith('high contrast');
}
