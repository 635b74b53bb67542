import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../server/src/config/parser';
import { judgeTemplate, signsAfterEdit, UNKNOWN_SIGNS } from '../../../server/src/config/templateSigns';
import { hasHiddenTemplateParts, hasTemplateMarks } from '../../../server/src/config/templates';
import { createRandom } from '../../support/random';

const NONE = { hasHiddenParts: false, hasMarks: false };

describe('signsAfterEdit', () => {
  it('finds every sign that an edit brings', () => {
    const random = createRandom(12);
    const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
    const pieces = ['{', '%', '<', '$', '( ', '?', '>', ' ', '\t', '\n', '\n> ', 'if', '\r', 'x'];
    const someText = (most: number): string =>
      Array.from({ length: Math.floor(random() * most) }, () => pick(pieces)).join('');
    let brought = 0;
    for (let round = 0; round < 30_000; round++) {
      const before = someText(9);
      if (hasTemplateMarks(before) || hasHiddenTemplateParts(before)) continue;
      const start = Math.floor(random() * (before.length + 1));
      const inserted = someText(3);
      const text = before.slice(0, start) + inserted + before.slice(start + Math.floor(random() * 3));
      const expected = { hasHiddenParts: hasHiddenTemplateParts(text), hasMarks: hasTemplateMarks(text) };
      expect([text, signsAfterEdit(NONE, text, start, start + inserted.length)]).toEqual([text, expected]);
      if (expected.hasMarks) brought++;
    }
    expect(brought).toBeGreaterThan(400);
  });

  it('knows nothing of a sign that may have gone', () => {
    expect(signsAfterEdit({ hasHiddenParts: true, hasMarks: true }, 'a', 0, 0)).toEqual(UNKNOWN_SIGNS);
    expect(signsAfterEdit({ hasHiddenParts: false, hasMarks: true }, 'a', 0, 0)).toEqual({
      hasHiddenParts: false,
      hasMarks: null,
    });
  });
});

describe('judgeTemplate', () => {
  const judge = (text: string, path = 'a.conf') => judgeTemplate(parseConfig(text), path, UNKNOWN_SIGNS);

  it('does not search a text without problems for marks', () => {
    expect(judge("a '{{ b }}';")).toEqual({ styles: null, signs: { hasHiddenParts: false, hasMarks: null } });
  });

  it('takes a broken text by its marks or its name', () => {
    expect(judge('a }').styles).toBeNull();
    expect(judge('a }', 'a.j2').styles).toEqual(new Set());
    expect(judge('a <% b %>;').styles).toEqual(new Set(['erb']));
  });
});
