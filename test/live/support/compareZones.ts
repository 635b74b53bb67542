import type { Analysis } from '../../../server/src/features/analysis';
import { readCycleZones } from './cycleZones';
import { zonesOf } from './zoneMemory';

/** Zones whose module is not in the cycle's list. */
export const PAGE_OF_NGINX = 'nginx_shared_zone';

/** All that is compared of one zone; null where there is no slab pool. */
interface ZoneFacts {
  readonly sizeBytes: number | null;
  readonly mappedBytes: number;
  readonly loadedBytes: number | null;
  readonly usablePages: number | null;
  readonly freePages: number | null;
  readonly usedChunks: number | null;
  readonly freeChunks: number | null;
}

/** What a running server and the product's reading of its config say of the zones. */
export interface ZoneComparison {
  readonly compared: number;
  /** One line for each zone that is not the same on both sides; none where all is well. */
  readonly differences: readonly string[];
  /** Zones by the directive or module that makes them. */
  readonly countByKind: ReadonlyMap<string, number>;
  /** Zones that the product does not call exact, or that it would not let start. */
  readonly doubts: readonly string[];
}

/**
 * Lays the figures of a fresh server beside those of the product, zone by zone, by name. A zone that is missing on either
 * side is a difference.
 */
export function compareZones(masterPid: number, analysis: Analysis): ZoneComparison {
  const real = factsOfServer(masterPid);
  const ours = new Map<string, ZoneFacts>();
  const countByKind = new Map<string, number>();
  const doubts: string[] = [];
  const differences: string[] = [];
  const pageBytes = analysis.host.pageSizeBytes;
  for (const [zone, { footprint }] of analysis.figures) {
    if (ours.has(zone.name)) differences.push(`${zone.name}: twice in our list`);
    ours.set(zone.name, {
      sizeBytes: zone.name === PAGE_OF_NGINX ? null : zone.sizeBytes,
      mappedBytes: Math.ceil((zone.sizeBytes ?? 0) / pageBytes) * pageBytes,
      loadedBytes: footprint.emptyLoadedBytes,
      usablePages: footprint.usablePages,
      freePages: footprint.emptyFreePages,
      usedChunks: footprint.emptyUsedChunks,
      freeChunks: footprint.emptyFreeChunks,
    });
    const label = `${zone.kind.directive ?? zone.kind.module} (${zone.declarations[0]?.context ?? 'implicit'})`;
    countByKind.set(label, (countByKind.get(label) ?? 0) + 1);
    if (footprint.exactness !== 'exact') doubts.push(`${zone.name}: ${footprint.exactness}`);
    if (footprint.canStart === false) doubts.push(`${zone.name}: cannot start`);
  }
  for (const name of new Set([...real.keys(), ...ours.keys()])) {
    const [left, right] = [JSON.stringify(real.get(name)), JSON.stringify(ours.get(name))];
    if (left !== right) differences.push(`${name}: nginx ${left}, we ${right}`);
  }
  return { compared: real.size, differences, countByKind, doubts };
}

function factsOfServer(masterPid: number): Map<string, ZoneFacts> {
  const named = new Map(readCycleZones(masterPid).zones.map((zone) => [zone.address, zone]));
  const facts = new Map<string, ZoneFacts>();
  for (const { mapping, allocatedBytes, pool } of zonesOf(masterPid)) {
    const inCycle = named.get(mapping.start);
    const name = inCycle?.name ?? PAGE_OF_NGINX;
    if (facts.has(name)) throw new Error(`two mappings are ${name}`);
    facts.set(name, {
      sizeBytes: inCycle?.sizeBytes ?? null,
      mappedBytes: mapping.sizeBytes,
      loadedBytes: allocatedBytes,
      usablePages: pool?.pageCount ?? null,
      freePages: pool?.freePages ?? null,
      usedChunks: pool?.usedChunks ?? null,
      freeChunks: pool?.freeChunks ?? null,
    });
    named.delete(mapping.start);
  }
  if (named.size > 0) throw new Error(`in the cycle but not mapped: ${[...named.values()].map(({ name }) => name)}`);
  return facts;
}
