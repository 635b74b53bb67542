import type { LiveProcess } from '../../shared/liveServer';
import { poolPageMap } from '../../slab/poolPageMap';
import type { ListEntry } from '../zones/zoneIdentities';
import type { ZoneSource } from '../zones/zoneSources';
import { type GroupedRuns, groupRuns } from './groupedRuns';
import { decideLoaded } from './loadedPages';
import type { OpenProcesses } from './openProcesses';
import type { RungReader } from './rungReader';

/** The pages of a zone. */
export interface ZonePages extends GroupedRuns {
  readonly isConsistent: boolean;
}

/**
 * Reads what each page of a zone is, and whether it holds RAM as far as that can be told (see {@link decideLoaded}). Costs
 * more the larger the zone is.
 *
 * @returns null where there is no pool or its descriptors can't be read
 */
export function readZonePageMap(
  reader: RungReader,
  open: OpenProcesses,
  source: ZoneSource,
  entry: ListEntry | null,
  processes: readonly LiveProcess[],
  pageSizeBytes: number,
): ZonePages | null {
  const union = reader.mappedZone(open, source, processes).union;
  return reader.withBytes(open, source, entry, processes, (bytes, file) => {
    const isLoaded = (page: number): boolean | null => (union?.has(page) === true ? true : null);
    const map = poolPageMap(bytes, source.mapping.start, pageSizeBytes, isLoaded);
    if (map === null) return null;
    const stat = file?.stat() ?? null;
    if (stat !== null && stat.inode !== source.mapping.inode) return null;
    const loadedPages = stat === null ? null : stat.allocatedBytes / pageSizeBytes;
    const runs = decideLoaded(map.runs, { pageSizeBytes, loadedPages, file: file === null ? null : bytes });
    return { ...groupRuns(runs), isConsistent: map.isConsistent };
  });
}
