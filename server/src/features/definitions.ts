import type { TextRange } from '../config/sourceText';
import type { Place } from '../zones/place';
import type { ZoneModel } from '../zones/zoneModel';
import type { Analysis } from './analysis';
import { namedFilesAt } from './namedFiles';
import { declarationPlace } from './writtenName';
import { zoneNameAt } from './zoneNameAt';
import { occurrencesOf } from './zoneOccurrences';
import { uniquePlaces } from './zonePlaces';

/** Where something is defined. */
export interface DefinitionTarget extends Place {
  /** All of it: the directive around the name, the text of a file. */
  readonly fullRange: TextRange;
}

export interface Definitions {
  /** What was asked about, in the file that was asked in. */
  readonly from: TextRange;
  readonly targets: readonly DefinitionTarget[];
}

/**
 * What the zone's name, or the file's, at an offset stands for: the declarations of a zone, the files that an `include`
 * brings in, the script that a directive names. A declaration leads to the first of its zone, and the first to itself,
 * so that an editor falls back to references. Null where nothing is named, or nothing defines it.
 */
export function definitions({ model }: Analysis, path: string, offset: number): Definitions | null {
  const named = namedFilesAt(model, path, offset);
  if (named !== null) {
    return definitionsOf(
      named.range,
      named.paths.map((file) => startOf(model, file)),
    );
  }
  const target = zoneNameAt(model, path, offset);
  const occurrences = target && occurrencesOf(model, target);
  if (!target || !occurrences) return null;
  const declared = occurrences.declarations.map((one) => {
    const { path: file, range } = declarationPlace(one);
    return { path: file, range, fullRange: one.range };
  });
  const places = uniquePlaces(declared);
  return definitionsOf(target.range, target.declaration === null ? places : places.slice(0, 1));
}

function definitionsOf(from: TextRange, targets: readonly DefinitionTarget[]): Definitions | null {
  return targets.length === 0 ? null : { from, targets };
}

function startOf({ config, scripts }: ZoneModel, path: string): DefinitionTarget {
  const text = config.files.get(path)?.tree.text ?? scripts.files.get(path)?.text ?? '';
  return { path, range: { start: 0, end: 0 }, fullRange: { start: 0, end: text.length } };
}
