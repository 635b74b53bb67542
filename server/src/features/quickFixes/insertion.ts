import type { ConfigFile } from '../../config/configFiles';
import { blockContent, childrenOf, type Directive, directiveRange, parentOf } from '../../config/tree';
import { insertText } from './edits';
import type { FixEdit } from './quickFix';
import { afterMark, endOfLine, startOfLine } from './removal';

/** Puts a directive on a line of its own behind another one, as far in as that; beside it where it has no line. */
export function insertBehind(file: ConfigFile, directive: Directive, newDirective: string): FixEdit {
  const { text } = file.tree;
  const { start, end } = directiveRange(file.tree, directive);
  const indent = indentOf(text, start);
  const lineEnd = endOfLine(text, end);
  const rest = text.slice(end, lineEnd);
  if (indent === null || !/^[ \t\r]*(?:#|$)/.test(rest)) return insertText(file, end, ` ${newDirective}`);
  const offset = text[lineEnd - 1] === '\r' ? Math.max(end, lineEnd - 1) : lineEnd;
  return insertText(file, offset, lineBreakOf(text) + indent + newDirective);
}

/** Puts a directive on a line of its own before another one and the comment above that; beside it where it has no line. */
export function insertBefore(file: ConfigFile, directive: Directive, newDirective: string): FixEdit {
  const { text } = file.tree;
  const { start } = directiveRange(file.tree, directive);
  const indent = indentOf(text, start);
  if (indent === null) return insertText(file, start, `${newDirective} `);
  return insertText(file, startOfComment(text, startOfLine(text, start)), indent + newDirective + lineBreakOf(text));
}

/** Puts a directive first into a block. */
export function insertFirst(file: ConfigFile, block: Directive, newDirective: string): FixEdit | null {
  const [child] = childrenOf(file.tree, block);
  if (child !== undefined) return insertBefore(file, child, newDirective);
  const content = blockContent(file.tree, block);
  if (content === null) return null;
  const { text } = file.tree;
  const inside = text.slice(content.start, content.end);
  if (!inside.includes('\n')) {
    // No comment can stand on the brace's line.
    const space = inside === '' ? ' ' : '';
    return insertText(file, content.start, ` ${newDirective}${space}`);
  }
  const lineEnd = endOfLine(text, content.start);
  const offset = text[lineEnd - 1] === '\r' ? lineEnd - 1 : lineEnd;
  const indent = (indentOf(text, directiveRange(file.tree, block).start) ?? '') + indentUnit(file);
  return insertText(file, offset, lineBreakOf(text) + indent + newDirective);
}

/** The file's line breaks, as its first line has it. */
function lineBreakOf(text: string): string {
  const first = text.indexOf('\n');
  return first > 0 && text[first - 1] === '\r' ? '\r\n' : '\n';
}

/** The blanks before an offset; null where something else stands before it on its line. */
function indentOf(text: string, offset: number): string | null {
  const before = text.slice(startOfLine(text, offset), offset).replace(/^\uFEFF/, '');
  return /^[ \t]*$/.test(before) ? before : null;
}

/** Where the comment lines that end right above a line start; the line's own start where there are none. */
function startOfComment(text: string, lineStart: number): number {
  let at = lineStart;
  while (at > 0) {
    const above = startOfLine(text, at - 1);
    if (!/^[ \t]*#/.test(text.slice(above, at))) break;
    at = above;
  }
  return afterMark(text, at);
}

/** nginx's own configs. */
const USUAL_INDENT = '    ';

/** Looked at to see how far in a file sets its blocks. */
const MOST_DIRECTIVES_LOOKED_AT = 1000;

/** What a block's content is further in than its head. */
function indentUnit({ tree }: ConfigFile): string {
  const count = Math.min(tree.directiveCount, MOST_DIRECTIVES_LOOKED_AT);
  for (let directive = 0; directive < count; directive++) {
    const parent = parentOf(tree, directive);
    if (parent < 0) continue;
    const outer = indentOf(tree.text, directiveRange(tree, parent).start);
    const inner = indentOf(tree.text, directiveRange(tree, directive).start);
    if (outer !== null && inner !== null && inner.length > outer.length && inner.startsWith(outer))
      return inner.slice(outer.length);
  }
  return USUAL_INDENT;
}
