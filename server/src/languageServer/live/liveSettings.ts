/** What a person set about running servers. */
export interface LiveSettings {
  readonly intervalMs: number;
  /** Path of a collector's socket; null: one is started. */
  readonly collectorSocket: string | null;
}

const DEFAULT_INTERVAL_SECONDS = 2;
const SHORTEST_INTERVAL_SECONDS = 0.5;
const LONGEST_INTERVAL_SECONDS = 3600;

/** Reads `live` of the section `zoneLens`, which may hold anything; what is wrong counts as not said. */
export function readLiveSettings(section: unknown): LiveSettings {
  const live = memberOf(section, 'live');
  const interval = memberOf(live, 'intervalSeconds');
  const socket = memberOf(live, 'collectorSocket');
  const isInterval = typeof interval === 'number' && interval >= SHORTEST_INTERVAL_SECONDS;
  const seconds = isInterval ? Math.min(interval, LONGEST_INTERVAL_SECONDS) : DEFAULT_INTERVAL_SECONDS;
  const path = typeof socket === 'string' && !socket.includes('\0') ? socket.trim() : '';
  return { intervalMs: seconds * 1000, collectorSocket: path.startsWith('/') ? path : null };
}

function memberOf(value: unknown, name: string): unknown {
  const isObject = typeof value === 'object' && value !== null && Object.hasOwn(value, name);
  return isObject ? (value as Record<string, unknown>)[name] : undefined;
}
