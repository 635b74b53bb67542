import type { DashboardBreakdown, DashboardLook, DashboardZone, Figure } from '../../shared/dashboard';
import { largestProcess } from '../../shared/largestProcess';
import type { LiveZone } from '../../shared/liveSample';
import type { LiveProcess, MemoryUse } from '../../shared/liveServer';
import type { LiveView } from '../../shared/liveView';
import type { SnapshotBreakdown } from '../../shared/snapshot';
import { sumOf } from './figureSums';

/** The process that is looked at: the one that was chosen while it is there, else the largest worker. */
export function processLookedAt({ sample }: LiveView, { pid }: Pick<DashboardLook, 'pid'>): LiveProcess | null {
  const chosen = pid === null ? undefined : sample.processes.find((process) => process.pid === pid);
  return chosen ?? largestProcess(sample) ?? sample.processes[0] ?? null;
}

/**
 * What the page table of a process has of each zone.
 *
 * @param isFresh the breakdown is counted anew while somebody looks; else the sample's own figures come first, where it was
 *   one that counts page tables
 */
export function pageTableBytesOf(
  pid: number | null,
  breakdown: SnapshotBreakdown | null,
  isFresh: boolean,
): (zone: LiveZone) => number | null {
  const counted = new Map(breakdown?.zones.map(({ inode, residentBytes }) => [inode, residentBytes]));
  return ({ inode, mapped }) => {
    const sampled = mapped?.find((one) => one.pid === pid)?.bytes ?? null;
    const known = counted.get(inode) ?? null;
    return isFresh ? (known ?? sampled) : (sampled ?? known);
  };
}

/** Parts between which memory without a name is shared out by a guess. */
const GUESSED: ReadonlySet<MemoryUse> = new Set(['LuaJIT', 'heap', 'other']);

/** A process's memory by what it is, with the zones opened up. */
export function dashboardBreakdown(
  { takenAtMs, isLuaJitEstimated, parts, zones: counted }: SnapshotBreakdown,
  zones: readonly DashboardZone[],
): DashboardBreakdown {
  const loaded = sumOf(zones.map((zone) => zone.loaded));
  const zonePart: Figure = zones.length === 0 ? { bytes: 0, exactness: 'exact' } : loaded;
  const own = parts.filter(({ use }) => use !== 'shared zones');
  return {
    takenAtMs,
    isLuaJitEstimated,
    parts,
    application: [
      { use: 'shared zones', figure: zonePart },
      ...own.map(({ use, residentBytes }) => ({
        use,
        figure: {
          bytes: residentBytes,
          exactness: isLuaJitEstimated && GUESSED.has(use) ? ('estimated' as const) : ('exact' as const),
        },
      })),
    ],
    zones: zonesOf(counted, zones),
  };
}

/** Those that the process does not have mapped are told with nothing, so that what is loaded adds up. */
function zonesOf(counted: SnapshotBreakdown['zones'], zones: readonly DashboardZone[]): DashboardBreakdown['zones'] {
  if (counted.length === 0) return [];
  const byInode = new Map(counted.map((zone) => [zone.inode, zone]));
  return zones.flatMap(({ key, inode, loaded }) => {
    if (inode === null) return [];
    const { virtualBytes = 0, residentBytes = 0 } = byInode.get(inode) ?? {};
    return [{ zoneKey: key, virtualBytes, residentBytes, loaded }];
  });
}
