import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';
import { createRegistryFromGrammars } from 'vscode-tmgrammar-test/dist/common/index.js';

/** Folder of the grammar's tests. */
export const GRAMMAR_TESTS = join(import.meta.dirname, '..');

/** Folder of the repository. */
export const REPOSITORY = join(GRAMMAR_TESTS, '../..');

export type Registry = ReturnType<typeof createRegistryFromGrammars>;
export type Grammar = NonNullable<Awaited<ReturnType<Registry['loadGrammar']>>>;
export type LineState = Parameters<Grammar['tokenizeLine']>[1];

/** A piece of text with the scopes that colour it, outermost first. */
export interface Token {
  readonly line: number;
  readonly start: number;
  readonly text: string;
  readonly scopes: readonly string[];
}

const GRAMMAR_PATH = join(REPOSITORY, 'syntaxes/nginx.tmLanguage.json');
const LUA_PATH = join(import.meta.dirname, 'lua.tmLanguage.json');

/** The grammar's JSON. */
export function grammarJson(): { readonly repository: Readonly<Record<string, unknown>> } {
  return JSON.parse(readFileSync(GRAMMAR_PATH, 'utf8'));
}

/** The grammar as an editor loads it: beside a grammar for Lua, or in an editor that has none. */
export function createRegistry({ withLua = true } = {}): Registry {
  const paths = withLua ? [GRAMMAR_PATH, LUA_PATH] : [GRAMMAR_PATH];
  return createRegistryFromGrammars(
    paths.map((path) => {
      const content = readFileSync(path, 'utf8');
      return { grammar: { path, scopeName: JSON.parse(content).scopeName }, content };
    }),
  );
}

/** Loads the grammar. */
export async function loadGrammar(options: { readonly withLua?: boolean } = {}): Promise<Grammar> {
  // The registry says aloud that it found no grammar for Lua; here that is on purpose.
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const grammar = await createRegistry(options).loadGrammar('source.nginx');
  warn.mockRestore();
  if (grammar === null) throw new Error('the grammar was not loaded');
  return grammar;
}

/** Tokens of a text, line by line; blanks between words are tokens too. */
export function tokensOf(grammar: Grammar, text: string): Token[] {
  const tokens: Token[] = [];
  let state: LineState = null;
  for (const [line, lineText] of text.split('\n').entries()) {
    const result = grammar.tokenizeLine(lineText, state);
    state = result.ruleStack;
    for (const { startIndex, endIndex, scopes } of result.tokens) {
      tokens.push({ line, start: startIndex, text: lineText.slice(startIndex, endIndex), scopes });
    }
  }
  return tokens;
}

/** Innermost scope of the first token with this text; undefined where no token has exactly this text. */
export function scopeOf(tokens: readonly Token[], text: string): string | undefined {
  return tokens.find((token) => token.text === text)?.scopes.at(-1);
}

/** Each line as text of its tokens' innermost scopes, to compare how two texts are coloured. */
export function colouredLines(grammar: Grammar, text: string): string[] {
  const lines: string[] = text.split('\n').map(() => '');
  for (const token of tokensOf(grammar, text)) {
    if (token.text.trim() !== '') lines[token.line] += `${token.text}<${token.scopes.slice(1).join(' ')}> `;
  }
  return lines;
}
