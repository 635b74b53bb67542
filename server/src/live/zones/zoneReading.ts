/** Reads one zone on the rung that the reader stands on, and puts together what is told of it. */

import type { LiveZone, SampleDepth } from '../../shared/liveSample';
import type { PoolReading } from '../../slab/pool';
import type { PoolReader } from '../../slab/poolReader';
import { type PoolWalk, walkPool } from '../../slab/poolWalk';
import type { ZoneBytes } from '../../slab/zoneBytes';
import type { ListEntry } from './zoneIdentities';
import type { ZoneIdentity } from './zoneNames';
import type { ZoneSource } from './zoneSources';

/** What a zone's bytes and page tables gave. */
export interface ZoneFigures extends PoolWalk {
  readonly loaded: LiveZone['loaded'];
  readonly mapped: LiveZone['mapped'];
}

/** Reads the pool: its head, or with `full` its whole page array. */
export function readZonePool(
  pool: PoolReader,
  bytes: ZoneBytes,
  { mapping }: ZoneSource,
  pageSizeBytes: number,
  depth: SampleDepth,
): PoolWalk {
  if (depth === 'full') return walkPool(bytes, mapping.start, pageSizeBytes);
  return { reading: pool.read(bytes), walk: null, obstacle: null };
}

/** The pool's text for log lines; null where there is none or it can't be read. */
export function logContextOf(reading: PoolReading): string | null {
  return 'logContext' in reading ? reading.logContext : null;
}

/** Bytes that the pool's own account says are in use, metadata among them; null where it says nothing. */
export function usedBytesOf(reading: PoolReading, pageSizeBytes: number): number | null {
  if (reading.kind !== 'slab' && reading.kind !== 'inconsistent') return null;
  const usedPages = reading.kind === 'slab' ? (reading.pages?.used ?? 0) : 0;
  return reading.metadataBytes + usedPages * pageSizeBytes;
}

/** All that is told of a zone. */
export function liveZoneOf(
  source: ZoneSource,
  entry: ListEntry | null,
  identity: ZoneIdentity,
  { reading, walk, obstacle, loaded, mapped }: ZoneFigures,
): LiveZone {
  const { inode, mappedBytes } = source.mapping;
  const pool = reading.kind === 'slab' ? reading : null;
  const hasIdentity = reading.kind === 'slab' || reading.kind === 'inconsistent';
  const declaredBytes = identity.namedBy === 'size and order' ? (identity.declaration?.sizeBytes ?? null) : null;
  return {
    inode,
    isCurrent: source.isCurrent,
    name: identity.name,
    kind: identity.kind,
    module: identity.module,
    namedBy: identity.namedBy,
    address: source.address,
    sizeBytes: entry?.sizeBytes ?? (hasIdentity ? reading.configuredBytes : null) ?? declaredBytes ?? mappedBytes,
    mappedBytes,
    declaredAt: identity.declaration?.declaredAt ?? null,
    loaded,
    mapped,
    pool: reading.kind === 'inconsistent' ? 'slab' : reading.kind,
    metadataBytes: hasIdentity ? reading.metadataBytes : null,
    pages: pool?.pages ?? null,
    slots: pool?.slots ?? null,
    chunks: pool?.chunks ?? null,
    walk,
    walkObstacle: obstacle,
    isConsistent: reading.kind !== 'inconsistent',
  };
}
