import type { DashboardSource } from '../../../../../server/src/features/dashboard/dashboardSource';
import type { DashboardLook } from '../../../../../server/src/shared/dashboard';
import type { ServerMemory } from '../../../../../server/src/shared/liveServer';
import type { PlannedZone } from '../../../../../server/src/shared/plannedZone';
import { MB, TAKEN_AT_MS } from '../../support/liveView';

/** A machine of 1 GB that nothing else limits. */
export const GIGABYTE: ServerMemory = { totalBytes: 1024 * MB, availableBytes: null, cgroup: null, isWhole: true };

/** A source of which only what matters is said. */
export function sourceOf(changes: Partial<DashboardSource> = {}): DashboardSource {
  return {
    isSnapshot: false,
    title: 'nginx 1.22.1, pid 4242',
    configPath: '/etc/nginx/nginx.conf',
    view: null,
    takenAtMs: TAKEN_AT_MS,
    trouble: null,
    differences: [],
    intervalMs: 1000,
    pageSizeBytes: 4096,
    planned: [],
    memory: GIGABYTE,
    breakdownOf: () => null,
    pageMapOf: () => null,
    pageMapObstacle: () => null,
    timelineOf: () => null,
    ...changes,
  };
}

/** A look at the largest worker and the first zone, without the parts that cost more. */
export function lookAt(changes: Partial<DashboardLook> = {}): DashboardLook {
  return { pid: null, zoneKey: null, parts: [], timelineAfter: null, ...changes };
}

/** A dictionary of 100 MB that was just made. */
export function plannedZone(name: string, changes: Partial<PlannedZone> = {}): PlannedZone {
  return {
    name,
    kind: 'lua_shared_dict',
    sizeBytes: 100 * MB,
    exactness: 'exact',
    metadataBytes: 614_400,
    emptyLoadedBytes: 622_592,
    emptyFreePages: 25_448,
    capacity: { noun: 'keys', entries: 814_000, entryBytes: 100, basis: 'assumed' },
    declaredAt: { file: '/etc/nginx/nginx.conf', line: 3, column: 17 },
    inode: null,
    ...changes,
  };
}
