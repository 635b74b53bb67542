import { t } from '../../l10n';
import type { DashboardZone, Figure } from '../../shared/dashboard';
import type { LiveZone } from '../../shared/liveSample';
import type { ZoneTrend } from '../../shared/liveTrends';
import type { PlannedZone } from '../../shared/plannedZone';
import { shorten } from '../figures';
import { failureCount, largestRequestBytes, usedBytes } from '../liveTexts';
import { printable } from '../printable';
import type { SourceZone } from './sourceZones';
import { zonePieces } from './zonePieces';

/** Longer names are cut in the middle. */
const LONGEST_NAME = 200;

/** What is known of a server's zones beside its sample. */
export interface ZoneSurroundings {
  readonly pageSizeBytes: number;
  readonly trends: readonly ZoneTrend[];
  /** What the page table of the process that is looked at has of a zone. */
  readonly pageTableBytesOf: (zone: LiveZone) => number | null;
  /** Places that the server tells are those of this machine. */
  readonly areFilesOurs: boolean;
}

/** The zones with their figures, by loaded bytes. Each goes with what it was made from. */
export function dashboardZones(
  zones: readonly SourceZone[],
  surroundings: ZoneSurroundings,
): { readonly zone: DashboardZone; readonly source: SourceZone }[] {
  const trends = new Map(surroundings.trends.map((trend) => [trend.inode, trend]));
  const shown = zones.map((source) => ({
    source,
    zone:
      source.running === null
        ? plannedZone(source.key, source.planned, surroundings.pageSizeBytes)
        : runningZone(source.key, source.running, source.planned, surroundings, trends),
  }));
  return shown.sort((left, right) => bySize(left.zone, right.zone));
}

function runningZone(
  key: string,
  running: LiveZone,
  planned: PlannedZone | null,
  { pageSizeBytes, pageTableBytesOf, areFilesOurs }: ZoneSurroundings,
  trends: ReadonlyMap<number, ZoneTrend>,
): DashboardZone {
  const { name, inode, isCurrent, pages, loaded, metadataBytes, mappedBytes } = running;
  const used = usedBytes(running, pageSizeBytes);
  return {
    key,
    name: name === null ? t('? (inode {0})', inode) : shownName(name),
    kind: running.kind ?? planned?.kind ?? null,
    isCurrent,
    inode,
    sizeBytes: running.sizeBytes,
    metadataBytes,
    loaded,
    usedBytes: used,
    freeBytes: pages === null ? null : pages.free * pageSizeBytes,
    pieces: zonePieces({ mappedBytes, loadedBytes: loaded.bytes, metadataBytes, usedBytes: used, rest: 'free again' }),
    pageTableBytes: pageTableBytesOf(running),
    requests: requestCount(running),
    failures: failureCount(running),
    largestRequestBytes: largestRequestBytes(running, pageSizeBytes),
    trend: trends.get(inode) ?? null,
    declaredAt: planned?.declaredAt ?? (areFilesOurs ? running.declaredAt : null),
    capacity: planned?.capacity ?? null,
    isConsistent: running.isConsistent,
  };
}

function plannedZone(key: string, planned: PlannedZone, pageSizeBytes: number): DashboardZone {
  const { name, kind, sizeBytes, metadataBytes, emptyFreePages, emptyLoadedBytes, declaredAt, capacity } = planned;
  const used = plannedUsedBytes(planned, pageSizeBytes);
  return {
    key,
    name: shownName(name),
    kind,
    isCurrent: true,
    inode: null,
    sizeBytes,
    metadataBytes,
    loaded: emptyLoaded(planned),
    usedBytes: used,
    freeBytes: emptyFreePages === null ? null : emptyFreePages * pageSizeBytes,
    pieces:
      sizeBytes === null
        ? []
        : zonePieces({
            mappedBytes: wholePages(sizeBytes, pageSizeBytes),
            loadedBytes: emptyLoadedBytes,
            metadataBytes,
            usedBytes: used,
            rest: 'loaded',
          }),
    pageTableBytes: null,
    requests: null,
    failures: null,
    largestRequestBytes: null,
    trend: null,
    declaredAt,
    capacity,
    isConsistent: true,
  };
}

/** What a planned zone holds when it was just made: at least what the pool takes, where the module may put more there. */
export function emptyLoaded({ emptyLoadedBytes, emptyFreePages, exactness }: PlannedZone): Figure {
  if (exactness === 'exact') return { bytes: emptyLoadedBytes, exactness };
  return { bytes: emptyLoadedBytes, exactness: emptyFreePages === null ? 'at least' : 'estimated' };
}

/** A size rounded up to what is mapped. */
export function wholePages(sizeBytes: number, pageSizeBytes: number): number {
  return Math.ceil(sizeBytes / pageSizeBytes) * pageSizeBytes;
}

/** Pages that the module takes at once: those behind the metadata that are not free. */
function plannedUsedBytes(
  { sizeBytes, metadataBytes, emptyFreePages }: PlannedZone,
  pageSizeBytes: number,
): number | null {
  if (sizeBytes === null || metadataBytes === null || emptyFreePages === null) return null;
  const usablePages = Math.floor((sizeBytes - metadataBytes) / pageSizeBytes);
  return Math.max(0, usablePages - emptyFreePages) * pageSizeBytes;
}

function shownName(name: string): string {
  // Cut first: printing takes time with the length.
  return shorten(printable(shorten(name, LONGEST_NAME)), LONGEST_NAME);
}

/** Since the zone was made; null where the pool keeps no statistics. */
function requestCount({ slots }: LiveZone): number | null {
  if (slots === null || slots.some(({ requests }) => requests === null)) return null;
  return slots.reduce((sum, { requests }) => sum + (requests ?? 0), 0);
}

/** By what is loaded, what is not known last; planned ones by size. Equal ones by name. */
function bySize(left: DashboardZone, right: DashboardZone): number {
  const leftBytes = sortedBytes(left);
  const rightBytes = sortedBytes(right);
  if (leftBytes !== rightBytes) return rightBytes - leftBytes;
  return compareTexts(left.name, right.name) || compareTexts(left.key, right.key);
}

function sortedBytes({ inode, sizeBytes, loaded }: DashboardZone): number {
  return (inode === null ? sizeBytes : loaded.bytes) ?? -1;
}

/** The same in every language. */
function compareTexts(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
