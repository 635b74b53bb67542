import type { IncludeProblemCode } from '../../config/configFiles';
import type { ConfigProblemCode } from '../../config/tree';
import type { Place } from '../../zones/place';

/** What nginx would refuse is an error, what may hurt a warning, what is only wasteful information. */
export type Severity = 'error' | 'warning' | 'information';

export type ZoneProblemCode =
  | 'zone-size-invalid'
  | 'zone-too-small'
  | 'zone-cannot-start'
  | 'zone-missing'
  | 'zone-name-empty'
  | 'zone-argument-invalid'
  | 'zone-not-allowed-here'
  | 'zone-declared-twice'
  | 'zone-size-conflict'
  | 'zone-different-use'
  | 'zone-undeclared'
  | 'zone-reference-invalid'
  | 'zone-unused'
  | 'zone-size-wasteful'
  | 'zone-comment-differs'
  | 'zone-over-share'
  | 'zones-over-limit'
  | 'zones-over-available'
  | 'zones-over-commit-limit'
  | 'zones-over-limit-at-reload';

/** Problems that only the figures of a running server show. */
export type LiveProblemCode =
  | 'live-zone-full'
  | 'live-zone-nearly-full'
  | 'live-zone-failures'
  | 'live-zone-no-run'
  | 'live-zone-oversized'
  | 'live-size-differs'
  | 'live-kind-differs'
  | 'live-zone-not-running'
  | 'live-zone-not-in-file'
  | 'live-config-differs';

/** Stable name of a kind of problem; each has a heading in docs/diagnostics.md. */
export type ProblemCode = ZoneProblemCode | LiveProblemCode | ConfigProblemCode | IncludeProblemCode;

export interface Problem extends Place {
  readonly code: ProblemCode;
  readonly severity: Severity;
  readonly message: string;
  readonly related: readonly RelatedPlace[];
}

export interface RelatedPlace extends Place {
  readonly message: string;
}

/** Severities from the mildest to the worst. */
export const SEVERITIES: readonly Severity[] = ['information', 'warning', 'error'];

/** The problem is at least as bad as a severity. */
export function isAtLeast(problem: Problem, severity: Severity): boolean {
  return SEVERITIES.indexOf(problem.severity) >= SEVERITIES.indexOf(severity);
}
