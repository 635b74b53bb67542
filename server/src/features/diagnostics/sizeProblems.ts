import { lengthBytes, type ZoneDeclaration } from '../../zones/declarations';
import { formatBytes, parseSizeText } from '../../zones/sizeText';
import type { Zone } from '../../zones/zoneModel';
import type { Analysis } from '../analysis';
import { refusal } from './certainty';
import { commentedSize } from './commentedSize';
import { nginxMessage } from './nginxMessage';
import type { Problem, RelatedPlace, Severity, ZoneProblemCode } from './problem';

/** What is wrong with the sizes that declarations give. */
export function sizeProblems(analysis: Analysis): Problem[] {
  const { model, host } = analysis;
  const problems: Problem[] = [];
  for (const declaration of model.declarations) {
    problems.push(...refusedSize(declaration, host.pageSizeBytes), ...differingComment(declaration));
  }
  for (const zone of model.zones) problems.push(...unableToStart(analysis, zone), ...wastefulSize(analysis, zone));
  return problems;
}

function refusedSize(declaration: ZoneDeclaration, pageSizeBytes: number): Problem[] {
  const { kind } = declaration;
  const minimum = kind.size.minimum === null ? null : lengthBytes(kind.size.minimum, pageSizeBytes);
  const atLeast =
    minimum === null ? '' : ` At least ${formatBytes(minimum)} with pages of ${formatBytes(pageSizeBytes)}.`;
  switch (declaration.sizeState) {
    case 'invalid':
      return [
        sizeProblem(
          declaration,
          'zone-size-invalid',
          refusal(kind),
          nginxMessage(kind.messages.invalidSize ?? 'invalid size "{size}"', declaration, pageSizeBytes),
          sizeAdvice(declaration),
        ),
      ];
    case 'too-small':
      return [
        sizeProblem(
          declaration,
          'zone-too-small',
          refusal(kind),
          nginxMessage(kind.messages.tooSmall ?? 'zone "{name}" is too small', declaration, pageSizeBytes),
          atLeast,
        ),
      ];
    case 'unaligned':
      return [
        sizeProblem(
          declaration,
          'zone-size-invalid',
          refusal(kind),
          nginxMessage(kind.messages.invalidSize ?? 'invalid size "{size}"', declaration, pageSizeBytes),
          ` The size must be a multiple of the page size, ${formatBytes(pageSizeBytes)}.`,
        ),
      ];
    default:
      return [];
  }
}

/** What to write instead of a size that the parser refuses. */
function sizeAdvice({ kind, sizeText }: ZoneDeclaration): string {
  if (kind.size.parser === 'count') return ' A number of elements is wanted here, not a size.';
  const inGigabytes = sizeText === null ? null : /^(\d{1,6})[gG]$/.exec(sizeText);
  if (inGigabytes && kind.size.parser === 'size') {
    return ` This parser knows only k and m: write ${Number(inGigabytes[1]) * 1024}m.`;
  }
  const units = kind.size.parser === 'size' || kind.size.parser === 'bkm' ? 'k or m' : 'k, m or g';
  return ` Write a whole number, with ${units} behind it or nothing for bytes.`;
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

/** The parser lets the size pass, but init then finds no page. */
function unableToStart(analysis: Analysis, zone: Zone): Problem[] {
  const footprint = analysis.figures.get(zone)?.footprint;
  const declaration = sizedDeclaration(zone);
  if (footprint?.canStart !== false || declaration === undefined) return [];
  const { kind } = zone;
  const template = kind.messages.cannotStart ?? 'ngx_slab_alloc() failed: no memory';
  const pages = footprint.usablePages ?? 0;
  const advice =
    ` The parser accepts the size, but of ${zone.sizeBytes === null ? 'it' : formatBytes(zone.sizeBytes)} only ` +
    `${pages} ${pages === 1 ? 'page is' : 'pages are'} usable, and what is put into the zone at start needs more.`;
  const severity = footprint.exactness === 'exact' ? refusal(kind) : 'warning';
  const says = nginxMessage(template, declaration, analysis.host.pageSizeBytes);
  return [sizeProblem(declaration, 'zone-cannot-start', severity, says, advice)];
}

function wastefulSize(analysis: Analysis, zone: Zone): Problem[] {
  const declaration = sizedDeclaration(zone);
  const { pageSizeBytes } = analysis.host;
  const footprint = analysis.figures.get(zone)?.footprint;
  if (declaration === undefined || zone.sizeBytes === null || footprint?.canStart === false) return [];
  const rest = zone.sizeBytes % pageSizeBytes;
  if (rest === 0 || zone.kind.memory !== 'slab' || declaration.sizeText === null) return [];
  const rounded = zone.sizeBytes - rest + pageSizeBytes;
  const says = `${zone.sizeBytes} bytes are no whole number of pages: the last ${rest} bytes are mapped but never used`;
  const advice = ` ${rounded / 1024}k costs no more and has one page more to use.`;
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
