import type { Context, Runnable } from 'mocha';

const REASON = 'zoneLensSkipReason';

/** Skips the running test, or in a `before` hook all tests of its suite, with a reason that `npm test` shows. */
export function skip(context: Context, reason: string): never {
  const mark = (test: Runnable | undefined): void => void Object.assign(test ?? {}, { [REASON]: reason });
  mark(context.test);
  if (Reflect.get(context.test ?? {}, 'type') === 'hook') context.test?.parent?.eachTest(mark);
  return context.skip();
}

/** The reason with which a test was skipped. */
export function skipReason(test: Runnable): string {
  const reason: unknown = Reflect.get(test, REASON);
  return typeof reason === 'string' ? reason : 'no reason given';
}
