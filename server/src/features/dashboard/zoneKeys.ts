import { createHash } from 'node:crypto';

/** What a zone is known again by. */
export interface KeyedZone {
  readonly name: string | null;
  /** Null for a zone that only a config has. */
  readonly inode: number | null;
  /** False for a zone that only old workers still have. */
  readonly isCurrent?: boolean;
}

/** A key goes to and fro with every look, and stands in links: a name of many kilobytes is no part of it as it is. */
const LONGEST_NAME = 200;
const HASH_LENGTH = 32;

/** The key of the present zone of a name: the name, or of a long one its beginning, and a hash of the whole. */
export function keyOfName(name: string): string {
  if (name.length <= LONGEST_NAME) return name;
  // As JSON, since halves of surrogate pairs, which stand for broken bytes, would all be hashed alike.
  const hash = createHash('sha256').update(JSON.stringify(name)).digest('hex').slice(0, HASH_LENGTH);
  return `${name.slice(0, LONGEST_NAME)}#${hash}`;
}

/**
 * A key for each zone, in their order: the same over time, reloads and restarts, and in all views. It is
 * {@link keyOfName}; of several zones of one name the present one that was made last has it, and the others have their inode
 * behind it. All are different and short, whatever the zones are.
 */
export function zoneKeysOf(zones: readonly KeyedZone[]): string[] {
  const keys = new Array<string>(zones.length);
  const taken = new Set<string>();
  const repeats = new Map<string, number>();
  const free = (key: string): string => {
    let found = key;
    while (taken.has(found)) {
      const count = (repeats.get(key) ?? 1) + 1;
      repeats.set(key, count);
      found = `${key}#${count}`;
    }
    return found;
  };
  const places = zones.map((zone, place) => ({ zone, place }));
  // The kernel numbers zones as they are made.
  places.sort(
    (left, right) =>
      Number(right.zone.isCurrent ?? true) - Number(left.zone.isCurrent ?? true) ||
      (right.zone.inode ?? 0) - (left.zone.inode ?? 0),
  );
  for (const { zone, place } of places) {
    const { name, inode } = zone;
    const plain = name === null || name === '' ? `#${inode ?? ''}` : keyOfName(name);
    const key = taken.has(plain) && inode !== null && name !== null ? free(`${plain}#${inode}`) : free(plain);
    taken.add(key);
    keys[place] = key;
  }
  return keys;
}
