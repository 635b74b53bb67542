import type { MemoryRisk, RiskScenario } from '../../shared/dashboard';
import type { LiveExactness } from '../../shared/liveSample';
import { sumOf } from './figureSums';

/** What of a limit is called tight. */
const TIGHT_SHARE = 0.9;

/** How a server stands to the memory that there is, and why. */
export interface RiskVerdict {
  readonly severity: MemoryRisk['severity'];
  /** The one that is reached first; null where none is known. */
  readonly limit: MemoryRisk['limits'][number] | null;
  /** The scenario that goes over the limit, or comes close to it; null where none does. */
  readonly reason: RiskScenario['scenario'] | null;
  /** What zones can still take where that is more than is left, though it is below the limit; else null. */
  readonly missing: { readonly stillBytes: number; readonly availableBytes: number } | null;
}

/** A scenario's zones and processes together; processes that are not known make it a lower bound. */
export function scenarioTotal({ scenario, zones, processes }: RiskScenario): {
  readonly bytes: number | null;
  readonly exactness: LiveExactness;
} {
  // Nothing runs: no processes are to be counted.
  if (scenario === 'empty' || zones.bytes === null) return zones;
  return processes.bytes === null ? zones : sumOf([zones, processes]);
}

/**
 * Over: now, or in a day, more is taken than the tightest limit allows. Tight: so it is with all zones full, or it comes
 * close in a day, or what zones can still take is more than is left. Of what is only known to be at least so much, no more
 * than that is judged.
 */
export function judgeRisk(
  scenarios: readonly RiskScenario[],
  limits: MemoryRisk['limits'],
  availableBytes: number | null,
): RiskVerdict {
  const [first, ...others] = limits;
  if (first === undefined) return { severity: 'unknown', limit: null, reason: null, missing: null };
  const limit = others.reduce((tightest, one) => (one.bytes < tightest.bytes ? one : tightest), first);
  const reaches = (scenario: RiskScenario['scenario'], share: number): boolean => {
    const found = scenarios.find((one) => one.scenario === scenario);
    return found !== undefined && (scenarioTotal(found).bytes ?? 0) > share * limit.bytes;
  };
  const none = { limit, missing: null };
  for (const reason of ['empty', 'now', 'forecast'] as const) {
    if (reaches(reason, 1)) return { ...none, severity: 'over', reason };
  }
  if (reaches('full', 1)) return { ...none, severity: 'tight', reason: 'full' };
  for (const reason of ['now', 'forecast'] as const) {
    if (reaches(reason, TIGHT_SHARE)) return { ...none, severity: 'tight', reason };
  }
  const missing = missingMemory(scenarios, availableBytes);
  if (missing !== null) return { limit, severity: 'tight', reason: 'full', missing };
  // A sum that may be larger than what is known of it cannot be called fine.
  const full = scenarios.find(({ scenario }) => scenario === 'full')?.zones;
  const isKnown = full !== undefined && full.bytes !== null && full.exactness !== 'at least';
  return { ...none, severity: isKnown ? 'fine' : 'unknown', reason: null };
}

/** Only where it is known what is loaded: else what zones can still take is not. */
function missingMemory(scenarios: readonly RiskScenario[], availableBytes: number | null): RiskVerdict['missing'] {
  const now = scenarios.find(({ scenario }) => scenario === 'now')?.zones;
  const full = scenarios.find(({ scenario }) => scenario === 'full')?.zones;
  if (availableBytes === null || now?.exactness !== 'exact' || now.bytes === null) return null;
  const stillBytes = (full?.bytes ?? 0) - now.bytes;
  return stillBytes > availableBytes ? { stillBytes, availableBytes } : null;
}
