import type { ScreenSize } from '../console';
import { clipLine } from '../textFit';

const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const CLEAR_SCREEN = '\u001b[2J\u001b[H';
const CLEAR_LINE = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';

/** Lines on a terminal that are drawn again and again in the same place, below what was there before. */
export interface Frame {
  readonly draw: (lines: readonly string[], size: ScreenSize) => void;
  /** The terminal wraps lines anew when its width changes: the next drawing starts with an empty one. */
  readonly resized: () => void;
  /** Leaves the last drawing, with the cursor below it. */
  readonly end: () => void;
}

export function createFrame(write: (text: string) => void): Frame {
  let drawnLines = 0;
  let isCursorHidden = false;
  let isResized = false;
  return {
    draw: (lines, size) => {
      const shown = fitRows(lines, size);
      let output = isCursorHidden ? '' : HIDE_CURSOR;
      isCursorHidden = true;
      if (isResized) output += CLEAR_SCREEN;
      else if (drawnLines > 0) output += `\u001b[${drawnLines}A\r`;
      output += shown.map((line) => `${clipLine(line, size.columns)}${CLEAR_LINE}\n`).join('');
      write(output + CLEAR_BELOW);
      drawnLines = shown.length;
      isResized = false;
    },
    resized: () => {
      isResized = true;
    },
    end: () => {
      if (isCursorHidden) write(SHOW_CURSOR);
      isCursorHidden = false;
    },
  };
}

/** A drawing may not scroll, or the next one starts in the wrong place: the cursor needs the last row. */
function fitRows(lines: readonly string[], { rows }: ScreenSize): readonly string[] {
  const room = Math.max(1, rows - 1);
  if (lines.length <= room) return lines;
  const hidden = lines.length - room + 1;
  return [...lines.slice(0, room - 1), `… ${hidden} more lines: make the window taller`];
}
