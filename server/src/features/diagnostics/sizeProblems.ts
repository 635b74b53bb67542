import { CURRENT_LAYOUT, poolGeometry, poolLayoutOf } from '../../slab/layout';
import { exactSizeBytes, lengthBytes, type ZoneDeclaration } from '../../zones/declarations';
import { zoneFigures } from '../../zones/footprint';
import { formatBytes, parsePersonSize, parseSizeText } from '../../zones/sizeText';
import type { Zone } from '../../zones/zone';
import type { Analysis } from '../analysis';
import { certaintyOf, refusal } from './certainty';
import { commentedSize } from './commentedSize';
import { formOfDirective } from './formProblems';
import { declarationValues, fillMessage } from './nginxMessage';
import type { Problem, RelatedPlace, Severity, ZoneProblemCode } from './problem';

/** What is wrong with the sizes that declarations give. */
export function sizeProblems(analysis: Analysis): Problem[] {
  const { model, host } = analysis;
  const certainty = certaintyOf(model);
  const problems: Problem[] = [];
  for (const directive of model.directives) {
    // With a wrong form nginx never comes to look at the size.
    if (formOfDirective(directive, certainty) !== null) continue;
    for (const declaration of [...directive.overridden, ...directive.zones]) {
      problems.push(...refusedSize(declaration, host.pageSizeBytes), ...differingComment(declaration));
    }
  }
  for (const zone of model.zones) {
    const impossible = beyondAddresses(analysis, zone);
    if (impossible.length > 0) problems.push(...impossible);
    else problems.push(...unableToStart(analysis, zone), ...wastefulSize(analysis, zone));
  }
  return problems;
}

function refusedSize(declaration: ZoneDeclaration, pageSizeBytes: number): Problem[] {
  const { kind } = declaration;
  const values = declarationValues(declaration, pageSizeBytes);
  const { invalidSize = 'invalid size "{size}"', tooSmall = 'zone "{name}" is too small' } = kind.messages;
  const minimum = kind.size.minimum === null ? null : formatBytes(lengthBytes(kind.size.minimum, pageSizeBytes));
  const pages = kind.size.minimum && 'pages' in kind.size.minimum ? ` with pages of ${formatBytes(pageSizeBytes)}` : '';
  switch (declaration.sizeState) {
    case 'invalid': {
      const says = fillMessage(invalidSize, values);
      return [sizeProblem(declaration, 'zone-size-invalid', refusal(kind), says, sizeAdvice(declaration))];
    }
    case 'too-small': {
      const says = fillMessage(tooSmall, values);
      const advice = minimum === null ? '' : ` Give it at least ${minimum}, the smallest size${pages}.`;
      return [sizeProblem(declaration, 'zone-too-small', refusal(kind), says, advice)];
    }
    case 'unaligned': {
      const says = fillMessage(invalidSize, values);
      const advice = ` The size must be a multiple of the page size, ${formatBytes(pageSizeBytes)}.`;
      return [sizeProblem(declaration, 'zone-size-invalid', refusal(kind), says, advice)];
    }
    case 'valid': {
      if (!declaration.isRaised || minimum === null) return [];
      const isTold = kind.size.belowMinimum === 'raised-with-warning' && kind.messages.tooSmall !== undefined;
      const says = isTold ? fillMessage(tooSmall, values) : `${declaration.sizeText ?? 'The size'} is too small`;
      const advice = ` The module takes ${minimum} instead, the smallest size${pages}.`;
      return [sizeProblem(declaration, 'zone-too-small', isTold ? 'warning' : 'information', says, advice)];
    }
    default:
      return [];
  }
}

/** What to write instead of a size that the parser refuses. */
function sizeAdvice({ kind, sizeText }: ZoneDeclaration): string {
  const { parser } = kind.size;
  if (sizeText === null || sizeText === '') return ` The size is missing. It is written: ${kind.syntax}`;
  if (parser === 'count') return ' A number of elements is wanted here, not a size.';
  const meantBytes = parsePersonSize(sizeText);
  const meant = meantBytes === null ? null : sizeFor(meantBytes);
  if (meant !== null && parseSizeText(meant, parser) === meantBytes) {
    const inGigabytes = parser === 'size' && /g$/i.test(sizeText);
    return `${inGigabytes ? ' This parser knows only k and m' : ' It takes no fraction, space or other unit'}: write ${meant}.`;
  }
  const units = parser === 'size' || parser === 'bkm' ? 'k or m' : 'k, m or g';
  return ` Write a whole number, with ${units} behind it or nothing for bytes.`;
}

/** A size in the largest unit that every parser knows. */
function sizeFor(bytes: number): string {
  if (bytes % 1024 ** 2 === 0) return `${bytes / 1024 ** 2}m`;
  return bytes % 1024 === 0 ? `${bytes / 1024}k` : String(bytes);
}

function sizeProblem(
  declaration: ZoneDeclaration,
  code: ZoneProblemCode,
  severity: Severity,
  says: string,
  advice: string,
  related: readonly RelatedPlace[] = [],
): Problem {
  const { file, sizeRange } = declaration;
  return { code, severity, message: `${says}.${advice}`, path: file.path, range: sizeRange, related };
}

/** Addresses of a process on x86-64 and, twice as many, arm64: no kernel maps more into one without being asked to. */
const ADDRESS_SPACE_BYTES = 2 ** 48;

/** The parser lets a size pass that no machine can map. */
function beyondAddresses({ host }: Analysis, zone: Zone): Problem[] {
  const declaration = sizedDeclaration(zone);
  if (declaration === undefined || zone.sizeBytes === null || zone.sizeBytes < ADDRESS_SPACE_BYTES) return [];
  const exact = exactSizeBytes(declaration, host.pageSizeBytes);
  const says = `mmap(MAP_ANON|MAP_SHARED, ${exact}) failed (12: Cannot allocate memory)`;
  const advice = ` nginx's parser accepts ${formatBytes(zone.sizeBytes)}, but no process has that many addresses.`;
  return [sizeProblem(declaration, 'zone-cannot-start', refusal(zone.kind), says, advice)];
}

/** The parser lets the size pass, but init then finds no page. */
function unableToStart(analysis: Analysis, zone: Zone): Problem[] {
  const footprint = analysis.figures.get(zone)?.footprint;
  const declaration = sizedDeclaration(zone);
  if (footprint?.canStart !== false || declaration === undefined || zone.sizeBytes === null) return [];
  const { kind } = zone;
  const { pageSizeBytes } = analysis.host;
  const pages = footprint.usablePages ?? 0;
  const enoughBytes = smallestStart(analysis, zone, zone.sizeBytes);
  const remedy = enoughBytes === null ? '' : ` Write at least ${enoughBytes / 1024}k.`;
  const advice =
    ` The parser accepts ${formatBytes(zone.sizeBytes)}, but only ${pages} ${pages === 1 ? 'page' : 'pages'} of it can ` +
    `be used, and what ${kind.module} puts there at start needs more.${remedy}`;
  const severity = footprint.exactness === 'exact' ? refusal(kind) : 'warning';
  const template = kind.messages.cannotStart ?? 'ngx_slab_alloc() failed: no memory';
  const says = fillMessage(template, declarationValues(declaration, pageSizeBytes));
  return [sizeProblem(declaration, 'zone-cannot-start', severity, says, advice)];
}

/** Searched for the size that is enough; no config fills more pages at start. */
const MOST_PAGES = 2 ** 20;

/** The smallest whole number of pages with which the zone starts; null where none is found. */
function smallestStart({ model, host, settings }: Analysis, zone: Zone, tooSmallBytes: number): number | null {
  const { pageSizeBytes } = host;
  const target = { build: model.options.build, pageSizeBytes, hugePageBytes: null, entrySizes: settings.entrySizes };
  const starts = (pages: number): boolean =>
    zoneFigures({ ...zone, sizeBytes: pages * pageSizeBytes }, model.config, target).footprint.canStart === true;
  let low = Math.floor(tooSmallBytes / pageSizeBytes);
  let high = low + 1;
  while (high < MOST_PAGES && !starts(high)) {
    low = high;
    high *= 2;
  }
  if (high >= MOST_PAGES) return null;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (starts(middle)) high = middle;
    else low = middle;
  }
  return high * pageSizeBytes;
}

/** Bytes behind the last whole page: mapped, but in no page that the pool hands out. */
function wastefulSize(analysis: Analysis, zone: Zone): Problem[] {
  const declaration = sizedDeclaration(zone);
  const { pageSizeBytes } = analysis.host;
  const footprint = analysis.figures.get(zone)?.footprint;
  if (declaration === undefined || zone.sizeBytes === null || footprint?.canStart === false) return [];
  const restBytes = zone.sizeBytes % pageSizeBytes;
  if (restBytes === 0 || zone.kind.memory !== 'slab' || declaration.sizeText === null) return [];
  const { coreVersion } = analysis.model.options.build;
  const layout = coreVersion === null ? CURRENT_LAYOUT : poolLayoutOf(coreVersion);
  const usable = (sizeBytes: number): number => poolGeometry(sizeBytes, pageSizeBytes, layout).usablePages;
  const downBytes = zone.sizeBytes - restBytes;
  const upBytes = downBytes + pageSizeBytes;
  const says = `${zone.sizeBytes} bytes are no whole number of pages: the last ${restBytes} take a page that cannot be used`;
  // Near some sizes the page goes to the pool's own table, and none is to be gained.
  const advice =
    usable(upBytes) > usable(zone.sizeBytes)
      ? ` ${upBytes / 1024}k maps as much memory and has one page more that can be used.`
      : ` ${downBytes / 1024}k maps a page less and has as many that can be used.`;
  return [sizeProblem(declaration, 'zone-size-wasteful', 'information', says, advice)];
}

function differingComment(declaration: ZoneDeclaration): Problem[] {
  const { sizeBytes, sizeText, kind, file } = declaration;
  if (sizeBytes === null || sizeText === null || parseSizeText(sizeText, kind.size.parser) === null) return [];
  const comment = commentedSize(file.tree.text, declaration.range);
  if (comment === null || comment.meanings.some((bytes) => Math.abs(bytes - sizeBytes) <= sizeBytes / 100)) return [];
  const says = `The comment says ${comment.text}, the directive ${sizeText}`;
  const related = [{ path: file.path, range: comment.range, message: `The comment: ${comment.text}` }];
  return [
    sizeProblem(declaration, 'zone-comment-differs', 'information', says, ' One of them is out of date.', related),
  ];
}

/** The declaration that gives a zone its size. */
export function sizedDeclaration(zone: Zone): ZoneDeclaration | undefined {
  return zone.declarations.find((declaration) => declaration.sizeBytes !== null);
}
