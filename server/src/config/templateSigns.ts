import {
  hasHiddenTemplateParts,
  hasTemplateMarks,
  isTemplateName,
  type TemplateStyle,
  templateStyles,
} from './templates';
import { type ConfigTree, luaBlockRanges } from './tree';

/** What is known of the template parts in a text, so that an edit need not have all of it searched; null: not known. */
export interface TemplateSigns {
  /** See {@link hasHiddenTemplateParts}. */
  readonly hasHiddenParts: boolean | null;
  /** See {@link hasTemplateMarks}. */
  readonly hasMarks: boolean | null;
}

export const UNKNOWN_SIGNS: TemplateSigns = { hasHiddenParts: null, hasMarks: null };

/**
 * Decides whether a text is to be read again as a template.
 *
 * @param tree the text read as nginx's language
 * @param path the file's name
 * @returns styles of its template parts, null where it is none; and what is now known
 */
export function judgeTemplate(
  tree: ConfigTree,
  path: string,
  known: TemplateSigns,
): { readonly styles: Set<TemplateStyle> | null; readonly signs: TemplateSigns } {
  const { text } = tree;
  let { hasHiddenParts } = known;
  if (tree.problems.length === 0) {
    hasHiddenParts ??= hasHiddenTemplateParts(text);
    if (!hasHiddenParts) return { styles: null, signs: { hasHiddenParts, hasMarks: known.hasMarks } };
  }
  const hasMarks = known.hasMarks ?? hasTemplateMarks(text);
  const signs = { hasHiddenParts, hasMarks };
  if (hasMarks) return { styles: templateStyles(text, path, luaBlockRanges(tree)), signs };
  return { styles: isTemplateName(path) ? new Set() : null, signs };
}

/**
 * What is known after an edit: where there was no sign, there can only be one on the lines that it touched.
 *
 * @param text the text after it
 * @param start offset of what is new
 * @param end offset after it
 */
export function signsAfterEdit(before: TemplateSigns, text: string, start: number, end: number): TemplateSigns {
  if (before.hasHiddenParts !== false && before.hasMarks !== false) return UNKNOWN_SIGNS;
  const lineEnd = text.indexOf('\n', end);
  // With the line feed before them, which one of the signs starts with.
  const lineStart = start === 0 ? 0 : Math.max(0, text.lastIndexOf('\n', start - 1));
  const lines = text.slice(lineStart, lineEnd === -1 ? text.length : lineEnd);
  return {
    hasHiddenParts: before.hasHiddenParts === false ? hasHiddenTemplateParts(lines) : null,
    hasMarks: before.hasMarks === false ? hasTemplateMarks(lines) : null,
  };
}
