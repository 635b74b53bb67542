import { describe, expect, test } from 'vitest';
import { offer, textAfter, titles } from './fixing';

/** Text with a cursor, titles that are offered, text after the first. */
type Row = readonly [text: string, offered: readonly string[], after: string];

test.each<Row>([
  ['http {\n  gzip o|n\n  sendfile on;\n}\n', ['Insert ";" *'], 'http {\n  gzip on;\n  sendfile on;\n}\n'],
  ['http { gzip o|n }', ['Insert ";" *'], 'http { gzip on; }'],
  ['http { }\nuser www|', ['Insert ";" *'], 'http { }\nuser www;'],
  ["http { add_header a |'b'\n}", ['Insert ";" *'], "http { add_header a 'b';\n}"],
  ['http { gzip on # why|\n}', [], ''],
  ['http { gzip on;|; }', ['Remove ";" *'], 'http { gzip on; }'],
  ['http { server { }|; }', ['Remove ";" *'], 'http { server { } }'],
  ['http { add_header a "b"|c; }', ['Put a space behind the quote'], 'http { add_header a "b" c; }'],
  [
    'http {\n  log_format a |"$uri $args;\n  gzip on;\n}\n',
    ['Insert the closing " *'],
    'http {\n  log_format a "$uri $args";\n  gzip on;\n}\n',
  ],
  [
    "http {\n  log_format a |'$uri;\n  log_format b '$args';\n}\n",
    ["Insert the closing ' *"],
    "http {\n  log_format a '$uri';\n  log_format b '$args';\n}\n",
  ],
  // The last character would hide the quote.
  ['http {\n  log_format a |"$uri\\;\n}\n', [], ''],
  [
    'http {\n  server {\n    location |/ {\n      gzip on;\n  }\n  server {\n  }\n}\n',
    ['Insert "}"'],
    'http {\n  server {\n    location / {\n      gzip on;\n    }\n  }\n  server {\n  }\n}\n',
  ],
  ['events {}\nht|tp {\n  gzip on;\n', ['Insert "}"'], 'events {}\nhttp {\n  gzip on;\n}\n'],
  ['events {}\nht|tp {\n  gzip on;', ['Insert "}"'], 'events {}\nhttp {\n  gzip on;\n}\n'],
  ['events {}\nhtt|p\n  gzip on;\n}\n', ['Insert "{"'], 'events {}\nhttp {\n  gzip on;\n}\n'],
  ['events {}\nhttp {\n}\n|}\n', ['Remove "}"'], 'events {}\nhttp {\n}\n'],
  ['events {}\nhttp { } |} user a;', ['Remove "}"'], 'events {}\nhttp { }  user a;'],
  ['events {}\n|{ } http { }', [], ''],
  ['|\uFEFFhttp { }', ['Remove the byte order mark *'], 'http { }'],
])('%j', (text, offered, expected) => {
  const found = offer(text);
  expect(titles(found)).toEqual(offered);
  const [first] = offered;
  if (first !== undefined) expect(textAfter(found, first.replace(/ \*$/, ''))).toBe(expected);
});

describe('include-cycle', () => {
  test('the include that leads back goes', () => {
    const files = { 'a.conf': 'gzip on;\ninclude |a.conf;\n' };
    const found = offer('http { include a.conf; }', { files });
    expect(titles(found)).toEqual(['Remove this include']);
    expect(textAfter(found, 'Remove this include')).toBe('gzip on;\n');
  });

  test('not where it brings in other files too', () => {
    const files = { 'd/a.conf': 'include |d/*.conf;', 'd/b.conf': '' };
    const found = offer('http { include d/a.conf; }', { files });
    expect(found.problems.map(({ code }) => code)).toEqual(['include-cycle']);
    expect(titles(found)).toEqual([]);
  });
});
