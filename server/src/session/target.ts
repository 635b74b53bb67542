import { findServerBinary, isExecutableFileHere } from '../host/findServerBinary';
import type { HostFacts } from '../host/hostFacts';
import { realHostFiles } from '../host/procFiles';
import { readHostFacts } from '../host/readHostFacts';
import { readServerBinary } from '../host/serverBinary';
import { targetHostFacts } from '../host/targetHostFacts';
import { parseServerBuild, type ServerBuild, UNKNOWN_BUILD } from '../zones/serverBuild';

/** What the person says of the host and server that a config is for; undefined where nothing is said. */
export interface TargetWishes {
  readonly memoryBytes: number | undefined;
  readonly pageSizeBytes: number | undefined;
  readonly build: ServerBuild | undefined;
  /** Nginx's prefix, an absolute path. */
  readonly prefix: string | undefined;
}

/** The host and server that figures are worked out for. */
export interface Target {
  readonly host: HostFacts;
  readonly build: ServerBuild;
  /** Where the server's build comes from, for people. */
  readonly buildSource: string;
  readonly prefixes: readonly string[];
}

/**
 * Settles the target: what the person said, else this machine and the nginx that is installed on it.
 *
 * Throws a RangeError, in words for the person, for a figure that no host can have.
 */
export function resolveTarget({ memoryBytes, pageSizeBytes, build, prefix }: TargetWishes): Target {
  const files = realHostFiles();
  const host = targetHostFacts({ memoryBytes, pageSizeBytes }, readHostFacts(files));
  const prefixes = prefix === undefined ? [] : [prefix];
  if (build !== undefined) return { host, build, buildSource: 'as told', prefixes };
  const path = host.origin === 'machine' ? findServerBinary(isExecutableFileHere) : null;
  const binary = path === null ? null : readServerBinary(files, path);
  const banner = binary && parseServerBuild(`${binary.productName}/${binary.version}`, binary.withCompat);
  if (binary === null || banner === null) {
    return { host, build: UNKNOWN_BUILD, buildSource: 'version not known, taken for the newest', prefixes };
  }
  const coreVersion = binary.coreVersion?.split('.').map(Number).slice(0, 3) ?? banner.coreVersion;
  if (binary.prefix !== null) prefixes.push(binary.prefix);
  return { host, build: { ...banner, coreVersion }, buildSource: path ?? '', prefixes };
}
