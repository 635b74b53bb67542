import type { WaitEnd, WatchControls } from './console';

/** The part of standard input that a person's keys come from. */
export interface KeyInput {
  readonly isTTY?: boolean | undefined;
  setRawMode?(isRaw: boolean): unknown;
  on(event: 'data', listener: (keys: Buffer) => void): unknown;
  on(event: 'error', listener: () => void): unknown;
  off(event: 'data', listener: (keys: Buffer) => void): unknown;
  off(event: 'error', listener: () => void): unknown;
  resume(): unknown;
  pause(): unknown;
}

/** Something that has events without a value: a process and its signals, a stream that is resized. */
export interface EventSource {
  on(event: string, listener: () => void): unknown;
  off(event: string, listener: () => void): unknown;
}

export interface WatchSources {
  readonly keys: KeyInput;
  readonly signals: EventSource;
  readonly output: EventSource;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** `q`, `Q`, Ctrl-C and Ctrl-D: in raw mode the terminal makes no signal and no end of file of them. */
const STOP_KEYS = ['q', 'Q', '\u0003', '\u0004'];

/**
 * Listens to keys (on a terminal only: elsewhere standard input is not ours to read) and signals. A reader that closes
 * standard output stops it too.
 */
export function createWatchControls({ keys, signals, output }: WatchSources): WatchControls {
  let isStopped = false;
  let wake: ((end: WaitEnd) => void) | null = null;
  let tellStopped: (end: 'stopped') => void = () => {};
  const stopped = new Promise<'stopped'>((resolve) => {
    tellStopped = resolve;
  });
  const stop = (): void => {
    isStopped = true;
    tellStopped('stopped');
    wake?.('stopped');
  };
  const resized = (): void => wake?.('resized');
  const pressed = (typed: Buffer): void => {
    const text = typed.toString('latin1');
    if (STOP_KEYS.some((key) => text.includes(key))) stop();
  };
  const hasKeys = keys.isTTY === true && keys.setRawMode !== undefined;
  for (const signal of SIGNALS) signals.on(signal, stop);
  output.on('error', stop);
  output.on('resize', resized);
  if (hasKeys) {
    keys.setRawMode?.(true);
    keys.on('data', pressed);
    // A terminal that has gone.
    keys.on('error', stop);
    keys.resume();
  }
  return {
    stopped,
    wait: (milliseconds) =>
      new Promise((resolve) => {
        const finish = (end: WaitEnd): void => {
          clearTimeout(timer);
          wake = null;
          resolve(end);
        };
        const timer = setTimeout(finish, milliseconds, 'time');
        wake = finish;
        if (isStopped) finish('stopped');
      }),
    end: () => {
      for (const signal of SIGNALS) signals.off(signal, stop);
      output.off('error', stop);
      output.off('resize', resized);
      if (!hasKeys) return;
      keys.setRawMode?.(false);
      keys.off('data', pressed);
      keys.off('error', stop);
      keys.pause();
    },
  };
}
