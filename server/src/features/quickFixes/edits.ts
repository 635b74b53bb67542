import type { ConfigFile } from '../../config/configFiles';
import type { TextRange } from '../../config/sourceText';
import { argumentCount, argumentRange, type Directive } from '../../config/tree';
import type { ZoneDeclaration } from '../../zones/declarations';
import type { FixEdit } from './quickFix';

/**
 * Puts a text in the place of another.
 *
 * @returns null where the file holds something else there: an argument with escapes, whose parts have no place of their own
 */
export function replaceText(file: ConfigFile, range: TextRange, expected: string, newText: string): FixEdit | null {
  return file.tree.text.slice(range.start, range.end) === expected ? { path: file.path, range, newText } : null;
}

/** Puts a text between others. */
export function insertText({ path }: ConfigFile, offset: number, newText: string): FixEdit {
  return { path, range: { start: offset, end: offset }, newText };
}

/** Inserts an argument behind another one; behind the directive's name for argument 0. */
export function insertArgument(file: ConfigFile, directive: Directive, behind: number, text: string): FixEdit {
  return insertText(file, argumentRange(file.tree, directive, behind).end, ` ${text}`);
}

/** Takes an argument away with the blanks before it; null where a comment stands between it and the one before. */
export function removeArgument(file: ConfigFile, directive: Directive, argument: number): FixEdit | null {
  const { start } = argumentRange(file.tree, directive, argument);
  const before = argumentRange(file.tree, directive, argument - 1).end;
  const { end } = argumentRange(file.tree, directive, argument);
  if (file.tree.text.slice(before, start).trim() !== '') return null;
  return { path: file.path, range: { start: before, end }, newText: '' };
}

/** Writes a declaration's size, where it has one and where it lacks one. */
export function writeSize(declaration: ZoneDeclaration, sizeText: string): FixEdit | null {
  const { file, directive, kind, name, nameRange, sizeRange, argumentRange: argument } = declaration;
  if (declaration.sizeText !== null) return replaceText(file, sizeRange, declaration.sizeText, sizeText);
  const { grammar } = kind;
  if (name === '') return null;
  switch (grammar.form) {
    case 'keyed':
    case 'spec':
      if (file.tree.text.slice(nameRange.start, nameRange.end) !== name) return null;
      return insertText(file, nameRange.end, `:${sizeText}`);
    case 'positional':
      if (argumentCount(file.tree, directive) !== grammar.sizeArgument - 1) return null;
      return insertArgument(file, directive, grammar.sizeArgument - 1, sizeText);
    case 'separate':
      return insertText(file, argument.end, ` ${grammar.sizePrefix}${sizeText}`);
    default:
      return null;
  }
}

/** Characters that can stand in an argument without quotes, and that no script or template takes for its own. */
const PLAIN_WORD = /^[\p{L}\p{N}_.@+-]+$/u;

/** Longest name that is written: nginx reads no longer argument. */
const LONGEST_WORD = 1000;

/** A name that can be written in place of another, whatever quotes are around it. */
export function isPlainWord(text: string): boolean {
  return text.length <= LONGEST_WORD && PLAIN_WORD.test(text);
}
