/** Works out changes soon after they came, and at once when an answer needs them. */
export interface Refresher {
  /** Nothing is worked out before this: settings are not known yet. */
  start(): void;
  /** Something changed. */
  request(): void;
  /** Settles when everything that was requested is worked out. */
  settled(): Promise<void>;
}

/** Up to here, each change is worked out by itself; what takes longer waits for a pause in the typing. */
const QUICK_MS = 30;

const LONGEST_PAUSE_MS = 1000;

/**
 * @param update works out what changed; false where nothing did
 * @param failed is told what went wrong
 * @param changed called when something was worked out
 */
export function createRefresher(
  update: () => boolean,
  failed: (what: string, error: unknown) => void,
  changed: () => void,
): Refresher {
  let timer: NodeJS.Timeout | null = null;
  let lastMs = 0;
  let open: () => void = () => undefined;
  const started = new Promise<void>((resolve) => {
    open = resolve;
  });
  let isStarted = false;
  const run = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const start = performance.now();
    try {
      if (update()) changed();
    } catch (error) {
      failed('working out a change', error);
    }
    lastMs = performance.now() - start;
  };
  const request = (): void => {
    if (!isStarted || timer !== null) return;
    timer = setTimeout(run, lastMs <= QUICK_MS ? 0 : Math.min(LONGEST_PAUSE_MS, lastMs * 2));
  };
  return {
    start: () => {
      isStarted = true;
      run();
      open();
    },
    request,
    settled: async () => {
      await started;
      if (timer !== null) run();
    },
  };
}

/** Does something once nobody has asked for it for a while. */
export function createPause(pauseMs: number, run: () => void): { request(): void } {
  let timer: NodeJS.Timeout | null = null;
  return {
    request: () => {
      if (timer !== null) clearTimeout(timer);
      timer = setTimeout(run, pauseMs);
    },
  };
}
