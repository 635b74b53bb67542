import type { TextRange } from '../../config/sourceText';
import { directiveRange } from '../../config/tree';
import { t } from '../../l10n';
import type { SizingQuestion } from '../../shared/messages';
import type { ZoneDeclaration } from '../../zones/declarations';
import { formatBytes } from '../../zones/sizeText';
import type { Zone } from '../../zones/zone';
import type { ZoneKind } from '../../zones/zoneKind';
import { type Analysis, figuresAtSize } from '../analysis';
import { formatCount, formatPercent } from '../figures';
import { type SizeForEntries, sizeForEntries, sizeTextFor, type WantedEntries } from '../sizing';
import { zoneAt } from '../zoneAt';
import { writeSize } from './edits';
import { completeEdits, type FixEdit, type QuickFix } from './quickFix';
import { zoneToBe } from './sizes';

/** A zone's new size. */
export interface SizedZone {
  readonly edits: readonly FixEdit[];
  readonly sizeText: string;
  /** One sentence: what fits, what it costs. */
  readonly explanation: string;
}

/** `Size this zone…` where a range touches one zone's declaration, and what its entries take is known. */
export function sizeZoneActions(analysis: Analysis, path: string, range: TextRange): QuickFix[] {
  const touched = analysis.model.declarations.filter(({ file, directive }) => {
    if (file.path !== path) return false;
    const { start, end } = directiveRange(file.tree, directive);
    return start <= range.end && range.start <= end;
  });
  const offsets = new Set(touched.flatMap((one) => (one.sizeText === null ? [] : [one.sizeRange.start])));
  const [offset] = offsets;
  if (offset === undefined || offsets.size > 1 || zoneSizingQuestion(analysis, path, offset) === null) return [];
  const command = { name: 'sizeZone', zone: { path, offset } } as const;
  return [{ title: t('Size this zone…'), kind: 'refactor', problem: null, isPreferred: false, edits: [], command }];
}

/** What to ask about the zone at a place: its declaration or a reference to it. Null where no size can be worked out. */
export function zoneSizingQuestion(analysis: Analysis, path: string, offset: number): SizingQuestion | null {
  const found = sizedZoneAt(analysis, path, offset);
  if (found === null) return null;
  const { zone, declaration } = found;
  const { entry } = zone.kind;
  if (entry === null) return null;
  const capacity = analysis.figures.get(zone)?.capacity ?? null;
  const holdsKey = entry.chunks.some((chunk) => chunk.holdsKey);
  const holdsValue = entry.chunks.some((chunk) => chunk.holdsValue);
  return {
    zoneName: zone.name,
    noun: t(entry.noun),
    entries: capacity === null || capacity.entries === 0 ? null : capacity.entries,
    keyBytes: holdsKey ? (capacity?.keyBytes ?? entry.typicalKeyBytes) : 0,
    valueBytes: holdsValue ? (capacity?.valueBytes ?? entry.typicalValueBytes) : 0,
    holdsKey,
    holdsValue,
    sizeText: declaration.sizeText ?? '',
  };
}

/**
 * Writes the size at which the zone at a place holds some entries: the next one above it that people write. All
 * declarations that share the zone get it.
 */
export function sizeZoneEdits(
  analysis: Analysis,
  path: string,
  offset: number,
  wanted: WantedEntries,
): SizedZone | { readonly refusal: string } {
  const found = sizedZoneAt(analysis, path, offset);
  if (found === null) return { refusal: t('There is no zone here whose size could be worked out.') };
  const { zone, declaration } = found;
  const size = sizeForEntries(analysis, zone, wanted);
  if ('reason' in size) return { refusal: size.reason };
  const { sizeText } = size.rounded;
  const declarations = sharesSize(zone.kind) ? zone.declarations.filter((one) => one.sizeText !== null) : [];
  const all = declarations.includes(declaration) ? declarations : [declaration, ...declarations];
  const edits = completeEdits(all.map((one) => (one.sizeState === 'templated' ? null : writeSize(one, sizeText))));
  if (edits === null) return { refusal: t('The size is not written plainly here, so it can only be changed by hand.') };
  return { edits, sizeText, explanation: explain(analysis, zone, wanted, size) };
}

/** All declarations of one zone must give one size. */
function sharesSize({ duplicates }: ZoneKind): boolean {
  return duplicates === 'merged';
}

interface FoundZone {
  readonly zone: Zone;
  /** The one that gives the zone its size, or should. */
  readonly declaration: ZoneDeclaration;
}

function sizedZoneAt(analysis: Analysis, path: string, offset: number): FoundZone | null {
  const target = zoneAt(analysis.model, path, offset) ?? declarationAround(analysis, path, offset);
  if (target === null) return null;
  const own = target.declaration;
  const zone = target.zone ?? (own === null ? null : zoneToBe(own.kind, own.name, [own]));
  if (zone === null || zone.kind.entry === null || zone.kind.memory !== 'slab') return null;
  if (sizeTextFor(analysis.host.pageSizeBytes, zone.kind) === null) return null;
  const written = own !== null && own.sizeText !== null ? own : zone.declarations.find((one) => one.sizeText !== null);
  const declaration = written ?? own ?? zone.declarations[0];
  return declaration === undefined ? null : { zone, declaration };
}

/** Anywhere else in a directive that declares a zone. */
function declarationAround(
  { model }: Analysis,
  path: string,
  offset: number,
): { readonly zone: Zone | null; readonly declaration: ZoneDeclaration } | null {
  const declaration = model.declarations.find(({ file, directive }) => {
    if (file.path !== path) return false;
    const { start, end } = directiveRange(file.tree, directive);
    return start <= offset && offset <= end;
  });
  if (declaration === undefined) return null;
  return { declaration, zone: model.zones.find((zone) => zone.declarations.includes(declaration)) ?? null };
}

function explain(
  analysis: Analysis,
  zone: Zone,
  wanted: WantedEntries,
  { rounded, exactness }: SizeForEntries,
): string {
  const { host } = analysis;
  const { emptyLoadedBytes } = figuresAtSize(analysis, zone, rounded.sizeBytes, wanted).footprint;
  const about = exactness === 'exact' ? '' : '≈ ';
  const fits = `${about}${formatCount(rounded.capacity)} ${t(zone.kind.entry?.noun ?? 'entries')}`;
  const full = formatBytes(Math.ceil(rounded.sizeBytes / host.pageSizeBytes) * host.pageSizeBytes);
  const empty =
    emptyLoadedBytes === null
      ? t('an unknown amount')
      : `${exactness === 'exact' ? '' : '≥ '}${formatBytes(emptyLoadedBytes)}`;
  const { limitBytes } = host.memory;
  if (limitBytes === null) {
    return t('{0} fits {1}; it holds {2} of RAM when empty and {3} when full.', rounded.sizeText, fits, empty, full);
  }
  const share = formatPercent(rounded.sizeBytes / limitBytes);
  return t(
    '{0} fits {1}; it holds {2} of RAM when empty and {3} when full, {4} of the memory limit.',
    rounded.sizeText,
    fits,
    empty,
    full,
    share,
  );
}
