import type { ConfigFile } from './configFiles';

/** A change of a file's text: `text` in place of what stood from `start` to `end`. */
export interface TextChange {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * What an edit left as it was between two versions of one file. Directives of `before` with an index below
 * `sameDirectives` are the directives of `after` with the same index, at the same offsets (but for the ends of those
 * whose block holds the edit); those from `movedFrom` on are those of `after` from `movedTo` on, `offsetDelta` further.
 * All that a moved directive stands in is among the same or the moved ones too. A block of Lua that holds the edit is
 * one of the same directives, though its code is another.
 */
export interface FileEdit {
  readonly before: ConfigFile;
  readonly after: ConfigFile;
  /** The change that was made, cut down to what differs; of a template it may reach further than what was typed. */
  readonly change: TextChange;
  readonly sameDirectives: number;
  readonly movedFrom: number;
  readonly movedTo: number;
  readonly offsetDelta: number;
}

/**
 * The same change without what stays at its start and its end: of a document that was replaced as a whole, what differs.
 *
 * @param before the text before
 */
export function narrowChange(before: string, { start, end, text }: TextChange): TextChange {
  const most = Math.min(end - start, text.length);
  const first = sameAtStart(before.slice(start, start + most), text);
  const rest = most - first;
  const last = sameAtEnd(before.slice(end - rest, end), text.slice(text.length - rest));
  return { start: start + first, end: end - last, text: text.slice(first, text.length - last) };
}

/** Texts are compared in pieces of this length, which is much faster than unit by unit. */
const PIECE = 4096;

/** Number of units with which two texts start alike; `left` is the shorter. */
function sameAtStart(left: string, right: string): number {
  let same = 0;
  while (
    same < left.length &&
    left.slice(same, same + PIECE) === right.slice(same, Math.min(same + PIECE, left.length))
  )
    same += PIECE;
  while (same < left.length && left.charCodeAt(same) === right.charCodeAt(same)) same++;
  return Math.min(same, left.length);
}

/** Number of units with which two texts of one length end alike. */
function sameAtEnd(left: string, right: string): number {
  let at = left.length;
  while (at > 0 && left.slice(Math.max(0, at - PIECE), at) === right.slice(Math.max(0, at - PIECE), at)) at -= PIECE;
  while (at > 0 && left.charCodeAt(at - 1) === right.charCodeAt(at - 1)) at--;
  return left.length - Math.max(0, at);
}
