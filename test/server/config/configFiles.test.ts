import { describe, expect, it } from 'vitest';
import { type ConfigFiles, isMainConfig, loadConfigFiles } from '../../../server/src/config/configFiles';
import { type FileSystem, memoryFileSystem } from '../../../server/src/config/fileSystem';
import { parseConfig } from '../../../server/src/config/parser';

const NONE = { isMarked: () => false };

function load(files: Readonly<Record<string, string>>, root = '/etc/nginx/nginx.conf'): ConfigFiles {
  return loadConfigFiles(memoryFileSystem(new Map(Object.entries(files))), root, files[root] ?? '', NONE);
}

/** `file: pattern -> files` for each include, in the order in which files were met. */
function dumpIncludes(config: ConfigFiles): string[] {
  return [...config.includes].flatMap(([path, targets]) =>
    [...targets.values()].map(({ pattern, paths }) => `${path}: ${pattern} -> ${paths.join(' ')}`),
  );
}

const dumpProblems = (config: ConfigFiles): string[] =>
  config.problems.map(({ code, path, range, message, isCertain }) => {
    const marked = config.files.get(path)?.tree.text.slice(range.start, range.end);
    return `${path} ${marked}: ${code}${isCertain ? '' : ' (perhaps)'} ${message}`;
  });

describe('includes', () => {
  it('are relative to the main folder, also in a nested file, and in the order of glob', () => {
    const config = load({
      '/etc/nginx/nginx.conf': 'events {} http { include conf.d/*.conf; include "mime.types"; }',
      '/etc/nginx/conf.d/b.conf': 'include snippets/x;',
      '/etc/nginx/conf.d/a.conf': 'include ../nginx/snippets/y; include /opt/z;',
      '/etc/nginx/snippets/x': 'a;',
      '/etc/nginx/snippets/y': 'a;',
      '/opt/z': 'include snippets/x;',
      '/etc/nginx/mime.types': 'types { }',
    });
    expect([...config.files.keys()]).toEqual([
      ...[
        '/etc/nginx/nginx.conf',
        '/etc/nginx/conf.d/a.conf',
        '/etc/nginx/snippets/y',
        '/opt/z',
        '/etc/nginx/snippets/x',
      ],
      ...['/etc/nginx/conf.d/b.conf', '/etc/nginx/mime.types'],
    ]);
    expect(dumpIncludes(config)).toEqual([
      '/etc/nginx/nginx.conf: /etc/nginx/conf.d/*.conf -> /etc/nginx/conf.d/a.conf /etc/nginx/conf.d/b.conf',
      '/etc/nginx/nginx.conf: /etc/nginx/mime.types -> /etc/nginx/mime.types',
      '/etc/nginx/conf.d/a.conf: /etc/nginx/snippets/y -> /etc/nginx/snippets/y',
      '/etc/nginx/conf.d/a.conf: /opt/z -> /opt/z',
      '/opt/z: /etc/nginx/snippets/x -> /etc/nginx/snippets/x',
      '/etc/nginx/conf.d/b.conf: /etc/nginx/snippets/x -> /etc/nginx/snippets/x',
    ]);
    expect(config).toMatchObject({ problems: [], isWhole: true, isIncomplete: false, folder: '/etc/nginx' });
  });

  it.each<[string, Record<string, string>, string[]]>([
    [
      'a file of its own',
      { '/n/a': 'include a;' },
      ['/n/a a: include-cycle This include leads back to /n/a, so nginx would read it without end.'],
    ],
    [
      'a longer cycle, once',
      { '/n/a': 'include b; include b;', '/n/b': 'include "c";', '/n/c': 'include [a]; x;' },
      ['/n/c [a]: include-cycle This include leads back to /n/a, so nginx would read it without end.'],
    ],
    ['a file twice, which is no cycle', { '/n/a': 'include b; include c;', '/n/b': 'include c;', '/n/c': '' }, []],
    [
      'missing files',
      { '/n/a': 'include b; include /o/c;' },
      [
        '/n/a b: include-missing open() "/n/b" failed (2: No such file or directory).',
        '/n/a /o/c: include-missing (perhaps) open() "/o/c" failed (2: No such file or directory).',
      ],
    ],
    ['a pattern without matches', { '/n/a': 'include b/*; include [b;' }, []],
    [
      'a folder',
      { '/n/a': 'include b;', '/n/b/c': '' },
      ['/n/a b: include-missing pread() "/n/b" failed (21: Is a directory).'],
    ],
    [
      'a folder by a pattern',
      { '/n/a': 'include *b;', '/n/b/c': '' },
      ['/n/a *b: include-missing pread() "/n/b" failed (21: Is a directory).'],
    ],
    [
      'no name',
      { '/n/a': 'include "";' },
      ['/n/a "": include-missing (perhaps) pread() "/n" failed (21: Is a directory).'],
    ],
    ['a name with a zero byte', { '/n/a': 'include b\0c;', '/n/b': '' }, []],
    ['a name that a template fills in', { '/n/a': `include \${B}/c; include {{ d }};` }, []],
    ['wrong numbers of arguments', { '/n/a': 'include; include b c;' }, []],
  ])('%s', (_, files, problems) => expect(dumpProblems(load(files, '/n/a'))).toEqual(problems));

  it('tells that something is not known', () => {
    expect(load({ '/n/a': 'include b;' }, '/n/a').isIncomplete).toBe(true);
    expect(load({ '/n/a': `include \${B};` }, '/n/a').isIncomplete).toBe(true);
    expect(load({ '/n/a': 'include b/*;' }, '/n/a').isIncomplete).toBe(false);
  });

  it('knows that a file beside a root in the root folder is certain', () => {
    expect(load({ '/a': 'include b;' }, '/a').problems[0]?.isCertain).toBe(true);
  });

  it('follows a chain of 20,000 files', () => {
    const files = new Map(Array.from({ length: 20_000 }, (_, index) => [`/n/${index}`, `include ${index + 1};`]));
    const chain: FileSystem = {
      readFile: (path) => {
        const text = files.get(path);
        return text === undefined ? { found: false, reason: '2: No such file or directory' } : { found: true, text };
      },
      listDirectory: () => null,
      kindOf: () => null,
      realPath: (path: string) => path,
    };
    const config = loadConfigFiles(chain, '/n/0', files.get('/n/0') ?? '', NONE);
    expect(config.files.size).toBe(20_000);
    expect(config.problems.map(({ path }) => path)).toEqual(['/n/19999']);
  });
});

describe('files', () => {
  it('mark the directives that were asked for', () => {
    const text = 'a; include b; c { a; d; }';
    const files = memoryFileSystem(new Map([['/b', 'a;']]));
    const config = loadConfigFiles(files, '/r', text, { isMarked: (name) => name === 'a' });
    expect([...(config.files.get('/r')?.marked ?? [])]).toEqual([0, 1, 3]);
    expect([...(config.files.get('/b')?.marked ?? [])]).toEqual([0]);
    expect([...(config.files.get('/r')?.includes ?? [])]).toEqual([1]);
    expect([...(config.files.get('/b')?.includes ?? [])]).toEqual([]);
  });

  it('are taken over while their text is the same', () => {
    const first = load({ '/n/a': 'include b;', '/n/b': 'x;' }, '/n/a');
    const files = memoryFileSystem(new Map([['/n/b', 'y;']]));
    const second = loadConfigFiles(files, '/n/a', 'include b;', { ...NONE, known: first.files });
    expect(second.files.get('/n/a')).toBe(first.files.get('/n/a'));
    expect(second.files.get('/n/b')).not.toBe(first.files.get('/n/b'));
  });
});

describe('includes that are not followed', () => {
  const unread: FileSystem = {
    readFile: () => expect.fail('a file was read'),
    listDirectory: () => expect.fail('a folder was listed'),
    kindOf: () => expect.fail('a path was looked up'),
    realPath: () => expect.fail('a link was followed'),
  };
  const loadAlone = (text: string): ConfigFiles =>
    loadConfigFiles(unread, '/n/a', text, { ...NONE, followIncludes: false });

  it('ask for no file, miss none, and leave the config incomplete', () => {
    const config = loadAlone('events {} include b; include c/*.conf; include a;');
    expect(config).toMatchObject({ problems: [], isWhole: true, isIncomplete: true });
    expect([...config.files.keys()]).toEqual(['/n/a']);
    expect(dumpIncludes(config)).toEqual(['/n/a: /n/b -> ', '/n/a: /n/c/*.conf -> ', '/n/a: /n/a -> ']);
  });

  it.each<[string, boolean]>([
    ['a;', false],
    ['include b;', true],
    [`include \${B};`, true],
    ['include;', true],
    ['map $a $b { include c; }', true],
  ])('%j is incomplete: %j', (text, expected) => expect(loadAlone(text).isIncomplete).toBe(expected));
});

it.each<[string, boolean]>([
  ['events {}', true],
  ['user a; stream { }', true],
  ['a { http { } }', false],
  ['http;', false],
  ['', false],
])('isMainConfig of %j', (text, expected) => expect(isMainConfig(parseConfig(text))).toBe(expected));
