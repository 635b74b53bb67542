import { positionAt } from '../config/sourceText';
import { argumentRange } from '../config/tree';
import type { Zone } from './zone';

/** A place in a config for people and programs: line and column from 1, the column in UTF-16 units. */
export interface DeclaredAt {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Where a zone is declared: the directive that gives its size, or the first; null where no directive declares it. */
export function declaredAt({ declarations }: Zone): DeclaredAt | null {
  const declaration = declarations.find((one) => one.sizeBytes !== null) ?? declarations[0];
  if (declaration === undefined) return null;
  const { file, directive } = declaration;
  const { line, column } = positionAt(file.lineStarts, argumentRange(file.tree, directive, 0).start);
  return { file: file.path, line: line + 1, column: column + 1 };
}
