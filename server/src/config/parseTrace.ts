import type { Checkpoints } from './checkpoints';
import type { TemplateSigns } from './templateSigns';
import type { ConfigProblem, ConfigTree } from './tree';

/** What a parse leaves beside its tree, so that the next one can take over what an edit did not touch. */
export interface ParseTrace {
  readonly checkpoints: Checkpoints;
  /** All problems of the text, also of one with placeholder lines, whose tree tells none. */
  readonly problems: readonly ConfigProblem[];
  /** See the lexer's fields of these names. */
  readonly longTokens: readonly number[];
  readonly longComments: readonly number[];
  readonly templateSigns: TemplateSigns;
  /**
   * The tree is that of a template whose parts were blanked out, and `written` that of the text as it stands, null where
   * it is not at hand; null: the text was parsed as it stands.
   */
  readonly template: { readonly written: ConfigTree | null } | null;
}

/** Not a part of the tree: two trees of one text are equal whatever way they were made. */
const traces = new WeakMap<ConfigTree, ParseTrace>();

/** Notes how a tree was made. */
export function keepTrace(tree: ConfigTree, trace: ParseTrace): void {
  traces.set(tree, trace);
}

/** How a tree was made; null for one that did not come from a parser. */
export function traceOf(tree: ConfigTree): ParseTrace | null {
  return traces.get(tree) ?? null;
}
