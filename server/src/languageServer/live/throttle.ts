/** Does something at once, and then at most once in a while. */
export function createThrottle(pauseMs: number, run: () => void): { request(): void } {
  let lastAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | null = null;
  const now = (): void => {
    timer = null;
    lastAt = performance.now();
    run();
  };
  return {
    request: () => {
      if (timer !== null) return;
      const waitMs = lastAt + pauseMs - performance.now();
      if (waitMs <= 0) now();
      else timer = setTimeout(now, waitMs);
    },
  };
}
