import type { ChartTheme } from '../../chartView';
import { contrast, parseColour } from '../../colours';

/** Of the theme's text colour and its background, the one that is easier to read on a fill. */
export function inkOn(theme: ChartTheme, fillColour: string): string {
  const fill = parseColour(fillColour);
  const foreground = parseColour(theme.foreground);
  const background = parseColour(theme.background);
  if (fill === null || foreground === null || background === null) return theme.foreground;
  return contrast(fill, foreground) >= contrast(fill, background) ? theme.foreground : theme.background;
}
