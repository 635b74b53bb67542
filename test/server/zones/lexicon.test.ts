// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is what templates look like
import { describe, expect, test } from 'vitest';
import { makeConfigFile } from '../../../server/src/config/configFiles';
import { directiveName } from '../../../server/src/config/tree';
import type { DirectiveMeaning } from '../../../server/src/zones/directiveMeaning';
import { createLexicon, createMeaningReader, type Lexicon } from '../../../server/src/zones/lexicon';
import { createBlockStack } from '../../../server/src/zones/openBlocks';
import { isZoneDirective } from '../../../server/src/zones/zoneModel';
import { buildOf } from './modelOf';

/** What the zone directives of a text mean. */
function meaningsIn(lexicon: Lexicon, text: string): DirectiveMeaning[] {
  const file = makeConfigFile('/a.conf', text, isZoneDirective);
  const blockAt = createBlockStack(file.tree, 'main', '', '');
  const meaningAt = createMeaningReader(lexicon, file);
  return [...file.marked].map((directive) => {
    const meaning = meaningAt(directive, blockAt(directive));
    expect(meaning.name).toBe(directiveName(file.tree, directive));
    return meaning;
  });
}

const newLexicon = (): Lexicon => createLexicon(buildOf('nginx/1.22.1'), 4096);

describe('a meaning is one for all directives', () => {
  test('of the same words in blocks of the same sort', () => {
    const text = `http { server { limit_req zone=a burst=5; }\n# more\n   server {\n limit_req zone=a burst=5; } }`;
    const [first, second] = meaningsIn(newLexicon(), text);
    expect(second).toBe(first);
  });

  test('of several versions', () => {
    const lexicon = newLexicon();
    const [first] = meaningsIn(lexicon, 'http { limit_req zone=a burst=5; }');
    expect(meaningsIn(lexicon, 'http { root /; limit_req zone=a burst=5; }')).toEqual([first]);
    expect(meaningsIn(lexicon, 'http { root /; limit_req zone=a burst=5; }')[0]).toBe(first);
  });

  test('its ranges count from the name', () => {
    const [meaning] = meaningsIn(newLexicon(), 'http { limit_req zone=a burst=5; }');
    expect(meaning?.use?.named).toEqual([{ name: 'a', range: { start: 15, end: 16 } }]);
  });
});

describe('a meaning is not that of', () => {
  test.each([
    ['another sort of block', 'http { limit_conn a 1; } stream { limit_conn a 1; }'],
    [
      'a block inside limit_except',
      'http { server { location / { limit_req zone=a; limit_except GET { limit_req zone=a; } } } }',
    ],
  ])('%s', (_, text) => {
    const [first, second] = meaningsIn(newLexicon(), text);
    expect(second).not.toEqual(first);
  });

  test('the same text whose words end elsewhere, since a template fills them in', () => {
    const text = 'http { limit_conn $(zone name) 1; }';
    const texts = [text, `> if x then\n> end\n${text}`];
    const apart = texts.map((one) => meaningsIn(newLexicon(), one));
    const lexicon = newLexicon();
    expect(texts.map((one) => meaningsIn(lexicon, one))).toEqual(apart);
    expect(apart[1]).not.toEqual(apart[0]);
  });
});
