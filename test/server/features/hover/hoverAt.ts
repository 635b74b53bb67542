import { hover } from '../../../../server/src/features/hover/hover';
import { type CursorSetup, withCursor, withCursorInHttp } from '../cursor';

/** What is shown at a cursor in the http block (or in a further file): its Markdown, null for nothing. */
export function hoverAt(text: string, setup: CursorSetup = {}): string | null {
  const { analysis, path, offset } = withCursorInHttp(text, setup);
  return hover(analysis, path, offset)?.markdown ?? null;
}

/** The same for a whole config. */
export function hoverInConfig(text: string, setup: CursorSetup = {}): string | null {
  const { analysis, path, offset } = withCursor(text, setup);
  return hover(analysis, path, offset)?.markdown ?? null;
}

/** The text of the row of a label; null where there is none. */
export function rowOf(markdown: string | null, label: string): string | null {
  const line = markdown?.split('\n').find((one) => one.startsWith(`| ${label} | `));
  return line === undefined ? null : line.slice(`| ${label} | `.length, -' |'.length);
}

/** The text without its code spans and without what a backslash takes the meaning off. */
export function outsideCode(markdown: string): string {
  return markdown.replace(/\\[!-/:-@[-`{-~]|(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, '');
}
