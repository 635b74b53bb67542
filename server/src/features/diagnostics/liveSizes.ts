import type { LiveZone } from '../../shared/liveSample';
import type { LiveView } from '../../shared/liveView';
import type { Zone } from '../../zones/zone';

/**
 * The size in the config is the one that runs. Where only the mapping is known, it is the configured size rounded up to
 * pages, and every size that comes to it may be meant.
 */
export function isSameSize({ sizeBytes }: Zone, running: LiveZone, { sample }: LiveView): boolean {
  if (sizeBytes === null || sizeBytes === running.sizeBytes) return true;
  const { pageSizeBytes } = sample;
  const isMappingAlone = running.sizeBytes === running.mappedBytes;
  return isMappingAlone && Math.ceil(sizeBytes / pageSizeBytes) * pageSizeBytes === running.mappedBytes;
}
