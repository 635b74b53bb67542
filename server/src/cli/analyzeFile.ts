import { resolve } from 'node:path';
import { type ConfigFiles, loadConfigFiles } from '../config/configFiles';
import type { FileSystem } from '../config/fileSystem';
import { findRoot } from '../config/rootFinder';
import { type Analysis, analyze, DEFAULT_SETTINGS } from '../features/analysis';
import { findServerBinary, isExecutableFileHere } from '../host/findServerBinary';
import type { HostFacts } from '../host/hostFacts';
import { realHostFiles } from '../host/procFiles';
import { readHostFacts } from '../host/readHostFacts';
import { readServerBinary } from '../host/serverBinary';
import { targetHostFacts } from '../host/targetHostFacts';
import { parseServerBuild, type ServerBuild, UNKNOWN_BUILD } from '../zones/serverBuild';
import { buildZoneModel, isZoneDirective } from '../zones/zoneModel';
import type { TargetOptions } from './options';

/** A file that the person named can't be read. */
export class UnreadableFileError extends Error {}

/** The host and server that figures are worked out for. */
export interface Target {
  readonly host: HostFacts;
  readonly build: ServerBuild;
  /** Where the server's build comes from, for people. */
  readonly buildSource: string;
  readonly prefixes: readonly string[];
}

/** Settles the target: what the person said, else this machine and the nginx that is installed on it. */
export function resolveTarget(options: TargetOptions): Target {
  const files = realHostFiles();
  const { memoryBytes, pageSizeBytes } = options;
  const host = targetHostFacts({ memoryBytes, pageSizeBytes }, readHostFacts(files));
  const prefixes = options.prefix === undefined ? [] : [resolve(options.prefix)];
  if (options.build !== undefined) return { host, build: options.build, buildSource: 'as told', prefixes };
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

/** Root of the config that a file belongs to; the file itself where it is a fragment without one. */
export function rootOf(fileSystem: FileSystem, file: string, options: TargetOptions): string {
  if (options.root !== undefined) return resolve(options.root);
  const path = resolve(file);
  return findRoot(fileSystem, path, readOrFail(fileSystem, path)) ?? path;
}

/** Reads and analyses a config from its root. Throws {@link UnreadableFileError}. */
export function analyzeRoot(
  fileSystem: FileSystem,
  rootPath: string,
  target: Target,
  options: TargetOptions,
): Analysis {
  const text = readOrFail(fileSystem, rootPath);
  const config: ConfigFiles = loadConfigFiles(fileSystem, rootPath, text, { isMarked: isZoneDirective });
  const { build, prefixes, host } = target;
  const model = buildZoneModel(config, { fileSystem, build, prefixes, pageSizeBytes: host.pageSizeBytes });
  return analyze(model, host, {
    zoneSharePercent: options.zoneSharePercent ?? DEFAULT_SETTINGS.zoneSharePercent,
    entrySizes: options.entrySizes,
  });
}

function readOrFail(fileSystem: FileSystem, path: string): string {
  const result = fileSystem.readFile(path);
  if (!result.found) throw new UnreadableFileError(`cannot read ${path} (${result.reason}).`);
  return result.text;
}
