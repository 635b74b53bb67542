import { posix } from 'node:path';
import { liveTextsOf, liveTotalsOf } from '../../features/liveTotals';
import type { Project } from '../../session/project';
import type { Collector } from '../../shared/collectorProtocol';
import type { LiveServerRow } from '../../shared/liveMessages';
import type { LiveServer } from '../../shared/liveServer';
import { type Candidate, type ConfigSigns, matchServers } from './liveMatch';

/** More servers than a person would choose from; figures of more are not asked for. */
const MOST_SAMPLED = 30;

/**
 * Every server with its figures, and whether it runs a config.
 *
 * @param project the config; null where none is looked at
 * @throws where the collector does not answer
 */
export async function listServers(
  collector: Collector,
  project: Project | null,
  realPathOf: (path: string) => string,
): Promise<readonly LiveServerRow[]> {
  const servers = await collector.servers();
  const candidates: Candidate[] = [];
  for (const [index, server] of servers.entries()) {
    const canRead = index < MOST_SAMPLED && server.access.rung !== 'none';
    const outcome = canRead ? await collector.sample({ serverId: server.id, depth: 'refresh' }) : null;
    if (outcome?.kind !== 'gone')
      candidates.push({ server, sample: outcome?.kind === 'sample' ? outcome.sample : null });
  }
  const matches = project === null ? [] : matchServers(candidates, signsOf(project), realPathOf);
  return candidates.map(({ server, sample }, index) => {
    const figures = sample && liveTotalsOf(sample);
    return { server, texts: liveTextsOf(server, figures), match: matches[index] ?? 'none', figures };
  });
}

function signsOf({ rootPath, analysis, setup }: Project): ConfigSigns {
  const { zones } = analysis.model;
  return { rootPath, prefixes: setup.target.prefixes.map(withoutSlash), zones };
}

function withoutSlash(path: string): string {
  return path.length > 1 ? path.replace(/\/+$/, '') : path;
}

/** The config that a server runs, as far as it is open. */
export function projectOfServer(
  projects: readonly Project[],
  { configFile, fileRoot }: LiveServer,
  realPathOf: (path: string) => string,
): Project | null {
  if (configFile === null || fileRoot !== '') return null;
  const real = realPathOf(configFile);
  return projects.find(({ rootPath }) => realPathOf(rootPath) === real) ?? null;
}

/**
 * Whether a server is another one started anew: with the same config, prefix and program.
 *
 * @param lastSeenAtMs when that other was read last
 */
export function isSuccessor(candidate: LiveServer, of: LiveServer, lastSeenAtMs: number): boolean {
  const { configFile, prefix, confinement } = candidate;
  if (candidate.id === of.id || configFile === null) return false;
  const isAlike =
    configFile === of.configFile &&
    prefix === of.prefix &&
    // A package that was updated brings another file under the same name.
    posix.basename(candidate.executable ?? '') === posix.basename(of.executable ?? '') &&
    confinement?.kind === of.confinement?.kind;
  if (!isAlike || confinement === null) return isAlike;
  // Many containers of one image are alike: one that ran already before is another.
  return candidate.startedAtMs !== null && !ranBefore(candidate, lastSeenAtMs);
}

/** The server was started before a time, and not only so shortly that the clocks may be wrong. */
export function ranBefore({ startedAtMs }: LiveServer, atMs: number): boolean {
  return startedAtMs !== null && startedAtMs < atMs - CLOCK_STEP_MS;
}

/** The kernel counts start times in steps of 10 ms from a boot time in seconds. */
const CLOCK_STEP_MS = 1100;
