import type { ConfigFile } from '../../config/configFiles';
import { takesFreeWords } from '../../config/directiveNames';
import { type Directive, parentOf, unescapeToken } from '../../config/tree';
import type { ScriptFile } from '../../zones/scripts';
import type { Analysis } from '../analysis';
import { argumentCompletions } from './argumentCompletions';
import { type Completion, MOST_COMPLETIONS } from './completion';
import { contextsInBlock } from './cursorContexts';
import { type CursorPlace, cursorPlaceAt, lineBehind, type StatementPlace } from './cursorPlace';
import { directiveCompletions } from './directiveCompletions';
import { codeBefore, scriptCompletions } from './scriptCompletions';
import { sizeCompletions } from './sizeCompletions';

/**
 * What may be put at a cursor, as far as it is about zones: directives, names, parameters, sizes, and dictionaries in
 * scripts. The text around the cursor may be as broken as a text that is being typed is.
 *
 * @param path of a config file or script of the analysis, whose texts must be those that the offset is in
 * @param trigger the character whose typing asks, where the person did not ask; nothing is then offered in an empty place
 *   where a statement may start, which a blank would lead to all the time
 * @returns at most {@link MOST_COMPLETIONS}; nothing where nothing of ours may stand
 */
export function completions(
  analysis: Analysis,
  path: string,
  offset: number,
  trigger: string | null = null,
): readonly Completion[] {
  return allCompletions(analysis, path, offset, trigger).slice(0, MOST_COMPLETIONS);
}

function allCompletions(
  analysis: Analysis,
  path: string,
  offset: number,
  trigger: string | null,
): readonly Completion[] {
  const { config, scripts } = analysis.model;
  const file = config.files.get(path);
  if (file !== undefined) {
    const at = clamped(offset, file.tree.text);
    const place = cursorPlaceAt(file.tree, at);
    return place === null ? [] : configCompletions(analysis, file, at, place, trigger);
  }
  const script = scripts.files.get(path);
  return script === undefined ? [] : scriptFileCompletions(analysis, script, clamped(offset, script.text));
}

function clamped(offset: number, text: string): number {
  return Math.min(Math.max(0, offset), text.length);
}

function configCompletions(
  analysis: Analysis,
  { path, tree }: ConfigFile,
  offset: number,
  place: CursorPlace,
  trigger: string | null,
): readonly Completion[] {
  const contextsIn = (block: Directive): readonly string[] => contextsInBlock(analysis.model.config, path, block);
  if (place.type === 'lua') {
    return scriptCompletions(analysis, {
      language: 'lua',
      before: codeBefore(tree.text, place.start, offset),
      after: lineBehind(tree.text, offset),
      offset,
      outerQuote: '',
      contexts: contextsIn(parentOf(tree, place.block)),
    });
  }
  const contexts = contextsIn(place.block);
  const [directive] = place.words;
  if (contexts.length === 0) return [];
  if (directive === undefined) {
    return place.token.typed === '' && trigger !== null ? [] : directiveCompletions(analysis, place, contexts);
  }
  if (directive.endsWith('_by_lua')) return inlineCompletions(analysis, offset, place, contexts);
  const found = [
    ...sizeCompletions(analysis, path, place, contexts),
    ...argumentCompletions(analysis, place, contexts),
  ];
  if (found.length > 0 || !mayStartStatement(place, directive)) return found;
  return directiveCompletions(analysis, place, contexts);
}

/** A word is typed at the start of a line, where the statement before it lacks its `;`. */
function mayStartStatement({ startsLine, token }: StatementPlace, directive: string): boolean {
  return startsLine && token.typed !== '' && !takesFreeWords(directive);
}

/** Code in a quoted argument, whose escapes nginx takes off before Lua reads it. */
function inlineCompletions(
  analysis: Analysis,
  offset: number,
  { token }: StatementPlace,
  contexts: readonly string[],
): readonly Completion[] {
  if (token.quote === '') return [];
  const before = unescapeToken(token.typed);
  const { tail: after, quote: outerQuote } = token;
  return scriptCompletions(analysis, { language: 'lua', before, after, offset, outerQuote, contexts });
}

function scriptFileCompletions(analysis: Analysis, { path, text }: ScriptFile, offset: number): readonly Completion[] {
  const uses = analysis.model.scripts.references.filter((reference) => reference.path === path);
  const language = uses[0]?.language ?? (/\.[cm]?[jt]s$/.test(path) ? 'js' : 'lua');
  const subsystems = [...new Set(uses.map(({ subsystem }) => subsystem))];
  return scriptCompletions(analysis, {
    language,
    before: codeBefore(text, 0, offset),
    after: lineBehind(text, offset),
    offset,
    outerQuote: '',
    // Only its uses tell what code a file belongs to: one that has none yet may belong to any.
    contexts: subsystems.length === 0 ? [''] : subsystems,
  });
}
