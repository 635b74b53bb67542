import type { LiveSample } from './liveSample';
import type { LiveServer } from './liveServer';
import type { GrowthVerdict, ServerEvent, ZoneTrend } from './liveTrends';

/** All that is known of an attached server: what features and views show. */
export interface LiveView {
  readonly server: LiveServer;
  /** The latest good sample. A zone in it may have been refreshed later than another was walked. */
  readonly sample: LiveSample;
  readonly trends: readonly ZoneTrend[];
  /** Oldest first. */
  readonly events: readonly ServerEvent[];
  readonly verdict: GrowthVerdict | null;
  /** `live`; `stopped`: the server has ended, figures are its last; `lost`: the collector does not answer. */
  readonly state: 'live' | 'stopped' | 'lost';
}
