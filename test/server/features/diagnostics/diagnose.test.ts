// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is what templates look like
import { describe, expect, test } from 'vitest';
import { check, checkHttp, codes, only } from './check';
import { ROWS } from './diagnoseRows';

describe.each(ROWS.map((row) => [row.code, row.bad.slice(0, 60), row] as const))('%s: %s', (_code, _bad, row) => {
  const { code, severity, bad, says, good, setup } = row;

  test('is found', () => {
    const problem = only(checkHttp(bad, setup), code);
    expect(problem.message.slice(0, says.length)).toBe(says);
    expect(problem.severity).toBe(severity);
    expect(problem.range.end).toBeGreaterThan(problem.range.start);
  });

  test('is gone when it is mended', () => {
    expect(codes(checkHttp(good, setup)).filter((one) => one.split(' ')[0] === code)).toEqual([]);
    expect(checkHttp(good, setup).filter((one) => one.severity === 'error')).toEqual([]);
  });

  test('its message is one line for people', () => {
    const { message } = only(checkHttp(bad, setup), code);
    expect(message).toMatch(/[.;?]$/);
    expect(message).not.toMatch(/ {2}|undefined|null|NaN|[\n\r]/);
    expect(message.length).toBeLessThan(400);
  });
});

test('every code of a zone has a row', async () => {
  const { readFileSync } = await import('node:fs');
  const source = readFileSync('server/src/features/diagnostics/problem.ts', 'utf8');
  const listed = [...source.matchAll(/'(zones?-[a-z-]+)'/g)].map((match) => match[1]);
  expect(listed.length).toBeGreaterThan(15);
  expect(new Set(ROWS.map(({ code }) => code))).toEqual(new Set(listed));
});

describe('nothing false', () => {
  test('in a fragment without its root', () => {
    const fragment = `server { limit_req zone=elsewhere; proxy_cache there; location / { content_by_lua_block { ngx.shared.a:get(1) } } }
      limit_req_zone $uri zone=a:1m rate=1r/s;
      lua_shared_dict b 1m;
      zone u;
      limit_conn c 1;`;
    expect(codes(check(fragment))).toEqual([]);
    // What is wrong whatever surrounds it is told all the same.
    expect(codes(check('lua_shared_dict b 1g; limit_conn c x;'))).toEqual([
      'zone-size-invalid',
      'zone-reference-invalid',
    ]);
  });

  test('where an include is missing', () => {
    const text = 'include missing.conf; server { limit_req zone=elsewhere; } lua_shared_dict b 1m;';
    expect(codes(checkHttp(text))).toEqual(['include-missing']);
    expect(codes(checkHttp(text.replace('include missing.conf;', '')))).toEqual([
      'zone-undeclared',
      'zone-unused (information)',
    ]);
  });

  test('where an include has a computed name', () => {
    const included = 'include ${CONF_D}/*.conf; server { limit_req zone=elsewhere; } lua_shared_dict b 1m;';
    expect(codes(checkHttp(included))).toEqual([]);
  });

  test.each([
    ['${NAME}', 'envsubst'],
    ['{{ name }}', 'Jinja and Helm'],
    ['$(name)', 'Penlight'],
    ['<%= name %>', 'ERB'],
    ['@NAME@', 'autoconf'],
    ['%%NAME%%', 'per cent signs'],
    ['__NAME__', 'underscores'],
  ])('in a template with %s (%s)', (part) => {
    const quoted = `"${part}"`;
    const text = `lua_shared_dict ${quoted} 1m; lua_shared_dict ${quoted} 2m;
      lua_shared_dict dogs ${quoted};
      limit_req_zone ${quoted} "zone=a:${part}" rate=1r/s;
      limit_req_zone $uri zone=b:1m "rate=${part}";
      limit_conn_zone $uri ${quoted};
      ssl_session_cache ${quoted};
      server { limit_req ${quoted}; limit_conn ${quoted} ${quoted}; proxy_cache ${quoted}; limit_req zone=other; }
      init_by_lua_block { ngx.shared.other:get(1) ngx.shared.dogs:get(1) }`;
    expect(codes(checkHttp(text))).toEqual([]);
  });

  test.each(['${ZONES}', '{{ zones }}', '@ZONES@', '<%= zones %>', '{% include zones %}'])(
    'where %s stands for whole directives',
    (part) => {
      const text = `${part}\nlimit_conn_zone $uri zone=a:1m;\nserver { limit_req zone=other; limit_conn there 1; }`;
      expect(codes(checkHttp(text)).filter((code) => code.startsWith('zone'))).toEqual([]);
    },
  );

  test('where branches of a template exclude each other', () => {
    const text = `{% if big %}
      lua_shared_dict a 10m;
      {% else %}
      lua_shared_dict a 1m;
      upload_progress a 1m;
      {% endif %}
      server { limit_req zone=a; limit_req zone=a; }`;
    expect(codes(checkHttp(text))).toEqual([]);
  });

  test('where a brace is missing', () => {
    const text = 'server { location / { return 200; }\n lua_shared_dict a 1m; limit_req zone=b;';
    expect(codes(checkHttp(text)).filter((code) => code.startsWith('zone'))).toEqual([]);
  });

  test('about what other servers take, unless the server is known', () => {
    const plus = `limit_req_zone $uri zone=a:1m rate=1r/s sync; limit_req zone=a;
      proxy_cache_path /c keys_zone=b:1m purger=on; proxy_cache b;`;
    expect(codes(checkHttp(plus, { banner: '' }))).toEqual([]);
    expect(codes(checkHttp(plus, { banner: 'nginx-plus/1.25' }))).toEqual([]);
    expect(codes(checkHttp(plus, { banner: 'nginx/1.25.3' }))).toEqual([
      'zone-argument-invalid',
      'zone-argument-invalid',
    ]);
    const tengine = `limit_req_zone $uri $host zone=a:1m rate=1r/s; limit_req zone=a burst=5 forbid_action=@x nodelay geo_var_name=y;`;
    expect(codes(checkHttp(tengine, { banner: '' }))).toEqual([]);
    expect(codes(checkHttp(tengine, { banner: 'tengine/2.3.2' }))).toEqual([]);
    expect(codes(checkHttp(tengine, { banner: 'nginx/1.22.1' }))).toContain('zone-argument-invalid');
  });

  test('errors are only for what was read from the source', () => {
    const guessed = 'keyval_zone zone=a; keyval_zone zone=a:odd;';
    expect(
      codes(checkHttp(guessed, { banner: 'nginx-plus/1.25' })).filter((code) => code.startsWith('zone-size')),
    ).toEqual([]);
  });
});

describe('order and repetition', () => {
  test('problems come by file and place', () => {
    const problems = checkHttp('include a.conf;\nlua_shared_dict b 1x;\nlua_shared_dict c 1x;', {
      files: { 'a.conf': 'lua_shared_dict a 1x;' },
    });
    expect(problems.map(({ path, message }) => `${path} ${message.slice(0, 20)}`)).toHaveLength(3);
    expect(problems.map(({ path }) => path.endsWith('a.conf'))).toEqual([false, false, true]);
  });

  test('a file that is included twice tells its own mistake once', () => {
    const files = { 'server.conf': 'server { limit_conn a 0; }' };
    const text = 'limit_conn_zone $uri zone=a:1m; include server.conf; include server.conf;';
    expect(codes(checkHttp(text, { files }))).toEqual(['zone-reference-invalid']);
  });

  test('a zone that is wrong is not called unused besides', () => {
    expect(codes(checkHttp('lua_shared_dict a 1x; server { lua_shared_dict b 1m; }'))).toEqual([
      'zone-size-invalid',
      'zone-not-allowed-here',
    ]);
  });

  test('a wrong form leaves no word about the size', () => {
    expect(codes(checkHttp('lua_shared_dict a; server { lua_shared_dict b 1x; }'))).toEqual([
      'zone-argument-invalid',
      'zone-not-allowed-here',
    ]);
  });
});

describe('places and related places', () => {
  const text =
    'events {}\nhttp {\n  ssl_session_cache shared:tls:1m;\n  server {\n    ssl_session_cache shared:tls:2m;\n  }\n}\n';

  test('the size is pointed to, and the other one', () => {
    const problem = only(check(text), 'zone-size-conflict');
    expect(text.slice(problem.range.start, problem.range.end)).toBe('2m');
    expect(problem.related.map(({ range, message }) => [text.slice(range.start, range.end), message])).toEqual([
      ['1m', 'Here it is 1 MB.'],
    ]);
  });

  test('a duplicate points to the first', () => {
    const twice = 'events {} http { limit_conn_zone $uri zone=a:1m; limit_conn_zone $uri zone=a:1m; }';
    const problem = only(check(twice), 'zone-declared-twice');
    expect([problem.range.start, problem.related[0]?.range.start]).toEqual([
      twice.lastIndexOf('a:1m'),
      twice.indexOf('a:1m'),
    ]);
  });
});

describe('hostile names', () => {
  test('are shown harmless', () => {
    const name = '\u001b]0;owned\u0007\u001b[31m\u202ename\u0000\u0085';
    for (const problem of checkHttp(`lua_shared_dict "${name}" 1x; server { limit_req "zone=${name}"; }`)) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be there
      expect(problem.message).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
    }
    const [first] = checkHttp(`limit_conn_zone $uri "zone=${name}:1x";`);
    expect(first?.message).toContain('\\x1b[31m\\u202ename\\x00\\x85');
  });

  test('placeholders in a name are left alone', () => {
    const [first] = checkHttp("limit_conn_zone $uri 'zone={size}{name}:1x';");
    expect(first?.message).toContain('invalid zone size "zone={size}{name}:1x"');
  });
});
