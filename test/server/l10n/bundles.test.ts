import { config as setUpTexts } from '@vscode/l10n';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allTexts, bundleText, textsOfSource } from '../../../scripts/l10n.mjs';
import { CONFIG_MESSAGES } from '../../../server/src/features/diagnostics/configMessages';
import { t } from '../../../server/src/l10n';
import { zoneKinds } from '../../../server/src/zones/catalogue';
import {
  figuresOf,
  LANGUAGES,
  markupOf,
  placeholdersOf,
  readProjectFile,
  readTexts,
  type Texts,
  withoutPlaceholders,
} from './texts';

const ENGLISH = readTexts('l10n/bundle.l10n.json');
const MANIFEST_TEXTS = readTexts('package.nls.json');

/** Texts that are the same in every language. */
const SAME_EVERYWHERE: ReadonlySet<string> = new Set(['Zone Lens for nginx']);

test('the bundle holds what the sources and the catalogue hold', () => {
  expect(readProjectFile('l10n/bundle.l10n.json')).toBe(bundleText(allTexts(zoneKinds, CONFIG_MESSAGES)));
});

test('there is Simplified Chinese', () => {
  expect(LANGUAGES).toContain('zh-cn');
});

describe('what is gathered of a source', () => {
  const IMPORT = "import { t } from '../l10n';\n";

  test.each([
    ['a literal', "t('a {0}', 1)", ['a {0}']],
    ['literals put together', "t('a ' +\n 'b' + \"c\")", ['a bc']],
    ['either of two', "t(x ? 'a' : 'b')", ['a', 'b']],
    ['what stands in for nothing', "t(kind.entry?.noun ?? 'a')", ['a']],
    ['one inside another', "t('a {0}', t('b'))", ['a {0}', 'b']],
    ['a text of the catalogue', 't(kind.whenFull)', []],
    ["the editor's own", "vscode.l10n.t('a')", ['a']],
    ['other calls', "x.t('a'); format('b')", []],
  ])('%s', (_, source, expected) => {
    expect(textsOfSource('/a.ts', IMPORT + source)).toEqual(expected);
  });

  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a source
  test.each(['t(text)', 't(`a ${x}`)', "t('a' + x)", 't(x.title)'])('an error for %s', (source) => {
    expect(() => textsOfSource('/a.ts', IMPORT + source)).toThrow('/a.ts:2: t() wants a literal text');
  });

  test('a t of another origin is none of ours', () => {
    expect(textsOfSource('/a.ts', "import { t } from './time';\nt(text)")).toEqual([]);
  });
});

describe.each(LANGUAGES)('%s', (language) => {
  const bundle = readTexts(`l10n/bundle.l10n.${language}.json`);
  const manifest = readTexts(`package.nls.${language}.json`);

  test('has the texts of the code, and no others, in their order', () => {
    expect(Object.keys(bundle)).toEqual(Object.keys(ENGLISH));
  });

  test('has the texts of the manifest, and no others, in their order', () => {
    expect(Object.keys(manifest)).toEqual(Object.keys(MANIFEST_TEXTS));
  });

  const pairs = [...pairsOf(ENGLISH, bundle), ...pairsOf(MANIFEST_TEXTS, manifest)];

  test.each(pairs)('is alike in form: %s', (text, translated) => {
    expect(placeholdersOf(translated), 'values').toEqual(placeholdersOf(text));
    expect(markupOf(translated), 'Markdown').toEqual(markupOf(text));
    expect(figuresOf(translated), 'figures').toEqual(figuresOf(text));
    if (!SAME_EVERYWHERE.has(text)) expect(translated).not.toBe(text);
  });

  describe('shows every value', () => {
    beforeAll(() => setUpTexts({ contents: bundle }));
    afterAll(() => setUpTexts({ contents: {} }));

    test.each(Object.keys(ENGLISH).filter((text) => placeholdersOf(text).length > 0))('%s', (text) => {
      const values = Array.from({ length: 10 }, (_, index) => `value-${index}-value`);
      const shown = t(text, ...values);
      for (const placeholder of placeholdersOf(text)) expect(shown).toContain(`value-${placeholder[1]}-value`);
      expect(shown).not.toMatch(/\{\d\}/);
    });
  });
});

test.each(Object.keys(ENGLISH).filter((text) => placeholdersOf(text).length > 0))(
  'English shows every value: %s',
  (text) => {
    const values = Array.from({ length: 10 }, (_, index) => `value-${index}-value`);
    // A brace in the text may swallow a placeholder behind it.
    expect(t(text, ...values)).not.toMatch(/\{\d\}/);
    expect(new Set(placeholdersOf(text))).toEqual(
      new Set(Array.from({ length: new Set(placeholdersOf(text)).size }, (_, index) => `{${index}}`)),
    );
  },
);

test('the manifest uses all of its texts, and no others', () => {
  const used = [...readProjectFile('package.json').matchAll(/"%([\w.]+)%"/g)].map((match) => match[1]);
  expect(new Set(used)).toEqual(new Set(Object.keys(MANIFEST_TEXTS)));
});

describe('Chinese', () => {
  const chinese = [
    ...pairsOf(ENGLISH, readTexts('l10n/bundle.l10n.zh-cn.json')),
    ...pairsOf(MANIFEST_TEXTS, readTexts('package.nls.zh-cn.json')),
  ].filter(([text]) => !SAME_EVERYWHERE.has(text));

  const NOUNS = new Set(zoneKinds.flatMap(({ entry }) => (entry === null ? [] : [entry.noun])));

  test('has a measure word before each noun, as nouns stand behind numbers', () => {
    const nouns = chinese.filter(([text]) => NOUNS.has(text)).map(([, translated]) => translated);
    expect(nouns).toHaveLength(NOUNS.size);
    for (const noun of nouns) expect(noun).toMatch(/^个/);
  });

  /** Texts with values that begin with a measure word, or begin and end with Chinese marks. */
  const BRINGS_MARKS = new Set([
    'How many {0} shall it hold?',
    'Taken here by {0}.',
    '{0}. A zone belongs to one module: {1} has this name, so {2} needs another.',
    '{0}. A zone belongs to one module: {1} makes a zone of this name by itself, so {2} needs another.',
  ]);

  test.each(chinese)('is set as Chinese is: %s', (text, translated) => {
    const shown = translated
      .replace(/`[^`]*`/g, 'x')
      .replace(/\]\([^)]*\)/g, ']')
      .replaceAll('**', '');
    // Words, or only marks where the English has only marks and names.
    if (/[A-Za-z]{2}/.test(withoutPlaceholders(text).replace('cgroup', ''))) expect(shown).toMatch(/\p{Script=Han}/u);
    expect(shown, 'marks of Latin text beside Chinese').not.toMatch(
      /\p{Script=Han}[,.;:?!()]|[,;:?!()]\p{Script=Han}/u,
    );
    expect(shown, 'space around Chinese marks').not.toMatch(/\s[，。：；、？！（）“”]|[，。：；、？！（）“”][ \t]/u);
    expect(shown, 'space within Chinese').not.toMatch(/\p{Script=Han}[ \t]\p{Script=Han}/u);
    expect(shown, 'no space to Latin').not.toMatch(/\p{Script=Han}[A-Za-z0-9]|[A-Za-z0-9%]\p{Script=Han}/u);
    if (!BRINGS_MARKS.has(text)) {
      expect(shown, 'no space to values').not.toMatch(/\p{Script=Han}\{\d\}|\{\d\}\p{Script=Han}/u);
    }
    // Bold text ends before a Chinese mark: a mark inside would keep it from being bold.
    expect(translated, 'bold').not.toMatch(/[，。：；、？！]\*\*/u);
  });

  /** Names, messages of nginx and terms that Chinese texts about nginx leave in English, beyond those of the English text. */
  const MORE_WORDS = new Set(['upstream', 'include', 'bom', 'prefix']);

  test.each(chinese)('brings in no English word: %s', (text, translated) => {
    const known = text.toLowerCase();
    const words =
      withoutPlaceholders(translated)
        .toLowerCase()
        .match(/[a-z][a-z_]*/g) ?? [];
    expect(words.filter((word) => !known.includes(word) && !MORE_WORDS.has(word))).toEqual([]);
  });

  /** One word a thing: what else a translator might write for it. */
  const OTHER_WORDS =
    /共享内存(?!区)|共享区|(?<!共享)内存区|重新加载|热重启|驱逐|逐出|剔除|子进程|工作者|主控|平台|缺省|配置项|槽|分片|元信息|载入|空载|满载|装载|内存上限/;

  test.each(chinese)('has one word for a thing: %s', (_, translated) => {
    expect(translated).not.toMatch(OTHER_WORDS);
  });
});

function pairsOf(texts: Texts, translated: Texts): [text: string, translated: string][] {
  return Object.entries(texts).map(([key, text]) => [text, translated[key] ?? '']);
}
