import type { LiveSample, LiveZone } from '../../shared/liveSample';

/** The zones of the running configuration: a sample also has those that only workers of before a reload still hold. */
export function currentZones({ zones }: LiveSample): readonly LiveZone[] {
  return zones.filter(({ isCurrent }) => isCurrent);
}
