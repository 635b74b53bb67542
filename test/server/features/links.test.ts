import { describe, expect, test } from 'vitest';
import { links } from '../../../server/src/features/links';
import { type CursorSetup, withCursorInHttp } from './cursor';

/** `text -> file` of every link of the root. */
function linksOf(text: string, setup: CursorSetup = {}): string[] {
  const { analysis, path, text: here } = withCursorInHttp(`${text}|`, setup);
  return links(analysis, path).map(({ range, targetPaths, tooltip }) => {
    expect(tooltip).toBe(`Open ${targetPaths[0]}`);
    return `${here.slice(range.start, range.end)} -> ${targetPaths.join(' ').replaceAll('/etc/nginx/', '')}`;
  });
}

describe('links', () => {
  const files = { 'a.conf': '', 'sites/b.conf': '', 'sites/c.conf': '', 'a.lua': '', 'js/m.js': '' };

  test.each<[string, string[]]>([
    ['include a.conf;', ['a.conf -> a.conf']],
    ["include 'a.conf';", ['a.conf -> a.conf']],
    ['include /etc/nginx/a.conf;', ['/etc/nginx/a.conf -> a.conf']],
    ['include a*.conf;', ['a*.conf -> a.conf']],
    ['include sites/*.conf;', []],
    ['include none.conf;', []],
    ['include sites;', []],
    ['include {{ a }};', []],
    ['include a.conf sites/b.conf;', []],
    ['include;', []],
    ['init_by_lua_file a.lua;', ['a.lua -> a.lua']],
    ['server { set_by_lua_file $x a.lua $y; }', ['a.lua -> a.lua']],
    ['server { content_by_lua_file $x; }', []],
    ['server { content_by_lua_file none.lua; }', []],
    ['init_by_lua_file;', []],
    ['js_import m from js/m.js;', ['js/m.js -> js/m.js']],
    ['js_import js/m.js;', ['js/m.js -> js/m.js']],
    ['js_import none.js;', []],
    ['init_by_lua_block { return "a.lua" }', []],
    ['lua_package_path a.lua;', []],
    ['root a.conf;', []],
    ['include a.conf; include sites/b.conf;', ['a.conf -> a.conf', 'sites/b.conf -> sites/b.conf']],
  ])('%s', (text, expected) => {
    expect(linksOf(text, { files })).toEqual(expected);
  });

  test('a cycle of includes has no link back', () => {
    expect(linksOf('include nginx.conf;')).toEqual([]);
  });

  test('what a path could do to a screen is written out', () => {
    const { analysis, path } = withCursorInHttp('include "\u202ea.conf"; |', { files: { '\u202ea.conf': '' } });
    expect(links(analysis, path).map(({ tooltip }) => tooltip)).toEqual(['Open /etc/nginx/\\u202ea.conf']);
  });

  test('a file that is no part of the config has none', () => {
    const { analysis } = withCursorInHttp('include a.conf;|', { files });
    expect(links(analysis, '/etc/nginx/b.conf')).toEqual([]);
  });
});
