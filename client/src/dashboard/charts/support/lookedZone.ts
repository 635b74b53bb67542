import { formatCount } from '../../../../../server/src/features/figures';
import { t } from '../../../../../server/src/l10n';
import type { DashboardData, DashboardZone, DashboardZoneDetail } from '../../../../../server/src/shared/dashboard';
import { formatBytes } from '../../../../../server/src/zones/sizeText';

/** The zone that is looked at; null where there is none. */
export function lookedZone({ zone, zones }: DashboardData): DashboardZone | null {
  return zone === null ? null : (zones.find(({ key }) => key === zone.zoneKey) ?? null);
}

/** Pages of the longest free run; null where not all runs were followed. 0 where no page is free. */
export function largestRunPages({ walk }: DashboardZoneDetail): number | null {
  return walk === null ? null : walk.freeRuns.reduce((most, { pages }) => Math.max(most, pages), 0);
}

/** What still fits into a zone, as a sentence; null where nothing is known of it. */
export function largestRunText(zone: DashboardZone, detail: DashboardZoneDetail, pageSizeBytes: number): string | null {
  const pages = largestRunPages(detail);
  const { largestRequestBytes } = zone;
  if (pages === null) {
    return largestRequestBytes === null
      ? null
      : t('The largest value that still fits is {0}.', formatBytes(largestRequestBytes));
  }
  const fits = largestRequestBytes ?? pages * pageSizeBytes;
  if (pages === 0) {
    return fits === 0
      ? t('No page is free, and no chunk.')
      : t('No page is free: the largest value that still fits is {0}, in a free chunk.', formatBytes(fits));
  }
  if (pages === 1) return t('Largest free run: 1 page. The largest value that still fits is {0}.', formatBytes(fits));
  return t(
    'Largest free run: {0} pages. The largest value that still fits is {1}.',
    formatCount(pages),
    formatBytes(fits),
  );
}
