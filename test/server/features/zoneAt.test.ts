import { describe, expect, test } from 'vitest';
import { zoneAt } from '../../../server/src/features/zoneAt';
import { zoneNameAt } from '../../../server/src/features/zoneNameAt';
import { type CursorSetup, withCursorInHttp } from './cursor';

/** `part zone` of what is at the cursor, with the text of its range. */
function targetAt(text: string, setup: CursorSetup = {}): string | null {
  const cursor = withCursorInHttp(text, setup);
  const target = zoneAt(cursor.analysis.model, cursor.path, cursor.offset);
  if (target === null) return null;
  const zone = target.zone === null ? `no zone ${target.zoneName}` : target.zone.name;
  return `${target.part} of ${zone}: ${cursor.text.slice(target.range.start, target.range.end)}`;
}

describe('zoneAt', () => {
  test.each([
    ['lua_sha|red_dict dogs 10m;', 'directive of dogs: lua_shared_dict'],
    ['lua_shared_dict do|gs 10m;', 'name of dogs: dogs'],
    ['lua_shared_dict dogs 10m|;', 'size of dogs: 10m'],
    ['limit_req_zone $binary_remote_addr zo|ne=one:10m rate=1r/s;', 'name of one: one'],
    ['limit_req_zone $binary_remote_addr zone=one:1|0m rate=1r/s;', 'size of one: 10m'],
    ['limit_req_zone $binary_remote_addr zone=one:10m rate=1r/s; limit_req zone=o|ne;', 'reference of one: one'],
    ['limit_req_zone $binary_remote_addr zone=one:10m rate=1r/s; limit|_req zone=one;', 'directive of one: limit_req'],
    ['limit_req zone=o|ne;', 'reference of no zone one: one'],
    ['limit|_req_zone $binary_remote_addr rate=1r/s;', 'directive of no zone : limit_req_zone'],
    ['lua_shared_dict dogs 10m; init_by_lua_block { ngx.shared.do|gs:get("a") }', 'reference of dogs: dogs'],
    ['limit_req_zone $binary_re|mote_addr zone=one:10m rate=1r/s;', null],
    ['server_na|me a;', null],
  ])('%s', (text, expected) => {
    expect(targetAt(text)).toBe(expected);
  });

  test('finds names in Lua files and included configs', () => {
    const text = 'lua_shared_dict dogs 10m; include more.conf; init_by_lua_file dogs.lua;';
    const files = { 'dogs.lua': 'local d = ngx.shared.do|gs', 'more.conf': '' };
    expect(targetAt(text, { files })).toBe('reference of dogs: dogs');
    const included = { 'dogs.lua': '', 'more.conf': 'server { access_by_lua_block { return ngx.shared["do|gs"] } }' };
    expect(targetAt(text, { files: included })).toBe('reference of dogs: dogs');
  });

  const ESCAPED =
    'lua_shared_dict dogs 1m; lua_shared_dict cats 1m; init_by_lua "f(\\"\\", ngx.shared.dogs, ngx.shared.cats)";';

  test.each([
    ['ngx.shared.dogs', 'ngx.shared.do|gs', 'reference of dogs: dogs'],
    ['ngx.shared.cats', 'ngx.shared.ca|ts', 'reference of cats: cats'],
    // Nothing of the code between them is a name.
    ['f(', 'f|(', null],
  ])('tells names in a Lua string with escapes apart, as what edits them does: %s', (part, marked, expected) => {
    const text = ESCAPED.replace(part, marked);
    expect(targetAt(text)).toBe(expected);
    const { analysis, path, offset } = withCursorInHttp(text);
    expect(zoneNameAt(analysis.model, path, offset)).toEqual(zoneAt(analysis.model, path, offset));
  });

  test('tells zones of one name and two modules apart', () => {
    const text = `
      proxy_cache_path /tmp/a keys_zone=a:1m;
      limit_req_zone $binary_remote_addr zone=b:1m rate=1r/s;
      server { limit_req zone=a; proxy_cache |a; }`;
    expect(targetAt(text)).toBe('reference of a: a');
  });
});
