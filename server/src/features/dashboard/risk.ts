import { t } from '../../l10n';
import type { DashboardZone, Figure, MemoryRisk, RiskScenario } from '../../shared/dashboard';
import type { ServerMemory } from '../../shared/liveServer';
import type { LiveView } from '../../shared/liveView';
import { exactFigure, leastExact, sumOf, UNKNOWN_FIGURE } from './figureSums';
import { riskText } from './riskText';
import { judgeRisk } from './severity';
import { wholePages } from './zones';

/** What a risk is worked out from. */
interface RiskSource {
  /** Null where nothing runs. */
  readonly view: LiveView | null;
  readonly zones: readonly DashboardZone[];
  readonly memory: ServerMemory;
  readonly pageSizeBytes: number;
}

const MINUTES_PER_DAY = 24 * 60;
/** A growth that was seen for less time than this says nothing about a day. */
const LEAST_SPAN_MS = 30_000;

/** Memory that zones and processes take now, in a day and at most, against what there is. */
export function memoryRisk({ view, zones, memory, pageSizeBytes }: RiskSource): MemoryRisk {
  const loaded = zones.length === 0 ? exactFigure(0) : sumOf(zones.map((zone) => zone.loaded));
  const processes = view === null ? UNKNOWN_FIGURE : ownMemory(view, loaded.bytes ?? 0, memory);
  const full = fullZones(zones, pageSizeBytes);
  const hasStopped = view?.state === 'stopped';
  const forecast = view === null || hasStopped ? null : forecastZones(zones, pageSizeBytes);
  const scenarios: RiskScenario[] = [{ scenario: view === null ? 'empty' : 'now', zones: loaded, processes }];
  if (forecast !== null) scenarios.push({ scenario: 'forecast', zones: forecast, processes });
  scenarios.push({ scenario: 'full', zones: full, processes });
  const limits = limitsOf(memory);
  const availableBytes = leastKnown([memory.availableBytes, memory.cgroup?.availableBytes ?? null]);
  // What is left now has what the ended server gave back, too.
  const verdict = judgeRisk(scenarios, limits, hasStopped ? null : availableBytes);
  const text = riskText({ scenarios, verdict, hasStopped, isWhole: memory.isWhole });
  return { limits, availableBytes, scenarios, severity: verdict.severity, text };
}

/**
 * What the processes have of their own. Pages that a worker still shares with its master count for both of them, so the
 * sum is an estimate; together with the zones it is no more than what is in use at all.
 */
function ownMemory(
  { sample }: LiveView,
  zoneBytes: number,
  { totalBytes, availableBytes, cgroup }: ServerMemory,
): Figure {
  const sum = sumOf(sample.processes.map(({ privateBytes }) => exactFigure(privateBytes)));
  if (sum.bytes === null) return UNKNOWN_FIGURE;
  const inUse = [
    usedOf(totalBytes, availableBytes),
    usedOf(cgroup?.limitBytes ?? null, cgroup?.availableBytes ?? null),
  ];
  // A cgroup need not have been charged with all zones: then it says nothing about the rest.
  const bounds = inUse.flatMap((bytes) => (bytes === null || bytes < zoneBytes ? [] : [bytes - zoneBytes]));
  return { bytes: Math.min(sum.bytes, ...bounds), exactness: leastExact(sum.exactness, 'estimated') };
}

function usedOf(limitBytes: number | null, availableBytes: number | null): number | null {
  return limitBytes === null || availableBytes === null ? null : Math.max(0, limitBytes - availableBytes);
}

function fullZones(zones: readonly DashboardZone[], pageSizeBytes: number): Figure {
  if (zones.length === 0) return exactFigure(0);
  return sumOf(zones.map((zone) => exactFigure(fullBytes(zone, pageSizeBytes))));
}

function fullBytes({ sizeBytes }: DashboardZone, pageSizeBytes: number): number | null {
  return sizeBytes === null ? null : wholePages(sizeBytes, pageSizeBytes);
}

/** Each zone with a day of its present growth, up to its size; null where no growth was looked at for long enough. */
function forecastZones(zones: readonly DashboardZone[], pageSizeBytes: number): Figure | null {
  if (!zones.some(({ trend }) => trend !== null && trend.overMs >= LEAST_SPAN_MS)) return null;
  return sumOf(
    zones.map((zone): Figure => {
      const { loaded, trend } = zone;
      const perMinute = trend !== null && trend.overMs >= LEAST_SPAN_MS ? (trend.loadedBytesPerMinute ?? 0) : 0;
      if (loaded.bytes === null || perMinute <= 0) return loaded;
      const most = Math.max(loaded.bytes, fullBytes(zone, pageSizeBytes) ?? Number.POSITIVE_INFINITY);
      const grown = Math.min(most, Math.round(loaded.bytes + perMinute * MINUTES_PER_DAY));
      return { bytes: grown, exactness: 'estimated' };
    }),
  );
}

function limitsOf({ totalBytes, cgroup }: ServerMemory): MemoryRisk['limits'] {
  const limits: MemoryRisk['limits'][number][] = [];
  if (totalBytes !== null) limits.push({ kind: 'host', bytes: totalBytes, label: t('RAM') });
  if (cgroup !== null) limits.push({ kind: 'cgroup', bytes: cgroup.limitBytes, label: cgroup.label });
  return limits;
}

function leastKnown(figures: readonly (number | null)[]): number | null {
  const known = figures.filter((figure): figure is number => figure !== null);
  return known.length === 0 ? null : Math.min(...known);
}
