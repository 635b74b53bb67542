import { posix } from 'node:path';
import type { LiveSample } from '../../shared/liveSample';
import type { LiveServer } from '../../shared/liveServer';

/** What of a config tells whether a server runs it. */
export interface ConfigSigns {
  readonly rootPath: string;
  readonly prefixes: readonly string[];
  readonly zones: readonly { readonly name: string; readonly sizeBytes: number | null }[];
}

/** A server with what was read of it; null where nothing was. */
export interface Candidate {
  readonly server: LiveServer;
  readonly sample: LiveSample | null;
}

export type Match = 'certain' | 'likely' | 'none';

/** What a server and a config have in common. */
interface Likeness {
  readonly hasSamePath: boolean;
  readonly hasSamePrefix: boolean;
  /** 0 to 1: zones of the same name and size, of all zones of both; null where no zones can be compared. */
  readonly zoneShare: number | null;
}

/** So few zones could be alike by chance. */
const FEWEST_ZONES = 2;

const LIKELY_SHARE = 0.5;

/**
 * How surely each of some servers runs a config. At most one does so certainly: it was started with the same file, or, in
 * a file system of its own, with a file of that name and the very same zones.
 *
 * @param realPathOf leads links of a path to where they end
 */
export function matchServers(
  candidates: readonly Candidate[],
  config: ConfigSigns,
  realPathOf: (path: string) => string,
): readonly Match[] {
  const likenesses = candidates.map((candidate) => likenessOf(candidate, config, realPathOf));
  const replaced = new Set(candidates.map(({ server }) => server.upgradesPid));
  // In a binary upgrade two masters run the same config, and the old one is about to go.
  const isCertain = (index: number): boolean => {
    const { server } = candidates[index] as Candidate;
    return isSame(likenesses[index] as Likeness, server, config) && !replaced.has(server.masterPid);
  };
  const indexes = candidates.map((_, index) => index).filter(isCertain);
  // The path says more than the zones: a copy has the same zones.
  const byPath = indexes.filter((index) => likenesses[index]?.hasSamePath);
  const byPrefix = byPath.filter((index) => likenesses[index]?.hasSamePrefix);
  const certain = [byPath, byPrefix, indexes].find(({ length }) => length === 1)?.[0];
  return likenesses.map((likeness, index) => {
    if (index === certain) return 'certain';
    const { hasSamePath, zoneShare } = likeness;
    return hasSamePath || (zoneShare ?? 0) >= LIKELY_SHARE ? 'likely' : 'none';
  });
}

function isSame({ hasSamePath, zoneShare }: Likeness, server: LiveServer, { rootPath, zones }: ConfigSigns): boolean {
  if (hasSamePath) return true;
  const isElsewhere = server.fileRoot !== '';
  const hasSameName = posix.basename(server.configFile ?? '') === posix.basename(rootPath);
  return isElsewhere && hasSameName && zoneShare === 1 && zones.length >= FEWEST_ZONES;
}

function likenessOf(
  { server, sample }: Candidate,
  config: ConfigSigns,
  realPathOf: (path: string) => string,
): Likeness {
  const { configFile, prefix, fileRoot } = server;
  // A path of another file system says nothing here.
  const isHere = fileRoot === '';
  return {
    hasSamePath: isHere && configFile !== null && realPathOf(configFile) === realPathOf(config.rootPath),
    hasSamePrefix: isHere && prefix !== null && config.prefixes.includes(prefix),
    zoneShare: sample && zoneShareOf(sample, config.zones),
  };
}

function zoneShareOf({ zones: live, pageSizeBytes }: LiveSample, zones: ConfigSigns['zones']): number | null {
  // What only old workers still have is no part of the configuration that runs.
  const named = live.filter(({ name, isCurrent }) => isCurrent && name !== null);
  const most = Math.max(named.length, zones.length);
  if (most === 0) return null;
  const pages = (sizeBytes: number): number => Math.ceil(sizeBytes / pageSizeBytes);
  const keyOf = (name: string | null, sizeBytes: number): string => JSON.stringify([name, pages(sizeBytes)]);
  const running = new Set(named.map(({ name, sizeBytes }) => keyOf(name, sizeBytes)));
  const same = zones.filter(({ name, sizeBytes }) => sizeBytes !== null && running.has(keyOf(name, sizeBytes)));
  return same.length / most;
}
