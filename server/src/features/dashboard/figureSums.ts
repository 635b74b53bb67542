import type { Figure } from '../../shared/dashboard';
import type { LiveExactness } from '../../shared/liveSample';

/** From the most to the least that is known. */
const EXACTNESS: readonly LiveExactness[] = ['exact', 'at least', 'estimated'];

export const UNKNOWN_FIGURE: Figure = { bytes: null, exactness: 'exact' };

/** A figure of which only the bytes may be unknown. */
export function exactFigure(bytes: number | null): Figure {
  return { bytes, exactness: 'exact' };
}

/** The less certain of two. */
export function leastExact(left: LiveExactness, right: LiveExactness): LiveExactness {
  return EXACTNESS[Math.max(EXACTNESS.indexOf(left), EXACTNESS.indexOf(right))] ?? 'estimated';
}

/** Figures together: as exact as the least of them, and at least where one is not known. Null where none is. */
export function sumOf(figures: readonly Figure[]): Figure {
  let bytes: number | null = null;
  let exactness: LiveExactness = 'exact';
  for (const figure of figures) {
    exactness = leastExact(exactness, figure.bytes === null ? 'at least' : figure.exactness);
    if (figure.bytes !== null) bytes = (bytes ?? 0) + figure.bytes;
  }
  return { bytes, exactness };
}
