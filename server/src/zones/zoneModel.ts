import type { ConfigFiles } from '../config/configFiles';
import type { FileEdit } from '../config/fileEdit';
import type { FileSystem } from '../config/fileSystem';
import { implicitZoneKinds } from './catalogue';
import { sumUpCircumstances } from './circumstances';
import type { ZoneDeclaration, ZoneDirective } from './declarations';
import type { FileReading, Stretch } from './fileReading';
import { implicitKindsOf } from './implicitZones';
import { tidyLexicon } from './lexicon';
import { createModelMemo, isMemoFor, type ModelMemo } from './modelMemo';
import { joined, readConfig } from './readConfig';
import type { ZoneReference } from './references';
import { followScripts, type ScriptModel } from './scripts';
import type { ServerBuild } from './serverBuild';
import type { Zone } from './zone';
import type { ZoneConflict } from './zoneList';
import { createZoneList, declareZone, finishZoneList, isDeclaration, referToZone } from './zoneList';
import type { ZoneUse } from './zoneUse';

export { isZoneDirective } from './knownDirectives';
export type { ZoneUse } from './zoneUse';

/** What the zones are worked out for. */
export interface ModelOptions {
  readonly fileSystem: FileSystem;
  readonly build: ServerBuild;
  readonly pageSizeBytes: number;
  /** Folders that relative script paths may start from, besides those that the config suggests. */
  readonly prefixes: readonly string[];
}

/** Every zone of a config, where it is declared and used, and what does not agree. */
export interface ZoneModel {
  readonly config: ConfigFiles;
  readonly options: ModelOptions;
  readonly zones: readonly Zone[];
  /** Directives of the catalogue, in the order in which nginx reads them; a file included twice is there twice. */
  readonly directives: readonly ZoneDirective[];
  /** What they declare. */
  readonly declarations: readonly ZoneDeclaration[];
  /** Directives that may refer to a zone (`limit_req`), whatever they name. */
  readonly uses: readonly ZoneUse[];
  readonly references: readonly ZoneReference[];
  readonly conflicts: readonly ZoneConflict[];
  readonly scripts: ScriptModel;
  /** Directives that take some zone by a name that variables or a template make. */
  readonly computedReferences: ReadonlySet<string>;
  /** A template puts whole directives into the config. */
  readonly hasPlaceholders: boolean;
  /** Readings of files, in the order in which they begin. */
  readonly readings: readonly FileReading[];
  /** Parts of the readings, in the order in which nginx reads them. */
  readonly stretches: readonly Stretch[];
  /** What the next version of the model may take over. */
  readonly memo: ModelMemo;
}

/** The model of an older version of a config. */
export interface PreviousModel {
  readonly model: ZoneModel;
  /** How the one file that changed since then came out of its older version; null where it is not known. */
  readonly edit: FileEdit | null;
}

/**
 * Works out the zones of a config, going through it as nginx does.
 *
 * @param previous the model of an older version of the config: what has not changed since is taken over. The result is
 *   the same without it.
 */
export function buildZoneModel(config: ConfigFiles, options: ModelOptions, previous?: PreviousModel): ZoneModel {
  const { build, pageSizeBytes } = options;
  const known = previous && isMemoFor(previous.model.memo, build, pageSizeBytes) ? previous.model : undefined;
  const memo = known?.memo ?? createModelMemo(build, pageSizeBytes);
  tidyLexicon(memo.lexicon);
  const read = readConfig(config, memo, known?.readings ?? [], previous?.edit ?? null);
  const circumstances = sumUpCircumstances(read.circumstances);
  const { computedReferences, hasPlaceholders } = circumstances;
  const list = createZoneList(circumstances.growing);
  for (const one of read.listed) {
    if (isDeclaration(one)) declareZone(list, one);
    else referToZone(list, one);
  }
  if (hasPlaceholders) list.hasTemplatedNames = true;
  const { formsFor } = memo.lexicon;
  const { model: scripts, scanned } = followScripts(config, options, read.scripts, formsFor, memo.scannedFiles);
  memo.scannedFiles = scanned;
  for (const reference of scripts.references) referToZone(list, reference);
  const implicit = implicitKindsOf(implicitZoneKinds, circumstances, build);
  // What makes the zone may stand outside a fragment, so there the size is shown for what it would be.
  const isThere = ({ kind }: ZoneDeclaration): boolean => !config.isWhole || implicit.includes(kind);
  for (const declaration of read.sizeSetters) if (isThere(declaration)) declareZone(list, declaration);
  const { zones, conflicts } = finishZoneList(list, config.isWhole ? implicit : [], pageSizeBytes);
  const { directives, uses, readings, stretches } = read;
  const references = joined(read.references, scripts.references);
  const declarations = directives.flatMap((directive) => directive.zones);
  const found = { zones, directives, declarations, uses, references, conflicts, scripts };
  return { config, options, ...found, computedReferences, hasPlaceholders, readings, stretches, memo };
}
