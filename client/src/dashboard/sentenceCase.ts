/** A word or two as the beginning of a sentence or of a table's head. */
export function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
