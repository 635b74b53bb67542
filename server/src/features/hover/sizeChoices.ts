import { t } from '../../l10n';
import type { ZoneDeclaration } from '../../zones/declarations';
import { formatBytes } from '../../zones/sizeText';
import type { Zone } from '../../zones/zone';
import type { Analysis } from '../analysis';
import { type SuggestedSize, sizeLadder, sizeTextFor, suggestedSize } from '../sizing';
import { compactCount, fitsMark } from './figureTexts';
import { code, type Row } from './markdown';

/** Sizes that a person may want instead of the one that is written: the least, whole pages, the next ones. */
export function otherSizesRows(analysis: Analysis, zone: Zone): Row[] {
  const { sizeBytes } = zone;
  const textOf = (bytes: number): string => choiceText(suggestedSize(analysis, zone, bytes));
  const { leastBytes, furtherBytes } = sizeLadder(analysis, zone);
  const rows: Row[] = [];
  if (leastBytes !== null && leastBytes !== sizeBytes) rows.push([t('Smallest size'), textOf(leastBytes)]);
  if (sizeBytes === null) return rows;
  const whole = wholePages(analysis, zone, sizeBytes);
  if (whole !== '') rows.push([t('Whole pages'), whole]);
  const smaller = furtherBytes.filter((bytes) => bytes < sizeBytes).at(-1);
  const larger = furtherBytes.find((bytes) => bytes > sizeBytes);
  const others = [smaller, larger].flatMap((bytes) => (bytes === undefined ? [] : [textOf(bytes)]));
  if (others.length > 0) rows.push([t('Other sizes'), others.join(' · ')]);
  return rows;
}

function choiceText({ sizeText, fits, usableBytes, exactness }: SuggestedSize): string {
  if (fits !== null) {
    const count = `${fitsMark(exactness, fits)}${compactCount(fits.entries)}`;
    return t('{0} fits {1} {2}', code(sizeText), count, t(fits.noun));
  }
  if (usableBytes !== null) return t('{0} has {1} usable', code(sizeText), formatBytes(usableBytes));
  return code(sizeText);
}

/** The sizes in whole pages next to one that is none; empty for one that is. */
function wholePages({ host }: Analysis, { kind }: Zone, sizeBytes: number): string {
  const { pageSizeBytes } = host;
  const restBytes = sizeBytes % pageSizeBytes;
  if (restBytes === 0 || kind.memory !== 'slab') return '';
  const [below, above] = [sizeBytes - restBytes, sizeBytes - restBytes + pageSizeBytes].map((bytes) =>
    sizeTextFor(bytes, kind),
  );
  if (below == null || above == null) return '';
  return t('{0} or {1}; the last {2} bytes of this size cannot be used', code(below), code(above), restBytes);
}

/** What is wrong with the size of a declaration that nginx refuses, and what would do; empty where nothing is. */
export function refusedSizeSentence(analysis: Analysis, declaration: ZoneDeclaration): string {
  const { sizeState, sizeText, kind } = declaration;
  if (sizeState === 'invalid' && (sizeText === null || sizeText === '')) {
    return t('The size is missing. It is written {0}.', code(kind.syntax, LONGEST_SYNTAX));
  }
  const written = code(sizeText ?? '');
  if (sizeState === 'invalid')
    return t('{0} is no size that this directive reads: {1}.', written, unitsText(declaration));
  if (sizeState === 'too-small') return t('{0} is below the least size that the module takes.', written);
  if (sizeState !== 'unaligned') return '';
  return t('{0} is no whole number of pages of {1}, which the module wants.', written, pageText(analysis));
}

/** Grammars of the catalogue are long at times, and are shown whole. */
export const LONGEST_SYNTAX = 200;

function pageText({ host }: Analysis): string {
  return formatBytes(host.pageSizeBytes);
}

function unitsText({ kind }: ZoneDeclaration): string {
  switch (kind.size.parser) {
    case 'count':
      return t('it takes a number of elements');
    case 'offset':
      return t('it takes a whole number with k, m or g, or nothing for bytes');
    case 'nchan':
      return t('it takes a number with k, m or g, or nothing for bytes');
    default:
      return t('it takes a whole number with k or m, or nothing for bytes');
  }
}
