import { performance } from 'node:perf_hooks';
import { parseCommand } from '../../server/src/cli/options';
import { loadConfigFiles } from '../../server/src/config/configFiles';
import { parseConfig } from '../../server/src/config/parser';
import { findRoot } from '../../server/src/config/rootFinder';
import { analyze, DEFAULT_SETTINGS } from '../../server/src/features/analysis';
import { diagnose } from '../../server/src/features/diagnostics/diagnose';
import type { ProblemCode, Severity } from '../../server/src/features/diagnostics/problem';
import { locateProblem } from '../../server/src/features/problemFormats/locatedProblem';
import { nodeFileSystem } from '../../server/src/host/nodeFileSystem';
import { resolveTarget, type Target } from '../../server/src/session/target';
import { buildZoneModel, isZoneDirective } from '../../server/src/zones/zoneModel';

/** A problem as a person would see it. */
export interface FoundProblem {
  readonly code: ProblemCode;
  readonly severity: Severity;
  readonly message: string;
  readonly path: string;
  readonly line: number;
  /** The line of the config that it is about. */
  readonly lineText: string;
}

/** What the analysis makes of one config. */
export interface Examination {
  readonly bytes: number;
  readonly parseMilliseconds: number;
  readonly zoneCount: number;
  readonly problems: readonly FoundProblem[];
  /** Stack of what was thrown. */
  readonly exception: string | null;
}

/** The target for options of the command line; this machine and its nginx when there are none. */
export function targetFor(options: readonly string[]): Target {
  const command = parseCommand(['zones', 'nginx.conf', ...options]);
  if (command.name !== 'zones') throw new Error(`these are no options for a target: ${options.join(' ')}`);
  return resolveTarget(command.target);
}

/** Parses a config file and finds its problems, as the command line does; `isRoot` when it is known to be a main file. */
export function examine(path: string, isRoot: boolean, target: Target): Examination {
  const fileSystem = nodeFileSystem();
  const read = fileSystem.readFile(path);
  if (!read.found) throw new Error(`${path}: ${read.reason}`);
  const bytes = Buffer.byteLength(read.text);
  let parseMilliseconds = 0;
  try {
    const start = performance.now();
    parseConfig(read.text, path);
    parseMilliseconds = performance.now() - start;
    const root = isRoot ? path : (findRoot(fileSystem, path, read.text) ?? path);
    const rootText = root === path ? read : fileSystem.readFile(root);
    if (!rootText.found) throw new Error(`${root}: ${rootText.reason}`);
    const { host, build, prefixes } = target;
    const config = loadConfigFiles(fileSystem, root, rootText.text, { isMarked: isZoneDirective });
    const model = buildZoneModel(config, { fileSystem, build, prefixes, pageSizeBytes: host.pageSizeBytes });
    const analysis = analyze(model, host, DEFAULT_SETTINGS);
    const problems = diagnose(analysis).flatMap((problem): FoundProblem[] => {
      const { code, severity, message } = problem;
      if (!isRoot && problem.path !== path) return [];
      const { file, line } = locateProblem(analysis, problem).location;
      const text = analysis.model.config.files.get(file)?.tree.text ?? '';
      return [{ code, severity, message, path: file, line, lineText: (text.split('\n')[line - 1] ?? '').trim() }];
    });
    return { bytes, parseMilliseconds, zoneCount: analysis.model.zones.length, problems, exception: null };
  } catch (error) {
    const exception = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { bytes, parseMilliseconds, zoneCount: 0, problems: [], exception };
  }
}

/** The problems that say that nginx refuses the config. */
export function errorsOf({ problems }: Examination): FoundProblem[] {
  return problems.filter(({ severity }) => severity === 'error');
}
