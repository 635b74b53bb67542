import type { ConfigFiles } from '../config/configFiles';
import type { FileEdit } from '../config/fileEdit';
import type { FileSystem } from '../config/fileSystem';
import { type Analysis, type AnalysisSettings, analyze } from '../features/analysis';
import { type Diagnosis, diagnoseByFile } from '../features/diagnostics/diagnose';
import { buildZoneModel } from '../zones/zoneModel';
import type { FolderSettings } from './settings';
import type { Target } from './target';

/** What a config is worked out for. */
export interface ProjectSetup {
  readonly settings: FolderSettings;
  readonly target: Target;
  readonly analysisSettings: AnalysisSettings;
}

/** One main config (or fragment) with all that follows from it. */
export interface Project {
  readonly rootPath: string;
  readonly setup: ProjectSetup;
  readonly config: ConfigFiles;
  readonly analysis: Analysis;
  readonly diagnosis: Diagnosis;
}

/**
 * Works out a project.
 *
 * @param previous the same project before, from which everything that has not changed is taken over
 * @param edit how the one file that changed since then came out of its older version; null where it is not known
 */
export function makeProject(
  fileSystem: FileSystem,
  config: ConfigFiles,
  setup: ProjectSetup,
  previous?: Project,
  edit: FileEdit | null = null,
): Project {
  const { build, prefixes, host } = setup.target;
  const options = { fileSystem, build, prefixes, pageSizeBytes: host.pageSizeBytes };
  const before = previous?.setup === setup ? previous : undefined;
  const model = buildZoneModel(config, options, before && { model: before.analysis.model, edit });
  const analysis = analyze(model, host, setup.analysisSettings, before?.analysis);
  const diagnosis = diagnoseByFile(analysis, before?.diagnosis);
  return { rootPath: config.rootPath, setup, config, analysis, diagnosis };
}
