/** Where the command line prints, and how long it goes on. */
export interface CliConsole {
  /** Standard output. */
  readonly write: (text: string) => void;
  /** Standard error. */
  readonly complain: (text: string) => void;
  /** The terminal that standard output is; null where it is a file or another program. It may change at any time. */
  readonly screen: () => ScreenSize | null;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Waits so long. */
  readonly pause: (milliseconds: number) => Promise<void>;
  /** From here until `end()`, keys and signals end a wait and not the program. */
  readonly startWatching: () => WatchControls;
}

export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

/** What ended a wait: the person, or the size of the terminal, which is another one now. */
export type WaitEnd = 'time' | 'stopped' | 'resized';

/** What a person can do while a command goes on. */
export interface WatchControls {
  /** Waits so long, or until something happens. `stopped` at once and for ever after it was stopped. */
  readonly wait: (milliseconds: number) => Promise<WaitEnd>;
  /** Settles when it was stopped. */
  readonly stopped: Promise<'stopped'>;
  /** Gives keys and signals back. */
  readonly end: () => void;
}
