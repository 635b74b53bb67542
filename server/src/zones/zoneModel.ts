import type { ConfigFiles } from '../config/configFiles';
import type { FileSystem } from '../config/fileSystem';
import { argumentValue } from '../config/tree';
import { implicitZoneKinds, zoneKinds, zoneKindsByDirective } from './catalogue';
import { readDeclaration, type ZoneDeclaration } from './declarations';
import { implicitKindsOf } from './implicitZones';
import { chooseKind, subsystemOf } from './kindChoice';
import { createFormChooser, namesReferredTo, referenceForms, type ZoneReference } from './references';
import { collectScripts, createScriptCollector, finishScripts, isScriptDirective, type ScriptModel } from './scripts';
import type { ServerBuild } from './serverBuild';
import { walkConfig } from './walk';
import type { ZoneKind } from './zoneKind';
import type { ZoneConflict } from './zoneList';
import { createZoneList, declareZone, finishZoneList, referToZone } from './zoneList';

/** What the zones are worked out for. */
export interface ModelOptions {
  readonly fileSystem: FileSystem;
  readonly build: ServerBuild;
  readonly pageSizeBytes: number;
  /** Folders that relative script paths may start from, besides those that the config suggests. */
  readonly prefixes: readonly string[];
}

/** One zone that nginx would map. */
export interface Zone {
  readonly name: string;
  readonly kind: ZoneKind;
  /** Empty for a zone that a module makes by itself. */
  readonly declarations: readonly ZoneDeclaration[];
  readonly references: readonly ZoneReference[];
  readonly isImplicit: boolean;
  /** Size of the mapping; null where it is not known. */
  readonly sizeBytes: number | null;
}

/** Every zone of a config, where it is declared and used, and what does not agree. */
export interface ZoneModel {
  readonly config: ConfigFiles;
  readonly options: ModelOptions;
  readonly zones: readonly Zone[];
  /** In the order in which nginx reads them. */
  readonly declarations: readonly ZoneDeclaration[];
  readonly references: readonly ZoneReference[];
  readonly conflicts: readonly ZoneConflict[];
  readonly scripts: ScriptModel;
  /** Directives that take some zone by a name with variables in it. */
  readonly computedReferences: ReadonlySet<string>;
}

const FORMS = referenceForms(zoneKinds);

/** Directives that say something about zones without naming one. */
const CIRCUMSTANCES = new Set(['load_module', 'master_process']);

const IMPLICIT_DIRECTIVES = new Set(implicitZoneKinds.flatMap((kind) => kind.implicitWhen?.directives ?? []));

/** Directives that the model has to see; the others of a config are never looked at again. */
export function isZoneDirective(name: string): boolean {
  return (
    zoneKindsByDirective.has(name) ||
    FORMS.has(name) ||
    CIRCUMSTANCES.has(name) ||
    IMPLICIT_DIRECTIVES.has(name) ||
    isScriptDirective(name)
  );
}

/** Works out the zones of a config, going through it as nginx does. */
export function buildZoneModel(config: ConfigFiles, options: ModelOptions): ZoneModel {
  const list = createZoneList();
  const collector = createScriptCollector(config, options);
  const seen = { modules: [] as string[], directives: new Set<string>(), isSingleProcess: false };
  const declarations: ZoneDeclaration[] = [];
  const references: ZoneReference[] = [];
  const computedReferences = new Set<string>();
  const formsFor = createFormChooser(FORMS, options.build);
  const refer = (reference: ZoneReference): void => {
    references.push(reference);
    referToZone(list, reference);
  };

  walkConfig(config, ({ file, directive, name, context }) => {
    if (name === 'load_module') seen.modules.push(argumentValue(file.tree, directive, 1));
    if (name === 'master_process') seen.isSingleProcess = argumentValue(file.tree, directive, 1) === 'off';
    if (IMPLICIT_DIRECTIVES.has(name)) seen.directives.add(name);
    const kinds = zoneKindsByDirective.get(name);
    if (kinds !== undefined) {
      const kind = chooseKind(kinds, file.tree, directive, context, options.build);
      const declaration = kind && readDeclaration(kind, file, directive, context, options.pageSizeBytes);
      if (declaration) {
        declarations.push(declaration);
        declareZone(list, declaration);
      }
    }
    const { forms, rules } = formsFor(name, subsystemOf(context));
    for (const rule of rules) {
      for (const { name: zoneName, range } of namesReferredTo(file.tree, directive, rule)) {
        if (zoneName === null) computedReferences.add(name);
        else refer({ name: zoneName, range, path: file.path, directive: name, forms });
      }
    }
    if (isScriptDirective(name)) collectScripts(collector, file, directive, name, subsystemOf(context));
  });

  const scripts = finishScripts(collector);
  for (const { name, path, range, language, subsystem } of scripts.references) {
    refer({ name, path, range, directive: language, forms: formsFor(language, subsystem).forms });
  }
  const implicit = config.isWhole ? implicitKindsOf(implicitZoneKinds, seen, options.build) : [];
  const { zones, conflicts } = finishZoneList(list, implicit, options.pageSizeBytes);
  return { config, options, zones, declarations, references, conflicts, scripts, computedReferences };
}
