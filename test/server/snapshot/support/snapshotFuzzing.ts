import { dashboardOf } from '../../../../server/src/features/dashboard/dashboardOf';
import type { DashboardLook, DashboardPart } from '../../../../server/src/shared/dashboard';
import type { Snapshot } from '../../../../server/src/shared/snapshot';
import { parseSnapshot } from '../../../../server/src/snapshot/parseSnapshot';
import { snapshotOf } from '../../../../server/src/snapshot/snapshotOf';
import { sourceOfSnapshot } from '../../../../server/src/snapshot/sourceOfSnapshot';
import type { Random } from '../../../support/random';
import { knownServer } from './snapshots';

/** Breaks snapshots' files, and checks that reading and showing them holds. */

const SCENE = { zoneCount: 3, workerCount: 1, sampleCount: 4, runCount: 6 };
const TEXT = JSON.stringify(snapshotOf(knownServer(SCENE).parts));

const ALL_PARTS: readonly DashboardPart[] = ['process', 'page map', 'timeline'];

/** Longer than any problem should be. */
const LONGEST_PROBLEM = 700;
/** The most that a dashboard of so small a file can be. */
const LONGEST_ANSWER = 4 * 1024 * 1024;

const HOSTILE_TEXTS = [
  '',
  '__proto__',
  'constructor',
  '\u001b]0;x\u0007\u001b[2J',
  '</script><img src=x onerror=alert(1)>',
  '\u202e\u0000\ud800',
  '%s %n {0} {1}',
  '../../etc/passwd',
  'x'.repeat(70_000),
];
const HOSTILE_NUMBERS = [
  '0',
  '-0',
  '-1',
  '0.5',
  '1e-320',
  '1e999',
  '-1e999',
  '9007199254740991',
  '9007199254740993',
  '1e308',
  '4294967296',
  '8640000000000001',
  '2199023255552',
];
const HOSTILE_VALUES = ['null', 'true', '[]', '{}', '{"__proto__":{"a":1}}', '[[[[[[[[]]]]]]]]', '{"length":1e9}'];
const PIECES = ['{', '}', '[', ']', ',', ':', '"', '\\', '\\u0000', ' ', '\n', 'NaN', '/*', "'", '\u0000', '\ufeff'];

const pick = <Item>(items: readonly Item[], random: Random): Item => items[Math.floor(random() * items.length)] as Item;

/** A file that may or may not be a snapshot. */
export function generateSnapshotText(random: Random): string {
  const kind = random();
  if (kind < 0.05) return nested(random);
  if (kind < 0.1) return TEXT.slice(0, Math.floor(random() * TEXT.length));
  if (kind < 0.2) return cutAndPaste(random);
  const changes = 1 + Math.floor(random() * random() * 12);
  const json: unknown = JSON.parse(TEXT);
  const raw = new Map<string, string>();
  for (let change = 0; change < changes; change++) changeValue(json, random, raw);
  let text = JSON.stringify(json);
  for (const [mark, value] of raw) text = text.replace(`"${mark}"`, () => value);
  return text;
}

/** Puts something else in one place of the tree, or changes what is there by a little. */
function changeValue(json: unknown, random: Random, raw: Map<string, string>): void {
  let holder = json as object;
  for (;;) {
    const keys = Object.keys(holder);
    if (keys.length === 0) return;
    const key = pick(keys, random);
    const value: unknown = Reflect.get(holder, key);
    if (typeof value === 'object' && value !== null && random() < 0.9) {
      holder = value;
      continue;
    }
    const how = random();
    if (how < 0.05) Reflect.deleteProperty(holder, key);
    else if (how < 0.15 && Array.isArray(value)) Reflect.set(holder, key, manyOf(value, random));
    else Reflect.set(holder, key, otherValue(value, random, raw));
    return;
  }
}

function manyOf(list: readonly unknown[], random: Random): unknown[] {
  const times = Math.floor(random() * 50);
  return Array.from({ length: times }, () => list).flat();
}

/** A number is put in as it is written, since some can't be otherwise. */
function otherValue(value: unknown, random: Random, raw: Map<string, string>): unknown {
  const how = random();
  const isNumber = typeof value === 'number';
  if (isNumber && how < 0.3) return Math.floor(value * random() * 4);
  if (typeof value === 'boolean' && how < 0.5) return !value;
  if (typeof value === 'string' && how < 0.6) return pick(HOSTILE_TEXTS, random);
  if (how < 0.7) return null;
  const mark = `mark ${raw.size} ${Math.floor(random() * 2 ** 32)}`;
  raw.set(mark, isNumber || random() < 0.5 ? pick(HOSTILE_NUMBERS, random) : pick(HOSTILE_VALUES, random));
  return mark;
}

function cutAndPaste(random: Random): string {
  let text = TEXT;
  const cuts = 1 + Math.floor(random() * 3);
  for (let cut = 0; cut < cuts; cut++) {
    const at = Math.floor(random() * text.length);
    const from = Math.floor(random() * text.length);
    const put = random() < 0.7 ? pick(PIECES, random) : text.slice(from, from + Math.floor(random() * 200));
    text = text.slice(0, at) + put + text.slice(at + Math.floor(random() * 20));
  }
  return text;
}

function nested(random: Random): string {
  const depth = Math.floor(random() * 3000);
  const [opens, closes] = random() < 0.5 ? ['[', ']'] : ['{"a":', '}'];
  const inside = random() < 0.5 ? '1' : '';
  const deep = opens.repeat(depth) + inside + (random() < 0.5 ? closes.repeat(depth) : '');
  return random() < 0.5 ? deep : TEXT.replace('"view":{', () => `"view":{"more":${deep || 'null'},`);
}

/** What is wrong with how a text is read or shown; null where nothing is. */
export function findSnapshotFault(text: string): string | null {
  try {
    const parsed = parseSnapshot(text);
    if (Object.hasOwn(Object.prototype, 'a')) return 'a prototype was changed';
    if ('problem' in parsed) return problemFault(parsed.problem);
    return shownFault(parsed.snapshot);
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}

function problemFault(problem: string): string | null {
  if (problem.length > LONGEST_PROBLEM) return `a problem of ${problem.length} characters`;
  return /[\p{Cc}\p{Cf}\p{Cs}]/u.test(problem) ? `control characters: ${JSON.stringify(problem)}` : null;
}

function shownFault(snapshot: Snapshot): string | null {
  const again = JSON.stringify(snapshot);
  if (again !== JSON.stringify(JSON.parse(again))) return 'it is other when it is saved again';
  const written = parseSnapshot(JSON.stringify(snapshotOf(snapshot)));
  if ('problem' in written) return `saved again it does not open: ${written.problem}`;
  const source = sourceOfSnapshot(snapshot, '\u001b[2J<b>.json');
  const first = dashboardOf(source, { pid: null, zoneKey: null, parts: ALL_PARTS, timelineAfter: null });
  for (const look of looksAt(snapshot, first.zones[0]?.key ?? null)) {
    const data = JSON.stringify(dashboardOf(source, look));
    if (data.length > LONGEST_ANSWER) return `an answer of ${data.length} characters`;
  }
  return null;
}

function looksAt({ view, planned }: Snapshot, zoneKey: string | null): DashboardLook[] {
  const names = [...(view?.sample.zones ?? []), ...planned].map(({ name }) => name);
  const pids = view?.sample.processes.map(({ pid }) => pid) ?? [];
  const places = Array.from({ length: Math.min(4, Math.max(names.length, pids.length)) }, (_, index) => index);
  return [
    { pid: 4711, zoneKey, parts: ALL_PARTS, timelineAfter: 2 },
    ...places.map((index) => ({
      pid: pids[index] ?? null,
      zoneKey: names[index] ?? null,
      parts: ALL_PARTS,
      timelineAfter: index - 1,
    })),
  ];
}
