import { describe, expect, test } from 'vitest';
import { offer, textAfter } from './fixing';
import { expectFix, type Row } from './rows';

const OFFERED = ['Remove the unused zone "a"'];

describe('zone-unused', () => {
  test.each<Row>([
    ['  lua_shared_dict |a 1m;\n  sendfile on;', OFFERED, '  sendfile on;'],
    ['  sendfile on;\n  lua_shared_dict |a 1m; # for a\n  gzip on;', OFFERED, '  sendfile on;\n  gzip on;'],
    ['  sendfile on; lua_shared_dict |a 1m; # both\n  gzip on;', OFFERED, '  sendfile on; # both\n  gzip on;'],
    ['  lua_shared_dict |a 1m; sendfile on; # both', OFFERED, '  sendfile on; # both'],
    ['sendfile on; lua_shared_dict |a 1m; gzip on;', OFFERED, 'sendfile on; gzip on;'],
    ['  proxy_cache_path /c # path\n    keys_zone=|a:1m;\n\n  gzip on;', OFFERED, '\n  gzip on;'],
    ['# above\n\tlua_shared_dict |a 1m;\t\n# below', OFFERED, '# above\n# below'],
  ])('%j', (...row) => expectFix(row));

  test('with the line breaks of the file', () => {
    const found = offer('http {\r\n  lua_shared_dict |a 1m; # a\r\n  gzip on;\r\n}\r\n');
    expect(textAfter(found, 'Remove the unused zone "a"')).toBe('http {\r\n  gzip on;\r\n}\r\n');
  });

  test('on one line with its block', () => {
    expect(textAfter(offer('http { lua_shared_dict |a 1m; }'), 'Remove the unused zone "a"')).toBe('http { }');
    expect(textAfter(offer('http {\n  lua_shared_dict |a 1m; }'), 'Remove the unused zone "a"')).toBe('http {\n  }');
  });

  test('on the last line of a file', () => {
    const root = 'http { include a.conf; }';
    for (const [text, left] of [
      ['lua_shared_dict |a 1m;', ''],
      ['gzip on;\nlua_shared_dict |a 1m;', 'gzip on;'],
      ['gzip on;\r\nlua_shared_dict |a 1m; # last', 'gzip on;'],
      ['\uFEFFlua_shared_dict |a 1m;\ngzip on;', '\uFEFFgzip on;'],
    ] as const) {
      const found = offer(root, { files: { 'a.conf': text } });
      expect(textAfter(found, 'Remove the unused zone "a"')).toBe(left);
    }
  });

  test('all declarations of the zone go', () => {
    const found = offer(
      'http {\n  server {\n    session_zone $uri zone=|a:1m;\n  }\n  server {\n    session_zone $uri zone=a:1m;\n  }\n}\n',
    );
    expect(textAfter(found, 'Remove the unused zone "a"')).toBe('http {\n  server {\n  }\n  server {\n  }\n}\n');
  });

  test('a file that is included twice is changed once', () => {
    const files = { 'a.conf': 'gzip on;\nsession_zone $uri zone=|a:1m;\n' };
    const found = offer('http { server { include a.conf; } server { include a.conf; } }', { files });
    expect(textAfter(found, 'Remove the unused zone "a"')).toBe('gzip on;\n');
  });
});
