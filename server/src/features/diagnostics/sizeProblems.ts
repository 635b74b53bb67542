import { sentences, t } from '../../l10n';
import { CURRENT_LAYOUT, poolGeometry, poolLayoutOf } from '../../slab/layout';
import { exactSizeBytes, lengthBytes, type ZoneDeclaration, type ZoneDirective } from '../../zones/declarations';
import { type ZoneFigures, zoneFigures } from '../../zones/footprint';
import { formatBytes, parsePersonSize, parseSizeText } from '../../zones/sizeText';
import type { Zone } from '../../zones/zone';
import type { Analysis } from '../analysis';
import { ADDRESS_SPACE_BYTES, sizeTextFor } from '../sizing';
import { refusal } from './certainty';
import { commentedSize } from './commentedSize';
import { declarationValues, fillMessage } from './nginxMessage';
import type { Problem, RelatedPlace, Severity, ZoneProblemCode } from './problem';

/**
 * Sizes of a directive of the right form that its module refuses or raises.
 *
 * @param pageSizeBytes that the model was built for
 */
export function refusedSizes({ overridden, zones }: ZoneDirective, pageSizeBytes: number): Problem[] {
  return [...overridden, ...zones].flatMap((declaration) => refusedSize(declaration, pageSizeBytes));
}

/** Comments beside a directive of the right form that speak of another size. */
export function differingComments({ overridden, zones }: ZoneDirective): Problem[] {
  return [...overridden, ...zones].flatMap(differingComment);
}

/** What is wrong with the sizes that zones have in the end. */
export function zoneSizeProblems(analysis: Analysis): Problem[] {
  const problems: Problem[] = [];
  for (const zone of analysis.model.zones) {
    const impossible = beyondAddresses(analysis, zone);
    if (impossible.length > 0) problems.push(...impossible);
    else problems.push(...unableToStart(analysis, zone), ...wastefulSize(analysis, zone));
  }
  return problems;
}

function refusedSize(declaration: ZoneDeclaration, pageSizeBytes: number): Problem[] {
  const { kind } = declaration;
  const values = declarationValues(declaration, pageSizeBytes);
  const { messages, size } = kind;
  const minimum = size.minimum === null ? null : formatBytes(lengthBytes(size.minimum, pageSizeBytes));
  const page = size.minimum && 'pages' in size.minimum ? formatBytes(pageSizeBytes) : null;
  const invalid = (): string =>
    messages.invalidSize === undefined
      ? t('invalid size "{0}"', declaration.sizeText ?? '')
      : fillMessage(messages.invalidSize, values);
  switch (declaration.sizeState) {
    case 'invalid':
      return [sizeProblem(declaration, 'zone-size-invalid', refusal(kind), invalid(), sizeAdvice(declaration))];
    case 'too-small': {
      const says =
        messages.tooSmall === undefined
          ? t('zone "{0}" is too small', declaration.name)
          : fillMessage(messages.tooSmall, values);
      return [sizeProblem(declaration, 'zone-too-small', refusal(kind), says, minimumAdvice(minimum, page))];
    }
    case 'unaligned': {
      const advice = t('The size must be a multiple of the page size, {0}.', formatBytes(pageSizeBytes));
      return [sizeProblem(declaration, 'zone-size-invalid', refusal(kind), invalid(), advice)];
    }
    case 'valid': {
      if (!declaration.isRaised || minimum === null) return [];
      const told = size.belowMinimum === 'raised-with-warning' ? messages.tooSmall : undefined;
      const says = told === undefined ? tooSmallText(declaration) : fillMessage(told, values);
      const advice =
        page === null
          ? t('The module takes {0} instead, the smallest size.', minimum)
          : t('The module takes {0} instead, the smallest size with pages of {1}.', minimum, page);
      return [sizeProblem(declaration, 'zone-too-small', told === undefined ? 'information' : 'warning', says, advice)];
    }
    default:
      return [];
  }
}

function minimumAdvice(minimum: string | null, page: string | null): string {
  if (minimum === null) return '';
  if (page === null) return t('Give it at least {0}, the smallest size.', minimum);
  return t('Give it at least {0}, the smallest size with pages of {1}.', minimum, page);
}

function tooSmallText({ sizeText }: ZoneDeclaration): string {
  return sizeText === null ? t('The size is too small') : t('{0} is too small', sizeText);
}

/** What to write instead of a size that the parser refuses. */
function sizeAdvice({ kind, sizeText }: ZoneDeclaration): string {
  const { parser } = kind.size;
  if (sizeText === null || sizeText === '') return t('The size is missing. It is written: {0}', kind.syntax);
  if (parser === 'count') return t('A number of elements is wanted here, not a size.');
  const meantBytes = parsePersonSize(sizeText);
  const meant = meantBytes === null ? null : sizeTextFor(meantBytes, kind);
  if (meant !== null && parseSizeText(meant, parser) === meantBytes) {
    const inGigabytes = parser === 'size' && /g$/i.test(sizeText);
    return inGigabytes
      ? t('This parser knows only k and m: write {0}.', meant)
      : t('It takes no fraction, space or other unit: write {0}.', meant);
  }
  return parser === 'size' || parser === 'bkm'
    ? t('Write a whole number, with k or m behind it or nothing for bytes.')
    : t('Write a whole number, with k, m or g behind it or nothing for bytes.');
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
  return { code, severity, message: sentences(t('{0}.', says), advice), path: file.path, range: sizeRange, related };
}

/** The parser lets a size pass that no machine can map. */
function beyondAddresses({ host }: Analysis, zone: Zone): Problem[] {
  const declaration = sizedDeclaration(zone);
  if (declaration === undefined || zone.sizeBytes === null || zone.sizeBytes < ADDRESS_SPACE_BYTES) return [];
  const exact = exactSizeBytes(declaration, host.pageSizeBytes);
  const says = `mmap(MAP_ANON|MAP_SHARED, ${exact}) failed (12: Cannot allocate memory)`;
  const advice = t("nginx's parser accepts {0}, but no process has that many addresses.", formatBytes(zone.sizeBytes));
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
  const enoughBytes = knownSmallestStart(analysis, zone, zone.sizeBytes);
  const remedy = enoughBytes === null ? '' : t('Write at least {0}k.', enoughBytes / 1024);
  const size = formatBytes(zone.sizeBytes);
  const reason =
    pages === 1
      ? t(
          'The parser accepts {0}, but only 1 page of it can be used, and what {1} puts there at start needs more.',
          size,
          kind.module,
        )
      : t(
          'The parser accepts {0}, but only {1} pages of it can be used, and what {2} puts there at start needs more.',
          size,
          pages,
          kind.module,
        );
  const advice = sentences(reason, remedy);
  const severity = footprint.exactness === 'exact' ? refusal(kind) : 'warning';
  const template = kind.messages.cannotStart ?? 'ngx_slab_alloc() failed: no memory';
  const says = fillMessage(template, declarationValues(declaration, pageSizeBytes));
  return [sizeProblem(declaration, 'zone-cannot-start', severity, says, advice)];
}

/** Smallest sizes by the figures of the zones that are too small. */
const SMALLEST_STARTS = new WeakMap<ZoneFigures, number | null>();

/** The same figures are those of the same zone, as far as its start goes: see createFigures. */
function knownSmallestStart(analysis: Analysis, zone: Zone, tooSmallBytes: number): number | null {
  const figures = analysis.figures.get(zone);
  const known = figures && SMALLEST_STARTS.get(figures);
  if (known !== undefined) return known;
  const smallest = smallestStart(analysis, zone, tooSmallBytes);
  if (figures !== undefined) SMALLEST_STARTS.set(figures, smallest);
  return smallest;
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
  const says = t(
    '{0} bytes are no whole number of pages: the last {1} take a page that cannot be used',
    zone.sizeBytes,
    restBytes,
  );
  // Near some sizes the page goes to the pool's own table, and none is to be gained.
  const advice =
    usable(upBytes) > usable(zone.sizeBytes)
      ? t('{0}k maps as much memory and has one page more that can be used.', upBytes / 1024)
      : t('{0}k maps a page less and has as many that can be used.', downBytes / 1024);
  return [sizeProblem(declaration, 'zone-size-wasteful', 'information', says, advice)];
}

function differingComment(declaration: ZoneDeclaration): Problem[] {
  const { sizeBytes, sizeText, kind, file } = declaration;
  if (sizeBytes === null || sizeText === null || parseSizeText(sizeText, kind.size.parser) === null) return [];
  const comment = commentedSize(file.tree.text, declaration.range);
  if (comment === null || comment.meanings.some((bytes) => Math.abs(bytes - sizeBytes) <= sizeBytes / 100)) return [];
  const says = t('The comment says {0}, the directive {1}', comment.text, sizeText);
  const advice = t('One of them is out of date.');
  const related = [{ path: file.path, range: comment.range, message: t('The comment: {0}', comment.text) }];
  return [sizeProblem(declaration, 'zone-comment-differs', 'information', says, advice, related)];
}

/** The declaration that gives a zone its size. */
export function sizedDeclaration(zone: Zone): ZoneDeclaration | undefined {
  return zone.declarations.find((declaration) => declaration.sizeBytes !== null);
}
