import { describe, expect, test } from 'vitest';
import { highlights } from '../../../server/src/features/highlights';
import { type CursorSetup, withCursorInHttp } from './cursor';

/** `line name`, with `declared` for declarations, of what is highlighted at the cursor. */
function highlightsAt(text: string, setup: CursorSetup = {}): string[] {
  const { analysis, path, offset, text: here } = withCursorInHttp(text, setup);
  return highlights(analysis, path, offset).map(({ range, isDeclaration }) => {
    const line = here.slice(0, range.start).split('\n').length - (path.endsWith('nginx.conf') ? 2 : 0);
    return `${line} ${here.slice(range.start, range.end)}${isDeclaration ? ' declared' : ''}`;
  });
}

const ONE = 'limit_req_zone $binary_remote_addr zone=one:10m rate=1r/s;';

describe('highlights', () => {
  test.each<[string, string[]]>([
    [`${ONE}\nlimit_req zone=o|ne;\nlimit_req zone=two;`, ['1 one declared', '2 one']],
    [`${ONE.replace('=one', '=o|ne')}\nlimit_req zone=one;`, ['1 one declared', '2 one']],
    [`limit_req zone=one;\nlimit_req zone=on|e;`, ['1 one', '2 one']],
    ['upstream a { zone u| 64k; }\nupstream b { zone u; }', ['1 u declared', '2 u declared']],
    ['lua_shared_dict a 1m;\ninit_by_lua_block { ngx.shared.|a }', ['1 a declared', '2 a']],
    ['lua_shared_dict "a\\"b" 1m;\ninit_by_lua_block { ngx.shared["a\\"|b"] }', ['1 a\\"b declared', '2 a\\"b']],
    [`limit_req|_zone $a zone=one:1m;`, []],
    [`${ONE}\nlimit|_req zone=one;`, []],
    [`${ONE.replace('10m', '1|0m')}`, []],
    ['server_na|me one;', []],
    ['|', []],
  ])('%s', (text, expected) => {
    expect(highlightsAt(text)).toEqual(expected);
  });

  test('only those of the file, each once', () => {
    const files = { 'limits.conf': 'limit_req zone=one;\nlimit_req zone=o|ne;' };
    const text = `${ONE} server { include limits.conf; } server { include limits.conf; limit_req zone=one; }`;
    expect(highlightsAt(text, { files })).toEqual(['1 one', '2 one']);
  });

  test('in a Lua file', () => {
    const files = { 'a.lua': 'local a = ngx.shared.do|gs\nreturn ngx.shared["dogs"]' };
    expect(highlightsAt('lua_shared_dict dogs 1m; init_by_lua_file a.lua;', { files })).toEqual(['1 dogs', '2 dogs']);
  });
});
