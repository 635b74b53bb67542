import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { getVSCodeTokens, renderSnap } from 'vscode-tmgrammar-test/dist/snapshot/index.js';
import { parseGrammarTestCase, runGrammarTestCase } from 'vscode-tmgrammar-test/dist/unit/index.js';
import { createRegistry, GRAMMAR_TESTS } from './support/grammar';

const registry = createRegistry();

const configsIn = (folder: string): string[] =>
  readdirSync(join(GRAMMAR_TESTS, folder)).filter((name) => name.endsWith('.conf'));

/** Scopes written under the text that they belong to, in the form of vscode-tmgrammar-test. */
test.each(configsIn('asserts'))('colours what asserts/%s points at', async (name) => {
  const testCase = parseGrammarTestCase(readFileSync(join(GRAMMAR_TESTS, 'asserts', name), 'utf8'));
  expect(testCase.assertions.length).toBeGreaterThan(0);
  const failures = await runGrammarTestCase(registry, testCase);
  const messages = failures.map(({ line, srcLine, start, end, missing, unexpected, actual }) => {
    const text = testCase.source[srcLine]?.slice(start, end);
    return `line ${line + 1}: "${text}" lacks [${missing}], must not have [${unexpected}], has [${actual}]`;
  });
  expect(messages).toEqual([]);
});

/** Every scope of whole files, in the form of vscode-tmgrammar-snap; written again with `vitest run -u`. */
test.each(configsIn('snapshots'))('colours snapshots/%s as before', async (name) => {
  const path = join(GRAMMAR_TESTS, 'snapshots', name);
  const lines = await getVSCodeTokens(registry, 'source.nginx', readFileSync(path, 'utf8'));
  await expect(`${renderSnap(lines)}\n`).toMatchFileSnapshot(`${path}.snap`);
});
