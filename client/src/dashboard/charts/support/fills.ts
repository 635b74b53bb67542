import type { ChartTheme, ColourMeaning, LegendEntry } from '../../chartView';

/** Patterns by meaning, the same in all charts: what stands side by side is told apart without its colour. */
const PATTERNS: Readonly<Record<ColourMeaning, number | null>> = {
  metadata: 1,
  used: null,
  'free again': 0,
  loaded: 2,
  'never touched': 3,
  mark: null,
  limit: null,
};

/** Colour and pattern of what is told, as the library wants them. */
export function meaningFill(theme: ChartTheme, meaning: ColourMeaning) {
  return fill(theme, theme.meaning[meaning], PATTERNS[meaning]);
}

/** A colour with a pattern laid over it; null for none. */
export function fill(theme: ChartTheme, colour: string, pattern: number | null) {
  const isContrast = theme.kind.startsWith('high contrast');
  const decal = pattern === null ? undefined : theme.patterns[pattern % theme.patterns.length];
  return {
    color: colour,
    // The library writes into the pattern that it is given.
    ...(decal === undefined ? {} : { decal: { ...decal } }),
    borderColor: isContrast ? theme.foreground : theme.background,
    borderWidth: 1,
  };
}

/** The same for the legend. */
export function meaningEntry(theme: ChartTheme, meaning: ColourMeaning, label: string): LegendEntry {
  return { label, colour: theme.meaning[meaning], pattern: PATTERNS[meaning] };
}
