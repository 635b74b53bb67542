import type { Figure } from '../../../../../server/src/shared/dashboard';
import type { LiveExactness } from '../../../../../server/src/shared/liveSample';

/** From best to worst. */
const ORDER: readonly LiveExactness[] = ['exact', 'at least', 'estimated'];

/** The worst of some exactnesses; exact for none. */
export function weakest(list: readonly LiveExactness[]): LiveExactness {
  return ORDER[Math.max(0, ...list.map((exactness) => ORDER.indexOf(exactness)))] ?? 'estimated';
}

/** Figures added up. Where one is not known the sum is at least that of the others; null where none is known. */
export function sumFigures(figures: readonly Figure[]): Figure {
  const known = figures.filter(({ bytes }) => bytes !== null);
  if (known.length === 0) return { bytes: null, exactness: 'exact' };
  const isWhole = known.length === figures.length;
  return {
    bytes: known.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0),
    exactness: weakest([...known.map(({ exactness }) => exactness), isWhole ? 'exact' : 'at least']),
  };
}

/** Bytes added up; null where one of them is not known, or there is none. */
export function sumKnown(list: readonly (number | null)[]): number | null {
  return list.length === 0
    ? null
    : list.reduce((sum, bytes) => (sum === null || bytes === null ? null : sum + bytes), 0);
}
