import { argumentCount, argumentRange, argumentValue } from '../../config/tree';
import { t } from '../../l10n';
import type { ZoneDeclaration } from '../../zones/declarations';
import { parsePersonSize, parseSizeText } from '../../zones/sizeText';
import type { Zone } from '../../zones/zone';
import { figuresAtSize } from '../analysis';
import type { Problem } from '../diagnostics/problem';
import { shownName } from '../shownPlace';
import { ADDRESS_SPACE_BYTES, smallestWorkingSize } from '../sizing';
import { writeSize } from './edits';
import type { FixScope } from './fixScope';
import { type FixEdit, fixOf, type QuickFix } from './quickFix';
import { firstSize, resizeZone, sizeAsWritten, type WorkingSize, workingSize, zoneToBe } from './sizes';

/** `zone-size-invalid`: the size that was meant; or the one that the zone's other declarations give. */
export function invalidSizeFixes(scope: FixScope, problem: Problem): QuickFix[] {
  const declaration = declarationWithSizeAt(scope, problem);
  if (declaration === null) return [];
  const { sizeText } = declaration;
  if (sizeText === null || sizeText === '') return missingSizeFixes(scope, problem, declaration);
  const isUnaligned = declaration.sizeState === 'unaligned';
  const wantedBytes = isUnaligned ? parseSizeText(sizeText, declaration.kind.size.parser) : parsePersonSize(sizeText);
  return wantedSizeFixes(scope, problem, declaration, wantedBytes);
}

/** `zone-too-small`: the smallest size that works; a number without a unit may have lost it. */
export function tooSmallFixes(scope: FixScope, problem: Problem): QuickFix[] {
  const declaration = declarationWithSizeAt(scope, problem);
  if (declaration === null || declaration.sizeText === null) return [];
  const joined = splitUnitFixes(scope, problem, declaration);
  if (joined.length > 0) return joined;
  const zone = zoneOf(scope, declaration);
  const agreed = agreedSize(zone, declaration);
  if (agreed !== null) return asDeclaredElsewhere(problem, declaration, agreed, true);
  const least = workingSize(scope.analysis, zone, 0);
  const unitless = /^\d+$/.test(declaration.sizeText) ? parsePersonSize(`${declaration.sizeText}m`) : null;
  const meant = unitless === null || unitless === 0 ? null : workingSize(scope.analysis, zone, unitless);
  const fixes = meant === null ? [] : fixOf(problem, title(meant), [writeSize(declaration, meant.text)], false);
  if (least === null) return fixes;
  const smallest = t('Write {0}, the smallest size that works', least.text);
  return [...fixes, ...fixOf(problem, smallest, [writeSize(declaration, least.text)], fixes.length === 0)];
}

/** `zone-cannot-start`: the smallest size with which the zone starts. */
export function cannotStartFixes(scope: FixScope, problem: Problem): QuickFix[] {
  const declaration = declarationWithSizeAt(scope, problem);
  const zone = declaration === null ? null : scope.zoneOf(declaration);
  // Of a size that no machine can map nobody knows what it was meant to be.
  if (zone === null || zone.sizeBytes === null || zone.sizeBytes >= ADDRESS_SPACE_BYTES) return [];
  if (smallestWorkingSize(scope.analysis, zone) === null) return [];
  const size = workingSize(scope.analysis, zone, 0);
  if (size === null) return [];
  return fixOf(problem, t('Write {0}, the smallest size that works', size.text), resizeZone(zone, size.text), true);
}

/** `zone-size-wasteful`: up to the whole page where that gains one, else down. */
export function wastefulSizeFixes(scope: FixScope, problem: Problem): QuickFix[] {
  const declaration = declarationWithSizeAt(scope, problem);
  const zone = declaration === null ? null : scope.zoneOf(declaration);
  if (zone === null || zone.sizeBytes === null) return [];
  const { analysis } = scope;
  const { pageSizeBytes } = analysis.host;
  const usablePages = (bytes: number): number => figuresAtSize(analysis, zone, bytes).footprint.usablePages ?? 0;
  const downBytes = Math.floor(zone.sizeBytes / pageSizeBytes) * pageSizeBytes;
  const upBytes = downBytes + pageSizeBytes;
  const wantedBytes = usablePages(upBytes) > usablePages(zone.sizeBytes) ? upBytes : downBytes;
  const size = workingSize(analysis, zone, wantedBytes);
  if (size === null) return [];
  const toWholePages = t('Write {0}, a whole number of pages', size.text);
  return fixOf(problem, toWholePages, resizeZone(zone, size.text), true);
}

/** `zone-undeclared` at a declaration: none of those that share the zone gives its size. */
export function unsizedZoneFixes(scope: FixScope, problem: Problem): QuickFix[] {
  const directive = scope.directiveAt(problem.range);
  const declaration = directive?.zones.find(({ nameRange }) => isSameRange(nameRange, problem.range));
  return declaration === undefined ? [] : missingSizeFixes(scope, problem, declaration);
}

/**
 * `zone=one:10 m` and `lua_shared_dict dogs 10 m`: the unit became an argument of its own.
 *
 * @param declaration whose size may have lost its unit
 */
export function splitUnitFixes(scope: FixScope, problem: Problem, declaration: ZoneDeclaration): QuickFix[] {
  const { file, directive, sizeText, sizeRange } = declaration;
  if (sizeText === null || !/^\d+(?:\.\d+)?$/.test(sizeText)) return [];
  for (let argument = 2; argument <= argumentCount(file.tree, directive); argument++) {
    const range = argumentRange(file.tree, directive, argument);
    if (range.start <= sizeRange.end) continue;
    const unit = argumentValue(file.tree, directive, argument);
    const written = file.tree.text.slice(sizeRange.start, range.end);
    if (!/^[kmgt](?:i?b)?$/i.test(unit) || !/^[\d.]+[ \t]+[a-z]+$/i.test(written)) return [];
    const bytes = parsePersonSize(sizeText + unit);
    const size = bytes === null ? null : workingSize(scope.analysis, zoneOf(scope, declaration), bytes);
    if (size === null) return [];
    const edit: FixEdit = { path: file.path, range: { start: sizeRange.start, end: range.end }, newText: size.text };
    return fixOf(problem, title(size), [edit], true);
  }
  return [];
}

/** The declaration whose size a problem points to. */
export function declarationWithSizeAt(scope: FixScope, { range }: Problem): ZoneDeclaration | null {
  const directive = scope.directiveAt(range);
  if (directive === null) return null;
  return [...directive.zones, ...directive.overridden].find((one) => isSameRange(one.sizeRange, range)) ?? null;
}

/** The ranges start and end together. */
export function isSameRange(left: Problem['range'], right: Problem['range']): boolean {
  return left.start === right.start && left.end === right.end;
}

function wantedSizeFixes(
  scope: FixScope,
  problem: Problem,
  declaration: ZoneDeclaration,
  wantedBytes: number | null,
): QuickFix[] {
  const zone = zoneOf(scope, declaration);
  const agreed = agreedSize(zone, declaration);
  const isMeant = wantedBytes !== null && wantedBytes > 0;
  const wanted = isMeant ? workingSize(scope.analysis, zone, wantedBytes) : null;
  // Another size than the zone's other declarations give would be the next error.
  if (agreed !== null) return asDeclaredElsewhere(problem, declaration, agreed, agreed.bytes === wanted?.bytes);
  return wanted === null ? [] : fixOf(problem, title(wanted), [writeSize(declaration, wanted.text)], true);
}

function missingSizeFixes(scope: FixScope, problem: Problem, declaration: ZoneDeclaration): QuickFix[] {
  const zone = zoneOf(scope, declaration);
  const agreed = agreedSize(zone, declaration);
  if (agreed !== null) return asDeclaredElsewhere(problem, declaration, agreed, true);
  const size = firstSize(scope.analysis, zone);
  if (size === null) return [];
  return fixOf(problem, t('Give it a size: {0}', size.text), [writeSize(declaration, size.text)], false);
}

function asDeclaredElsewhere(
  problem: Problem,
  declaration: ZoneDeclaration,
  size: WorkingSize,
  isPreferred: boolean,
): QuickFix[] {
  const asElsewhere = t('Write {0}, as other declarations of "{1}"', size.text, shownName(declaration.name));
  return fixOf(problem, asElsewhere, [writeSize(declaration, size.text)], isPreferred);
}

/** What the zone's other declarations give, where all have to give the same; null where none does. */
function agreedSize({ sizeBytes }: Zone, { kind, sizeBytes: ownBytes }: ZoneDeclaration): WorkingSize | null {
  if (kind.duplicates !== 'merged' || sizeBytes === null || ownBytes !== null) return null;
  return sizeAsWritten(kind, sizeBytes);
}

function title({ text }: WorkingSize): string {
  return t('Write {0}', text);
}

function zoneOf(scope: FixScope, declaration: ZoneDeclaration): Zone {
  return scope.zoneOf(declaration) ?? zoneToBe(declaration.kind, declaration.name, [declaration]);
}
