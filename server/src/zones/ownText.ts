/** Shortest part of a text that V8 keeps as a view of the whole. */
const SHORTEST_VIEW = 13;

/**
 * The same text with memory of its own. A part of a file's text keeps all of it in memory, so what outlives the file's
 * version must not be such a part.
 */
export function ownText(text: string): string {
  return text.length < SHORTEST_VIEW ? text : ` ${text}`.slice(1);
}
