import { describe, expect, test } from 'vitest';
import { snippetText, tabStop, tabStopChoice } from '../../../../server/src/features/completion/snippets';
import { expandSnippet } from './completing';

const HOSTILE = [
  '',
  'a',
  '$a',
  `\${a}`,
  'a}b',
  'a\\',
  '\\$',
  'a|b',
  'a,b',
  '$(x)',
  '`id`',
  '}$0',
  '|}',
  '\\|',
  '\\,',
  '$1',
];

describe('snippets', () => {
  test.each<[text: string, written: string]>([
    ['plain', 'plain'],
    ['$uri', '\\$uri'],
    ['a}b', 'a\\}b'],
    ['a\\b', 'a\\\\b'],
    ['a|b,c', 'a|b,c'],
  ])('text %s', (text, written) => {
    expect(snippetText(text)).toBe(written);
  });

  test.each<[texts: string[], written: string]>([
    [['one', 'two'], `\${1|one,two|}`],
    [['a,b', 'a|b', 'a\\b'], `\${1|a\\,b,a\\|b,a\\\\b|}`],
    [['$a', 'b}'], `\${1|$a,b}|}`],
  ])('choice of %j', (texts, written) => {
    expect(tabStopChoice(1, texts)).toBe(written);
  });

  test.each(HOSTILE)('%j comes out as it went in', (text) => {
    expect(expandSnippet(`x${snippetText(text)}y`)).toBe(`x${text}y`);
    expect(expandSnippet(`x${tabStop(1, text)}y`)).toBe(`x${text}y`);
    expect(expandSnippet(`x${tabStopChoice(1, [text, 'other'])}y`)).toBe(`x${text}y`);
  });
});
