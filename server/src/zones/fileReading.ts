import type { ConfigFile } from '../config/configFiles';
import type { BlockContext } from '../config/contexts';
import { type Directive, hasBlock, parentOf } from '../config/tree';
import type { Circumstance } from './circumstances';
import type { ZoneDeclaration, ZoneDirective } from './declarations';
import { type DirectiveMeaning, isReference, placeDirective, placeUse } from './directiveMeaning';
import { subsystemOf } from './kindChoice';
import { createMeaningReader, type Lexicon } from './lexicon';
import { createKnownDirectives, type OlderReading, type ReadDirectives } from './olderReading';
import { createBlockStack, type OpenBlock } from './openBlocks';
import type { ZoneReference } from './references';
import type { ScriptUses } from './scriptScan';
import { type LuaScanner, readScriptStep, type ScriptStep } from './scriptSteps';
import type { ZoneUse } from './zoneUse';

/** One reading of a file: a file that is included twice is read twice, into blocks of their own. */
export interface FileReading extends ReadDirectives {
  readonly file: ConfigFile;
  /** Context of the file's outermost directives. */
  readonly base: BlockContext;
  /** The block that the file's outermost directives end up in; null where none of them has to do with zones. */
  readonly block: string | null;
  /** Any other reading of the file into the same block is the same: nothing in it tells its blocks apart. */
  readonly isBlockless: boolean;
  readonly stretches: readonly Stretch[];
}

/** What the directives between two includes of a file have to do with zones, in their order. */
export interface Stretch {
  /** Directives that were looked at. */
  readonly visits: number;
  readonly directives: readonly ZoneDirective[];
  readonly uses: readonly ZoneUse[];
  /** Those of `uses` in a block to which other files may add directives. */
  readonly sharedUses: readonly ZoneUse[];
  readonly references: readonly ZoneReference[];
  /** Declarations and references in the order in which nginx takes them into its list of zones. */
  readonly listed: readonly (ZoneDeclaration | ZoneReference)[];
  /** Declarations that make no zone, but give one its size. */
  readonly sizeSetters: readonly ZoneDeclaration[];
  readonly scripts: readonly ScriptStep[];
  readonly circumstances: readonly Circumstance[];
  /** The include at which it ends; null at the end of the file. */
  readonly include: IncludePlace | null;
}

/** Where included files are read in. */
export interface IncludePlace {
  readonly directive: Directive;
  readonly context: BlockContext;
  /** The block that their outermost directives end up in. */
  readonly block: string;
}

/**
 * Reads what a file says about zones.
 *
 * @param name of the reading, from which the names of its blocks are made: no other reading of the config has it
 * @param block the block that the file's outermost directives end up in
 * @param older the same reading of an older version of the file, and how this version came out of it
 */
export function readFile(
  file: ConfigFile,
  base: BlockContext,
  name: string,
  block: string,
  lexicon: Lexicon,
  older: OlderReading | null,
): FileReading {
  const { tree, marked } = file;
  const blockAt = createBlockStack(tree, base, name, block);
  const meaningAt = createMeaningReader(lexicon, file);
  const known = createKnownDirectives(older, file, name);
  const insides = new Array<OpenBlock>(marked.length);
  const meanings = new Array<DirectiveMeaning>(marked.length);
  const code = new Map<number, ScriptUses>();
  const stretches: OpenStretch[] = [];
  const sharedBlocks = new Set<Directive>([-1]);
  let usesBlock = false;
  let isBlockless = true;
  let stretch = openStretch();
  for (let place = 0; place < marked.length; place++) {
    const directive = marked[place] as Directive;
    const inside = known.insideAt(place) ?? blockAt(directive);
    const meaning = known.meaningAt(place) ?? meaningAt(directive, inside);
    insides[place] = inside;
    meanings[place] = meaning;
    stretch.visits++;
    takeDirective(stretch, file, directive, inside, meaning);
    if (meaning.isScript) {
      const uses = known.codeAt(place);
      const step = readStep(file, directive, inside, meaning, lexicon, uses === undefined ? lexicon.scan : () => uses);
      stretch.scripts.push(step);
      if (step.type === 'code' && hasBlock(tree, directive)) code.set(place, step.uses);
    }
    const isPlaced = (meaning.declares ?? meaning.use) !== null;
    usesBlock ||= inside.directive === -1 && (isPlaced || meaning.isInclude);
    isBlockless &&= !isPlaced && (inside.directive === -1 || !meaning.isInclude);
    if (!meaning.isInclude) continue;
    sharedBlocks.add(inside.directive);
    stretch.include = { directive, context: inside.context, block: inside.block };
    stretches.push(stretch);
    stretch = openStretch();
  }
  stretches.push(stretch);
  return {
    file,
    base,
    block: usesBlock ? block : null,
    isBlockless,
    stretches: stretches.map((one) => closeStretch(one, sharedBlocks)),
    insides,
    meanings,
    code: code.size === 0 ? NO_CODE : code,
  };
}

interface OpenStretch extends Omit<Stretch, 'sharedUses'> {
  visits: number;
  readonly directives: ZoneDirective[];
  readonly uses: ZoneUse[];
  readonly references: ZoneReference[];
  readonly listed: (ZoneDeclaration | ZoneReference)[];
  readonly sizeSetters: ZoneDeclaration[];
  readonly scripts: ScriptStep[];
  readonly circumstances: Circumstance[];
  include: IncludePlace | null;
}

function openStretch(): OpenStretch {
  return {
    visits: 0,
    directives: [],
    uses: [],
    references: [],
    listed: [],
    sizeSetters: [],
    scripts: [],
    circumstances: [],
    include: null,
  };
}

/** One for all: most files have few sorts of directives, and there may be a great many files. */
const NONE: readonly never[] = [];
const NO_CODE: ReadonlyMap<number, ScriptUses> = new Map();

function closeStretch(open: OpenStretch, sharedBlocks: ReadonlySet<Directive>): Stretch {
  const { visits, uses, include } = open;
  const sharedUses = uses.filter(({ file, directive }) => sharedBlocks.has(parentOf(file.tree, directive)));
  return {
    visits,
    directives: trimmed(open.directives),
    uses: trimmed(uses),
    sharedUses: trimmed(sharedUses),
    references: trimmed(open.references),
    listed: trimmed(open.listed),
    sizeSetters: trimmed(open.sizeSetters),
    scripts: trimmed(open.scripts),
    circumstances: trimmed(open.circumstances),
    include,
  };
}

/** A list that grew has room for more, which of a short one is most of its memory. */
const SHORT = 16;

function trimmed<Item>(items: readonly Item[]): readonly Item[] {
  if (items.length === 0) return NONE;
  return items.length > SHORT ? items : items.slice();
}

function takeDirective(
  stretch: OpenStretch,
  file: ConfigFile,
  directive: Directive,
  { block }: OpenBlock,
  meaning: DirectiveMeaning,
): void {
  const { declares, use } = meaning;
  if (declares !== null) {
    const placed = placeDirective(meaning, declares, file, directive, block);
    stretch.directives.push(placed);
    for (const zone of placed.zones) (placed.kind.setsSizeOnly ? stretch.sizeSetters : stretch.listed).push(zone);
  }
  if (use !== null) {
    const placed = placeUse(meaning, use, file, directive, block);
    stretch.uses.push(placed);
    for (const one of placed.named) {
      if (!isReference(one)) continue;
      stretch.references.push(one);
      if (!use.isMisplaced) stretch.listed.push(one);
    }
  }
  for (const one of meaning.circumstances) stretch.circumstances.push(one);
}

function readStep(
  file: ConfigFile,
  directive: Directive,
  { context }: OpenBlock,
  { name }: DirectiveMeaning,
  lexicon: Lexicon,
  scan: LuaScanner,
): ScriptStep {
  const subsystem = subsystemOf(context);
  return readScriptStep(file, directive, name, subsystem, lexicon.formsFor('lua', subsystem).forms, scan);
}
