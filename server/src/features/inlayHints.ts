import type { TextRange } from '../config/sourceText';
import { t } from '../l10n';
import type { ZoneDeclaration } from '../zones/declarations';
import type { ZoneFigures } from '../zones/footprint';
import { formatBytes } from '../zones/sizeText';
import type { Zone } from '../zones/zone';
import type { Analysis } from './analysis';
import { canBeMade, compactCount, emptyLoadedText, fitsMark, fitsText } from './hover/figureTexts';
import { code, lines } from './hover/markdown';
import { liveHintText, liveHintTooltip } from './liveHints';
import { usableBytes } from './sizing';

/** Which parts a hint has. */
export interface InlayParts {
  /** Bytes of the pages that the zone's pool can hand out. */
  readonly usable: boolean;
  /** Entries that fit. */
  readonly fits: boolean;
  /** What a running server says of the zone, where one is attached and has it: it takes the place of the others. */
  readonly live: boolean;
}

/** Text at the end of a zone's line; it is not part of the file. */
export interface InlayHint {
  /** Right behind the directive's `;`. */
  readonly offset: number;
  /** Without the space that parts it from the `;`. Plain text, nothing of the config in it. */
  readonly text: string;
  /** Markdown. The same as long as the figures are: how old they are is told by {@link inlayTooltip}. */
  readonly tooltip: string;
  /** For what is done with the hint's zone. */
  readonly zoneName: string;
  /** It tells of a running server: its tooltip has an age. */
  readonly isLive: boolean;
}

/** What a part is worked out from. */
interface HintedZone {
  readonly analysis: Analysis;
  readonly zone: Zone;
  readonly figures: ZoneFigures;
  readonly nowMs: number;
}

/** Each part's text in the order in which they stand; null where there is nothing to say of a zone. */
const PARTS: readonly (readonly [part: 'usable' | 'fits', textOf: (hinted: HintedZone) => string | null])[] = [
  ['usable', usableText],
  ['fits', compactFitsText],
];

/**
 * Hints at zone directives that end inside a range of a file: one a line, and none where the size is not known, refused or
 * too small to start with, or where the directive still lacks its `;`.
 *
 * @param path of a file of the config
 * @param nowMs time that the age of live figures is told for, in milliseconds since 1970
 */
export function inlayHints(
  analysis: Analysis,
  path: string,
  range: TextRange,
  parts: InlayParts,
  nowMs: number,
): InlayHint[] {
  const text = analysis.model.config.files.get(path)?.tree.text ?? '';
  const hints = new Map<number, InlayHint>();
  for (const zone of analysis.model.zones) {
    const figures = analysis.figures.get(zone);
    if (figures === undefined || !canBeMade(zone, figures)) continue;
    const hinted = { analysis, zone, figures, nowMs };
    for (const declaration of zone.declarations) {
      const { end } = declaration.range;
      if (declaration.file.path !== path || end < range.start || end > range.end) continue;
      // One of another size, or without its own, is told about elsewhere.
      if (declaration.sizeBytes !== zone.sizeBytes || !isClosed(declaration, text)) continue;
      const hint = hintFor(hinted, end, parts);
      if (hint !== null && !hints.has(end)) hints.set(end, hint);
    }
  }
  return onePerLine([...hints.values()], text);
}

/** The directive has its `;` or `}`. A hint would move while it is being typed. */
function isClosed({ range }: ZoneDeclaration, text: string): boolean {
  const last = text[range.end - 1];
  return last === ';' || last === '}';
}

function hintFor(hinted: HintedZone, offset: number, parts: InlayParts): InlayHint | null {
  const { analysis, zone, nowMs } = hinted;
  const live = parts.live ? liveHintText(analysis, zone, nowMs) : null;
  if (live !== null) {
    const tooltip = liveHintTooltip(analysis, zone, null) ?? '';
    return { offset, text: live, tooltip, zoneName: zone.name, isLive: true };
  }
  const shown = PARTS.flatMap(([part, textOf]) => (parts[part] ? (textOf(hinted) ?? []) : []));
  if (shown.length === 0) return null;
  return { offset, text: shown.join(' · '), tooltip: tooltipFor(hinted), zoneName: zone.name, isLive: false };
}

/**
 * The tooltip of a hint when the pointer rests on it, with the age of live figures; null where they say nothing of the
 * zone, and the hint's own tooltip is all there is.
 */
export function inlayTooltip(analysis: Analysis, zoneName: string, nowMs: number): string | null {
  for (const zone of analysis.model.zones) {
    const tooltip = zone.name === zoneName ? liveHintTooltip(analysis, zone, nowMs) : null;
    if (tooltip !== null) return tooltip;
  }
  return null;
}

/** All that hints show of a running server: another text where the editor has to ask for them again. */
export function liveHintsShown(analysis: Analysis): string {
  const { live, model } = analysis;
  if (live === null) return '';
  return model.zones.map((zone) => liveHintText(analysis, zone, live.sample.takenAtMs) ?? '').join('\n');
}

function usableText({ analysis, zone, figures }: HintedZone): string | null {
  const bytes = usableBytes(zone, figures.footprint, analysis.host.pageSizeBytes);
  return bytes === null ? null : t('{0} usable', formatBytes(bytes));
}

function compactFitsText({ figures: { footprint, capacity } }: HintedZone): string | null {
  if (capacity === null) return null;
  return t(
    'fits {0}{1} {2}',
    fitsMark(footprint.exactness, capacity),
    compactCount(capacity.entries),
    t(capacity.noun),
  );
}

function tooltipFor({ zone, figures }: HintedZone): string {
  const empty = t('loaded when empty: {0}', emptyLoadedText(figures.footprint));
  const fits = figures.capacity === null ? '' : t('fits: {0}', fitsText(figures));
  return lines([t('{0}: {1}', code(zone.name), formatBytes(zone.sizeBytes ?? 0)), empty, fits]);
}

/** The first hint of each line, in the order of the text. */
function onePerLine(hints: readonly InlayHint[], text: string): InlayHint[] {
  const inOrder = [...hints].sort((left, right) => left.offset - right.offset);
  return inOrder.filter(({ offset }, index) => {
    const before = inOrder[index - 1];
    return before === undefined || text.slice(before.offset, offset).includes('\n');
  });
}
