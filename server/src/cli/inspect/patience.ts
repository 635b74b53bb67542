/** A collector that went away is asked for again so long: its service is restarted, or a person starts it anew. */
export const PATIENCE_MS = 60_000;

/** What came of an attempt: why the collector does not answer, for people; null where it did. */
export interface Attempt {
  readonly lost: string | null;
}

/**
 * Gives attempts that fail for a collector that does not answer another chance, until they have failed for
 * {@link PATIENCE_MS}: then the error is thrown, as all others are at once.
 */
export function createPatience(
  isFailure: (error: unknown) => error is Error,
  now: () => number,
): (work: () => Promise<void>) => Promise<Attempt> {
  let lostAtMs: number | null = null;
  return async (work) => {
    try {
      await work();
      lostAtMs = null;
      return { lost: null };
    } catch (error) {
      if (!isFailure(error)) throw error;
      const isFirst = lostAtMs === null;
      lostAtMs ??= now();
      if (!isFirst && now() - lostAtMs >= PATIENCE_MS) throw error;
      return { lost: error.message };
    }
  };
}
