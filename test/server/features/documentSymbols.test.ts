import { describe, expect, test } from 'vitest';
import { documentSymbols, type ZoneSymbol } from '../../../server/src/features/documentSymbols';
import { type CursorSetup, withCursor } from './cursor';

/** The tree as indented lines: `name | detail | text of the selection range | first line of the directive`. */
function outline(text: string, setup: CursorSetup = {}): string[] {
  const hasCursor = [text, ...Object.values(setup.files ?? {})].some((one) => one.includes('|'));
  const { analysis, path, text: here } = withCursor(hasCursor ? text : `${text}|`, setup);
  const lines: string[] = [];
  const add = (symbols: readonly ZoneSymbol[], indent: string): void => {
    for (const { name, detail, range, selectionRange, children, isBlock } of symbols) {
      expect(range.start <= selectionRange.start && selectionRange.end <= range.end).toBe(true);
      expect(detail === '').toBe(isBlock);
      const selected = here.slice(selectionRange.start, selectionRange.end);
      const directive = here.slice(range.start, range.end).split('\n')[0] ?? '';
      lines.push(`${indent}${[name, detail, selected, directive].filter((part) => part !== '').join(' | ')}`);
      add(children, `${indent}  `);
    }
  };
  add(documentSymbols(analysis, path), '');
  return lines;
}

describe('documentSymbols', () => {
  test('zones stand in the blocks that hold them; other blocks are left out', () => {
    const text = `events { worker_connections 5; }
http {
  limit_req_zone $a "zone=one:1m" rate=1r/s;
  upstream back.end {
    zone back 64k;
  }
  server { listen 80; limit_req zone=one; }
}
stream {
  upstream tcp { zone tcp 128k; }
}
`;
    expect(outline(text)).toEqual([
      'http | http | http {',
      '  one | limit_req_zone 1 MB | one | limit_req_zone $a "zone=one:1m" rate=1r/s;',
      '  upstream back.end | upstream | upstream back.end {',
      '    back | zone 64 KB | back | zone back 64k;',
      'stream | stream | stream {',
      '  upstream tcp | upstream | upstream tcp { zone tcp 128k; }',
      '    tcp | zone 128 KB | tcp | zone tcp 128k;',
    ]);
  });

  test.each<[string, string[]]>([
    [
      'lua_shared_dict dogs 1m; lua_shared_dict cats 2m;',
      [
        'dogs | lua_shared_dict 1 MB | dogs | lua_shared_dict dogs 1m;',
        'cats | lua_shared_dict 2 MB | cats | lua_shared_dict cats 2m;',
      ],
    ],
    [
      'ssl_session_cache shared:a:1m shared:b:2m;',
      [
        'a | ssl_session_cache 1 MB | a | ssl_session_cache shared:a:1m shared:b:2m;',
        'b | ssl_session_cache 2 MB | b | ssl_session_cache shared:a:1m shared:b:2m;',
      ],
    ],
    ['lua_shared_dict dogs none;', ['dogs | lua_shared_dict size unknown | dogs | lua_shared_dict dogs none;']],
    [
      'lua_shared_dict dogs {{ size }};',
      ['dogs | lua_shared_dict size from a template | dogs | lua_shared_dict dogs {{ size }};'],
    ],
    ['limit_req_zone $a zone=:1m;', ['zone without a name | limit_req_zone 1 MB | limit_req_zone $a zone=:1m;']],
    ['lua_shared_dict "a\\tb" 1m;', ['a\\tb | lua_shared_dict 1 MB | a\\tb | lua_shared_dict "a\\tb" 1m;']],
    ['lua_shared_dict " " 1m;', ['zone without a name | lua_shared_dict 1 MB |   | lua_shared_dict " " 1m;']],
    ['check_shm_size 1m;', ['ngx_http_upstream_check#1 | check_shm_size 1 MB | check_shm_size | check_shm_size 1m;']],
    ['upstream { zone a; }', ['upstream | upstream | upstream { zone a; }', '  a | zone size unknown | a | zone a;']],
    ['{ lua_shared_dict a 1m; }', []],
    ['map $a $b { lua_shared_dict a; }', []],
    ['limit_req zone=one;', []],
    ['', []],
  ])('a fragment: %s', (text, expected) => {
    expect(outline(text)).toEqual(expected);
  });

  test('a zone whose size another declaration gives has that size', () => {
    expect(outline('upstream a { zone z 64k; }\nupstream b { zone z; }').at(-1)).toBe('  z | zone 64 KB | z | zone z;');
  });

  test('a file that is included twice is told once, in the order of its text', () => {
    const text = 'events {} http { upstream a { include z.conf; } upstream b { include z.conf; } }';
    const files = { 'z.conf': 'zone z 64k; zone y 64k;|' };
    expect(outline(text, { files }).map((line) => line.split(' ')[0])).toEqual(['z', 'y']);
  });

  test('long and hostile names are cut and written out', () => {
    const [line = ''] = outline(`lua_shared_dict "${'x'.repeat(500)}\u202e" 1m;`);
    const name = line.split(' | ')[0] ?? '';
    expect(name.length).toBeLessThanOrEqual(60);
    expect(name).not.toContain('\u202e');
  });

  test('deep nesting ends at some level', () => {
    const { analysis, path } = withCursor(`|${'location{lua_shared_dict x 1m;'.repeat(2000)}`);
    let symbols = documentSymbols(analysis, path);
    let levels = 0;
    let zones = 0;
    for (; symbols.length > 0; levels++) {
      zones += symbols.filter(({ isBlock }) => !isBlock).length;
      symbols = symbols.flatMap(({ children }) => children);
    }
    expect(levels).toBe(17);
    expect(zones).toBe(2000);
  });

  test('a file that is no part of the config has none', () => {
    const { analysis } = withCursor('lua_shared_dict a 1m;|');
    expect(documentSymbols(analysis, '/etc/nginx/other.conf')).toEqual([]);
  });
});
