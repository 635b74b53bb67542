import { type Analysis, type AnalysisSettings, analyze, DEFAULT_SETTINGS } from '../../../server/src/features/analysis';
import type { HostFacts } from '../../../server/src/host/hostFacts';
import { type ModelSetup, modelOf, ROOT } from '../zones/modelOf';
import { AMPLE_HOST } from './diagnostics/check';

export interface CursorSetup extends ModelSetup {
  readonly host?: HostFacts;
  readonly settings?: Partial<AnalysisSettings>;
}

/** A place in a config, with the config's analysis. */
export interface Cursor {
  readonly analysis: Analysis;
  readonly path: string;
  readonly offset: number;
  /** Text of the file that holds the cursor, without its mark. */
  readonly text: string;
}

/**
 * Analyses a config with a `|` where the cursor is: in the root's text, or in one of the further files (configs and
 * scripts, named relative to /etc/nginx).
 */
export function withCursor(text: string, { host = AMPLE_HOST, settings = {}, ...setup }: CursorSetup = {}): Cursor {
  const texts: Record<string, string> = { ...setup.files, 'nginx.conf': text };
  const holders = Object.keys(texts).filter((name) => texts[name]?.includes('|'));
  const [holder] = holders;
  if (holder === undefined || holders.length > 1) throw new Error(`${holders.length} files hold a cursor`);
  const marked = texts[holder] ?? '';
  const offset = marked.indexOf('|');
  if (marked.indexOf('|', offset + 1) !== -1) throw new Error('more than one cursor');
  const clean = marked.slice(0, offset) + marked.slice(offset + 1);
  const { 'nginx.conf': root = '', ...files } = { ...texts, [holder]: clean };
  const model = modelOf(root, { ...setup, files, pageSizeBytes: host.pageSizeBytes });
  const analysis = analyze(model, host, { ...DEFAULT_SETTINGS, ...settings });
  return { analysis, path: holder === 'nginx.conf' ? ROOT : `/etc/nginx/${holder}`, offset, text: clean };
}

/** The same with what stands in the http block. */
export function withCursorInHttp(text: string, setup: CursorSetup = {}): Cursor {
  return withCursor(`events {}\nhttp {\n${text}\n}\n`, setup);
}
