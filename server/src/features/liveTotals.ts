import { t } from '../l10n';
import type { LiveTexts, LiveTotals } from '../shared/liveMessages';
import type { LiveExactness, LiveSample } from '../shared/liveSample';
import type { LiveServer } from '../shared/liveServer';
import { formatBytes } from '../zones/sizeText';
import { serverText } from './liveServerText';
import { partLoadedText, rungText } from './liveTexts';

/** From the most to the least that is known. */
const EXACTNESS: readonly LiveExactness[] = ['exact', 'at least', 'estimated'];

/** All zones of a sample together. What is loaded is known only where it is known of some zone. */
export function liveTotalsOf({ zones }: LiveSample): LiveTotals {
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

/** A server and its zones together, in words. */
export function liveTextsOf(server: LiveServer, figures: LiveTotals | null): LiveTexts {
  return { server: serverText(server), figures: figuresText(figures), rung: rungText(server.access.rung) };
}

function figuresText(figures: LiveTotals | null): string {
  if (figures === null) return t('figures not known');
  const { loadedBytes, sizeBytes, exactness, zoneCount } = figures;
  if (zoneCount === 0) return t('no zones');
  if (loadedBytes === null) return t('{0} zones of {1}', zoneCount, formatBytes(sizeBytes));
  return partLoadedText(loadedBytes, exactness, sizeBytes);
}
