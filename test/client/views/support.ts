import type { DashboardData, DashboardLook, DashboardZone } from '../../../server/src/shared/dashboard';

/** Data of a planned config without zones; its title tells one from another. */
export function dataOf(title: string): DashboardData {
  const nothing = { bytes: null, exactness: 'exact' } as const;
  return {
    state: 'planned',
    title,
    configPath: '/etc/nginx/nginx.conf',
    server: null,
    takenAtMs: 1000,
    pageSizeBytes: 4096,
    trouble: null,
    differences: { count: 0, texts: [] },
    zones: [],
    totals: { zoneCount: 0, sizeBytes: 0, loaded: nothing, used: nothing, failures: null },
    processes: [],
    process: null,
    zone: null,
    timeline: null,
    risk: { limits: [], availableBytes: null, scenarios: [], severity: 'unknown', text: '' },
  };
}

export function lookAt(zoneKey: string | null, more: Partial<DashboardLook> = {}): DashboardLook {
  return { pid: null, zoneKey, parts: ['timeline'], timelineAfter: null, ...more };
}

/** A planned zone of which nothing is known but where it is declared. */
export function zoneOf(key: string, declaredAt: DashboardZone['declaredAt']): DashboardZone {
  return {
    key,
    name: key,
    kind: null,
    isCurrent: true,
    inode: null,
    sizeBytes: null,
    metadataBytes: null,
    loaded: { bytes: null, exactness: 'exact' },
    usedBytes: null,
    freeBytes: null,
    pieces: [],
    pageTableBytes: null,
    requests: null,
    failures: null,
    largestRequestBytes: null,
    trend: null,
    declaredAt,
    capacity: null,
    isConsistent: true,
  };
}
