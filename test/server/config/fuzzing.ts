import { contextOf } from '../../../server/src/config/contexts';
import { parseConfig } from '../../../server/src/config/parser';
import { decodeConfig, lineStartsOf, positionAt, type TextRange } from '../../../server/src/config/sourceText';
import {
  argumentCount,
  argumentRange,
  argumentValue,
  blockContent,
  type ConfigTree,
  directiveRange,
  hasBlock,
  isTemplated,
  parentOf,
  subtreeEnd,
} from '../../../server/src/config/tree';
import type { Random } from '../../support/random';
import { APISIX_TEMPLATE, ERB_TEMPLATE, GO_TEMPLATE, JINJA_TEMPLATE, KONG_TEMPLATE } from './templateSamples';

const below = (random: Random, limit: number): number => Math.floor(random() * limit);

const pick = <Item>(random: Random, items: readonly Item[]): Item => items[below(random, items.length)] as Item;

/** Words and signs that steer the parser, and some that do not. */
const SOUP = [
  ...[
    '{',
    '}',
    ';',
    ';',
    '\n',
    '\n',
    ' ',
    ' ',
    '\t',
    '\r\n',
    '"',
    "'",
    '\\',
    '\\"',
    "\\'",
    '#',
    '# x',
    '$',
    '${',
    ')',
    '(',
  ],
  ...[
    'http',
    'server',
    'location',
    'upstream',
    'events',
    'map',
    'if',
    'types',
    'listen 80',
    'root /x',
    'zone',
    'include a',
  ],
  ...[
    'content_by_lua_block {',
    '[[',
    ']]',
    '[==[',
    ']==]',
    '--',
    '--[[',
    'return {}',
    'lua_shared_dict a 1m',
    'proxy_pass',
  ],
  ...['{{', '}}', '{%', '%}', '{#', '#}', '<%', '<%=', '%>', '$(', '> if x then', '> end', `\${ENV}`, '%%X%%', '@X@'],
  ...['é', '😀', '\uFEFF', '\0', '\u2028', '\uDCFF', '"a b"', "'c'", '/^x$/', '~', '=', '80', 'a', 'limit_req_zone'],
];

const PLAIN_CONFIG = `user www-data; # who
worker_processes auto;
events { worker_connections 1024; }
http {
  include mime.types;
  log_format main '$remote_addr - "$request" '
                  '"$http_user_agent"';
  limit_req_zone $binary_remote_addr zone=one:10m rate=1r/s;
  map $http_upgrade $connection { default upgrade; '' close; ~^x\\d+ "a;b{c}"; }
  types { text/html html htm; }
  init_by_lua_block {
    -- it's a comment }
    local t = { [ [[long }]] ] = "}", 'it\\'s' }
  }
  upstream back { zone back 64k; server 127.0.0.1:8080; }
  server {
    listen 80 default_server;
    server_name example.com *.example.org;
    location ~ \\.php$ { fastcgi_pass unix:/run/php.sock; fastcgi_param X "\${y}z"; }
    location / { if ($request_method = POST) { return 405; } proxy_pass http://back; }
  }
}
`;

const SAMPLES = [PLAIN_CONFIG, GO_TEMPLATE, JINJA_TEMPLATE, ERB_TEMPLATE, KONG_TEMPLATE, APISIX_TEMPLATE];

/** One hostile text. `samples` are real configs to break, if there are any. */
export function generateText(random: Random, samples: readonly string[] = []): string {
  const kind = below(random, 8);
  if (kind === 0) return randomBytes(random);
  if (kind <= 3)
    return Array.from({ length: 1 + below(random, 60) }, () => pick(random, SOUP)).join(pick(random, ['', ' ']));
  const sample = pick(random, samples.length > 0 && kind > 5 ? samples : SAMPLES);
  return editText(random, sample);
}

function randomBytes(random: Random): string {
  const limit = pick(random, [128, 256]);
  return decodeConfig(Uint8Array.from({ length: below(random, 200) }, () => below(random, limit)));
}

function editText(random: Random, sample: string): string {
  let text = sample;
  for (let edits = 1 + below(random, 4); edits > 0; edits--) {
    const at = below(random, text.length + 1);
    const end = Math.min(text.length, at + below(random, pick(random, [2, 2, 20, 200])));
    const insert = pick(random, ['', '', pick(random, SOUP), text.slice(below(random, text.length + 1)).slice(0, 80)]);
    text = text.slice(0, at) + insert + text.slice(end);
  }
  return below(random, 10) === 0 ? text.replaceAll('\n', '\r\n') : text;
}

/** What is wrong with the tree of a text; null where everything holds. */
export function findFault(text: string, path = ''): string | null {
  try {
    const tree = parseConfig(text, path);
    return faultInColumns(tree) ?? faultInDirectives(tree) ?? faultInProblems(tree);
  } catch (error) {
    return `threw ${error instanceof Error ? error.stack : String(error)}`;
  }
}

function faultInColumns(tree: ConfigTree): string | null {
  const { directiveCount, tokenStarts, tokenEnds, tokenFlags } = tree;
  for (const name of ['parents', 'subtreeEnds', 'firstTokens', 'tokenCounts', 'blockStarts', 'ends'] as const) {
    if (tree[name].length !== directiveCount)
      return `column ${name} has ${tree[name].length} rows of ${directiveCount}`;
  }
  if (tokenEnds.length !== tokenStarts.length || tokenFlags.length !== tokenStarts.length)
    return 'token columns differ';
  if (tree.parsedText.length !== tree.text.length) return 'the masked text has another length';
  let nextToken = 0;
  for (let directive = 0; directive < directiveCount; directive++) {
    if (tree.firstTokens[directive] !== nextToken) return `directive ${directive} does not start at token ${nextToken}`;
    nextToken += tree.tokenCounts[directive] ?? 0;
  }
  if (nextToken !== tokenStarts.length) return `${tokenStarts.length - nextToken} tokens belong to no directive`;
  if (tree.problems.length === 0 && !tree.isTemplate && (tree.isBroken || tree.unclosed.includes(1)))
    return 'broken in silence';
  return null;
}

function faultInDirectives(tree: ConfigTree): string | null {
  const lineStarts = lineStartsOf(tree.text);
  const contexts = new Map<number, string>();
  const open: { directive: number; nextStart: number; end: number; subtreeEnd: number }[] = [
    { directive: -1, nextStart: 0, end: tree.text.length, subtreeEnd: tree.directiveCount },
  ];
  for (let directive = 0; directive < tree.directiveCount; directive++) {
    while (open.length > 1 && (open.at(-1)?.subtreeEnd ?? 0) <= directive) open.pop();
    const parent = open.at(-1);
    if (parent === undefined || parentOf(tree, directive) !== parent.directive)
      return `directive ${directive}: wrong parent`;
    const range = directiveRange(tree, directive);
    if (range.start < parent.nextStart) return `directive ${directive} starts in the one before it`;
    if (range.end <= range.start || range.end > parent.end) return `directive ${directive} ends at ${range.end}`;
    parent.nextStart = range.end;
    const after = subtreeEnd(tree, directive);
    if (after <= directive || after > parent.subtreeEnd) return `directive ${directive}: subtree ends at ${after}`;
    if (!hasBlock(tree, directive) && after !== directive + 1)
      return `directive ${directive} has children and no block`;
    const content = blockContent(tree, directive);
    if (content !== null) {
      if (content.start > content.end || content.end > range.end) return `directive ${directive}: block ${content.end}`;
      const closes = tree.parsedText[range.end - 1] === '}';
      if (!closes && tree.unclosed[directive] !== 1) return `directive ${directive} is not closed`;
      open.push({ directive, nextStart: content.start, end: content.end, subtreeEnd: after });
    }
    const fault = faultInArguments(tree, directive, range, lineStarts);
    if (fault !== null) return fault;
    if (contextOf(tree, directive, 'main', contexts) === '') return `directive ${directive} has no context`;
  }
  return null;
}

function faultInArguments(
  tree: ConfigTree,
  directive: number,
  range: TextRange,
  lineStarts: Int32Array,
): string | null {
  let last = range.start;
  const end = blockContent(tree, directive) === null ? range.end : (tree.blockStarts[directive] ?? 0);
  for (let argument = 0; argument <= argumentCount(tree, directive); argument++) {
    if (tree.tokenCounts[directive] === 0) break;
    const place = argumentRange(tree, directive, argument);
    const where = `argument ${argument} of directive ${directive}`;
    if (place.start < last || place.end <= place.start || place.end > end)
      return `${where} is at ${place.start}-${place.end}`;
    if (argument === 0 && place.start !== range.start) return `${where}: the directive starts elsewhere`;
    if (argumentValue(tree, directive, argument).length > place.end - place.start) return `${where} has a longer value`;
    isTemplated(tree, directive, argument);
    for (const offset of [place.start, place.end]) {
      const { line, column } = positionAt(lineStarts, offset);
      if ((lineStarts[line] ?? -1) + column !== offset) return `${where}: position ${line}:${column}`;
      if (tree.text.slice(lineStarts[line], offset).includes('\n')) return `${where}: line ${line}`;
    }
    last = place.end;
  }
  return null;
}

function faultInProblems(tree: ConfigTree): string | null {
  for (const { code, message, range, related } of tree.problems) {
    for (const { start, end } of related === undefined ? [range] : [range, related.range]) {
      if (start < 0 || end <= start || end > tree.text.length) return `${code} is at ${start}-${end}`;
    }
    if (message === '') return `${code} says nothing`;
  }
  return null;
}
