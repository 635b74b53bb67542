import type { ChartTheme } from '../../chartView';
import { contrast, parseColour, TEXT_CONTRAST } from '../../colours';

/** Of the theme's text colour and its background the one that is easier to read on a fill; black or white where neither is. */
export function inkOn(theme: ChartTheme, fillColour: string): string {
  const fill = parseColour(fillColour);
  if (fill === null) return theme.foreground;
  const inks = [theme.foreground, theme.background, '#000000', '#ffffff'].flatMap((ink) => {
    const colour = parseColour(ink);
    return colour === null ? [] : [{ ink, contrast: contrast(fill, colour) }];
  });
  const best = (list: typeof inks) =>
    list.reduce((most, one) => (one.contrast > most.contrast ? one : most), { ink: theme.foreground, contrast: 0 });
  const own = best(inks.slice(0, -2));
  return (own.contrast >= TEXT_CONTRAST ? own : best(inks)).ink;
}
