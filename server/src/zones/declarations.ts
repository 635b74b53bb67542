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
import { parseSizeText } from './sizeText';
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

/** One directive that declares a zone, as it stands in the config. */
export interface ZoneDeclaration {
  readonly kind: ZoneKind;
  readonly file: ConfigFile;
  readonly directive: Directive;
  readonly context: string;
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
  readonly isNameTemplated: boolean;
  /** No argument names a zone, though one must. */
  readonly isZoneMissing: boolean;
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
 * Reads a directive as a declaration of its kind; null where it declares no zone (`ssl_session_cache off`).
 *
 * @param pageSizeBytes of the machine that the config is for: minima are in pages
 */
export function readDeclaration(
  kind: ZoneKind,
  file: ConfigFile,
  directive: Directive,
  context: string,
  pageSizeBytes: number,
): ZoneDeclaration | null {
  const { tree } = file;
  const first = argumentValue(tree, directive, 1);
  if (kind.firstArgument !== undefined && kind.firstArgument !== first) return null;
  if (kind.offValues?.includes(first)) return null;
  const found = findZone(kind, file, directive);
  if (found === null) {
    if (kind.messages.missingZone === undefined || hasTemplatedArgument(file, directive)) return null;
    return missingZone(kind, file, directive, context);
  }
  return {
    kind,
    file,
    directive,
    context,
    range: directiveRange(tree, directive),
    name: found.name,
    nameRange: found.nameRange,
    argumentText: argumentValue(tree, directive, found.argument),
    argumentRange: argumentRange(tree, directive, found.argument),
    sizeText: found.sizeText,
    sizeRange: found.sizeRange,
    ...judgeSize(kind, found, isTemplated(tree, directive, found.sizeArgument), pageSizeBytes),
    isNameTemplated: isTemplated(tree, directive, found.argument),
    isZoneMissing: false,
  };
}

/** Length in bytes on a machine with pages of a given size. */
export function lengthBytes(length: Length, pageSizeBytes: number): number {
  return 'bytes' in length ? length.bytes : length.pages * pageSizeBytes;
}

function judgeSize(
  kind: ZoneKind,
  found: FoundZone,
  isTemplatedSize: boolean,
  pageSizeBytes: number,
): { sizeState: SizeState; sizeBytes: number | null } {
  const rule = kind.size;
  if (isTemplatedSize) return { sizeState: 'templated', sizeBytes: null };
  if (rule.parser === 'none') return defaultedSize(kind, pageSizeBytes);
  if (found.sizeText === null) return sizeIsOptional(kind) ? defaultedSize(kind, pageSizeBytes) : INVALID;
  const parsed = parseSizeText(found.sizeText, rule.parser);
  if (parsed === null) return rule.parser === 'unknown' ? { sizeState: 'absent', sizeBytes: null } : INVALID;
  let sizeBytes = parsed;
  if (rule.count) {
    sizeBytes = rule.count.perElementBytes * (parsed + rule.count.extraElements) + rule.count.baseBytes;
  }
  if (rule.pageMultiple === 'rounded') sizeBytes = Math.ceil(sizeBytes / pageSizeBytes) * pageSizeBytes;
  const minimumBytes = rule.minimum === null ? 0 : lengthBytes(rule.minimum, pageSizeBytes);
  if (sizeBytes < minimumBytes) {
    if (rule.belowMinimum === 'refused') return { sizeState: 'too-small', sizeBytes: null };
    sizeBytes = minimumBytes;
  }
  if (rule.pageMultiple === 'required' && sizeBytes % pageSizeBytes !== 0) {
    return { sizeState: 'unaligned', sizeBytes: null };
  }
  // "zone=a:0" of a module that checks no minimum: as good as none.
  return sizeBytes > 0 ? { sizeState: 'valid', sizeBytes } : { sizeState: 'absent', sizeBytes: null };
}

const INVALID = { sizeState: 'invalid', sizeBytes: null } as const;

function sizeIsOptional(kind: ZoneKind): boolean {
  return 'sizeOptional' in kind.grammar && kind.grammar.sizeOptional === true;
}

function defaultedSize(kind: ZoneKind, pageSizeBytes: number): { sizeState: SizeState; sizeBytes: number | null } {
  const size = kind.size.defaultSize;
  const sizeBytes = size === null ? 0 : lengthBytes(size, pageSizeBytes);
  return sizeBytes > 0 ? { sizeState: 'valid', sizeBytes } : { sizeState: 'absent', sizeBytes: null };
}

function missingZone(kind: ZoneKind, file: ConfigFile, directive: Directive, context: string): ZoneDeclaration {
  const head = argumentRange(file.tree, directive, 0);
  return {
    kind,
    file,
    directive,
    context,
    range: directiveRange(file.tree, directive),
    name: '',
    nameRange: head,
    argumentText: '',
    argumentRange: head,
    sizeText: null,
    sizeRange: head,
    sizeState: 'absent',
    sizeBytes: null,
    isNameTemplated: false,
    isZoneMissing: true,
  };
}

function hasTemplatedArgument(file: ConfigFile, directive: Directive): boolean {
  for (let argument = 1; argument <= argumentCount(file.tree, directive); argument++) {
    if (isTemplated(file.tree, directive, argument)) return true;
  }
  return false;
}

function findZone(kind: ZoneKind, file: ConfigFile, directive: Directive): FoundZone | null {
  const { grammar } = kind;
  switch (grammar.form) {
    case 'keyed': {
      const argument = findPrefixed(file, directive, grammar.prefix);
      return argument === 0 ? null : splitAtColon(kind, file, directive, argument, grammar.prefix.length);
    }
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
