import { describe, expect, test } from 'vitest';
import { diagnose } from '../../../../server/src/features/diagnostics/diagnose';
import { fixAll } from '../../../../server/src/features/quickFixes/fixAll';
import type { Texts } from './fixing';
import { analysisOf, applied } from './fixing';

const ROOT = '/etc/nginx/nginx.conf';

/** Texts after one round for a file. */
function fixed(texts: Texts, path = ROOT): Texts {
  const analysis = analysisOf(texts, ROOT);
  return applied(texts, fixAll(analysis, path, diagnose(analysis)));
}

function fixedRoot(text: string): string | undefined {
  return fixed(new Map([[ROOT, text]])).get(ROOT);
}

describe('fixAll', () => {
  test('makes every fix that is certain, and no other', () => {
    expect(
      fixedRoot(`events {}
http {
  limit_req_zone $uri zone=by_client:1g rate=1r/s;
  limit_conn_zone $uri zone=unused:16k;
  lua_shared_dict dogs 10m;
  lua_shared_dict dogs 10m;
  lua_shared_dict sessions 50m; # 20 MB
  server {
    limit_req zone=by_cleint nodelya;
    limit_conn cats 5;
    access_by_lua_block { return ngx.shared.dogs, ngx.shared.sessions }
  }
}
`),
    ).toBe(`events {}
http {
  limit_req_zone $uri zone=by_client:1024m rate=1r/s;
  limit_conn_zone $uri zone=unused:32k;
  lua_shared_dict dogs 10m;
  lua_shared_dict sessions 50m; # 20 MB
  server {
    limit_req zone=by_client nodelay;
    limit_conn cats 5;
    access_by_lua_block { return ngx.shared.dogs, ngx.shared.sessions }
  }
}
`);
  });

  test('leaves a fix that overlaps to the next round', () => {
    // The second is the first again, and its size is wrong as well: the earlier of its problems is mended.
    const twice = 'http {\n  lua_shared_dict a 1g;\n  lua_shared_dict a 1g;\n}\n';
    expect(fixedRoot(twice)).toBe('http {\n  lua_shared_dict a 1024m;\n}\n');
    // The first server's sizes are rounded up; the second's, which conflicts, takes the one that was first.
    const three = `http {
  ssl_session_cache shared:a:1000948;
  server { ssl_session_cache shared:a:1000948; }
  server { ssl_session_cache shared:a:2m; }
}
`;
    const once = fixedRoot(three);
    expect(once).toBe(three.replaceAll('1000948', '980k').replace('2m', '1000948'));
    expect(fixedRoot(once ?? '')).toBe(three.replaceAll('1000948', '980k').replace('2m', '980k'));
  });

  test('does not read a file of nothing but mistakes again for each of them', () => {
    // Each reading takes 200,000 characters and a little; 16 million are enough for 79.
    const text = `http {\n${'gzip on;;\n'.repeat(200)}# ${'x'.repeat(200_000)}\n}\n`;
    const analysis = analysisOf(new Map([[ROOT, text]]), ROOT);
    const problems = diagnose(analysis).filter(({ code }) => code === 'syntax-unexpected-character');
    expect(problems).toHaveLength(200);
    expect(fixAll(analysis, ROOT, problems)).toHaveLength(79);
  });

  test('touches no other file', () => {
    const texts = new Map([
      [ROOT, 'http { ssl_session_cache shared:a:1000948; include a.conf; lua_shared_dict b 1g; }'],
      ['/etc/nginx/a.conf', 'server { ssl_session_cache shared:a:1000948; }'],
    ]);
    expect(fixed(texts)).toEqual(
      new Map([
        ...texts,
        [ROOT, 'http { ssl_session_cache shared:a:1000948; include a.conf; lua_shared_dict b 1024m; }'],
      ]),
    );
    expect(fixed(texts, '/etc/nginx/none.conf')).toEqual(texts);
  });

  test('says nothing where nothing is certain', () => {
    expect(fixedRoot('http { lua_shared_dict a much; }')).toBe('http { lua_shared_dict a much; }');
  });

  test('mends a missing semicolon behind what it mends', () => {
    expect(fixedRoot('http {\n  lua_shared_dict a 1g\n}\n')).toBe('http {\n  lua_shared_dict a 1024m;\n}\n');
  });
});
