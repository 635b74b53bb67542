import type { TextRange } from '../config/sourceText';

/** A range in one of a config's files. */
export interface Place {
  readonly path: string;
  readonly range: TextRange;
}
