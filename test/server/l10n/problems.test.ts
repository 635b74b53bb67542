import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../../server/src/config/parser';
import type { ConfigProblemCode } from '../../../server/src/config/tree';
import { CONFIG_MESSAGES, configMessage } from '../../../server/src/features/diagnostics/configMessages';
import type { Problem } from '../../../server/src/features/diagnostics/problem';
import { check, checkHttp } from '../features/diagnostics/check';
import { ROWS } from '../features/diagnostics/diagnoseRows';
import { inChinese, numbersOf, spacedMarks } from './chinese';

/** What the first problem of a code says, there and at the places that it points to. */
function messageOf(problems: readonly Problem[], code: string): string {
  const problem = problems.find((one) => one.code === code);
  return [problem?.message ?? '', ...(problem?.related ?? []).map(({ message }) => message)].join('\n');
}

/** Nothing is to be added to nginx's own words. */
const NGINX_ALONE = '"limit_req" must have "zone" parameter.';

describe('a problem with a zone', () => {
  test.each(ROWS)('$code: $says', ({ code, bad, says, setup }) => {
    const english = messageOf(checkHttp(bad, setup), code);
    const chinese = inChinese(() => messageOf(checkHttp(bad, setup), code));
    expect(english).toContain(says.slice(0, 40));
    if (says !== NGINX_ALONE) expect(chinese).toMatch(/\p{Script=Han}/u);
    expect(numbersOf(chinese)).toEqual(numbersOf(english));
    // All that is left in Latin letters is in the English message too, and no mark of Latin text ends a Chinese sentence.
    for (const word of chinese.match(/[A-Za-z_]{2,}/g) ?? []) expect(english).toContain(word);
    expect(chinese).not.toMatch(/\p{Script=Han}[.,:;?]/u);
    expect(spacedMarks(chinese)).toEqual([]);
  });

  test.each([
    ['lua_shared_dict a 1g;', 'invalid lua shared dict size "1g"。这里的解析器只认 k 和 m：请写 1024m。'],
    [
      'limit_req_zone $uri zone=a:1m rate=5r/h;',
      'invalid rate "rate=5r/h"。请写大于 0 的整数，后面加 r/s 或 r/m，例如 10r/s。',
    ],
    ['limit_conn_zone $uri zon=a:1m;', 'invalid parameter "zon=a:1m"。只接受：zone=。'],
    ['server { lua_shared_dict a 1m; }', '"lua_shared_dict" directive is not allowed here。应写在：http。'],
    [
      'limit_conn_zone $uri zone=a:1m; server { limit_conn a; }',
      'invalid number of arguments in "limit_conn" directive。参数应为 2 个，而不是 1 个。',
    ],
    [
      'server { if ($uri) { limit_req zone=a; } } limit_req_zone $uri zone=a:1m rate=1r/s;',
      '"limit_req" directive is not allowed here。应写在：http、http > server、http > location。',
    ],
    [
      'lua_shared_dict dogs 1m; init_by_lua_block { ngx.shared.dgos:get(1) ngx.shared.dogs:get(1) }',
      '运行到这里时 ngx.shared.dgos 为 nil：没有声明 lua_shared_dict“dgos”。是不是想写“dogs”？',
    ],
  ])("keeps nginx's own words: %s", (bad, message) => {
    expect(inChinese(() => checkHttp(bad))[0]?.message).toBe(message);
  });

  test('what it points to', () => {
    const [problem] = inChinese(() => checkHttp('limit_conn_zone $uri zone=a:1m; limit_conn_zone $uri zone=a:1m;'));
    expect(problem?.related.map(({ message }) => message)).toEqual(['第一处声明在这里。']);
  });
});

/** A Lua block with a long string of so many characters, in which a brace would end nothing. */
function luaString(length: number): string {
  return `http {\n  init_by_lua_block { local s = [[${'x'.repeat(length)}]] }\n}\n`;
}

/** Texts with what the parser says of them, each of its messages at least once. */
const BROKEN: readonly (readonly [code: ConfigProblemCode, text: string, chinese: string])[] = [
  ['syntax-missing-semicolon', 'http { gzip on }', '此处之后缺少“;”（nginx：unexpected "}"）。'],
  [
    'syntax-missing-semicolon',
    'http {\n  gzip on\n  tcp_nopush on;\n}',
    '此处之后缺少“;”（nginx：invalid number of arguments in "gzip" directive）。',
  ],
  ['syntax-missing-brace', 'http\n  server { }\n', '此处之后缺少“{”（nginx：directive "http" has no opening "{"）。'],
  [
    'syntax-missing-brace',
    'http {',
    '“http”的配置块没有结束：缺少“}”（nginx：unexpected end of file, expecting "}"）。',
  ],
  ['syntax-unexpected-brace', '}', 'unexpected "}"：这里没有未结束的配置块。'],
  ['syntax-unexpected-brace', 'http { { } }', 'unexpected "{"：它前面没有指令。'],
  ['syntax-unexpected-character', ';', 'unexpected ";"：它前面没有指令。'],
  [
    'syntax-unexpected-character',
    'http { log_format a "b"c; }',
    'unexpected "c"：在结尾的引号之后，nginx 要求空白、“;”或“{”。',
  ],
  ['syntax-unterminated-quote', 'http {\n  log_format a "b;\n  gzip on;\n}', '缺少结尾的 "。'],
  [
    'syntax-unterminated-lua',
    'http {\n  init_by_lua_block {\n    local s = [[\n  }\n}\n',
    'Lua 代码块缺少与这里对应的结尾长括号。',
  ],
  [
    'syntax-unterminated-lua',
    'http {\n  init_by_lua_block {\n',
    'unexpected end of file, expecting terminating characters for lua code block：缺少它的“}”。',
  ],
  [
    'syntax-too-long',
    `user ${'x'.repeat(4200)};`,
    'too long parameter "xxxxxxxxxx..." started：这个参数有 4200 字节，而 nginx 会拒绝 4096 字节及以上。请拆分。',
  ],
  [
    'syntax-too-long',
    `#${'x'.repeat(4200)}\nuser x;`,
    'too long parameter "#xxxxxxxxx..." started：这条注释有 4201 字节，而 nginx 会拒绝 4096 字节及以上。请拆分。',
  ],
  [
    'syntax-too-long',
    luaString(5000),
    'Lua code block missing the closing long bracket, the inlined Lua code may be too long：这个长括号有 5004 字节，而 nginx 会拒绝超过 4096 字节的。请移到文件中。',
  ],
  [
    'syntax-byte-order-mark',
    '\uFEFFuser x;',
    '文件以字节顺序标记开头，nginx 会把它当成第一个词的一部分（unknown directive）。请保存为不带 BOM 的 UTF-8。',
  ],
];

describe('what the parser says', () => {
  test.each(BROKEN)('%s of %j', (code, text, chinese) => {
    const found = inChinese(() => check(text)).filter((problem) => problem.code === code);
    expect(found.map(({ message }) => message)).toContain(chinese);
  });

  test('of a block that is closed by the brace of another', () => {
    const text = 'http {\n  server {\n    location / {\n  }\n}\n';
    const [problem] = inChinese(() => check(text));
    expect(problem?.message).toBe(
      '“location”的配置块没有结束：缺少“}”（nginx：unexpected end of file, expecting "}"）。',
    );
    expect(problem?.related.map(({ message }) => message)).toEqual([
      '结束它的是这个“}”，而从缩进看，它本来是外层配置块的。',
    ]);
  });

  test('of a block that cannot stand in another', () => {
    const [problem] = inChinese(() => check('http {\n  server {\n    listen 80;\n  server { }\n}\n'));
    expect(problem?.related.map(({ message }) => message)).toEqual(['这个配置块不能放在它里面。']);
  });

  test('of an include that leads back', () => {
    const files = { 'a.conf': 'include nginx.conf;' };
    const messages = inChinese(() => check('include a.conf;', { files })).map(({ message }) => message);
    expect(messages).toEqual(['这个 include 绕回到了 /etc/nginx/nginx.conf，nginx 会无休止地读下去。']);
  });

  test("nginx's own words of a missing file stay", () => {
    const [problem] = inChinese(() => check('http { include /none.conf; }'));
    expect(problem?.message).toBe(
      'open() "/none.conf" failed (2: No such file or directory). 这里不知道它声明的共享内存区。',
    );
  });

  test('is in English as config/ has it, to the last character', () => {
    const said = BROKEN.flatMap(([, text]) => parseConfig(text).problems.map(({ message }) => message));
    for (const message of said) {
      expect(configMessage(message)).toBe(message);
      // One that lost its form would stay English.
      expect(
        inChinese(() => configMessage(message)),
        message,
      ).not.toBe(message);
    }
  });

  test('leaves alone what it does not know, however long', () => {
    const text = `Missing "${'" after this (nginx: '.repeat(100)}`;
    expect(inChinese(() => configMessage(text))).toBe(text);
    expect(inChinese(() => configMessage(''))).toBe('');
  });

  test('fills in names that look like places for values', () => {
    expect(inChinese(() => configMessage('Missing ";" after this (nginx: {0} {1} $& $1).'))).toBe(
      '此处之后缺少“;”（nginx：{0} {1} $& $1）。',
    );
  });
});

test('placeholders of messages are in order', () => {
  for (const message of CONFIG_MESSAGES) {
    const found = message.match(/\{\d\}/g) ?? [];
    expect(found).toEqual(found.map((_, index) => `{${index}}`));
  }
});
