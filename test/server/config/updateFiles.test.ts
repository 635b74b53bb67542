import { describe, expect, it } from 'vitest';
import { type ConfigFiles, loadConfigFiles } from '../../../server/src/config/configFiles';
import { type FileSystem, memoryFileSystem } from '../../../server/src/config/fileSystem';
import { updateConfigFiles } from '../../../server/src/config/updateFiles';
import { createRandom } from '../../support/random';
import { differenceOfConfigs, editSession, startFilesSession } from './editingFiles';

const SEED = 20260803;
const EDITS = 4_000;
const EDITS_A_SESSION = 60;

it(`equals a fresh load after each of ${EDITS} edits of several files (seed ${SEED})`, { timeout: 120_000 }, () => {
  const random = createRandom(SEED);
  for (let edits = 0; edits < EDITS; ) {
    const session = startFilesSession(random);
    for (const last = edits + EDITS_A_SESSION; edits < last; ) {
      const result = editSession(session, random);
      edits += result.edits;
      if (result.fault !== null) expect.fail(`edit ${edits}: ${result.fault}`);
    }
  }
});

const OPTIONS = { isMarked: (name: string) => name === 'zone' };

const NO_FILE_SYSTEM: FileSystem = {
  readFile: () => expect.fail('a file was read'),
  listDirectory: () => expect.fail('a folder was listed'),
  kindOf: () => expect.fail('a path was looked up'),
  realPath: () => expect.fail('a link was followed'),
};

const TEXTS = {
  '/n/nginx.conf': 'events {}\nhttp { include a.conf; include none; zone x; include a.conf; }',
  '/n/a.conf': 'b;\ninclude gone/b;\ninclude *.inc;\ninclude nginx.conf;\nc;',
  '/n/d.inc': 'd;',
};

function load(texts: Readonly<Record<string, string>>): ConfigFiles {
  const root = '/n/nginx.conf';
  return loadConfigFiles(memoryFileSystem(new Map(Object.entries(texts))), root, texts[root] ?? '', OPTIONS);
}

describe('an edit that leaves the includes as they are', () => {
  it.each<[string, string, string]>([
    ['a word before them', '/n/a.conf', 'xyz;\nb;\ninclude gone/b;\ninclude *.inc;\ninclude nginx.conf;\nc;'],
    ['a word between them', '/n/a.conf', 'b;\ninclude gone/b;\nq { r; }\ninclude *.inc;\ninclude nginx.conf;\nc;'],
    ['quotes around a name', '/n/a.conf', 'b;\ninclude "gone/b";\ninclude \'*.inc\';\ninclude nginx.conf;\nc;'],
    ['a block around them', '/n/a.conf', 'b;\nz {include gone/b;\ninclude *.inc;\ninclude nginx.conf;}\nc;'],
    ['a broken text', '/n/a.conf', '}b;\ninclude gone/b;\ninclude *.inc;\ninclude nginx.conf;\n"c;'],
    ['a template', '/n/a.conf', '{% if a %}\n};include gone/b;\ninclude *.inc;\ninclude nginx.conf;\nc;'],
    ['a root that is a fragment now', '/n/nginx.conf', 'server { include a.conf; include none; include a.conf; }'],
    ['a file without includes', '/n/d.inc', 'd; e;'],
    ['another include that names nothing', '/n/d.inc', 'd;'],
  ])('asks no file system: %s', (_, path, text) => {
    const before = load(TEXTS);
    const { config } = updateConfigFiles(
      before,
      { path, text, change: null },
      { ...OPTIONS, fileSystem: NO_FILE_SYSTEM },
    );
    expect(differenceOfConfigs(config, load({ ...TEXTS, [path]: text }))).toBeNull();
    for (const other of before.files.keys()) {
      if (other !== path) expect(config.files.get(other)).toBe(before.files.get(other));
    }
  });

  it('moves targets and problems with their directives', () => {
    const text = `x; y;\n${TEXTS['/n/a.conf']}`;
    const change = { start: 0, end: 0, text: 'x; y;\n' };
    const options = { ...OPTIONS, fileSystem: NO_FILE_SYSTEM };
    const { config, edit } = updateConfigFiles(load(TEXTS), { path: '/n/a.conf', text, change }, options);
    expect(edit).toMatchObject({ sameDirectives: 0, movedFrom: 0, movedTo: 2, offsetDelta: 6 });
    expect(
      [...(config.includes.get('/n/a.conf') ?? [])].map(([key, { directive, paths }]) => [key, directive, paths]),
    ).toEqual([
      [3, 3, []],
      [4, 4, ['/n/d.inc']],
      [5, 5, []],
    ]);
    const marked = config.problems.map(({ path, range }) =>
      config.files.get(path)?.tree.text.slice(range.start, range.end),
    );
    expect(marked).toEqual(['gone/b', 'nginx.conf', 'none']);
  });

  it('gives the very config back where nothing changes', () => {
    const before = load(TEXTS);
    const changed = { path: '/n/a.conf', text: TEXTS['/n/a.conf'], change: null };
    const updated = updateConfigFiles(before, changed, { ...OPTIONS, fileSystem: NO_FILE_SYSTEM });
    expect(updated.config).toBe(before);
    expect(updated.edit).toMatchObject({ movedFrom: 5, movedTo: 5 });
  });
});

describe('an edit that changes the includes', () => {
  const update = (path: string, text: string, texts: Readonly<Record<string, string>> = TEXTS) => {
    const fileSystem = memoryFileSystem(new Map(Object.entries(texts)));
    const before = load(TEXTS);
    return { before, ...updateConfigFiles(before, { path, text, change: null }, { ...OPTIONS, fileSystem }) };
  };

  it.each<[string, string, string]>([
    ['one more', '/n/d.inc', 'include e;'],
    ['one less', '/n/a.conf', 'b;'],
    ['another name', '/n/a.conf', 'b;\ninclude gone/c;\ninclude *.inc;\ninclude nginx.conf;\nc;'],
    ['another order', '/n/a.conf', 'b;\ninclude *.inc;\ninclude gone/b;\ninclude nginx.conf;\nc;'],
    ['a name that a template fills in', '/n/a.conf', `b;\ninclude \${B};\ninclude *.inc;\ninclude nginx.conf;\nc;`],
    ['one word more', '/n/a.conf', 'b;\ninclude gone/b x;\ninclude *.inc;\ninclude nginx.conf;\nc;'],
    ['a root without them', '/n/nginx.conf', 'events {}'],
    ['a file that is not part of the config', '/n/other', 'a;'],
  ])('loads again: %s', (_, path, text) => {
    const { before, config, edit } = update(path, text);
    expect(edit).toBeNull();
    expect(differenceOfConfigs(config, load({ ...TEXTS, [path]: text }))).toBeNull();
    for (const [other, file] of config.files) if (other !== path) expect(file).toBe(before.files.get(other));
  });

  it('takes in a file that has come, from the text that the file system does not have yet', () => {
    const { config } = update('/n/none', 'q;');
    expect(config.files.get('/n/none')?.tree.text).toBe('q;');
    expect(config.problems.map(({ code, range }) => [code, range.start])).toEqual([
      ['include-missing', 11],
      ['include-cycle', 42],
    ]);
  });

  it('takes in other files that have changed as well', () => {
    const { config } = update('/n/a.conf', 'include d.inc;', { ...TEXTS, '/n/d.inc': 'new;' });
    expect(config.files.get('/n/d.inc')?.tree.text).toBe('new;');
  });
});

describe('a config whose includes are not followed', () => {
  const options = { ...OPTIONS, followIncludes: false, fileSystem: NO_FILE_SYSTEM };
  const root = '/n/nginx.conf';

  it.each<[string, string]>([
    ['a;', 'a; b;'],
    ['a;', 'a; include b;'],
    ['include a;', 'b; include a;'],
    ['include a;', 'include b/*;'],
    ['include a;', ''],
    ['include;', 'include a;'],
  ])('%j, then %j', (first, second) => {
    const before = loadConfigFiles(NO_FILE_SYSTEM, root, first, options);
    const { config } = updateConfigFiles(before, { path: root, text: second, change: null }, options);
    expect(differenceOfConfigs(config, loadConfigFiles(NO_FILE_SYSTEM, root, second, options))).toBeNull();
  });
});
