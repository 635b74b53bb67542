import type { TextRange } from '../../config/sourceText';
import type { Problem } from '../diagnostics/problem';

/** A change of one file: `newText` in place of what stands in the range. */
export interface FixEdit {
  readonly path: string;
  readonly range: TextRange;
  readonly newText: string;
}

/** Something that an editor offers to do at a place. */
export interface QuickFix {
  /** Plain text of one line. */
  readonly title: string;
  readonly kind: 'quickfix' | 'refactor';
  /** What it mends; null for what is offered anyway. */
  readonly problem: Problem | null;
  /** It is what the author meant, as far as can be told: it may be done unasked. */
  readonly isPreferred: boolean;
  /** They do not overlap; none where a command asks for more. */
  readonly edits: readonly FixEdit[];
  readonly command?: SizeZoneCommand;
}

/** Asks what a zone shall hold; see `zoneSizingQuestion` and `sizeZoneEdits`. */
export interface SizeZoneCommand {
  readonly name: 'sizeZone';
  readonly zone: { readonly path: string; readonly offset: number };
}

/** An edit that can't be made (the text is not what it should be) makes the whole fix impossible. */
export type PossibleEdits = readonly (FixEdit | null)[] | null;

/** The fix for a problem as a list of one, empty where it is not possible. */
export function fixOf(problem: Problem, title: string, edits: PossibleEdits, isPreferred: boolean): QuickFix[] {
  const made = completeEdits(edits);
  return made === null || made.length === 0 ? [] : [{ title, kind: 'quickfix', problem, isPreferred, edits: made }];
}

/** The edits, each once (a file that is included twice gives them twice); null where one is not possible. */
export function completeEdits(edits: PossibleEdits): readonly FixEdit[] | null {
  if (edits === null) return null;
  const byPlace = new Map<string, FixEdit>();
  for (const edit of edits) {
    if (edit === null) return null;
    byPlace.set(editKey(edit), edit);
  }
  return [...byPlace.values()];
}

/** Equal for equal edits. */
export function editKey({ path, range, newText }: FixEdit): string {
  return JSON.stringify([path, range.start, range.end, newText]);
}
