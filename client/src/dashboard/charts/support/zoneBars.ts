import { t } from '../../../../../server/src/l10n';
import type { DashboardZone, ZonePiece } from '../../../../../server/src/shared/dashboard';
import type { ChartControl } from '../../chartView';

/** Pieces of a zone's bar from its beginning, as they follow one another. */
export const PIECES: readonly ZonePiece['piece'][] = ['metadata', 'used', 'loaded', 'free again', 'never touched'];

/** Share of the pages that can be handed out from which on a zone is called nearly full. */
const NEARLY_FULL = 0.9;

/** How the bars are measured, in which order they stand and which there are. */
export interface ZoneBarChoice {
  readonly unit: 'bytes' | 'share';
  readonly sort: 'loaded' | 'size' | 'fullness' | 'failures' | 'name';
  readonly show: 'all' | 'nearly full' | 'failing';
}

/** A piece for people. */
export function pieceLabel(piece: ZonePiece['piece']): string {
  switch (piece) {
    case 'metadata':
      return t('metadata');
    case 'used':
      return t('used');
    case 'loaded':
      return t('loaded, not known as what');
    case 'free again':
      return t('free again, still loaded');
    case 'never touched':
      return t('never touched');
  }
}

/** Share of the pages that can be handed out which are in use; null where the pool's account is not known. */
export function fullnessOf({ usedBytes, freeBytes }: DashboardZone): number | null {
  if (usedBytes === null || freeBytes === null || usedBytes + freeBytes <= 0) return null;
  return usedBytes / (usedBytes + freeBytes);
}

/** Length of a zone's bar: what is mapped, else its size; null where neither is known. */
export function barBytes({ pieces, sizeBytes }: DashboardZone): number | null {
  return pieces.length === 0 ? sizeBytes : pieces.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** What a zone has of a piece: 0 where it has none, null where what is loaded is not known. */
export function pieceBytes({ pieces }: DashboardZone, piece: ZonePiece['piece']): number | null {
  if (pieces.length === 0) return null;
  return pieces.reduce((sum, one) => (one.piece === piece ? sum + one.bytes : sum), 0);
}

/** What the controls say; a zone's use is known only where something runs. */
export function zoneBarChoice(choice: (controlId: string) => string | null, isPlanned: boolean): ZoneBarChoice {
  const sorts = sortOptions(isPlanned).map(({ value }) => value);
  return {
    unit: choice('unit') === 'share' ? 'share' : 'bytes',
    sort: sorts.find((value) => value === choice('sort')) ?? 'loaded',
    show: isPlanned ? 'all' : (showOptions().find(({ value }) => value === choice('show'))?.value ?? 'all'),
  };
}

/** Controls with what they stand at. */
export function zoneBarControls(chosen: ZoneBarChoice, isPlanned: boolean): ChartControl[] {
  const unit = {
    id: 'unit',
    label: t('Bars'),
    options: [
      { value: 'bytes', label: t('in bytes') },
      { value: 'share', label: t('in percent of each zone') },
    ],
    value: chosen.unit,
  };
  const sort = { id: 'sort', label: t('Order'), options: sortOptions(isPlanned), value: chosen.sort };
  const show = { id: 'show', label: t('Zones'), options: showOptions(), value: chosen.show };
  return isPlanned ? [unit, sort] : [unit, sort, show];
}

function sortOptions(isPlanned: boolean): { value: ZoneBarChoice['sort']; label: string }[] {
  const loaded = { value: 'loaded', label: isPlanned ? t('most loaded when empty') : t('most loaded') } as const;
  const size = { value: 'size', label: t('largest') } as const;
  const name = { value: 'name', label: t('by name') } as const;
  if (isPlanned) return [loaded, size, name];
  return [
    loaded,
    size,
    { value: 'fullness', label: t('fullest') },
    { value: 'failures', label: t('most failures') },
    name,
  ];
}

function showOptions(): { value: ZoneBarChoice['show']; label: string }[] {
  return [
    { value: 'all', label: t('all') },
    { value: 'nearly full', label: t('nearly full') },
    { value: 'failing', label: t('with failures') },
  ];
}

/** The zones to be drawn, in their order: what is not known stands last, equal ones as they came. */
export function zonesToDraw(zones: readonly DashboardZone[], { sort, show }: ZoneBarChoice): DashboardZone[] {
  const shown = zones.filter((zone) => isShown(zone, show));
  if (sort === 'name')
    return shown.sort((left, right) => (left.name < right.name ? -1 : left.name > right.name ? 1 : 0));
  const rank = (zone: DashboardZone) => rankOf(zone, sort) ?? -1;
  return shown.sort((left, right) => rank(right) - rank(left));
}

function isShown(zone: DashboardZone, show: ZoneBarChoice['show']): boolean {
  if (show === 'failing') return (zone.failures ?? 0) > 0;
  return show === 'all' || (fullnessOf(zone) ?? 0) >= NEARLY_FULL;
}

function rankOf(zone: DashboardZone, sort: Exclude<ZoneBarChoice['sort'], 'name'>): number | null {
  switch (sort) {
    case 'loaded':
      return zone.loaded.bytes;
    case 'size':
      return zone.sizeBytes;
    case 'fullness':
      return fullnessOf(zone);
    case 'failures':
      return zone.failures;
  }
}
