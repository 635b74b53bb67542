import { describe, expect, test } from 'vitest';
import { workspaceSymbols } from '../../../server/src/features/workspaceSymbols';
import { withCursor, withCursorInHttp } from './cursor';
import { textOf } from './fileTexts';

const ZONES = ['dogs', 'hot_dogs', 'DoGs2', 'd-o-g-s', 'cats', 'gods'];
const { analysis } = withCursorInHttp(`${ZONES.map((name) => `lua_shared_dict ${name} 1m;`).join('\n')}|`);

describe('workspaceSymbols', () => {
  test.each<[string, string[]]>([
    ['dogs', ['dogs', 'DoGs2', 'hot_dogs', 'd-o-g-s']],
    ['DOGS', ['dogs', 'DoGs2', 'hot_dogs', 'd-o-g-s']],
    ['dgs', ['DoGs2', 'd-o-g-s', 'dogs', 'hot_dogs']],
    ['ds', ['gods', 'DoGs2', 'd-o-g-s', 'dogs', 'hot_dogs']],
    ['cats', ['cats']],
    ['stac', []],
    ['', ['DoGs2', 'cats', 'd-o-g-s', 'dogs', 'gods', 'hot_dogs']],
    ['x', []],
    ['dogs '.repeat(1000), []],
  ])('%j', (query, expected) => {
    expect(workspaceSymbols([analysis], query, 100).map(({ name }) => name)).toEqual(expected);
  });

  test('no more than the limit, the closest first', () => {
    expect(workspaceSymbols([analysis], 'dogs', 2).map(({ name }) => name)).toEqual(['dogs', 'DoGs2']);
    expect(workspaceSymbols([analysis], 'dogs', 0)).toEqual([]);
    expect(workspaceSymbols([], 'dogs', 9)).toEqual([]);
  });

  test('tells what and where the zone is', () => {
    const files = { 'a.conf': '\nlimit_req_zone $a zone=one:1m rate=1r/s;' };
    const cursor = withCursorInHttp('include a.conf; limit_req zone=one;|', { files });
    const [symbol, ...more] = workspaceSymbols([cursor.analysis], 'one', 9);
    expect(more).toEqual([]);
    expect(symbol).toMatchObject({
      name: 'one',
      detail: 'limit_req_zone 1 MB',
      containerName: '/etc/nginx/nginx.conf',
      place: { path: '/etc/nginx/a.conf' },
    });
    const { start = 0, end = 0 } = symbol?.place.range ?? {};
    expect(textOf(cursor.analysis, '/etc/nginx/a.conf').slice(start, end)).toBe('one');
  });

  test('a zone of two configs is told once, zones of one name apart', () => {
    const same = withCursorInHttp('lua_shared_dict a 1m; proxy_cache_path /c keys_zone=a:1m;|').analysis;
    expect(workspaceSymbols([same, same], 'a', 9).map(({ detail }) => detail)).toEqual([
      'lua_shared_dict 1 MB',
      'proxy_cache_path 1 MB',
    ]);
  });

  test('zones without a place or a name are left out', () => {
    const own = withCursor('events {}\nhttp { limit_req_zone $a zone=:1m; nchan_pub|sub a; }').analysis;
    expect(own.model.zones.length).toBeGreaterThan(0);
    expect(workspaceSymbols([own], '', 9)).toEqual([]);
  });
});
