import type { InferOutput } from 'valibot';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { Snapshot } from '../../../server/src/shared/snapshot';
import { LONGEST_TEXT, MOST_CHARACTERS } from '../../../server/src/snapshot/bounds';
import { parseSnapshot } from '../../../server/src/snapshot/parseSnapshot';
import { snapshotOf } from '../../../server/src/snapshot/snapshotOf';
import type { snapshotSchema } from '../../../server/src/snapshot/snapshotSchema';
import { knownServer, SMALL_SCENE } from './support/snapshots';

type DeepReadonly<Value> = Value extends object ? { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> } : Value;
/** Types that are put together of several parts, as one. */
type Flat<Value> = Value extends object ? { [Key in keyof Value]: Flat<Value[Key]> } : Value;

const SNAPSHOT = snapshotOf(knownServer(SMALL_SCENE).parts);
const TEXT = JSON.stringify(SNAPSHOT);

function problemOf(text: string): string {
  const parsed = parseSnapshot(text);
  if ('snapshot' in parsed) throw new Error('it is a snapshot');
  return parsed.problem;
}

/** The problem of the snapshot with one value put elsewhere. */
function problemWith(place: string, value: unknown): string {
  const copy: unknown = JSON.parse(TEXT);
  const keys = place.replaceAll(/\[(\d+)\]/g, '.$1').split('.');
  const last = keys.pop() ?? '';
  const holder = keys.reduce((one: unknown, key) => Reflect.get(one as object, key), copy) as object;
  if (value === undefined) Reflect.deleteProperty(holder, last);
  else Reflect.set(holder, last, value);
  return problemOf(JSON.stringify(copy));
}

describe('a snapshot’s file', () => {
  it('gives what was saved, of the very type', () => {
    expect(parseSnapshot(TEXT)).toEqual({ snapshot: SNAPSHOT });
    expect(parseSnapshot(`\ufeff${JSON.stringify(SNAPSHOT, null, 2)}\r\n`)).toEqual({ snapshot: SNAPSHOT });
    expectTypeOf<Flat<DeepReadonly<InferOutput<typeof snapshotSchema>>>>().toEqualTypeOf<
      Flat<DeepReadonly<Snapshot>>
    >();
  });

  it('gives nothing that it does not know', () => {
    const more = TEXT.replace(
      '"view":{',
      '"__proto__":{"polluted":1},"constructor":5,"later":[1],"view":{"__proto__":{"a":1},',
    ).replaceAll('"inode":', '"toString":"x","inode":');
    const parsed = parseSnapshot(more);
    expect(parsed).toEqual({ snapshot: SNAPSHOT });
    expect(Object.getPrototypeOf('snapshot' in parsed ? parsed.snapshot : null)).toBe(Object.prototype);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  it.each([
    ['', /ends too early, in line 1, column 1\./],
    [TEXT.slice(0, 1000), /ends too early, in line 1, column 1001\./],
    [`${JSON.stringify(SNAPSHOT, null, 2).slice(0, 400)}\u0007`, /no JSON: line \d+, column \d+\./],
    ['{\n  "schema": nginx\n}', /no JSON: line 2, column 13\./],
    ['[]', /no "schema" of "zone-lens.snapshot\/1"/],
    ['null', /no "schema"/],
    ['"zone-lens.snapshot/1"', /no "schema"/],
    ['{"schema":"zone-lens.inspect/1"}', /no "schema"/],
    ['{"__proto__":{"schema":"zone-lens.snapshot/1"}}', /no "schema"/],
    [
      '{"schema":"zone-lens.snapshot/2","writtenBy":"9.1.0"}',
      /format 2, .* reads format 1: open it with Zone Lens 9\.1\.0,/,
    ],
    ['{"schema":"zone-lens.snapshot/2"}', /open it with another version of Zone Lens/],
    ['{"schema":"zone-lens.snapshot/1"}', /savedAtMs is missing/],
    ['['.repeat(100_000), /no snapshot of Zone Lens: at line 1, column 33 there is more/],
  ])('says what is wrong with %.40j', (text, problem) => {
    expect(problemOf(text)).toMatch(problem);
  });

  it.each<[string, unknown, string]>([
    ['savedAtMs', undefined, 'savedAtMs is missing'],
    ['savedAtMs', '1', 'at savedAtMs: expected a time in milliseconds, found "1"'],
    ['savedAtMs', 1e17, 'at savedAtMs: expected a time in milliseconds, found 100000000000000000'],
    ['pageSizeBytes', 4095, 'at pageSizeBytes: expected a page size in bytes, found 4095'],
    ['view', [], 'view.server is missing'],
    ['view', 5, 'at view: expected an object, found 5'],
    ['view.state', 'gone', 'at view.state: expected ("live" | "stopped" | "lost"), found "gone"'],
    ['view.sample.zones', {}, 'at view.sample.zones: expected a list, found an object'],
    [
      'view.sample.zones[3].sizeBytes',
      -1,
      'at view.sample.zones[3].sizeBytes: expected a whole number, 0 or more, found -1',
    ],
    ['view.sample.zones[3].sizeBytes', 1.5, 'at view.sample.zones[3].sizeBytes: expected a whole number'],
    [
      'view.sample.zones[3].sizeBytes',
      null,
      'at view.sample.zones[3].sizeBytes: expected a whole number, 0 or more, found null',
    ],
    ['view.sample.zones[0].slots[1]', [1, 2], 'view.sample.zones[0].slots[1].slotBytes is missing'],
    ['view.sample.zones[0].address', '0x12', 'at view.sample.zones[0].address: expected an address'],
    ['view.server.access.told.obstacle.kind', 'moon', 'at view.server.access.told.obstacle.kind: expected '],
    ['view.server.isSingleProcess', 0, 'at view.server.isSingleProcess: expected true or false, found 0'],
    ['planned[0].declaredAt.line', 0, 'at planned[0].declaredAt.line: expected a whole number, 1 or more, found 0'],
    ['history.takenAtMs[2]', 'x', 'at history.takenAtMs: expected a list of times in milliseconds, found a list of 20'],
    [
      'history.zones[1].usedBytes',
      [1],
      'at history.zones[1].usedBytes: expected a list of 20, as many as there are samples, found a list of 1',
    ],
    [
      'history.processes[0].residentBytes[4]',
      -5,
      'at history.processes[0].residentBytes: expected a list of whole numbers',
    ],
    ['breakdowns[1].parts[0].use', 'moon', 'at breakdowns[1].parts[0].use: expected ("shared zones" | '],
    ['pageMaps[0].groupPages', 3, 'at pageMaps[0].groupPages: expected a power of two, found 3'],
    ['pageMaps[0].runs[1].firstPage', 0, 'at pageMaps[0].runs[1].firstPage: expected '],
    ['pageMaps[0].runs[1].pageCount', 0, 'at pageMaps[0].runs[1].pageCount: expected a number of pages, found 0'],
    ['pageMaps[0].runs[1].pageCount', 2 ** 50, 'at pageMaps[0].runs[1].pageCount: expected a number of pages'],
    ['pageMaps[0].runs[4].mixed', undefined, 'at pageMaps[0].runs[4].mixed: expected the pages of a mixed run'],
    ['pageMaps[0].runs[4].mixed.slot', 9, 'at pageMaps[0].runs[4].mixed: expected '],
    ['pageMaps[0].isConsistent', 'x'.repeat(2 ** 20), `found "${'x'.repeat(60)}…"`],
    [
      'view.sample.zones[0].name',
      'x'.repeat(LONGEST_TEXT + 1),
      `expected text of at most ${LONGEST_TEXT} characters, or null`,
    ],
  ])('names the place: %s', (place, value, problem) => {
    const told = problemWith(place, value);
    expect(told).toContain(problem);
    expect(told).toContain('Save the snapshot again');
    expect(told.length).toBeLessThan(500);
  });

  it('is quoted as plain text only', () => {
    const hostile = '</script><img src=x onerror=alert(1)>\u001b[2J\u202e\r\n';
    const told = problemWith('view.state', hostile);
    expect(told).toContain('\\x1b[2J\\u202e\\r\\n');
    expect(told).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(problemWith('view.state', '[a](command:b)')).toContain('"[a] (command:b)"');
    const version = problemOf(JSON.stringify({ schema: 'zone-lens.snapshot/7', writtenBy: hostile.repeat(9999) }));
    expect(version).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(version.length).toBeLessThan(400);
  });

  it('may have numbers that JSON can write and no figure is', () => {
    const copy = TEXT.replace(/"savedAtMs":\d+/, '"savedAtMs":1e999');
    expect(problemOf(copy)).toContain('at savedAtMs: expected a time in milliseconds, found Infinity');
  });

  it('is not read where it is too large', () => {
    expect(problemOf(' '.repeat(MOST_CHARACTERS + 1))).toContain('larger than 64 MB');
    expect(problemOf(`{"schema":"zone-lens.snapshot/1","a":[${'{},'.repeat(2_000_000)}{}]}`)).toContain(
      'there is more in it than in any snapshot',
    );
  });

  it('keeps texts as they are, whatever they hold', () => {
    const name = '<b>\u001b[31m\u0000__proto__\ud800';
    const copy = structuredClone(SNAPSHOT) as unknown as { view: { sample: { zones: { name: string }[] } } };
    for (const zone of copy.view.sample.zones) zone.name = name;
    const parsed = parseSnapshot(JSON.stringify(copy));
    expect('snapshot' in parsed && parsed.snapshot.view?.sample.zones[0]?.name).toBe(name);
  });
});
