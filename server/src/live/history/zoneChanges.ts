import type { LiveSample } from '../../shared/liveSample';
import type { ZoneChange } from '../../shared/liveTrends';
import { currentZones } from './currentZones';

/** What has to be known of a zone to tell later what became of it. */
export interface KnownZone {
  readonly inode: number;
  readonly name: string | null;
  readonly kind: string | null;
  readonly sizeBytes: number;
}

/** No list of changes is longer. */
const MOST_CHANGES = 1024;

/** The zones that the running cycle of a sample has. */
export function zonesOf(sample: LiveSample): KnownZone[] {
  return currentZones(sample).map(({ inode, name, kind, sizeBytes }) => ({ inode, name, kind, sizeBytes }));
}

/** Tells whether two lists are of the same memory. */
export function areSameZones(left: readonly KnownZone[], right: readonly KnownZone[]): boolean {
  if (left.length !== right.length) return false;
  const inodes = new Set(left.map((zone) => zone.inode));
  return right.every((zone) => inodes.has(zone.inode));
}

/** Tells whether some of the later zones are in memory that no earlier one had. */
export function haveFreshMemory(before: readonly KnownZone[], after: readonly KnownZone[]): boolean {
  const inodes = new Set(before.map((zone) => zone.inode));
  return after.some((zone) => !inodes.has(zone.inode));
}

/**
 * What became of each zone, in the order of the later list, removed ones last. A zone is known again by its inode, else by
 * its name, which nginx allows one zone only.
 *
 * @param isSameServer inodes tell nothing between two servers: the later one has made all of its zones
 */
export function zoneChanges(
  before: readonly KnownZone[],
  after: readonly KnownZone[],
  isSameServer: boolean,
): ZoneChange[] {
  const left = new Set(before);
  const byInode = new Map(isSameServer ? before.map((zone) => [zone.inode, zone]) : []);
  const keptBy = new Map<KnownZone, KnownZone>();
  for (const zone of after) {
    const same = byInode.get(zone.inode);
    if (same !== undefined && left.delete(same)) keptBy.set(zone, same);
  }
  const byName = new Map<string, KnownZone>();
  for (const zone of left) {
    if (zone.name !== null) byName.set(zone.name, zone);
  }
  const changes: ZoneChange[] = [];
  for (const zone of after) {
    const kept = keptBy.get(zone);
    const namesake = kept !== undefined || zone.name === null ? undefined : byName.get(zone.name);
    const earlier = kept ?? (namesake !== undefined && left.delete(namesake) ? namesake : null);
    changes.push({
      name: zone.name ?? earlier?.name ?? null,
      change: kept !== undefined ? 'kept' : earlier === null ? 'added' : remade(earlier, zone),
      sizeBytesBefore: earlier?.sizeBytes ?? null,
      sizeBytesAfter: zone.sizeBytes,
    });
  }
  return [...changes, ...removedZones([...left])].slice(0, MOST_CHANGES);
}

/** All zones of a server that has ended. */
export function removedZones(zones: readonly KnownZone[]): ZoneChange[] {
  return zones.slice(0, MOST_CHANGES).map(({ name, sizeBytes }) => ({
    name,
    change: 'removed',
    sizeBytesBefore: sizeBytes,
    sizeBytesAfter: null,
  }));
}

/** For a zone that is in other memory than before. A kind that is not known is no other kind. */
function remade(before: KnownZone, after: KnownZone): ZoneChange['change'] {
  if (before.kind !== null && after.kind !== null && before.kind !== after.kind) return 'kind changed';
  return before.sizeBytes === after.sizeBytes ? 'data lost' : 'resized';
}
