import type { LiveSample, LiveZone } from '../../../server/src/shared/liveSample';
import type { LiveServer } from '../../../server/src/shared/liveServer';

/** A server of which only what matters is said. */
export function liveServer(given: Partial<LiveServer>): LiveServer {
  const masterPid = given.masterPid ?? 100;
  return {
    id: `${masterPid}-1000`,
    masterPid,
    startTicks: 1000,
    startedAtMs: 1_000_000,
    product: 'nginx',
    version: '1.22.1',
    coreVersion: '1.22.1',
    withCompat: true,
    executable: '/usr/sbin/nginx',
    isExecutableReplaced: false,
    prefix: '/usr/share/nginx',
    configFile: '/etc/nginx/nginx.conf',
    fileRoot: '',
    confinement: null,
    userId: 0,
    isSingleProcess: false,
    upgradesPid: null,
    access: { rung: 'exact', missing: null, remedies: [] },
    ...given,
  };
}

/** A zone of which only what matters is said. */
export function liveZone(given: Partial<LiveZone>): LiveZone {
  const sizeBytes = given.sizeBytes ?? 1024 * 1024;
  return {
    inode: 1,
    isCurrent: true,
    name: 'dogs',
    kind: 'lua_shared_dict',
    module: null,
    namedBy: 'zone list',
    address: '7f0000000000',
    sizeBytes,
    mappedBytes: Math.ceil(sizeBytes / 4096) * 4096,
    declaredAt: null,
    loaded: { bytes: 16 * 1024, exactness: 'exact' },
    mapped: null,
    pool: 'slab',
    metadataBytes: 16 * 1024,
    pages: { total: 252, free: 250, used: 2, largestFreeRun: null },
    slots: null,
    chunks: null,
    walk: null,
    walkObstacle: null,
    isConsistent: true,
    ...given,
  };
}

/** A sample of which only what matters is said. */
export function liveSample(given: Partial<LiveSample>): LiveSample {
  return {
    serverId: '100-1000',
    takenAtMs: 2_000_000,
    depth: 'refresh',
    rung: 'exact',
    pageSizeBytes: 4096,
    processes: [],
    zones: [liveZone({})],
    cost: { wallMilliseconds: 1, cpuMilliseconds: 1, readBytes: 4096 },
    ...given,
  };
}
