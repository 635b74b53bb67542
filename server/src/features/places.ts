import { lineStartsOf, positionAt } from '../config/sourceText';
import type { Place } from '../zones/place';
import type { ZoneModel } from '../zones/zoneModel';

/** A place for people and programs: lines and columns from 1, columns in UTF-16 units. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Where a place of a config is, in its files or in scripts that it names. */
export function locationOf({ config, scripts }: ZoneModel, { path, range }: Place): Location {
  const lineStarts = config.files.get(path)?.lineStarts ?? scripts.files.get(path)?.lineStarts ?? lineStartsOf('');
  const start = positionAt(lineStarts, range.start);
  const end = positionAt(lineStarts, range.end);
  return {
    file: path,
    line: start.line + 1,
    column: start.column + 1,
    endLine: end.line + 1,
    endColumn: end.column + 1,
  };
}
