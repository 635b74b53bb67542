import { copyShifted } from './columns';
import { type ConfigFile, configFileOf, markDirectives } from './configFiles';
import { type FileEdit, narrowChange, type TextChange } from './fileEdit';
import type { SameDirectives } from './sameDirectives';
import { editLineStarts } from './sourceText';
import { updateTree } from './updateTree';

/** A file after an edit. */
export interface UpdatedFile {
  readonly file: ConfigFile;
  /** What stayed as it was; null where the file was read again as a whole. */
  readonly edit: FileEdit | null;
}

/**
 * A file after a change of its text, equal to what reading the text anew gives, in time for what the change touched.
 *
 * @param text the whole text after the change
 * @param change what is different from the text before; several changes are told as one that holds them all
 * @param isMarked directives to mark, as when the file was loaded
 */
export function updateConfigFile(
  before: ConfigFile,
  text: string,
  change: TextChange,
  isMarked: (name: string) => boolean,
): UpdatedFile {
  const { path, tree, lineStarts } = before;
  const whole = { start: 0, end: tree.text.length, text };
  const narrow = narrowChange(tree.text, leadsTo(tree.text, text, change) ? change : whole);
  if (narrow.start === narrow.end && narrow.text === '') return { file: before, edit: nothingChanged(before, narrow) };
  const { tree: newTree, edit } = updateTree(tree, path, text, narrow);
  if (edit === null) return { file: configFileOf(path, newTree, isMarked), edit: null };
  const { marked, includes } = markDirectives(newTree, edit.sameDirectives, edit.movedTo, isMarked);
  const file = {
    path,
    tree: newTree,
    lineStarts: editLineStarts(lineStarts, narrow.start, narrow.end, narrow.text),
    marked: editIndexes(before.marked, marked, edit),
    includes: editIndexes(before.includes, includes, edit),
  };
  return { file, edit: { before, after: file, ...edit } };
}

/** The change makes the text before into the text after. An editor that is out of step must not do harm for good. */
function leadsTo(before: string, after: string, { start, end, text }: TextChange): boolean {
  const newEnd = start + text.length;
  const isRange = 0 <= start && start <= end && end <= before.length;
  return (
    isRange &&
    before.length - end === after.length - newEnd &&
    after.slice(start, newEnd) === text &&
    before.slice(0, start) === after.slice(0, start) &&
    before.slice(end) === after.slice(newEnd)
  );
}

function nothingChanged(file: ConfigFile, change: TextChange): FileEdit {
  const { directiveCount } = file.tree;
  const edges = { sameDirectives: directiveCount, movedFrom: directiveCount, movedTo: directiveCount };
  return { before: file, after: file, change, ...edges, offsetDelta: 0 };
}

/** A column of directives after an edit; `added` are those among the ones that changed. */
function editIndexes(
  before: Int32Array,
  added: readonly number[],
  { sameDirectives, movedFrom, movedTo }: SameDirectives,
): Int32Array {
  const kept = countBelow(before, sameDirectives);
  const moved = countBelow(before, movedFrom);
  const after = new Int32Array(kept + added.length + before.length - moved);
  after.set(before.subarray(0, kept));
  after.set(added, kept);
  copyShifted(after, kept + added.length, before, moved, before.length, movedTo - movedFrom);
  return after;
}

/** Number of values below a limit, in a column of growing values. */
function countBelow(column: Int32Array, limit: number): number {
  let low = 0;
  let high = column.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((column[middle] as number) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
