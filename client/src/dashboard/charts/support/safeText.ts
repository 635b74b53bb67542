import { shorten } from '../../../../../server/src/features/figures';
import { printable } from '../../../../../server/src/features/printable';

/** UTF-16 units of a name that a drawing shows. */
const LONGEST_NAME = 60;

/** Breaks the marks `{style|text}` apart, and cannot be seen. */
const ZERO_WIDTH_SPACE = '\u200b';

/**
 * A name from a config or a running server, made safe for a drawing: on one line, not too long, and without the marks that
 * the chart library takes for rich text or for a placeholder.
 */
export function safeName(name: string, longest = LONGEST_NAME): string {
  return shorten(printable(name), longest).replaceAll('{', `{${ZERO_WIDTH_SPACE}`);
}
