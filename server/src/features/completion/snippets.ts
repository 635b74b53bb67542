/** Text as it stands between the tab stops of a snippet. */
export function snippetText(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}

/** A tab stop with something to write over. */
export function tabStop(number: number, text: string): string {
  return text === '' ? `\${${number}}` : `\${${number}:${snippetText(text)}}`;
}

/** A tab stop with a list to choose from. */
export function tabStopChoice(number: number, texts: readonly string[]): string {
  // Among choices, an editor takes a backslash before "$" or "}" for one of the text.
  return `\${${number}|${texts.map((text) => text.replace(/[\\,|]/g, '\\$&')).join(',')}|}`;
}
