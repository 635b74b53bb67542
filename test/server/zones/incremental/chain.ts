import {
  type ConfigFile,
  type ConfigFiles,
  loadConfigFiles,
  makeConfigFile,
} from '../../../../server/src/config/configFiles';
import type { FileEdit } from '../../../../server/src/config/fileEdit';
import { type FileSystem, memoryFileSystem } from '../../../../server/src/config/fileSystem';
import { updateConfigFile } from '../../../../server/src/config/updateFile';
import { type Analysis, type AnalysisSettings, analyze } from '../../../../server/src/features/analysis';
import { type Diagnosis, diagnoseByFile } from '../../../../server/src/features/diagnostics/diagnose';
import type { HostFacts } from '../../../../server/src/host/hostFacts';
import type { ServerBuild } from '../../../../server/src/zones/serverBuild';
import { buildZoneModel, isZoneDirective } from '../../../../server/src/zones/zoneModel';
import { editBetween } from './editBetween';
import { ROOT } from './randomConfig';

/** What a config is worked out for. */
export interface Circumstances {
  readonly build: ServerBuild;
  readonly host: HostFacts;
  readonly settings: AnalysisSettings;
}

/** One version of a config with all that was worked out for it. */
export interface Version {
  readonly config: ConfigFiles;
  readonly analysis: Analysis;
  readonly diagnosis: Diagnosis;
}

/** How the edit of a file is found: by comparing both versions, by the parser that reads only what changed, or not at all. */
export type EditMaker = 'compared' | 'parsed' | 'none';

/** Works a config out anew. */
export function freshVersion(files: ReadonlyMap<string, string>, circumstances: Circumstances): Version {
  const fileSystem = memoryFileSystem(files);
  const config = loadConfigFiles(fileSystem, ROOT, files.get(ROOT) ?? '', { isMarked: isZoneDirective });
  return workOut(fileSystem, config, circumstances);
}

/**
 * Works out the next version of a config.
 *
 * @param changed paths of the files that are not as before
 */
export function nextVersion(
  before: Version,
  files: ReadonlyMap<string, string>,
  changed: readonly string[],
  circumstances: Circumstances,
  maker: EditMaker,
): Version {
  const fileSystem = memoryFileSystem(files);
  const known = new Map(before.config.files);
  let edit: FileEdit | null = null;
  for (const path of changed) {
    const older = known.get(path);
    const text = files.get(path);
    if (older === undefined || text === undefined) continue;
    const update = updateFile(older, text, maker);
    known.set(path, update.file);
    if (changed.length === 1) edit = update.edit;
  }
  const options = { isMarked: isZoneDirective, known };
  const config = loadConfigFiles(fileSystem, ROOT, files.get(ROOT) ?? '', options);
  return workOut(fileSystem, config, circumstances, before, edit);
}

function updateFile(
  older: ConfigFile,
  text: string,
  maker: EditMaker,
): { readonly file: ConfigFile; readonly edit: FileEdit | null } {
  const file = makeConfigFile(older.path, text, isZoneDirective);
  if (maker === 'none') return { file, edit: null };
  const edit = editBetween(older, file);
  return maker === 'compared' ? { file, edit } : updateConfigFile(older, text, edit.change, isZoneDirective);
}

function workOut(
  fileSystem: FileSystem,
  config: ConfigFiles,
  { build, host, settings }: Circumstances,
  before?: Version,
  edit: FileEdit | null = null,
): Version {
  const options = { fileSystem, build, pageSizeBytes: host.pageSizeBytes, prefixes: [] };
  const model = buildZoneModel(config, options, before && { model: before.analysis.model, edit });
  const analysis = analyze(model, host, settings, before?.analysis);
  const diagnosis = diagnoseByFile(analysis, before?.diagnosis);
  return { config, analysis, diagnosis };
}
