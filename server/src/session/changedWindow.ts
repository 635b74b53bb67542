import type { TextChange } from '../config/fileEdit';

/** Where a text differs from an older one: `start` to `end` there is `start` to `newEnd` now. */
export interface ChangedWindow {
  readonly start: number;
  readonly end: number;
  readonly newEnd: number;
}

/** The window of one change, whose offsets are `shift` too small. */
export function windowOf({ start, end, text }: TextChange, shift: number): ChangedWindow {
  return { start: start + shift, end: end + shift, newEnd: start + shift + text.length };
}

/** The window of two changes one after the other, the second in offsets of the text between them. */
export function mergeWindows(first: ChangedWindow, second: ChangedWindow): ChangedWindow {
  // What the second reaches behind the first's new text was there all along.
  const behind = Math.max(0, second.end - first.newEnd);
  return {
    start: Math.min(first.start, second.start),
    end: first.end + behind,
    newEnd: Math.max(first.newEnd, second.end) + (second.newEnd - second.end),
  };
}

/** The window as one change, with what the text holds there now. */
export function changeOf({ start, end, newEnd }: ChangedWindow, text: string): TextChange {
  return { start, end, text: text.slice(start, newEnd) };
}
