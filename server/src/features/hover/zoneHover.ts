import type { TextRange } from '../../config/sourceText';
import { sentences, t } from '../../l10n';
import type { ZoneDeclaration } from '../../zones/declarations';
import type { ZoneFigures } from '../../zones/footprint';
import { formatBytes } from '../../zones/sizeText';
import type { Zone } from '../../zones/zone';
import type { ZoneKind } from '../../zones/zoneKind';
import type { Analysis } from '../analysis';
import { formatCount } from '../figures';
import { ADDRESS_SPACE_BYTES } from '../sizing';
import { touches, type ZoneTarget, zoneAt } from '../zoneAt';
import { dashboardLink } from './dashboardLink';
import { canBeMade, emptyLoadedText, fitsText, largestValueBytes, limitShareText, targetText } from './figureTexts';
import { changeRows, fillRows, type HoveredZone, hoveredZone, mappedRows, sourceRow } from './liveRows';
import {
  isPressed,
  lastReloadSentence,
  liveGrowthSentence,
  liveNoMemorySentence,
  liveResizeSentence,
  liveWorkersSentence,
} from './liveSentences';
import { blocks, code, lines, plain, type Row, table } from './markdown';
import { noZoneSentence, switchedOffAt, unknownSizeSentence } from './missingZone';
import { otherSizesRows, refusedSizeSentence } from './sizeChoices';
import { declaredAtText, usedAtText } from './zonePlaces';
import {
  growthSentence,
  noMemorySentence,
  onReloadSentence,
  reloadSentence,
  resizeSentence,
  whenFullSentence,
  workersSentence,
} from './zoneSentences';

/** What is shown beside a place of a config or script. */
export interface Hover {
  /** Where the pointer may move without a change of what is shown. */
  readonly range: TextRange;
  /** Nothing out of the config is taken for Markdown in it. */
  readonly markdown: string;
}

/**
 * What a zone is and costs, where something of a config or script is about one: on the directive and the zone's name all
 * that there is to know, on the size what it means and which others would do, on a reference what stands at the
 * declaration.
 *
 * @param path of a file or script of the analysis
 * @param offset into its text; a range's end belongs to it
 * @param nowMs time that the age of live figures is told for, in milliseconds since 1970
 * @param uri of a document of the config, for a link to its dashboard; null for none
 */
export function zoneHover(
  analysis: Analysis,
  path: string,
  offset: number,
  nowMs: number,
  uri: string | null = null,
): Hover | null {
  const target = zoneAt(analysis.model, path, offset) ?? switchedOffAt(analysis.model, path, offset);
  if (target === null) return null;
  const zone = target.zone ?? zoneMadeBy(analysis, target);
  const link = zone === null || uri === null ? '' : dashboardLink(analysis, zone, uri);
  const heading = headingOf(zone?.name ?? target.zoneName, zone?.kind ?? target.kind, link);
  const content = zone === null ? [noZoneSentence(analysis, path, target)] : zoneContent(analysis, zone, target, nowMs);
  return { range: hoverRange(target, offset), markdown: blocks([heading, ...content]) };
}

/** Before the name of `zone=NAME` the whole argument is meant. */
function hoverRange({ range, declaration }: ZoneTarget, offset: number): TextRange {
  return declaration === null || touches(range, offset) ? range : declaration.argumentRange;
}

/** The zone of a directive that makes one without naming it. */
function zoneMadeBy({ model }: Analysis, { part, declaration, kind, zoneName }: ZoneTarget): Zone | null {
  if (part !== 'directive' || declaration !== null || zoneName !== '' || kind === null) return null;
  return (
    model.zones.find((zone) => zone.isImplicit && zone.name === kind.fixedName && zone.kind.tag === kind.tag) ?? null
  );
}

function headingOf(name: string, kind: ZoneKind | null, link: string): string {
  const parts = name === '' ? [] : [`**${code(name)}**`];
  if (kind !== null) {
    const { module, directive } = kind;
    parts.push(directive === null ? t('zone of {0}', module) : t('zone of {0} ({1})', module, code(directive)));
  }
  if (link !== '') parts.push(link);
  return parts.join(' · ');
}

function zoneContent(analysis: Analysis, zone: Zone, target: ZoneTarget, nowMs: number): string[] {
  const figures = analysis.figures.get(zone);
  const { declaration } = target;
  if (figures === undefined) return [];
  if (zone.sizeBytes === null) return unsizedContent(analysis, zone, figures, target);
  if (!canBeMade(zone, figures)) return impossibleContent(analysis, zone, figures);
  const hovered = hoveredZone(analysis, zone, figures, nowMs);
  if (declaration === null) return referenceContent(analysis, zone, figures, hovered);
  return target.part === 'size'
    ? sizeContent(analysis, zone, figures, declaration, hovered)
    : declarationContent(analysis, zone, figures, hovered);
}

function declarationContent(
  analysis: Analysis,
  zone: Zone,
  figures: ZoneFigures,
  hovered: HoveredZone | null,
): string[] {
  const places = sentences(
    zone.declarations.length === 1 ? '' : declaredAtText(analysis.model, zone),
    usedAtText(analysis.model, zone),
  );
  const limit: Row = [t('Memory limit'), limitShareText(analysis, zone)];
  if (hovered === null) {
    return [
      table([...sizeRows(analysis, zone, figures), ...entryRows(zone, figures), limit, ...targetRow(analysis)]),
      lines([
        whenFullSentence(zone),
        reloadSentence(zone, figures),
        growthSentence(zone, figures),
        workersSentence(zone, figures),
      ]),
      places,
    ];
  }
  return [
    table([
      ...fillRows(hovered),
      ...changeRows(hovered),
      ...mappedRows(hovered),
      sourceRow(hovered),
      ...fitsRows(zone, figures),
      limit,
    ]),
    lines([
      liveResizeSentence(hovered),
      isPressed(hovered) ? liveNoMemorySentence(hovered) : '',
      liveGrowthSentence(hovered) || growthSentence(zone, figures),
      liveWorkersSentence(hovered) || workersSentence(zone, figures),
      whenFullSentence(zone),
      sentences(onReloadSentence(zone), lastReloadSentence(hovered)),
      isPressed(hovered) ? '' : liveNoMemorySentence(hovered),
    ]),
    targetSentence(analysis),
    places,
  ];
}

function sizeContent(
  analysis: Analysis,
  zone: Zone,
  figures: ZoneFigures,
  declaration: ZoneDeclaration,
  hovered: HoveredZone | null,
): string[] {
  const refused = refusedSizeSentence(analysis, declaration);
  const raised = declaration.isRaised
    ? t('The module takes {0} instead of the smaller size that is written.', formatBytes(zone.sizeBytes ?? 0))
    : '';
  const live = hovered === null ? [] : [...fillRows(hovered), ...changeRows(hovered), sourceRow(hovered)];
  const resize = hovered === null ? '' : liveResizeSentence(hovered);
  const growth = hovered === null ? '' : liveGrowthSentence(hovered);
  return [
    sentences(refused, raised),
    table([
      ...live,
      ...(hovered === null ? sizeRows(analysis, zone, figures) : []),
      ...fitsRows(zone, figures),
      [t('Memory limit'), limitShareText(analysis, zone)],
      ...otherSizesRows(analysis, zone),
      ...targetRow(analysis),
    ]),
    lines([resize || resizeSentence(zone), growth || growthSentence(zone, figures)]),
  ];
}

function referenceContent(analysis: Analysis, zone: Zone, figures: ZoneFigures, hovered: HoveredZone | null): string[] {
  const places = sentences(declaredAtText(analysis.model, zone), usedAtText(analysis.model, zone));
  if (hovered === null) {
    const [size] = sizeRows(analysis, zone, figures);
    return [
      table([...(size === undefined ? [] : [size]), ...entryRows(zone, figures)]),
      lines([whenFullSentence(zone), noMemorySentence(zone, figures)]),
      places,
    ];
  }
  return [
    table([...fillRows(hovered), ...changeRows(hovered), sourceRow(hovered), ...fitsRows(zone, figures)]),
    lines([
      liveResizeSentence(hovered),
      liveNoMemorySentence(hovered) || noMemorySentence(zone, figures),
      whenFullSentence(zone),
    ]),
    places,
  ];
}

/** A zone of unknown size: what is known without one. */
function unsizedContent(
  analysis: Analysis,
  zone: Zone,
  figures: ZoneFigures,
  { part, declaration }: ZoneTarget,
): string[] {
  const refused = declaration === null ? '' : refusedSizeSentence(analysis, declaration);
  return [
    refused === '' ? unknownSizeSentence(zone) : refused,
    table(otherSizesRows(analysis, zone)),
    // Whoever points at the size wants one that works.
    part === 'size' ? '' : lines([whenFullSentence(zone), reloadSentence(zone, figures)]),
    sentences(declaration === null ? declaredAtText(analysis.model, zone) : '', usedAtText(analysis.model, zone)),
  ];
}

/** A zone that nginx cannot make: too small for what its module puts there, or too large for any process. */
function impossibleContent(analysis: Analysis, zone: Zone, figures: ZoneFigures): string[] {
  return [
    impossibleSentence(analysis, zone, figures),
    table(otherSizesRows(analysis, zone)),
    declaredAtText(analysis.model, zone),
  ];
}

function impossibleSentence({ host }: Analysis, zone: Zone, { footprint }: ZoneFigures): string {
  const sizeBytes = zone.sizeBytes ?? 0;
  const size = formatBytes(sizeBytes);
  if (sizeBytes >= ADDRESS_SPACE_BYTES) return t('nginx does not start: no process has addresses for {0}.', size);
  const verdict = footprint.exactness === 'exact' ? t('nginx does not start.') : t('nginx may not start.');
  const pages = footprint.usablePages ?? 0;
  const page = formatBytes(host.pageSizeBytes);
  const { module } = zone.kind;
  const reason =
    pages === 1
      ? t('Of {0}, one page of {1} can be used, and {2} puts more there when the zone is made.', size, page, module)
      : t(
          'Of {0}, {1} pages of {2} can be used, and {3} puts more there when the zone is made.',
          size,
          formatCount(pages),
          page,
          module,
        );
  return sentences(verdict, reason);
}

/** Size, and what the pool's own account takes of it. */
function sizeRows({ host }: Analysis, zone: Zone, { footprint }: ZoneFigures): Row[] {
  const size = formatBytes(zone.sizeBytes ?? 0);
  const { usedForZones, hugePageBytes } = host.sharedHugePages;
  const empty = emptyLoadedText(footprint);
  const { usablePages, metadataBytes } = footprint;
  const isHuge = usedForZones && hugePageBytes !== null;
  const withHugePages = isHuge ? t('{0}, with huge pages of {1}', empty, formatBytes(hugePageBytes)) : null;
  const label = t('Loaded when empty');
  // Memory that the module manages itself has no such pages.
  if (zone.kind.memory !== 'slab' || usablePages === null || metadataBytes === null) {
    return [
      [t('Size'), size],
      [label, withHugePages ?? empty],
    ];
  }
  const pages = t('{0}: {1} usable pages of {2}', size, formatCount(usablePages), formatBytes(host.pageSizeBytes));
  return [
    [t('Size'), pages],
    [label, withHugePages ?? t('{0}, of which {1} metadata', empty, formatBytes(metadataBytes))],
  ];
}

function entryRows(zone: Zone, figures: ZoneFigures): Row[] {
  const largestBytes = largestValueBytes(zone, figures);
  const largest: Row[] =
    largestBytes === null ? [] : [[t('Largest value'), t('{0}, while it is empty', formatBytes(largestBytes))]];
  return [...fitsRows(zone, figures), ...largest];
}

function fitsRows({ kind }: Zone, figures: ZoneFigures): Row[] {
  // Plain memory of the module's own size holds what it is made for.
  return kind.memory === 'raw' ? [] : [[t('Fits'), fitsText(figures)]];
}

/** Beside the figures of a running server there is no room for a row that is the same in all hovers. */
function targetSentence(analysis: Analysis): string {
  const target = targetText(analysis);
  return target === '' ? '' : t('What fits is worked out for {0}.', plain(target));
}

function targetRow(analysis: Analysis): Row[] {
  const target = targetText(analysis);
  return target === '' ? [] : [[t('Figures for'), plain(target)]];
}
