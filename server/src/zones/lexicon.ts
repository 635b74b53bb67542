import type { ConfigFile } from '../config/configFiles';
import { type Directive, hasBlock } from '../config/tree';
import { type DirectiveMeaning, type MeaningTarget, readMeaning, wordsStart } from './directiveMeaning';
import { FORMS } from './knownDirectives';
import type { OpenBlock } from './openBlocks';
import { ownText } from './ownText';
import { createRecollection, forgetOldTexts, keep, type Recollection, recall } from './recollection';
import { createFormChooser } from './references';
import { type ScriptUses, scanLua } from './scriptScan';
import type { LuaScanner } from './scriptSteps';
import type { ServerBuild } from './serverBuild';

/**
 * What directives and Lua code mean, by their text. A config of thousands of uses says few things over and over, and from
 * one version to the next nearly all of them are the same.
 */
export interface Lexicon extends MeaningTarget {
  readonly scan: LuaScanner;
  /** By the sort of block that the directive stands in. */
  readonly meanings: Map<string, Recollection<DirectiveMeaning>>;
  readonly code: Recollection<ScriptUses>;
}

export function createLexicon(build: ServerBuild, pageSizeBytes: number): Lexicon {
  const code = createRecollection<ScriptUses>();
  return {
    build,
    pageSizeBytes,
    formsFor: createFormChooser(FORMS, build),
    scan: (text) => scanCode(code, text),
    meanings: new Map(),
    code,
  };
}

/** Texts that may come before those that nobody asks for are forgotten. */
const MOST_NEW_DIRECTIVES = 4000;
const MOST_NEW_CODE = 400;

/** To be called between two versions of a config, so that a session of any length takes the memory of a short one. */
export function tidyLexicon({ meanings, code }: Lexicon): void {
  for (const texts of meanings.values()) forgetOldTexts(texts, MOST_NEW_DIRECTIVES);
  forgetOldTexts(code, MOST_NEW_CODE);
}

function scanCode(code: Recollection<ScriptUses>, text: string): ScriptUses {
  const known = recall(code, text);
  if (known !== undefined) return known;
  const own = ownText(text);
  const uses = scanLua(own, { start: 0, end: own.length });
  keep(code, own, uses);
  return uses;
}

/** Longer directives are rare, and not worth being kept. */
const LONGEST_KEPT = 400;

/**
 * Words and blanks up to a `;`. Without quotes, escapes, braces and line breaks the text alone decides where a word ends:
 * nothing around the directive has a say.
 */
const PLAIN = /^[^\s"'\\{}#;]+(?:[ \t]+[^\s"'\\{}#;]+)*[ \t]*;$/;

/** Gives what directives of a file mean, each by its index and the block that it stands in. */
export function createMeaningReader(
  lexicon: Lexicon,
  file: ConfigFile,
): (directive: Directive, inside: OpenBlock) => DirectiveMeaning {
  const { tree } = file;
  const { text, parsedText } = tree;
  const isMasked = parsedText !== text;
  return (directive, { context, sort }) => {
    const start = wordsStart(tree, directive);
    const end = tree.ends[directive] ?? 0;
    if (end - start > LONGEST_KEPT || hasBlock(tree, directive)) return readMeaning(file, directive, context, lexicon);
    const words = text.slice(start, end);
    // Where template parts were blanked out, words may end elsewhere.
    if (isMasked && parsedText.slice(start, end) !== words) return readMeaning(file, directive, context, lexicon);
    const texts = meaningsIn(lexicon, sort);
    const known = recall(texts, words);
    if (known !== undefined) return known;
    const meaning = readMeaning(file, directive, context, lexicon);
    if (PLAIN.test(words)) keep(texts, ownText(words), meaning);
    return meaning;
  };
}

function meaningsIn({ meanings }: Lexicon, sort: string): Recollection<DirectiveMeaning> {
  const known = meanings.get(sort);
  if (known !== undefined) return known;
  const texts = createRecollection<DirectiveMeaning>();
  meanings.set(sort, texts);
  return texts;
}
