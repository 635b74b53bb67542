// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is what templates look like
import { describe, expect, test } from 'vitest';
import { httpModel, modelOf } from './modelOf';

/** `directive name` of every reference, with the module that it is taken to belong to. */
function referencesIn(text: string, banner = 'nginx/1.22.1'): string[] {
  const { references } = httpModel(text, { banner });
  return references.map(({ directive, name, forms }) => `${directive} ${name} ${forms[0]?.kind.module}`);
}

describe('references in directives', () => {
  test.each<[string, string[]]>([
    ['limit_req zone=one burst=5 nodelay;', ['limit_req one ngx_http_limit_req_module']],
    ['limit_req burst=5 zone=one;', ['limit_req one ngx_http_limit_req_module']],
    ['limit_req zone=one:1m;', ['limit_req one:1m ngx_http_limit_req_module']],
    ['limit_req zone=;', ['limit_req  ngx_http_limit_req_module']],
    ['limit_req zone=$one;', ['limit_req $one ngx_http_limit_req_module']],
    ['limit_req zone=${one};', []],
    ['limit_conn addr 10;', ['limit_conn addr ngx_http_limit_conn_module']],
    ['limit_conn;', []],
    ['proxy_cache keys;', ['proxy_cache keys ngx_http_proxy_module']],
    ['proxy_cache off;', []],
    ['proxy_cache $keys;', []],
    ['uwsgi_cache "";', ['uwsgi_cache  ngx_http_uwsgi_module']],
    ['track_uploads up 30s;', ['track_uploads up ngx_http_uploadprogress_module']],
    ['report_uploads up;', ['report_uploads up ngx_http_uploadprogress_module']],
    ['map $uri $a { limit_req zone=one; }', []],
    ['# limit_req zone=one;', []],
  ])('%s', (text, expected) => {
    expect(referencesIn(text)).toEqual(expected);
  });

  test('the subsystem decides which module is meant', () => {
    const { references } = modelOf('http { limit_conn a 1; } stream { limit_conn a 1; }');
    expect(references.map(({ forms }) => forms.map(({ kind }) => kind.module))).toEqual([
      // limit_zone declares zones of the same module.
      ['ngx_http_limit_conn_module', 'ngx_http_limit_conn_module', 'ngx_http_limit_conn_module'],
      ['ngx_stream_limit_conn_module', 'ngx_stream_limit_conn_module'],
    ]);
  });

  test('the server decides how a name is cut', () => {
    expect(referencesIn('limit_req zone=one:1m;', 'angie/1.5.0')).toEqual(['limit_req one ngx_http_limit_req_module']);
  });

  test('names that are made of variables are remembered', () => {
    expect([...httpModel('proxy_cache $keys; fastcgi_cache off;').computedReferences]).toEqual(['proxy_cache']);
  });

  test('a reference belongs to its zone, before it and after it', () => {
    const { zones, conflicts } = httpModel(
      'server { limit_req zone=one; } limit_req_zone $uri zone=one:1m rate=1r/s; server { limit_req zone=one; }',
    );
    expect(zones.find(({ name }) => name === 'one')?.references).toHaveLength(2);
    expect(conflicts).toEqual([]);
  });

  test('directives that may refer are listed with their blocks', () => {
    const { uses } = httpModel('limit_conn a 1; server { limit_conn a 1; limit_conn b 1; }');
    const [outer, first, second] = uses.map(({ block }) => block);
    expect(first).toBe(second);
    expect(outer).not.toBe(first);
  });

  test('a misplaced reference is seen, but asks for no zone', () => {
    const { references, uses, conflicts } = modelOf(
      'http { upstream u { limit_req zone=a; } server { location / { limit_except GET { limit_req zone=b; } } } } mail { limit_req zone=c; }',
    );
    expect(references.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(uses).toHaveLength(3);
    expect(conflicts).toEqual([]);
  });
});
