import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type KeyedZone, keyOfName, zoneKeysOf } from '../../../../server/src/features/dashboard/zoneKeys';

const zone = (name: string | null, inode: number | null, isCurrent = true): KeyedZone => ({ name, inode, isCurrent });

test.each([
  ['a name is a key', [zone('dogs', 1), zone('cats', 2)], ['dogs', 'cats']],
  ['one without a name has its inode', [zone(null, 7), zone('', 8)], ['#7', '#8']],
  ['an old one beside a new one of its name', [zone('dogs', 9, false), zone('dogs', 4)], ['dogs#9', 'dogs']],
  ['an old one whose name is gone keeps it', [zone('cats', 4), zone('dogs', 3, false)], ['cats', 'dogs']],
  ['of two present ones the newer', [zone('dogs', 3), zone('dogs', 5)], ['dogs#3', 'dogs']],
  [
    'a name that looks like another one’s key',
    [zone('dogs#3', 8), zone('dogs', 5), zone('dogs', 3)],
    ['dogs#3', 'dogs', 'dogs#3#2'],
  ],
  ['planned ones of one name', [zone('dogs', null), zone('dogs', null)], ['dogs', 'dogs#2']],
])('%s', (_title, zones, keys) => {
  expect(zoneKeysOf(zones)).toEqual(keys);
});

test('keys of long names are short, stable and different', () => {
  const long = 'x'.repeat(10_000);
  const zones = [zone(`${long}a`, 1), zone(`${long}b`, 2), zone(`${long}a`, 3, false), zone(`${long}\ud800`, 4)];
  const keys = zoneKeysOf([...zones, zone(`${long}\ud801`, 5)]);
  expect(new Set(keys).size).toBe(5);
  for (const key of keys) expect(key.length).toBeLessThan(300);
  expect(keys[0]).toBe(keyOfName(`${long}a`));
  expect(zoneKeysOf([zone(`${long}\ud801`, 9), zone(`${long}a`, 8)])).toEqual([keys[4], keys[0]]);
});

const anyZone = fc.record({
  name: fc.option(fc.constantFrom('', 'dogs', 'cats', 'dogs#1', 'dogs#2', '#1', '#2', 'dogs#1#2')),
  inode: fc.option(fc.nat(3)),
  isCurrent: fc.boolean(),
});

test('keys are all different, whatever the zones are', () => {
  fc.assert(
    fc.property(fc.array(anyZone, { maxLength: 30 }), (zones) => {
      const keys = zoneKeysOf(zones);
      expect(keys).toHaveLength(zones.length);
      expect(new Set(keys).size).toBe(zones.length);
      expect(keys).not.toContain('');
    }),
  );
});

test('keys do not depend on the order of zones, nor on zones of other names', () => {
  const zones = fc.uniqueArray(fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd'), inode: fc.nat(99) }), {
    selector: ({ inode }) => inode,
    maxLength: 8,
  });
  fc.assert(
    fc.property(zones, fc.nat(), (all, shift) => {
      const keyOf = new Map(zoneKeysOf(all).map((key, place) => [all[place]?.inode, key]));
      const turned = [...all.slice(shift % 7), ...all.slice(0, shift % 7)];
      const turnedKeys = zoneKeysOf(turned);
      for (const [place, one] of turned.entries()) expect(turnedKeys[place]).toBe(keyOf.get(one.inode));
      const others = all.filter(({ name }) => name !== 'a');
      const otherKeys = zoneKeysOf(others);
      for (const [place, one] of others.entries()) expect(otherKeys[place]).toBe(keyOf.get(one.inode));
    }),
  );
});
