import type { LiveTotals } from '../../shared/liveMessages';
import type { LiveExactness, LiveSample } from '../../shared/liveSample';

/** From the most to the least that is known. */
const EXACTNESS: readonly LiveExactness[] = ['exact', 'at least', 'estimated'];

/** All zones of a sample together. What is loaded is known only where it is known of some zone. */
export function totalsOf({ zones }: LiveSample): LiveTotals {
  let sizeBytes = 0;
  let loadedBytes: number | null = null;
  let lowest = 0;
  for (const zone of zones) {
    sizeBytes += zone.sizeBytes;
    // One that is not known makes the sum a lower bound.
    const exactness = zone.loaded.bytes === null ? 'at least' : zone.loaded.exactness;
    lowest = Math.max(lowest, EXACTNESS.indexOf(exactness));
    if (zone.loaded.bytes !== null) loadedBytes = (loadedBytes ?? 0) + zone.loaded.bytes;
  }
  return { zoneCount: zones.length, sizeBytes, loadedBytes, exactness: EXACTNESS[lowest] ?? 'exact' };
}
