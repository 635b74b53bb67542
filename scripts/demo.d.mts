// Types of what benchmarks use of demo.mjs.

/** A running demo. */
export interface Demo {
  readonly folder: string;
  readonly config: string;
  readonly masterPid: number;
  readonly stop: () => Promise<void>;
}

export function startDemo(options?: { readonly traffic?: boolean }): Promise<Demo>;
