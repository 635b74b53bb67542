import { t } from '../../l10n';
import type { PlannedZone } from '../../shared/plannedZone';
import { declaredAt } from '../../zones/declaredAt';
import type { Capacity, ZoneFigures } from '../../zones/footprint';
import type { Zone } from '../../zones/zone';
import type { Analysis } from '../analysis';
import { liveZoneOf } from '../liveZones';

/** Zones of a config with what they cost when they were just made, in the order in which nginx makes them. */
export function plannedZonesOf(analysis: Analysis): PlannedZone[] {
  return analysis.model.zones.map((zone) => plannedZone(analysis, zone, analysis.figures.get(zone) ?? null));
}

function plannedZone(analysis: Analysis, zone: Zone, figures: ZoneFigures | null): PlannedZone {
  const footprint = figures?.footprint;
  return {
    name: zone.name,
    kind: zone.isImplicit ? null : zone.kind.directive,
    sizeBytes: zone.sizeBytes,
    exactness: footprint?.exactness ?? 'estimated',
    metadataBytes: footprint?.metadataBytes ?? null,
    emptyLoadedBytes: footprint?.emptyLoadedBytes ?? null,
    emptyFreePages: footprint?.emptyFreePages ?? null,
    capacity: plannedCapacity(figures?.capacity ?? null),
    declaredAt: declaredAt(zone),
    inode: liveZoneOf(analysis, zone)?.inode ?? null,
  };
}

function plannedCapacity(capacity: Capacity | null): PlannedZone['capacity'] {
  if (capacity === null) return null;
  const { noun, entries, entryBytes, basis } = capacity;
  // Nouns come from the catalogue, whose words the texts have, too.
  return { noun: t(noun), entries, entryBytes, basis };
}
