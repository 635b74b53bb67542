import { t } from '../../../../../server/src/l10n';
import type { DashboardData, Figure, MemoryRisk, RiskScenario } from '../../../../../server/src/shared/dashboard';
import type { LiveExactness } from '../../../../../server/src/shared/liveSample';
import { sumFigures } from './sumFigures';

/** A bar: what zones and processes take in one case. */
export interface RiskRow {
  readonly scenario: RiskScenario['scenario'];
  readonly label: string;
  readonly zones: Figure;
  readonly processes: Figure;
  readonly total: Figure;
  /** Of the tightest limit; null where there is none, or the total is not known. */
  readonly shareOfLimit: number | null;
  /** The same total in the snapshot that is compared with; null without. */
  readonly before: Figure | null;
}

/** A line across the bars. */
export interface RiskLine {
  readonly key: string;
  readonly kind: 'host' | 'cgroup' | 'available';
  /** For people; of a limit as hostile as the cgroup's path. */
  readonly label: string;
  readonly bytes: number;
  readonly exactness: LiveExactness;
}

/** A case for people; `now` is when the figures are of. */
export function scenarioLabel(scenario: RiskScenario['scenario'], state: DashboardData['state']): string {
  switch (scenario) {
    case 'empty':
      return t('Just started');
    case 'now':
      if (state === 'snapshot') return t('When it was saved');
      return state === 'live' ? t('Now') : t('Last known');
    case 'forecast':
      return state === 'live' ? t('In a day, at this growth') : t('A day later, at that growth');
    case 'full':
      return t('All zones full');
  }
}

/** The tightest limit; null where none is known. */
export function tightestLimit({ limits }: MemoryRisk): MemoryRisk['limits'][number] | null {
  return limits.reduce<MemoryRisk['limits'][number] | null>(
    (tightest, limit) => (tightest === null || limit.bytes < tightest.bytes ? limit : tightest),
    null,
  );
}

/** The bars. Where nothing runs the processes' own memory is not known, and a total is at least what the zones take. */
export function riskRows({ risk, state }: DashboardData, baseline: DashboardData | null): RiskRow[] {
  const limit = tightestLimit(risk);
  return risk.scenarios.map(({ scenario, zones, processes }) => {
    const total = sumFigures([zones, processes]);
    const old = baseline?.risk.scenarios.find((one) => one.scenario === scenario);
    return {
      scenario,
      label: scenarioLabel(scenario, state),
      zones,
      processes,
      total,
      shareOfLimit: total.bytes === null || limit === null || limit.bytes <= 0 ? null : total.bytes / limit.bytes,
      before: old === undefined ? null : sumFigures([old.zones, old.processes]),
    };
  });
}

/**
 * Limits, and how far what is taken now can grow until no memory is left; the nearest first. What a server took that has
 * ended, and what there is now, do not add up.
 */
export function riskLines({ risk, state }: DashboardData, rows: readonly RiskRow[]): RiskLine[] {
  const now = rows.find(({ scenario }) => scenario === 'now');
  // Part of what is taken would be a line at the wrong place.
  const isKnown = now === undefined || (now.zones.bytes !== null && now.processes.bytes !== null);
  const taken = isKnown ? (now?.total.bytes ?? 0) : null;
  const available: RiskLine[] =
    risk.availableBytes === null || taken === null || state === 'stopped'
      ? []
      : [
          {
            key: 'available',
            kind: 'available',
            label: availableLabel(now !== undefined, state),
            bytes: taken + risk.availableBytes,
            exactness: now?.total.exactness ?? 'exact',
          },
        ];
  const limits = risk.limits.map(({ kind, label, bytes }, index) => ({
    key: `limit ${index}`,
    kind,
    label,
    bytes,
    exactness: 'exact' as const,
  }));
  return [...available, ...limits].sort((left, right) => left.bytes - right.bytes);
}

function availableLabel(isBehindNow: boolean, state: DashboardData['state']): string {
  if (!isBehindNow) return t('available now');
  return state === 'live' ? t('taken now, and all that is available') : t('taken then, and all that was available');
}
