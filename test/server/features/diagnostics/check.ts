import { analyze, DEFAULT_SETTINGS } from '../../../../server/src/features/analysis';
import { diagnose } from '../../../../server/src/features/diagnostics/diagnose';
import type { Problem } from '../../../../server/src/features/diagnostics/problem';
import { locationOf } from '../../../../server/src/features/places';
import type { HostFacts } from '../../../../server/src/host/hostFacts';
import { type ModelSetup, modelOf } from '../../zones/modelOf';

/** A machine with memory enough for all. */
export const AMPLE_HOST: HostFacts = {
  origin: 'machine',
  pageSizeBytes: 4096,
  memory: {
    totalBytes: 2 ** 50,
    availableBytes: 2 ** 50,
    swapTotalBytes: 0,
    swapFreeBytes: 0,
    limitBytes: 2 ** 50,
    limitSource: 'RAM',
  },
  overcommit: { mode: 1, commitLimitBytes: null, committedBytes: null },
  sharedHugePages: { setting: 'never', usedForZones: false, hugePageBytes: null },
};

export interface CheckSetup extends ModelSetup {
  readonly host?: HostFacts;
}

/** All problems of a config. */
export function check(text: string, { host = AMPLE_HOST, ...setup }: CheckSetup = {}): Problem[] {
  const model = modelOf(text, { ...setup, pageSizeBytes: host.pageSizeBytes });
  return diagnose(analyze(model, host, DEFAULT_SETTINGS));
}

/** All problems of what stands in the http block, which starts on line 3. */
export function checkHttp(text: string, setup: CheckSetup = {}): Problem[] {
  return check(`events {}\nhttp {\n${text}\n}\n`, setup);
}

/** Codes, and severities where they are not errors. */
export function codes(problems: readonly Problem[]): string[] {
  return problems.map(({ code, severity }) => (severity === 'error' ? code : `${code} (${severity})`));
}

/** The only problem of a code. */
export function only(problems: readonly Problem[], code: string): Problem {
  const [first, ...more] = problems.filter((problem) => problem.code === code);
  if (first === undefined || more.length > 0) throw new Error(`${more.length + (first ? 1 : 0)} problems of ${code}`);
  return first;
}

/** The text that a problem points to. */
export function pointedAt(text: string, { range }: Problem): string {
  return text.slice(range.start, range.end);
}

/** The line of a problem, from 1. */
export function lineOf(text: string, problem: Problem, setup: ModelSetup = {}): number {
  return locationOf(modelOf(text, setup), problem).line;
}
