import type { ConfigFiles } from '../config/configFiles';
import type { FileEdit } from '../config/fileEdit';
import type { FileSystem } from '../config/fileSystem';
import { type Analysis, type AnalysisSettings, analyze } from '../features/analysis';
import { type Diagnosis, diagnoseByFile } from '../features/diagnostics/diagnose';
import { diagnoseLive, mergeDiagnoses } from '../features/diagnostics/liveProblems';
import type { LiveView } from '../shared/liveView';
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
  /** All its problems. */
  readonly diagnosis: Diagnosis;
  /** Those of them that follow from the text. */
  readonly textDiagnosis: Diagnosis;
  /** Those that follow from the running server that it is attached to. */
  readonly liveDiagnosis: Diagnosis;
}

/**
 * Works out a project.
 *
 * @param previous the same project before, from which everything that has not changed is taken over
 * @param edit how the one file that changed since then came out of its older version; null where it is not known
 * @param live the running server that the config is attached to
 */
export function makeProject(
  fileSystem: FileSystem,
  config: ConfigFiles,
  setup: ProjectSetup,
  live: LiveView | null,
  previous?: Project,
  edit: FileEdit | null = null,
): Project {
  const { build, prefixes, host } = setup.target;
  const options = { fileSystem, build, prefixes, pageSizeBytes: host.pageSizeBytes };
  const before = previous?.setup === setup ? previous : undefined;
  const model = buildZoneModel(config, options, before && { model: before.analysis.model, edit });
  const worked = analyze(model, host, setup.analysisSettings, before?.analysis);
  const analysis = worked.live === live ? worked : { ...worked, live };
  const textDiagnosis = diagnoseByFile(analysis, before?.textDiagnosis);
  return complete({ rootPath: config.rootPath, setup, config, analysis, textDiagnosis }, before);
}

/** The project attached to another server, with other figures of it, or to none: only what follows from those is new. */
export function attachProject(project: Project, live: LiveView | null): Project {
  return complete({ ...project, analysis: { ...project.analysis, live } }, project);
}

function complete(project: Omit<Project, 'diagnosis' | 'liveDiagnosis'>, previous: Project | undefined): Project {
  const { analysis, textDiagnosis } = project;
  const liveDiagnosis = diagnoseLive(analysis, previous?.liveDiagnosis);
  const diagnosis = mergeDiagnoses(textDiagnosis, liveDiagnosis, previous);
  return { ...project, liveDiagnosis, diagnosis };
}
