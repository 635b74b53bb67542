import { loadConfigFiles } from '../../config/configFiles';
import type { FileSystem } from '../../config/fileSystem';
import type { Analysis } from '../../features/analysis';
import { plannedZonesOf } from '../../features/dashboard/plannedZones';
import { liveDriftTexts } from '../../features/diagnostics/liveDrift';
import type { HostFacts } from '../../host/hostFacts';
import { t } from '../../l10n';
import { makeProject, type Project, type ProjectSetup } from '../../session/project';
import type { ServerMemory } from '../../shared/liveServer';
import type { LiveView } from '../../shared/liveView';
import type { PlannedZone } from '../../shared/plannedZone';
import { isZoneDirective } from '../../zones/zoneModel';

/** What a config says of its zones and what memory there is for them, worked out at one time. */
export interface PlannedConfig {
  /** Milliseconds since 1970. */
  readonly takenAtMs: number;
  readonly pageSizeBytes: number;
  readonly zones: readonly PlannedZone[];
  readonly memory: ServerMemory;
  /** Where it is not what the server runs, for people, the worst first. */
  readonly differences: readonly string[];
}

/** Of a config that can't be read any more, and was not read before. */
export const NO_PLAN: PlannedConfig = {
  takenAtMs: 0,
  pageSizeBytes: 4096,
  zones: [],
  memory: { totalBytes: null, availableBytes: null, cgroup: null, isWhole: false },
  differences: [],
};

/** The same but for when it was worked out. */
export function isSamePlan(left: PlannedConfig | null, right: PlannedConfig | null): boolean {
  if (left === right) return true;
  const textOf = (plan: PlannedConfig | null): string => JSON.stringify(plan && { ...plan, takenAtMs: 0 });
  return textOf(left) === textOf(right);
}

/** @param view the server that runs the config; null where nothing does */
export function plannedConfigOf(analysis: Analysis, view: LiveView | null, takenAtMs: number): PlannedConfig {
  const { host } = analysis;
  const joined = analysis.live === view ? analysis : { ...analysis, live: view };
  return {
    takenAtMs,
    pageSizeBytes: host.pageSizeBytes,
    zones: plannedZonesOf(joined),
    memory: memoryOf(host),
    // Of a server that is not followed any more, it is not known what it runs.
    differences: view?.state === 'live' ? liveDriftTexts(joined, view) : [],
  };
}

/** What is told of the host that a config is for, as of that of a server. */
function memoryOf({ memory }: HostFacts): ServerMemory {
  const { totalBytes, availableBytes, limitBytes, limitSource } = memory;
  if (limitBytes === null || limitBytes === totalBytes) {
    return { totalBytes, availableBytes, cgroup: null, isWhole: limitBytes !== null && !isPartly(limitSource) };
  }
  // What is left is told under the tighter limit only.
  const cgroup = { limitBytes, availableBytes, label: limitSource };
  return { totalBytes, availableBytes: null, cgroup, isWhole: true };
}

function isPartly(limitSource: string): boolean {
  return limitSource === t('RAM (not every memory cgroup could be read)');
}

/**
 * The config that starts at a file which no open document belongs to.
 *
 * @param files what may be read
 * @returns null where there is no such file, or it is no main config
 */
export function projectOfFile(
  files: FileSystem,
  rootPath: string,
  setupOf: (rootPath: string) => ProjectSetup,
): Project | null {
  const root = files.kindOf(rootPath) === 'file' ? files.readFile(rootPath) : null;
  if (root === null || !root.found) return null;
  const config = loadConfigFiles(files, rootPath, root.text, { isMarked: isZoneDirective });
  return config.isWhole ? makeProject(files, config, setupOf(rootPath), null) : null;
}
