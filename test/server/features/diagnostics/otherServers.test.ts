import { describe, expect, test } from 'vitest';
import { check, checkHttp, codes, only } from './check';
import { LIMIT, SMALL_HOST, USED } from './diagnoseRows';

describe('what other servers and tools do', () => {
  const ANGIE = { banner: 'Angie/1.10.0' };

  test("Angie's status zones and ordinary zones of one name never meet", () => {
    const text = `upstream backend { zone backend 256k; server 127.0.0.1:1; }
      server { status_zone $host zone=hosts:6; resolver 127.0.0.1 status_zone=backend;
        location / { status_zone $host zone=hosts:5; } }`;
    expect(codes(checkHttp(text, ANGIE))).toEqual([]);
    const twice = 'server { status_zone $host zone=hosts:6; } server { status_zone $host zone=hosts:5; }';
    expect(codes(checkHttp(twice, ANGIE))).toEqual(['zone-size-conflict']);
  });

  test('"limit_req off" is a word of Tengine alone', () => {
    const text = `${LIMIT} limit_req zone=a; server { location / { limit_req off; } }`;
    expect(codes(checkHttp(text, { banner: 'Tengine/3.1.0' }))).toEqual([]);
    expect(codes(checkHttp(text))).toContain('zone-reference-invalid');
  });

  test('a missing include of a template is no error: its tool may write it', () => {
    const text = '> if x then\nevents {}\n> end\nhttp { include "made.conf"; }\n';
    expect(codes(check(text))).toEqual(['include-missing (warning)']);
    expect(codes(check('events {}\nhttp { include "made.conf"; }\n'))).toEqual(['include-missing']);
  });

  test('files that come with nginx may be missing, and hide no zone', () => {
    const text = 'include mime.types; server { location / { limit_req zone=a; } }';
    expect(codes(checkHttp(text))).toEqual(['include-missing (warning)', 'zone-undeclared']);
  });

  test("the main-level lua block of APISIX's runtime declares dictionaries", () => {
    const used = 'init_by_lua_block { local a = ngx.shared.a }';
    expect(codes(check(`lua { lua_shared_dict a 1m; }\nevents {}\nhttp { ${used} }\n`))).toEqual([]);
  });

  test('zones whose descriptors alone are too much keep nginx from starting', () => {
    const problem = only(checkHttp(`lua_shared_dict a 524288m; ${USED}`, { host: SMALL_HOST }), 'zones-over-limit');
    expect(problem.message).toContain('Even empty they take more than that');
  });

  test('a message has an end', () => {
    const [problem] = checkHttp(`lua_shared_dict ${'x'.repeat(3000)} 1g;`);
    expect(problem?.message.length).toBeLessThan(2100);
  });
});
