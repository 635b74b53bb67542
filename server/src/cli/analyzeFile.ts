import { resolve } from 'node:path';
import { type ConfigFiles, loadConfigFiles } from '../config/configFiles';
import type { FileSystem } from '../config/fileSystem';
import { findRoot, holdsFile } from '../config/rootFinder';
import { type Analysis, analyze as analyzeZones, DEFAULT_SETTINGS } from '../features/analysis';
import type { Target } from '../session/target';
import { buildZoneModel, isZoneDirective } from '../zones/zoneModel';
import type { TargetOptions } from './options';
import { UsageError } from './usageError';

/** A file that the person named can't be read. */
export class UnreadableFileError extends Error {}

/**
 * Analyses the configs that files belong to, each once: what is wrong with one file may lie in another. A file that is
 * neither a main config nor included by one is taken alone, as a fragment.
 *
 * Throws {@link UnreadableFileError}, and {@link UsageError} where --root or --entry-size do not go with the files.
 */
export function analyzeFiles(
  fileSystem: FileSystem,
  [first, ...more]: readonly [string, ...string[]],
  target: Target,
  options: TargetOptions,
): readonly [Analysis, ...Analysis[]] {
  const root = (file: string): string => rootOf(fileSystem, resolve(file), options);
  const firstRoot = root(first);
  const moreRoots = new Set(more.map(root).filter((other) => other !== firstRoot));
  const analyze = (path: string): Analysis => analyzeRoot(fileSystem, path, target, options);
  const analyses = [analyze(firstRoot), ...[...moreRoots].map(analyze)] as const;
  for (const file of [first, ...more]) {
    if (analyses.some(({ model }) => holdsFile(fileSystem, model.config, resolve(file)))) continue;
    throw new UsageError(`${file} is not part of ${options.root}: nothing there includes it.`);
  }
  for (const name of options.entrySizes.keys()) {
    if (name === '*' || analyses.some(({ model }) => model.zones.some((zone) => zone.name === name))) continue;
    throw new UsageError(`--entry-size ${name}=...: there is no zone "${name}".`);
  }
  return analyses;
}

/**
 * Root of the config that a file belongs to; the file itself where it is a fragment without one. Throws
 * {@link UnreadableFileError}.
 */
export function rootOf(fileSystem: FileSystem, path: string, options: Pick<TargetOptions, 'root'>): string {
  if (options.root !== undefined) return resolve(options.root);
  return findRoot(fileSystem, path, readOrFail(fileSystem, path)) ?? path;
}

function analyzeRoot(fileSystem: FileSystem, rootPath: string, target: Target, options: TargetOptions): Analysis {
  const text = readOrFail(fileSystem, rootPath);
  const config: ConfigFiles = loadConfigFiles(fileSystem, rootPath, text, { isMarked: isZoneDirective });
  const { build, prefixes, host } = target;
  const model = buildZoneModel(config, { fileSystem, build, prefixes, pageSizeBytes: host.pageSizeBytes });
  return analyzeZones(model, host, {
    zoneSharePercent: options.zoneSharePercent ?? DEFAULT_SETTINGS.zoneSharePercent,
    entrySizes: options.entrySizes,
  });
}

function readOrFail(fileSystem: FileSystem, path: string): string {
  const result = fileSystem.readFile(path);
  if (result.found) return result.text;
  const advice = fileSystem.kindOf(path) === 'directory' ? ' Name the main config in it, such as nginx.conf.' : '';
  throw new UnreadableFileError(`cannot read ${path} (${result.reason}).${advice}`);
}
