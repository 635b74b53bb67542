import { colourText, mixed, parseColour } from '../../colours';

/**
 * A colour between two: `share` of 1 of the first, the rest of the second. The first as it is where one of them cannot be
 * read.
 */
export function mixColours(colour: string, other: string, share: number): string {
  const over = parseColour(colour);
  const under = parseColour(other);
  return over === null || under === null ? colour : colourText(mixed(under, over, share));
}
