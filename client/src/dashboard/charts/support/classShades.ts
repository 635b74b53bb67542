import type { ChartTheme } from '../../chartView';
import { contrast, parseColour } from '../../colours';
import { mixColours } from './mixColours';

/** The first shade has so much of the colour on the background. */
const PALEST = 0.35;

/** Up to so many shades end with the full colour; the last of more has so much of the text's colour on it. */
const SHADES_OF_FULL = 3;
const STRONGEST = 0.7;

/** Points of the way from the first shade to the last among which the others are looked for. */
const POINTS = 64;

/** Shades of the colour of what is used, from the palest on: each as far from the next, as eyes see it. */
export function classShades(theme: ChartTheme, count: number): string[] {
  if (count < 2) return [theme.meaning.used];
  const end = count <= SHADES_OF_FULL ? 1 : 1 + STRONGEST;
  const way = Array.from({ length: POINTS + 1 }, (_, place) =>
    shade(theme, PALEST + ((end - PALEST) * place) / POINTS),
  );
  const [first, last] = [way[0] ?? '', way[POINTS] ?? ''];
  const whole = distance(first, last);
  const shades = Array.from({ length: count }, (_, index) => {
    const wanted = (whole * index) / (count - 1);
    return way.find((colour) => distance(first, colour) >= wanted) ?? last;
  });
  return [first, ...shades.slice(1, -1), last];
}

function shade({ meaning, background, foreground }: ChartTheme, strength: number): string {
  return strength <= 1
    ? mixColours(meaning.used, background, strength)
    : mixColours(foreground, meaning.used, strength - 1);
}

/** The logarithm of the contrast: equal steps of it look alike. */
function distance(one: string, other: string): number {
  const [left, right] = [parseColour(one), parseColour(other)];
  return left === null || right === null ? 0 : Math.log(contrast(left, right));
}
