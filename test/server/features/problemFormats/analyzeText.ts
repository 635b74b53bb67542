import { loadConfigFiles } from '../../../../server/src/config/configFiles';
import { memoryFileSystem } from '../../../../server/src/config/fileSystem';
import { type Analysis, analyze, DEFAULT_SETTINGS } from '../../../../server/src/features/analysis';
import type { HostFacts } from '../../../../server/src/host/hostFacts';
import { type ServerBuild, UNKNOWN_BUILD } from '../../../../server/src/zones/serverBuild';
import { buildZoneModel, isZoneDirective } from '../../../../server/src/zones/zoneModel';

/** A host of which only its page size and memory are known. */
export const HOST: HostFacts = {
  origin: 'target',
  pageSizeBytes: 4096,
  memory: {
    totalBytes: 1024 ** 3,
    availableBytes: null,
    swapTotalBytes: null,
    swapFreeBytes: null,
    limitBytes: 1024 ** 3,
    limitSource: '--memory',
  },
  overcommit: { mode: null, commitLimitBytes: null, committedBytes: null },
  sharedHugePages: { setting: null, usedForZones: false, hugePageBytes: null },
};

export const NGINX_1_22: ServerBuild = { product: 'nginx', coreVersion: [1, 22, 1], withCompat: true };

/** Analyses a config that is held in memory; its root is the first file. */
export function analyzeText(
  files: Readonly<Record<string, string>>,
  host: HostFacts = HOST,
  build: ServerBuild = UNKNOWN_BUILD,
): Analysis {
  const [[rootPath, text] = ['', '']] = Object.entries(files);
  const fileSystem = memoryFileSystem(new Map(Object.entries(files)));
  const config = loadConfigFiles(fileSystem, rootPath, text, { isMarked: isZoneDirective });
  const model = buildZoneModel(config, { fileSystem, build, prefixes: [], pageSizeBytes: host.pageSizeBytes });
  return analyze(model, host, DEFAULT_SETTINGS);
}
