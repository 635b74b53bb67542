import type { Analysis } from '../analysis';
import type { Problem } from '../diagnostics/problem';
import { createFixScope } from './fixScope';
import { editKey, type FixEdit } from './quickFix';
import { fixesFor } from './quickFixes';

/** A file with more problems needs a person; or another round. */
const MOST_PROBLEMS = 1000;

/**
 * The edits of all preferred fixes of a file, in the order of their places, which do not overlap. Of two fixes that do,
 * the one of the earlier problem is taken, and the other comes with the next round. A fix that reaches into another
 * file is left to the person.
 *
 * @param problems those of this file, found in the same analysis; others are passed over
 */
export function fixAll(analysis: Analysis, path: string, problems: readonly Problem[]): FixEdit[] {
  const scope = createFixScope(analysis, path);
  const taken: FixEdit[] = [];
  const keys = new Set<string>();
  for (const problem of problems.filter((one) => one.path === path).slice(0, MOST_PROBLEMS)) {
    const fix = fixesFor(scope, problem).find(({ isPreferred }) => isPreferred);
    if (fix === undefined || fix.edits.some((edit) => edit.path !== path)) continue;
    const further = fix.edits.filter((edit) => !keys.has(editKey(edit)));
    if (further.some((edit) => overlapsAny(taken, edit))) continue;
    for (const edit of further) {
      taken.splice(placeOf(taken, edit), 0, edit);
      keys.add(editKey(edit));
    }
  }
  return taken;
}

/** Index of the first edit that does not start before another. */
function placeOf(sorted: readonly FixEdit[], { range }: FixEdit): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const at = sorted[middle]?.range;
    if (at !== undefined && (at.start < range.start || (at.start === range.start && at.end <= range.start)))
      low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Of sorted edits that do not overlap, only the neighbours of an edit can overlap with it. */
function overlapsAny(sorted: readonly FixEdit[], edit: FixEdit): boolean {
  const place = placeOf(sorted, edit);
  return [sorted[place - 1], sorted[place]].some((other) => other !== undefined && overlap(other, edit));
}

/** They share text, or both insert at one place, in an order that nobody has told. */
function overlap({ range: left }: FixEdit, { range: right }: FixEdit): boolean {
  if (left.start === right.start && (left.start === left.end) === (right.start === right.end)) return true;
  return left.start < right.end && right.start < left.end;
}
