import type { ConfigFile, ConfigFiles } from '../config/configFiles';
import type { FileSystem } from '../config/fileSystem';
import { argumentValue, type Directive } from '../config/tree';
import { implicitZoneKinds, zoneKinds, zoneKindsByDirective } from './catalogue';
import { readZoneDirective, type ZoneDeclaration, type ZoneDirective } from './declarations';
import { implicitKindsOf } from './implicitZones';
import { chooseKind, subsystemOf } from './kindChoice';
import { hasTemplatedArgument, isMisplacedUse } from './placement';
import {
  createFormChooser,
  namesByRules,
  type ReferenceForm,
  type ReferredName,
  referenceForms,
  type ZoneReference,
} from './references';
import { collectScripts, createScriptCollector, finishScripts, isScriptDirective, type ScriptModel } from './scripts';
import type { ServerBuild } from './serverBuild';
import { blockOf, walkConfig } from './walk';
import type { Zone } from './zone';
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
}

/** A directive that may refer to a zone, where it stands. */
export interface ZoneUse {
  readonly file: ConfigFile;
  readonly directive: Directive;
  readonly name: string;
  readonly context: string;
  /** The block that nginx reads it into; see `blockOf`. */
  readonly block: string;
  /** What it may refer to here, the most likely first. */
  readonly forms: readonly ReferenceForm[];
  readonly named: readonly ReferredName[];
  /** It stands where nginx refuses it, before it comes to the zone. */
  readonly isMisplaced: boolean;
}

const FORMS = referenceForms(zoneKinds);

/** Directives that say something about zones without naming one. */
const CIRCUMSTANCES = new Set(['load_module', 'master_process']);

/** Directives with which init of some zone takes more than its row says. */
const GROWTH_DIRECTIVES = new Set(zoneKinds.flatMap((kind) => kind.growsWith ?? []));

const IMPLICIT_DIRECTIVES = new Set(implicitZoneKinds.flatMap((kind) => kind.implicitWhen?.directives ?? []));

const KNOWN_DIRECTIVES = new Set([
  ...zoneKindsByDirective.keys(),
  ...FORMS.keys(),
  ...CIRCUMSTANCES,
  ...IMPLICIT_DIRECTIVES,
  ...GROWTH_DIRECTIVES,
]);

/** No directive starts so: a template puts something here, which may be any number of directives. */
const PLACEHOLDER = /^[$@%<{_]/;

/** Directives that the model has to see; the others of a config are never looked at again. */
export function isZoneDirective(name: string): boolean {
  return KNOWN_DIRECTIVES.has(name) || isScriptDirective(name) || PLACEHOLDER.test(name);
}

/** Whether a file holds anything that a template would fill in; each file is looked at once. */
function createTemplateLookout(): (file: ConfigFile) => boolean {
  const answers = new Map<ConfigFile, boolean>();
  return (file) => {
    const known = answers.get(file);
    if (known !== undefined) return known;
    const answer = /[${<%][{(%]|[@_%]\w+[@_%]/.test(file.tree.text);
    answers.set(file, answer);
    return answer;
  };
}

/** Works out the zones of a config, going through it as nginx does. */
export function buildZoneModel(config: ConfigFiles, options: ModelOptions): ZoneModel {
  const list = createZoneList();
  const collector = createScriptCollector(config, options);
  const seen = { modules: [] as string[], directives: new Set<string>(), isSingleProcess: false };
  const directives: ZoneDirective[] = [];
  const sizeSetters: ZoneDeclaration[] = [];
  const references: ZoneReference[] = [];
  const uses: ZoneUse[] = [];
  const computedReferences = new Set<string>();
  let hasPlaceholders = false;
  const mayBeTemplated = createTemplateLookout();
  const formsFor = createFormChooser(FORMS, options.build);
  const refer = (reference: ZoneReference, isMisplaced = false): void => {
    references.push(reference);
    if (!isMisplaced) referToZone(list, reference);
  };

  walkConfig(config, (visit) => {
    const { file, directive, name, context } = visit;
    if (PLACEHOLDER.test(name)) hasPlaceholders = true;
    if (name === 'load_module') seen.modules.push(argumentValue(file.tree, directive, 1));
    if (name === 'master_process') seen.isSingleProcess = argumentValue(file.tree, directive, 1) === 'off';
    if (IMPLICIT_DIRECTIVES.has(name)) seen.directives.add(name);
    if (GROWTH_DIRECTIVES.has(name) && argumentValue(file.tree, directive, 1).includes('$')) list.growing.add(name);
    const kinds = zoneKindsByDirective.get(name);
    const kind = kinds && chooseKind(kinds, file.tree, directive, context, options.build);
    if (kind) {
      const placed = { kind, file, directive, context, block: blockOf(visit) };
      const read = readZoneDirective(placed, options.pageSizeBytes);
      directives.push(read);
      if (kind.setsSizeOnly) sizeSetters.push(...read.zones);
      else for (const zone of read.zones) declareZone(list, zone);
    }
    const choice = formsFor(name, subsystemOf(context));
    // A directive of another subsystem names nothing here, but it is misplaced.
    const known = choice.forms.length > 0 ? choice : formsFor(name, '');
    if (known.forms.length > 0) {
      const { forms } = known;
      const isMisplaced = isMisplacedUse(file.tree, directive, name, context);
      const named = namesByRules(file.tree, directive, known.rules);
      uses.push({ file, directive, name, context, block: blockOf(visit), forms, named, isMisplaced });
      if (mayBeTemplated(file) && hasTemplatedArgument(file.tree, directive)) computedReferences.add(name);
      for (const { name: zoneName, range } of choice === known ? named : []) {
        if (zoneName === null) computedReferences.add(name);
        else refer({ name: zoneName, range, path: file.path, directive: name, forms }, isMisplaced);
      }
    }
    if (isScriptDirective(name)) collectScripts(collector, file, directive, name, subsystemOf(context));
  });

  if (hasPlaceholders) list.hasTemplatedNames = true;
  const scripts = finishScripts(collector);
  for (const { name, path, range, language, subsystem } of scripts.references) {
    refer({ name, path, range, directive: language, forms: formsFor(language, subsystem).forms });
  }
  const implicit = implicitKindsOf(implicitZoneKinds, seen, options.build);
  // What makes the zone may stand outside a fragment, so there the size is shown for what it would be.
  const isThere = ({ kind }: ZoneDeclaration): boolean => !config.isWhole || implicit.includes(kind);
  for (const declaration of sizeSetters) if (isThere(declaration)) declareZone(list, declaration);
  const { zones, conflicts } = finishZoneList(list, config.isWhole ? implicit : [], options.pageSizeBytes);
  const declarations = directives.flatMap((directive) => directive.zones);
  return {
    config,
    options,
    zones,
    directives,
    declarations,
    uses,
    references,
    conflicts,
    scripts,
    computedReferences,
    hasPlaceholders,
  };
}
