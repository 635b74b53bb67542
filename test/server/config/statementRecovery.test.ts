import { describe, it } from 'vitest';
import { checkRecovery } from './treeDump';

describe('a missing semicolon', () => {
  it.each<[string, string, string[]]>([
    ['listen 80\nroot /x;\n', 'listen 80; root /x;', ['missing-semicolon "80"']],
    ['server {\n  listen 80\n}\na;', 'server { listen 80; } a;', ['missing-semicolon "80"']],
    ['server { listen "80" }\na;', 'server { listen 80; } a;', ['missing-semicolon "\\"80\\""']],
    ['server { listen "80"}\na;', 'server { listen 80; } a;', ['missing-semicolon "\\"80\\""']],
    [
      'server {\n  listen 80\n  root /x\n}',
      'server { listen 80; root /x; }',
      ['missing-semicolon "80"', 'missing-semicolon "/x"'],
    ],
    ['listen 80\nlocation / {\n  a;\n}', 'listen 80; location / { a; }', ['missing-semicolon "80"']],
    ['server_name a.com\nlisten 80;', 'server_name a.com; listen 80;', ['missing-semicolon "a.com"']],
    ['if ($a) {\n  return 404\n  root /x;\n}', 'if "($a)" { return 404; root /x; }', ['missing-semicolon "404"']],
    ['a;\nlua_shared_dict a 1m', 'a; lua_shared_dict a 1m;', ['missing-semicolon "1m"']],
    ['http {\n  a b', 'http { a b; }', ['missing-semicolon "b"']],
    ['add_header A b # c\nadd_header C d;', 'add_header A b; add_header C d;', ['missing-semicolon "b"']],
    ['listen 80\ncontent_by_lua_block { }', 'listen 80; content_by_lua_block {}', ['missing-semicolon "80"']],
  ])('%j', checkRecovery);
});

describe('a missing opening brace', () => {
  it.each<[string, string, string[]]>([
    ['http {\nserver\n  listen 80;\n}\n}\n', 'http { server { listen 80; } }', ['missing-brace "server"']],
    ['server {\n location /\n  deny all;\n }\n a;\n}', 'server { location / { deny all; } a; }', ['missing-brace "/"']],
    ['if ($a)\n return 1;\n}\na;', 'if "($a)" { return 1; } a;', ['missing-brace "($a)"']],
    ['upstream u\n  zone u 64k;\n}', 'upstream u { zone u 64k; }', ['missing-brace "u"']],
    ['http\n  server {\n    a;\n  }\n}', 'http { server { a; } }', ['missing-brace "http"']],
  ])('%j', checkRecovery);
});

describe('words that only look like directives', () => {
  it.each<[string, string, string[]]>([
    ['map $a $b {\n  x\n  listen;\n}', 'map $a $b { x listen; }', []],
    ['types {\n  a/b\n  zone\n  root;\n}', 'types { a/b zone root; }', []],
    ['a b\n"listen";', 'a b listen;', []],
    ['valid_referers none\n  server;', 'valid_referers none server;', []],
    ['upstream u {\n  server\n  10.0.0.1;\n}', 'upstream u { server 10.0.0.1; }', []],
  ])('%j', checkRecovery);
});

describe('a placeholder that stands for directives', () => {
  it.each<[string, string, string[]]>([
    [`\${EXTRA}\nlisten 80;`, `"\${EXTRA}"; listen 80;`, []],
    [`server {\n  \${A}\n  \${B}\n}`, `server { "\${A}"; "\${B}"; }`, []],
    [
      'http {\n  @EXTRA@\n  %%GLOBALS%%\n  foo bar;\n  __MORE__\n}',
      'http { "@EXTRA@"; "%%GLOBALS%%"; foo bar; __MORE__; }',
      [],
    ],
    ['$EXTRA\nlocation / {\n}', '$EXTRA; location / {}', []],
    [`\${EXTRA}`, `"\${EXTRA}";`, []],
    [`$host\nlisten 80;`, '$host; listen 80;', ['missing-semicolon "$host"']],
  ])('%j', checkRecovery);
});
