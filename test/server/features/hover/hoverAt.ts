import { hover } from '../../../../server/src/features/hover/hover';
import { type CursorSetup, withCursor, withCursorInHttp } from '../cursor';

/** What is shown at a cursor in the http block (or in a further file): its Markdown, null for nothing. */
export function hoverAt(text: string, setup: CursorSetup = {}): string | null {
  const { analysis, path, offset } = withCursorInHttp(text, setup);
  return hover(analysis, path, offset, 0)?.markdown ?? null;
}

/** The same for a whole config. */
export function hoverInConfig(text: string, setup: CursorSetup = {}): string | null {
  const { analysis, path, offset } = withCursor(text, setup);
  return hover(analysis, path, offset, 0)?.markdown ?? null;
}

/** Its paragraphs and tables, with spaces that break lines in labels too. */
export function blocksOf(markdown: string | null): string[] {
  return markdown?.replaceAll('\u00a0', ' ').split('\n\n') ?? [];
}

/** The text of the row of a label; null where there is none. */
export function rowOf(markdown: string | null, label: string): string | null {
  const line = blocksOf(markdown)
    .flatMap((block) => block.split('\n'))
    .find((one) => one.startsWith(`| ${label} | `));
  return line === undefined ? null : line.slice(`| ${label} | `.length, -' |'.length);
}

/** The link to the setting with the lengths of entries. */
export function entrySizeLink(text: string): string {
  return `[${text}](command:zoneLens.openEntrySizes "Say how long your entries are: zoneLens.entrySizes")`;
}

/** The text without its code spans, without what a backslash takes the meaning off, and without our own links. */
export function outsideCode(markdown: string): string {
  const own = /\[[\w ]+\]\(command:zoneLens\.openEntrySizes "[\w .:]+"\)/g;
  return markdown.replace(own, '').replace(/\\[!-/:-@[-`{-~]|(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, '');
}
