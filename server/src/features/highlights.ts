import type { TextRange } from '../config/sourceText';
import type { Analysis } from './analysis';
import { zoneNameAt } from './zoneNameAt';
import { occurrencesOf } from './zoneOccurrences';
import { placesOf } from './zonePlaces';

export interface Highlight {
  readonly range: TextRange;
  readonly isDeclaration: boolean;
}

/**
 * Where the zone named at an offset stands in that file. Only on a name: elsewhere an editor's own way, equal words, is
 * better.
 */
export function highlights({ model }: Analysis, path: string, offset: number): readonly Highlight[] {
  const target = zoneNameAt(model, path, offset);
  if (target === null || target.part === 'directive' || target.part === 'size') return [];
  const occurrences = occurrencesOf(model, target);
  if (occurrences === null) return [];
  const isHere = (place: { readonly path: string }): boolean => place.path === path;
  const here = {
    ...occurrences,
    declarations: occurrences.declarations.filter(({ file }) => isHere(file)),
    references: occurrences.references.filter(isHere),
  };
  return placesOf(model, here).map(({ range, isDeclaration }) => ({ range, isDeclaration }));
}
