import type { ChartTheme, ColourMeaning, LegendEntry } from '../../chartView';
import { isHighContrast } from '../../highContrast';
import { mixColours } from './mixColours';

/** Patterns by meaning, the same in all charts: what stands side by side is told apart without its colour. */
const PATTERNS: Readonly<Record<ColourMeaning, number | null>> = {
  metadata: 1,
  used: null,
  'free again': 0,
  loaded: 2,
  // Hollow, as an empty bucket: see `meaningFill`.
  'never touched': null,
  mark: null,
  limit: null,
};

/** Colour and pattern of what is told, as the library wants them. */
export function meaningFill(theme: ChartTheme, meaning: ColourMeaning) {
  if (meaning === 'never touched') return { color: theme.background, borderColor: hollowColour(theme), borderWidth: 1 };
  return fill(theme, theme.meaning[meaning], PATTERNS[meaning]);
}

/** The outline of what was never touched: the surface within is the background. */
export function hollowColour(theme: ChartTheme): string {
  return mixColours(theme.foreground, theme.background, isHighContrast(theme) ? 0.6 : 0.45);
}

/** A colour with a pattern laid over it; null for none. */
export function fill(theme: ChartTheme, colour: string, pattern: number | null) {
  const decal = pattern === null ? undefined : theme.patterns[pattern % theme.patterns.length];
  return {
    color: colour,
    // The library writes into the pattern that it is given.
    ...(decal === undefined ? {} : { decal: { ...decal } }),
    borderColor: isHighContrast(theme) ? theme.foreground : theme.background,
    borderWidth: 1,
  };
}

/** The same for the legend. */
export function meaningEntry(theme: ChartTheme, meaning: ColourMeaning, label: string): LegendEntry {
  // A swatch has an outline of its own.
  const colour = meaning === 'never touched' ? theme.background : theme.meaning[meaning];
  return { label, colour, pattern: PATTERNS[meaning] };
}
