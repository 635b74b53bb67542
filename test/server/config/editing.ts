import { type Checkpoints, FAR, Field, fieldOf, Sign } from '../../../server/src/config/checkpoints';
import type { ConfigFile } from '../../../server/src/config/configFiles';
import type { FileEdit, TextChange } from '../../../server/src/config/fileEdit';
import { parseConfig } from '../../../server/src/config/parser';
import { traceOf } from '../../../server/src/config/parseTrace';
import { lineStartsOf } from '../../../server/src/config/sourceText';
import { type ConfigTree, directiveName } from '../../../server/src/config/tree';
import { type UpdatedFile, updateConfigFile } from '../../../server/src/config/updateFile';
import type { Random } from '../../support/random';
import { generateText } from './fuzzing';
import { APISIX_TEMPLATE, ERB_TEMPLATE, GO_TEMPLATE, JINJA_TEMPLATE, KONG_TEMPLATE } from './templateSamples';
import { LUA_BODIES, STATEMENTS } from './tokenizerSamples';

export const below = (random: Random, limit: number): number => Math.floor(random() * limit);

export const pick = <Item>(random: Random, items: readonly Item[]): Item => items[below(random, items.length)] as Item;

const isMarked = (name: string): boolean => name === 'limit_req_zone' || name === 'zone' || name === 'server';

/** Pieces of configs, from plain to broken; a document is made of some of them. */
const PLAIN_PIECES: readonly ((random: Random) => string)[] = [
  (random) => serverText(random),
  (random) => serverText(random),
  (random) => `http {\n${Array.from({ length: 1 + below(random, 4) }, () => serverText(random)).join('')}}\n`,
  (random) => `    server {\n        location / {\n            a b;\n    }\n${serverText(random)}`,
  (random) => `init_by_lua_block {\n  ${pick(random, LUA_BODIES)}\n}\n`,
  (random) => `location / { content_by_lua_block { ${pick(random, LUA_BODIES)} } }\n`,
  (random) => `${pick(random, STATEMENTS)}\n`,
  (random) => `log_format a "${'$x '.repeat(below(random, 40))}"\n  '$y';\n`,
  (random) => `# ${pick(random, ['it is', "don't", '"', '{', '}', ';'])} ${'comment '.repeat(below(random, 20))}\n`,
  (random) => `# ${pick(random, ['x', 'é']).repeat(1300 + below(random, 4000))}\n`,
  (random) => `a ${pick(random, ['', '"'])}${pick(random, ['x', 'é', '\uDCFF']).repeat(1300 + below(random, 4000))};\n`,
  () => 'map $a $b {\n  default listen\n  listen;\n  c d;\n}\ntypes {\n  text/html html\n   server;\n}\n',
  () => `upstream a {\n  server b;\n  zone a 64k;\n}\n\${EXTRA}\nstream { server { listen 1; } }\n`,
  () => 'include a.conf; include b/*.conf;\ninclude "c d";\n',
];

const PIECES = [...PLAIN_PIECES, (random: Random) => generateText(random), (random: Random) => generateText(random)];

const TEMPLATES = [APISIX_TEMPLATE, ERB_TEMPLATE, GO_TEMPLATE, JINJA_TEMPLATE, KONG_TEMPLATE];

function serverText(random: Random): string {
  const number = below(random, 1000);
  return `    server {
        listen ${number}; # port
        server_name app${number}.example.com 'www.app${number}.example.com';
        limit_req_zone $binary_remote_addr zone=one${number}:10m rate=1r/s;
        location ~ "^/${number}{2}" {
            proxy_set_header Host "$host";
            if ($request_method = POST) { return 405; }
        }
    }
`;
}

/** A text to edit: of a few hundred units up to some ten thousand. */
export function generateDocument(random: Random): string {
  if (below(random, 20) === 0) return pick(random, TEMPLATES);
  // A text with a template's part anywhere in it is read as a whole: most are to have none.
  const pieces = below(random, 5) === 0 ? PIECES : PLAIN_PIECES;
  const text = Array.from({ length: 1 + below(random, pick(random, [3, 12, 30])) }, () =>
    pick(random, pieces)(random),
  ).join('');
  const breaks = below(random, 12) === 0 ? text.replaceAll('\n', '\r\n') : text;
  return below(random, 30) === 0 ? `\uFEFF${breaks}` : breaks;
}

/** What people type, paste and what breaks things. */
const INSERTED = [
  ...['{', '}', ';', '"', "'", '\n', ' ', '#', '\\', '$', '-', ']', '[[', ']]', ')', '\r\n', '\uFEFF', 'é', '😀'],
  ...['_by_lua_block {', 'content_by_lua_block {', ' x_by_lua_block { "', 'server {', 'location / {', 'http {', 'if'],
  ...[
    'listen 80;',
    '\nlisten',
    '\n    }\n',
    '\n}\n',
    'upstream a {\n',
    'events {',
    'a;',
    'b {}',
    'stream {',
    '\t',
    '`',
  ],
  ...['@X@', `\n\${X}\n`, 'map $a $b {', 'include a;', 'zone', '__A__', '--', '--[[', '"a b"', "'a'", '=', '80'],
];

/** What makes a template of a text. */
const TEMPLATE_SIGNS = ['{{', '{% if %}', '<%', '$(', '$( ', '\n> if x', '\n> '];

const TYPED = [
  ...['location /x {\n  proxy_pass http://a;\n}\n', 'content_by_lua_block {\n ngx.say("}")\n}\n', 'root "/srv/a b";\n'],
  ...[
    "log_format x '$a' '$b';\n",
    '# a comment; {\n',
    'server { listen 80; }\n',
    'include conf.d/*.conf;\n',
    '}}}',
    '{;"',
  ],
  ...['upstream u {\n server a;\n}\n', `if ($a) { return 200 "\${b}"; }`, '"\n"', "'\n'"],
];

/** Changes that follow each other: a word typed letter by letter, or a single one. */
export function* generateChanges(random: Random, text: () => string): Generator<TextChange> {
  const at = below(random, text().length + 1);
  const place = pick(random, [at, at, at, at, 0, text().length]);
  const kind = below(random, 8);
  if (kind === 0) {
    const typed = pick(random, TYPED);
    for (let unit = 0; unit < typed.length; unit++) {
      const start = Math.min(place + unit, text().length);
      yield { start, end: start, text: typed.charAt(unit) };
    }
    return;
  }
  if (kind === 1) {
    for (let times = 1 + below(random, 12); times > 0; times--) {
      const end = Math.min(Math.max(1, place - (12 - times)), text().length);
      yield { start: Math.max(0, end - 1), end, text: '' };
    }
    return;
  }
  yield singleChange(random, text(), place, kind);
}

function singleChange(random: Random, text: string, place: number, kind: number): TextChange {
  const near = (sign: string): number => text.indexOf(sign, place);
  const signAt = kind <= 3 ? near(pick(random, ['{', '}', ';', '"', "'", '\n', '#', '}\n', 'server', '_by_lua'])) : -1;
  if (signAt !== -1) return { start: signAt, end: signAt + 1, text: kind === 2 ? '' : pick(random, INSERTED) };
  if (kind === 4) {
    const lineStart = text.lastIndexOf('\n', place - 1) + 1;
    const lineEnd = text.indexOf('\n', place + below(random, 200));
    return { start: lineStart, end: lineEnd === -1 ? text.length : Math.max(lineStart, lineEnd + 1), text: '' };
  }
  if (kind === 5) {
    const from = below(random, text.length + 1);
    const pasted = text.slice(from, from + below(random, pick(random, [40, 400, 4000])));
    return { start: place, end: place, text: below(random, 10) === 0 ? generateText(random) : pasted };
  }
  const end = Math.min(text.length, place + below(random, pick(random, [1, 2, 20, 400])));
  if (kind === 6 && below(random, 4) === 0) {
    // Two edits, told as one that holds what lies between them.
    const text2 = text.slice(place, end);
    return { start: place, end, text: `${pick(random, INSERTED)}${text2}${pick(random, ['', ' ', '}'])}` };
  }
  if (below(random, 40) === 0)
    return { start: 0, end: text.length, text: applyChange(text, { start: place, end, text: '' }) };
  if (below(random, 100) === 0) return { start: place, end: place, text: pick(random, TEMPLATE_SIGNS) };
  return { start: place, end, text: pick(random, ['', ...INSERTED]) };
}

export function applyChange(text: string, { start, end, text: inserted }: TextChange): string {
  return text.slice(0, start) + inserted + text.slice(end);
}

/** A file as reading its text anew gives it. */
export function freshFile(path: string, text: string, spacing: number): ConfigFile {
  const tree = parseConfig(text, path, spacing);
  const named = (matches: (name: string) => boolean): Int32Array =>
    Int32Array.from({ length: tree.directiveCount }, (_, directive) => directive).filter((directive) =>
      matches(directiveName(tree, directive)),
    );
  const marked = named((name) => name === 'include' || isMarked(name));
  return { path, tree, lineStarts: lineStartsOf(text), marked, includes: named((name) => name === 'include') };
}

/** Makes a change; the fault tells in what the result is not what it has to be. */
export function editFile(
  before: ConfigFile,
  change: TextChange,
  spacing: number,
): UpdatedFile & { readonly fault: string | null } {
  const text = applyChange(before.tree.text, change);
  const updated = updateConfigFile(before, text, change, isMarked);
  const expected = freshFile(before.path, text, spacing);
  const fault =
    differenceOfFiles(updated.file, expected) ??
    (updated.edit && faultInEdit(updated.edit)) ??
    faultInCheckpoints(updated.file.tree, before.path);
  return { ...updated, fault };
}

/**
 * What is not true of the checkpoints that were left for the next edit, compared with one after every statement: a wrong
 * one would do harm only later.
 */
export function faultInCheckpoints(tree: ConfigTree, path: string): string | null {
  const trace = traceOf(tree);
  const every = traceOf(parseConfig(tree.text, path, 1));
  if (trace === null || every === null) return trace === every ? null : 'a trace of a template';
  const at = (rows: Checkpoints, row: number) => (field: Field) => fieldOf(rows, row, field);
  let fresh = 0;
  for (let row = 0; row < trace.checkpoints.count; row++) {
    const actual = at(trace.checkpoints, row);
    const position = actual(Field.Position);
    let signs = 0;
    let [seenFrom, seenUpTo] = [FAR, 0];
    for (; fresh < every.checkpoints.count; fresh++) {
      const expected = at(every.checkpoints, fresh);
      if (expected(Field.Position) > position) break;
      signs |= expected(Field.Signs);
      seenFrom = Math.min(seenFrom, expected(Field.SeenFrom));
      seenUpTo = Math.max(seenUpTo, expected(Field.SeenUpTo));
    }
    signs &= Sign.FirstBlockName - 1;
    if (position === 0) continue;
    const expected = at(every.checkpoints, fresh - 1);
    for (const field of CUMULATIVE) {
      if (fresh === 0 || actual(field) !== expected(field))
        return `${Field[field]} of checkpoint ${row} at ${position} is ${actual(field)} and not ${expected(field)}`;
    }
    if ((actual(Field.Signs) & signs) !== signs)
      return `signs of checkpoint ${row} are ${actual(Field.Signs)}, ${signs}`;
    if (actual(Field.SeenFrom) > seenFrom) return `checkpoint ${row} saw from ${actual(Field.SeenFrom)}, ${seenFrom}`;
    if (seenUpTo > position && actual(Field.SeenUpTo) < seenUpTo)
      return `checkpoint ${row} saw up to ${actual(Field.SeenUpTo)}, ${seenUpTo}`;
  }
  return null;
}

const CUMULATIVE = [
  ...[Field.Position, Field.Tokens, Field.Directives, Field.Problems, Field.Innermost],
  ...[Field.LongTokens, Field.LongComments, Field.UnclosedLuaBlocks],
];

const COLUMNS = [
  ...(['parents', 'subtreeEnds', 'firstTokens', 'tokenCounts', 'blockStarts', 'ends', 'unclosed'] as const),
  ...(['tokenStarts', 'tokenEnds', 'tokenFlags'] as const),
];

/** The first difference between two files; null where they are equal in all. */
export function differenceOfFiles(actual: ConfigFile, expected: ConfigFile): string | null {
  if (actual.path !== expected.path) return `path ${actual.path}`;
  const trees = differenceOfTrees(actual.tree, expected.tree);
  if (trees !== null) return trees;
  const lines = differenceOfColumns(actual.lineStarts, expected.lineStarts);
  if (lines !== null) return `lineStarts ${lines}`;
  const marked = differenceOfColumns(actual.marked, expected.marked);
  if (marked !== null) return `marked ${marked}`;
  const includes = differenceOfColumns(actual.includes, expected.includes);
  return includes === null ? null : `includes ${includes}`;
}

function differenceOfTrees(actual: ConfigTree, expected: ConfigTree): string | null {
  if (Object.keys(actual).sort().join() !== Object.keys(expected).sort().join()) return `keys ${Object.keys(actual)}`;
  for (const key of ['text', 'parsedText', 'isTemplate', 'isBroken', 'directiveCount'] as const) {
    if (actual[key] !== expected[key]) return `${key}: ${actual[key]} and not ${expected[key]}`;
  }
  for (const key of COLUMNS) {
    const difference = differenceOfColumns(actual[key], expected[key]);
    if (difference !== null) return `${key} ${difference}`;
  }
  const [problems, fresh] = [JSON.stringify(actual.problems), JSON.stringify(expected.problems)];
  return problems === fresh ? null : `problems ${problems} and not ${fresh}`;
}

function differenceOfColumns(actual: Int32Array | Uint8Array, expected: Int32Array | Uint8Array): string | null {
  if (actual.length !== expected.length) return `has ${actual.length} rows and not ${expected.length}`;
  for (let row = 0; row < expected.length; row++) {
    if (actual[row] !== expected[row]) return `at ${row}: ${actual[row]} and not ${expected[row]}`;
  }
  return null;
}

/** What is not true of an edit; null where all of it is. */
export function faultInEdit(edit: FileEdit): string | null {
  const { before, after, change, sameDirectives, movedFrom, movedTo, offsetDelta } = edit;
  const [was, is] = [before.tree, after.tree];
  if (applyChange(was.text, change) !== is.text) return 'the change does not lead to the text';
  if (offsetDelta !== is.text.length - was.text.length) return `offsetDelta ${offsetDelta}`;
  if (sameDirectives > Math.min(movedFrom, movedTo)) return `${sameDirectives} same, moved from ${movedFrom}`;
  if (was.directiveCount - movedFrom !== is.directiveCount - movedTo) return `moved ${movedFrom} to ${movedTo}`;
  for (let directive = 0; directive < sameDirectives; directive++) {
    const shown = [was, is].map((tree) => shownDirective(tree, directive, 0, (parent) => parent));
    if (shown[0] !== shown[1]) return `directive ${directive} is not the same: ${shown.join(' and ')}`;
    if ((was.blockStarts[directive] ?? -1) >= 0 && holdsEdit(edit, directive)) continue;
    for (const key of ['ends', 'subtreeEnds', 'unclosed'] as const) {
      if (was[key][directive] !== is[key][directive]) return `${key} of directive ${directive} is not the same`;
    }
  }
  const directiveDelta = movedTo - movedFrom;
  for (let directive = movedFrom; directive < was.directiveCount; directive++) {
    const now = directive + directiveDelta;
    const parentNow = (parent: number): number =>
      parent < sameDirectives ? parent : parent >= movedFrom ? parent + directiveDelta : -2;
    const shown = [
      `${shownDirective(was, directive, offsetDelta, parentNow)} ${(was.ends[directive] ?? 0) + offsetDelta}`,
      `${shownDirective(is, now, 0, (parent) => parent)} ${is.ends[now]}`,
    ];
    if (shown[0] !== shown[1]) return `directive ${directive} is not moved: ${shown.join(' and ')}`;
    if (
      (was.subtreeEnds[directive] ?? 0) + directiveDelta !== is.subtreeEnds[now] ||
      was.unclosed[directive] !== is.unclosed[now]
    )
      return `directive ${directive} has another end`;
  }
  return null;
}

function holdsEdit({ before, after, change }: FileEdit, directive: number): boolean {
  return Math.max(before.tree.ends[directive] ?? 0, after.tree.ends[directive] ?? 0) > change.start;
}

/** All of a directive but its end: places of its words, and the words. */
function shownDirective(
  tree: ConfigTree,
  directive: number,
  offsetDelta: number,
  newParent: (parent: number) => number,
): string {
  const first = tree.firstTokens[directive] ?? 0;
  const blockStart = tree.blockStarts[directive] ?? -1;
  const parts = [newParent(tree.parents[directive] ?? -1), blockStart < 0 ? blockStart : blockStart + offsetDelta];
  const end = blockStart < 0 ? [(tree.ends[directive] ?? 0) + offsetDelta] : [];
  const words = Array.from({ length: tree.tokenCounts[directive] ?? 0 }, (_, index) => {
    const [start, stop] = [tree.tokenStarts[first + index] ?? 0, tree.tokenEnds[first + index] ?? 0];
    return `${start + offsetDelta}-${stop + offsetDelta}:${tree.tokenFlags[first + index]}:${tree.text.slice(start, stop)}`;
  });
  return [...parts, ...end, ...words].join(' ');
}
