import type { Context, Runnable } from 'mocha';

const REASON = 'zoneLensSkipReason';

/** Skips the running test, with a reason that `npm test` shows. */
export function skip(context: Context, reason: string): never {
  Object.assign(context.test ?? {}, { [REASON]: reason });
  return context.skip();
}

/** The reason with which a test was skipped. */
export function skipReason(test: Runnable): string {
  const reason: unknown = Reflect.get(test, REASON);
  return typeof reason === 'string' ? reason : 'no reason given';
}
