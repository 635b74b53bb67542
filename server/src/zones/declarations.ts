import type { ConfigFile } from '../config/configFiles';
import type { TextRange } from '../config/sourceText';
import {
  argumentCount,
  argumentPartRange,
  argumentRange,
  argumentValue,
  type Directive,
  directiveRange,
  isTemplated,
} from '../config/tree';
import { parseExactSize } from './sizeText';
import type { Length, ZoneKind } from './zoneKind';

/** How far a declaration's size is known. */
export type SizeState =
  /** `sizeBytes` is what nginx maps. */
  | 'valid'
  /** The parser refuses the text (or there is none where one must stand). */
  | 'invalid'
  | 'too-small'
  /** Accepted, but no multiple of the page size where the module wants one. */
  | 'unaligned'
  /** None is written, and none needs to be: another declaration has it, or the module computes it. */
  | 'absent'
  /** A template fills it in. */
  | 'templated';

/** A directive of the catalogue, where it stands. */
export interface PlacedKind {
  readonly kind: ZoneKind;
  readonly file: ConfigFile;
  readonly directive: Directive;
  readonly context: string;
  /** Names the block that nginx reads it into: two have the same exactly where they end up in one block. */
  readonly block: string;
}

/** A directive of the catalogue with what it declares: mostly one zone, none for `off` or where it is wrong. */
export interface ReadDirective extends PlacedKind {
  readonly zones: readonly ZoneDeclaration[];
  /** Arguments that nginx reads and judges, but that a later one of the same prefix overrides. */
  readonly overridden: readonly ZoneDeclaration[];
  readonly isOff: boolean;
}

/** A directive of the catalogue in a model. */
export interface ZoneDirective extends ReadDirective {
  /**
   * The same for directives of the same words in blocks of the same sort, and from one version of the model to the next:
   * what follows from the words alone may be kept for it.
   */
  readonly meaning: object;
}

/** One directive that declares a zone, as it stands in the config. */
export interface ZoneDeclaration extends PlacedKind {
  readonly range: TextRange;
  /** The zone's name; empty where the directive gives none. */
  readonly name: string;
  readonly nameRange: TextRange;
  /** The argument that holds name and size, for nginx's messages. */
  readonly argumentText: string;
  readonly argumentRange: TextRange;
  readonly sizeText: string | null;
  readonly sizeRange: TextRange;
  readonly sizeState: SizeState;
  /** Size of the mapping, after the module raised or rounded it; null unless the state is `valid`. */
  readonly sizeBytes: number | null;
  /** The module takes its minimum instead of the smaller size that is written. */
  readonly isRaised: boolean;
  readonly isNameTemplated: boolean;
}

/** Where name and size were found among the arguments. */
interface FoundZone {
  readonly argument: number;
  readonly name: string;
  readonly nameRange: TextRange;
  readonly sizeArgument: number;
  readonly sizeText: string | null;
  readonly sizeRange: TextRange;
}

/**
 * Reads a directive as one of its kind.
 *
 * @param pageSizeBytes of the machine that the config is for: minima are in pages
 */
export function readZoneDirective(placed: PlacedKind, pageSizeBytes: number): ReadDirective {
  const { kind, file, directive } = placed;
  const isOff = kind.offValues?.includes(argumentValue(file.tree, directive, 1)) ?? false;
  // `ssl_session_cache off shared:a:1m` makes the zone all the same.
  const found = isOff && kind.grammar.form !== 'keyed' ? [] : findZones(kind, file, directive);
  const declarations = found.map((one) => declarationOf(placed, one, pageSizeBytes));
  const isEveryZone = kind.grammar.form === 'keyed' && kind.grammar.everyArgument === true;
  const firstZone = isEveryZone ? 0 : Math.max(0, declarations.length - 1);
  return { ...placed, zones: declarations.slice(firstZone), overridden: declarations.slice(0, firstZone), isOff };
}

function declarationOf(placed: PlacedKind, found: FoundZone, pageSizeBytes: number): ZoneDeclaration {
  const { kind, file, directive } = placed;
  const { tree } = file;
  return {
    ...placed,
    range: directiveRange(tree, directive),
    name: found.name,
    nameRange: found.nameRange,
    argumentText: argumentValue(tree, directive, found.argument),
    argumentRange: argumentRange(tree, directive, found.argument),
    sizeText: found.sizeText,
    sizeRange: found.sizeRange,
    ...judgeSize(kind, found, isTemplated(tree, directive, found.sizeArgument), pageSizeBytes),
    isNameTemplated: isTemplated(tree, directive, found.argument),
  };
}

/** The first argument that is a parameter: the one before it may be a key or a path, which can hold anything. */
export function firstParameter(kind: ZoneKind): number {
  return kind.entry?.keyArgument === 1 || (kind.directive?.endsWith('_path') ?? false) ? 2 : 1;
}

/** The size in bytes without loss, for messages that quote nginx. */
export function exactSizeBytes(declaration: ZoneDeclaration, pageSizeBytes: number): bigint {
  const { kind, sizeText, sizeBytes } = declaration;
  const exact = sizeText === null || kind.size.count ? null : parseExactSize(sizeText, kind.size.parser);
  if (exact === null || sizeBytes === null || declaration.isRaised) return BigInt(sizeBytes ?? 0);
  const pageBytes = BigInt(pageSizeBytes);
  return kind.size.pageMultiple === 'rounded' ? ((exact + pageBytes - 1n) / pageBytes) * pageBytes : exact;
}

/** Length in bytes on a machine with pages of a given size. */
export function lengthBytes(length: Length, pageSizeBytes: number): number {
  return 'bytes' in length ? length.bytes : length.pages * pageSizeBytes;
}

interface JudgedSize {
  readonly sizeState: SizeState;
  readonly sizeBytes: number | null;
  readonly isRaised: boolean;
}

function unsized(sizeState: SizeState): JudgedSize {
  return { sizeState, sizeBytes: null, isRaised: false };
}

/** Sizes from here on are negative to a module that counts in signed integers. */
const SIGN_BYTES = 2 ** 63;

/** Size of a zone whose config gives none; null where the module has no default, or it is not known. */
export function defaultSizeBytes({ size }: ZoneKind, pageSizeBytes: number): number | null {
  if (size.defaultSize === null) return null;
  const bytes = lengthBytes(size.defaultSize, pageSizeBytes);
  return size.pageMultiple === 'rounded' ? Math.ceil(bytes / pageSizeBytes) * pageSizeBytes : bytes;
}

function judgeSize(kind: ZoneKind, found: FoundZone, isTemplatedSize: boolean, pageSizeBytes: number): JudgedSize {
  const rule = kind.size;
  if (isTemplatedSize) return unsized('templated');
  if (rule.parser === 'none') return defaultedSize(kind, pageSizeBytes);
  if (found.sizeText === null) {
    if (rule.parser === 'unknown') return unsized('absent');
    return sizeIsOptional(kind) ? defaultedSize(kind, pageSizeBytes) : unsized('invalid');
  }
  const parsed = parseExactSize(found.sizeText, rule.parser);
  if (parsed === null) return unsized(rule.parser === 'unknown' ? 'absent' : 'invalid');
  let sizeBytes = Number(parsed);
  if (rule.count) {
    sizeBytes = rule.count.perElementBytes * (sizeBytes + rule.count.extraElements) + rule.count.baseBytes;
  }
  if (rule.pageMultiple === 'rounded') {
    sizeBytes = Math.ceil(sizeBytes / pageSizeBytes) * pageSizeBytes;
    // Rounding 2^63 - 1 up runs over, to less than any minimum; nchan counts without a sign.
    if (sizeBytes >= SIGN_BYTES && rule.parser === 'size') sizeBytes = 0;
  }
  const minimumBytes = rule.minimum === null ? 0 : lengthBytes(rule.minimum, pageSizeBytes);
  const isRaised = sizeBytes < minimumBytes;
  if (isRaised) {
    if (rule.belowMinimum === 'refused') return unsized('too-small');
    sizeBytes = minimumBytes;
  }
  if (rule.pageMultiple === 'required' && sizeBytes % pageSizeBytes !== 0) return unsized('unaligned');
  // "zone=a:0" of a module that checks no minimum: as good as none.
  return sizeBytes > 0 ? { sizeState: 'valid', sizeBytes, isRaised } : unsized('absent');
}

function sizeIsOptional(kind: ZoneKind): boolean {
  return 'sizeOptional' in kind.grammar && kind.grammar.sizeOptional === true;
}

function defaultedSize(kind: ZoneKind, pageSizeBytes: number): JudgedSize {
  const sizeBytes = defaultSizeBytes(kind, pageSizeBytes) ?? 0;
  return sizeBytes > 0 ? { sizeState: 'valid', sizeBytes, isRaised: false } : unsized('absent');
}

/** The zones that a directive's arguments name, in their order. */
function findZones(kind: ZoneKind, file: ConfigFile, directive: Directive): FoundZone[] {
  const { grammar } = kind;
  if (grammar.form !== 'keyed') {
    const found = findZone(kind, file, directive);
    return found === null ? [] : [found];
  }
  const found: FoundZone[] = [];
  for (let argument = firstParameter(kind); argument <= argumentCount(file.tree, directive); argument++) {
    if (argumentValue(file.tree, directive, argument).startsWith(grammar.prefix)) {
      found.push(splitAtColon(kind, file, directive, argument, grammar.prefix.length));
    }
  }
  return found;
}

function findZone(kind: ZoneKind, file: ConfigFile, directive: Directive): FoundZone | null {
  const { grammar } = kind;
  switch (grammar.form) {
    case 'spec':
      return hasArgument(file, directive, grammar.argument)
        ? splitAtColon(kind, file, directive, grammar.argument, 0)
        : null;
    case 'positional': {
      const { nameArgument, sizeArgument } = grammar;
      if (!hasArgument(file, directive, nameArgument)) return null;
      const hasSize = hasArgument(file, directive, sizeArgument);
      if (!hasSize && grammar.specAllowed && argumentValue(file.tree, directive, nameArgument).includes(':')) {
        return splitAtColon(kind, file, directive, nameArgument, 0);
      }
      return whole(file, directive, nameArgument, 0, hasSize ? sizeArgument : 0, 0);
    }
    case 'separate': {
      const nameArgument = findPrefixed(file, directive, grammar.namePrefix);
      const sizeArgument = findPrefixed(file, directive, grammar.sizePrefix);
      if (nameArgument === 0) return null;
      return whole(file, directive, nameArgument, grammar.namePrefix.length, sizeArgument, grammar.sizePrefix.length);
    }
    case 'sizeOnly': {
      const prefix = grammar.sizePrefix ?? '';
      const sizeArgument = prefix === '' ? grammar.sizeArgument : findPrefixed(file, directive, prefix);
      if (!hasArgument(file, directive, sizeArgument)) return null;
      const found = whole(file, directive, sizeArgument, 0, sizeArgument, prefix.length);
      const given = grammar.nameArgument === undefined ? '' : argumentValue(file.tree, directive, grammar.nameArgument);
      return { ...found, name: given === '' ? (kind.fixedName ?? '') : given };
    }
    case 'nameOnly': {
      const prefix = grammar.namePrefix ?? '';
      const argument = prefix === '' ? grammar.nameArgument : findPrefixed(file, directive, prefix);
      return hasArgument(file, directive, argument) ? whole(file, directive, argument, prefix.length, 0, 0) : null;
    }
    case 'keyed':
    case 'marker':
    case 'implicit':
      return null;
  }
}

function hasArgument(file: ConfigFile, directive: Directive, argument: number): boolean {
  return argument > 0 && argument <= argumentCount(file.tree, directive);
}

/** The last argument with a prefix (a later one overwrites an earlier one in nginx), 0 where there is none. */
function findPrefixed(file: ConfigFile, directive: Directive, prefix: string): number {
  for (let argument = argumentCount(file.tree, directive); argument > 0; argument--) {
    if (argumentValue(file.tree, directive, argument).startsWith(prefix)) return argument;
  }
  return 0;
}

/** `PREFIXname:size` in one argument; the name ends at the first colon. */
function splitAtColon(
  kind: ZoneKind,
  file: ConfigFile,
  directive: Directive,
  argument: number,
  prefixLength: number,
): FoundZone {
  const value = argumentValue(file.tree, directive, argument);
  const colon = value.indexOf(':', prefixLength);
  const nameEnd = colon === -1 ? value.length : colon;
  // Angie's specification goes on after the size (`:file=PATH`); nginx takes all that follows as the size.
  const fileColon = kind.product === 'angie' && colon !== -1 ? value.indexOf(':', colon + 1) : -1;
  const sizeEnd = fileColon === -1 ? value.length : fileColon;
  return {
    argument,
    name: value.slice(prefixLength, nameEnd),
    nameRange: argumentPartRange(file.tree, directive, argument, prefixLength, nameEnd),
    sizeArgument: argument,
    sizeText: colon === -1 ? null : value.slice(colon + 1, sizeEnd),
    sizeRange:
      colon === -1
        ? argumentRange(file.tree, directive, argument)
        : argumentPartRange(file.tree, directive, argument, colon + 1, sizeEnd),
  };
}

/** Name and size as arguments of their own; a size argument of 0 means that there is none. */
function whole(
  file: ConfigFile,
  directive: Directive,
  nameArgument: number,
  namePrefix: number,
  sizeArgument: number,
  sizePrefix: number,
): FoundZone {
  const name = argumentValue(file.tree, directive, nameArgument).slice(namePrefix);
  const size = argumentValue(file.tree, directive, sizeArgument);
  return {
    argument: nameArgument,
    name,
    nameRange: argumentPartRange(file.tree, directive, nameArgument, namePrefix, namePrefix + name.length),
    sizeArgument,
    sizeText: sizeArgument === 0 ? null : size.slice(sizePrefix),
    sizeRange:
      sizeArgument === 0
        ? argumentRange(file.tree, directive, nameArgument)
        : argumentPartRange(file.tree, directive, sizeArgument, sizePrefix, size.length),
  };
}
