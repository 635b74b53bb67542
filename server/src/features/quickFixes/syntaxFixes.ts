import { isGlobPattern } from '../../config/glob';
import { parseConfig } from '../../config/parser';
import { argumentValue } from '../../config/tree';
import { t } from '../../l10n';
import type { Problem } from '../diagnostics/problem';
import { directiveAt } from '../treePosition';
import type { FixScope } from './fixScope';
import { type FixEdit, fixOf, type QuickFix } from './quickFix';
import { removeDirective, startOfLine } from './removal';

/** `syntax-missing-semicolon`: behind the last word of the statement. */
export function missingSemicolonFixes(scope: FixScope, problem: Problem): QuickFix[] {
  return mendingFixes(scope, problem, t('Insert ";"'), insertionAt(scope, problem.range.end, ';'), true);
}

/** `syntax-unexpected-character`: a `;` too many goes; behind a quote a space may be missing, or something may be too much. */
export function unexpectedCharacterFixes(scope: FixScope, problem: Problem): QuickFix[] {
  const { start, end } = problem.range;
  if (scope.text.slice(start, end) === ';') {
    return mendingFixes(scope, problem, t('Remove ";"'), { path: scope.path, range: problem.range, newText: '' }, true);
  }
  return mendingFixes(scope, problem, t('Put a space behind the quote'), insertionAt(scope, start, ' '), false);
}

/** `syntax-unterminated-quote`: where its text was taken to end. */
export function unterminatedQuoteFixes(scope: FixScope, problem: Problem): QuickFix[] {
  const quote = scope.text[problem.range.start];
  if (quote !== '"' && quote !== "'") return [];
  const title = t('Insert the closing {0}', quote);
  return mendingFixes(scope, problem, title, insertionAt(scope, problem.range.end, quote), true);
}

/**
 * `syntax-missing-brace`: at the place that shows it, which is the next block that cannot stand inside, or a brace that
 * is indented for the block around. Not unasked: the author may have meant it further up.
 */
export function missingBraceFixes(scope: FixScope, problem: Problem): QuickFix[] {
  const { text } = scope;
  const [related] = problem.related;
  if (related === undefined || related.path !== scope.path) {
    const isHead = text[problem.range.end - 1] !== '{';
    const edit = isHead
      ? insertionAt(scope, problem.range.end, ' {')
      : atEnd(scope, indentAt(text, problem.range.start));
    return mendingFixes(scope, problem, isHead ? t('Insert "{"') : t('Insert "}"'), edit, false);
  }
  const lineStart = startOfLine(text, related.range.start);
  const indent = indentAt(text, problem.range.start);
  const isOnOwnLine = text.slice(lineStart, related.range.start).trim() === '';
  if (indent === null || !isOnOwnLine) return [];
  return mendingFixes(
    scope,
    problem,
    t('Insert "}"'),
    insertionAt(scope, lineStart, `${indent}}${lineBreak(text)}`),
    false,
  );
}

/** `syntax-unexpected-brace`: a `}` without a block. Not unasked: a `{` may be missing further up. */
export function unexpectedBraceFixes(scope: FixScope, problem: Problem): QuickFix[] {
  const { start, end } = problem.range;
  if (scope.text.slice(start, end) !== '}') return [];
  const lineStart = startOfLine(scope.text, start);
  const isOnOwnLine = scope.text.slice(lineStart, start).trim() === '' && scope.text[end] === '\n';
  const range = isOnOwnLine ? { start: lineStart, end: end + 1 } : problem.range;
  return mendingFixes(scope, problem, t('Remove "}"'), { path: scope.path, range, newText: '' }, false);
}

/** `syntax-byte-order-mark`. */
export function byteOrderMarkFixes(scope: FixScope, problem: Problem): QuickFix[] {
  if (scope.text[0] !== '\uFEFF') return [];
  const edit: FixEdit = { path: scope.path, range: { start: 0, end: 1 }, newText: '' };
  return fixOf(problem, t('Remove the byte order mark'), [edit], true);
}

/** `include-cycle`: the include that leads back. One with a pattern may bring in other files as well. */
export function includeCycleFixes({ file }: FixScope, problem: Problem): QuickFix[] {
  if (file === null) return [];
  const include = directiveAt(file.tree, problem.range.start);
  if (include < 0 || isGlobPattern(argumentValue(file.tree, include, 1))) return [];
  return fixOf(problem, t('Remove this include'), [removeDirective(file, include).edit], false);
}

/** The fix, if the file then reads with a mistake less. */
function mendingFixes(
  scope: FixScope,
  problem: Problem,
  title: string,
  edit: FixEdit | null,
  isPreferred: boolean,
): QuickFix[] {
  return edit !== null && mends(scope, edit) ? fixOf(problem, title, [edit], isPreferred) : [];
}

function mends({ file, text, path, budget }: FixScope, { range, newText }: FixEdit): boolean {
  if (file === null || text.length > budget.characters) return false;
  budget.characters -= text.length;
  const mended = parseConfig(text.slice(0, range.start) + newText + text.slice(range.end), path);
  return !mended.isTemplate && mended.problems.length < file.tree.problems.length;
}

function insertionAt({ path }: FixScope, offset: number, newText: string): FixEdit {
  return { path, range: { start: offset, end: offset }, newText };
}

function atEnd(scope: FixScope, indent: string | null): FixEdit {
  const { text } = scope;
  const start = text.length === 0 || text.endsWith('\n') ? '' : lineBreak(text);
  return insertionAt(scope, text.length, `${start}${indent ?? ''}}${lineBreak(text)}`);
}

/** The blanks before an offset; null where something else stands before it on its line. */
function indentAt(text: string, offset: number): string | null {
  const before = text.slice(startOfLine(text, offset), offset);
  return /^[ \t]*$/.test(before) ? before : null;
}

function lineBreak(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}
