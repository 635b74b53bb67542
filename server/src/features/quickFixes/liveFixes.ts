import { t } from '../../l10n';
import type { Zone } from '../../zones/zone';
import type { Problem } from '../diagnostics/problem';
import { liveZoneOf } from '../liveZones';
import { roundedSizeBytes } from '../sizing';
import type { FixScope } from './fixScope';
import { fixOf, type QuickFix } from './quickFix';
import { declarationWithSizeAt } from './sizeFixes';
import { resizeZone, sizeAsWritten, workingSize } from './sizes';

/** A zone that was never filled further keeps so many times what it ever had. */
const SPARE_FACTOR = 4;

/** `live-size-differs`: back to the size that runs. Which of the two is meant only people know. */
export function liveSizeFixes(scope: FixScope, problem: Problem): QuickFix[] {
  const zone = zoneAtSize(scope, problem);
  const running = zone && liveZoneOf(scope.analysis, zone);
  const size = running ? sizeAsWritten(zone.kind, running.sizeBytes) : null;
  if (zone === null || size === null) return [];
  return fixOf(problem, t('Write {0}, the size that runs', size.text), resizeZone(zone, size.text), false);
}

/** Too little room: the next size that people write from twice as much on. */
export function liveRoomFixes(scope: FixScope, problem: Problem): QuickFix[] {
  const zone = zoneAtSize(scope, problem);
  const running = zone && liveZoneOf(scope.analysis, zone);
  // A file that gives it more already wants a reload and no other size.
  if (zone === null || zone.sizeBytes === null || !running || zone.sizeBytes > running.sizeBytes) return [];
  const size = workingSize(scope.analysis, zone, roundedSizeBytes(zone.sizeBytes * 2));
  return size === null
    ? []
    : fixOf(problem, t('Write {0}, twice as much', size.text), resizeZone(zone, size.text), false);
}

/** `live-zone-oversized`: some times what was ever loaded. */
export function liveOversizedFixes(scope: FixScope, problem: Problem): QuickFix[] {
  const zone = zoneAtSize(scope, problem);
  const loadedBytes = (zone && liveZoneOf(scope.analysis, zone)?.loaded.bytes) ?? null;
  if (zone === null || zone.sizeBytes === null || loadedBytes === null) return [];
  const size = workingSize(scope.analysis, zone, roundedSizeBytes(loadedBytes * SPARE_FACTOR));
  if (size === null || size.bytes >= zone.sizeBytes) return [];
  const title = t('Write {0}, {1} times what was ever loaded', size.text, SPARE_FACTOR);
  return fixOf(problem, title, resizeZone(zone, size.text), false);
}

function zoneAtSize(scope: FixScope, problem: Problem): Zone | null {
  const declaration = declarationWithSizeAt(scope, problem);
  return declaration === null ? null : scope.zoneOf(declaration);
}
