import { narrowChange, type TextChange } from './fileEdit';
import { parseConfig, parseMasked, parseText, traceOfParser, treeOf } from './parser';
import { keepTrace, type ParseTrace, traceOf } from './parseTrace';
import { type Reparsed, reparseText } from './reparse';
import { findSameDirectives, type SameDirectives } from './sameDirectives';
import type { TextRange } from './sourceText';
import { judgeTemplate, signsAfterEdit, type TemplateSigns, UNKNOWN_SIGNS } from './templateSigns';
import { maskTemplates, type TemplateStyle } from './templates';
import type { ConfigTree } from './tree';

/** A tree after an edit. */
export interface UpdatedTree {
  readonly tree: ConfigTree;
  /** What stayed as it was; null where the text was read again as a whole. */
  readonly edit: TreeEdit | null;
}

/** What an edit left as it was: see FileEdit. */
export interface TreeEdit extends SameDirectives {
  readonly change: TextChange;
}

/**
 * The tree that parseConfig gives, made of the one before an edit.
 *
 * @param path the file's name, which may say that it is a template
 * @param text the text after the edit
 * @param change what is different from the text before
 */
export function updateTree(before: ConfigTree, path: string, text: string, change: TextChange): UpdatedTree {
  const trace = traceOf(before);
  if (trace === null) return { tree: parseConfig(text, path), edit: null };
  const written = readWritten(before, trace, text, change);
  const { styles, signs } = judgeTemplate(written.tree, path, written.signs);
  keepTrace(written.tree, traceOfParser(written.parser, signs));
  if (styles !== null) return updateTemplate(before, trace, written.tree, styles, change);
  const { tree, reparsed } = written;
  if (trace.template !== null || reparsed === null) return { tree, edit: null };
  return { tree, edit: { change, ...findSameDirectives(before, tree, reparsed, change) } };
}

interface Written {
  readonly parser: Reparsed['parser'];
  readonly tree: ConfigTree;
  readonly signs: TemplateSigns;
  readonly reparsed: Reparsed | null;
}

/** Reads the text as it stands, be it a template or not. */
function readWritten(before: ConfigTree, trace: ParseTrace, text: string, change: TextChange): Written {
  const written = trace.template === null ? before : trace.template.written;
  const writtenTrace = written === null ? null : traceOf(written);
  if (written === null || writtenTrace === null) {
    const parser = parseText(text, trace.checkpoints.spacing);
    return { parser, tree: treeOf(parser, text, false), signs: UNKNOWN_SIGNS, reparsed: null };
  }
  const reparsed = reparseText(written, writtenTrace, text, change);
  const end = change.start + change.text.length;
  const signs = signsAfterEdit(writtenTrace.templateSigns, text, change.start, end);
  return { parser: reparsed.parser, tree: treeOf(reparsed.parser, text, false), signs, reparsed };
}

/** Reads the text with its template parts blanked out. */
function updateTemplate(
  before: ConfigTree,
  trace: ParseTrace,
  written: ConfigTree,
  styles: ReadonlySet<TemplateStyle>,
  change: TextChange,
): UpdatedTree {
  const { text } = written;
  const masked = maskTemplates(text, styles);
  if (trace.template === null)
    return { tree: parseMasked(masked, text, trace.checkpoints.spacing, written), edit: null };
  const { start, end } = changedRange(before.parsedText, masked, change);
  const offsetDelta = text.length - before.text.length;
  const changeTo = (after: string): TextChange => ({ start, end, text: after.slice(start, end + offsetDelta) });
  const reparsed = reparseText(before, trace, masked, changeTo(masked));
  const tree = treeOf(reparsed.parser, text, true);
  keepTrace(tree, { ...traceOfParser(reparsed.parser, UNKNOWN_SIGNS), template: { written } });
  return { tree, edit: { change: changeTo(text), ...findSameDirectives(before, tree, reparsed, changeTo(text)) } };
}

/**
 * The range that differs between two texts with their parts blanked out, or between the texts as they are written: the
 * start or end of a part may change what is far from it, and a change inside of one may change nothing.
 */
function changedRange(before: string, after: string, { start, end }: TextChange): TextRange {
  const masked = narrowChange(before, { start: 0, end: before.length, text: after });
  if (masked.start === masked.end && masked.text === '') return { start, end };
  return { start: Math.min(start, masked.start), end: Math.max(end, masked.end) };
}
