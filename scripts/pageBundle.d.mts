// Types of what tests use of pageBundle.mjs.

export function bundlePage(options: {
  readonly outdir: string;
  readonly isMinified?: boolean;
  readonly hasSourceMap?: boolean;
}): Promise<void>;
