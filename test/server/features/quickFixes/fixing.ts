import { loadConfigFiles } from '../../../../server/src/config/configFiles';
import { memoryFileSystem } from '../../../../server/src/config/fileSystem';
import { type Analysis, analyze, DEFAULT_SETTINGS } from '../../../../server/src/features/analysis';
import { diagnose } from '../../../../server/src/features/diagnostics/diagnose';
import type { Problem } from '../../../../server/src/features/diagnostics/problem';
import type { FixEdit, QuickFix } from '../../../../server/src/features/quickFixes/quickFix';
import { quickFixes } from '../../../../server/src/features/quickFixes/quickFixes';
import type { HostFacts } from '../../../../server/src/host/hostFacts';
import type { ServerBuild } from '../../../../server/src/zones/serverBuild';
import { buildZoneModel, isZoneDirective } from '../../../../server/src/zones/zoneModel';
import { buildOf } from '../../zones/modelOf';
import { type Cursor, type CursorSetup, withCursor, withCursorInHttp } from '../cursor';
import { AMPLE_HOST } from '../diagnostics/check';

/** Texts of a config's files and scripts. */
export type Texts = ReadonlyMap<string, string>;

/** A place with what is offered there. */
export interface Offer extends Cursor {
  readonly problems: readonly Problem[];
  readonly fixes: readonly QuickFix[];
}

function offerAt(cursor: Cursor): Offer {
  const { analysis, path, offset } = cursor;
  const problems = diagnose(analysis).filter(
    ({ path: at, range }) => at === path && range.start <= offset && offset <= range.end,
  );
  return { ...cursor, problems, fixes: quickFixes(analysis, path, { start: offset, end: offset }, problems) };
}

/** What is offered at the cursor of a config. */
export function offer(text: string, setup: CursorSetup = {}): Offer {
  return offerAt(withCursor(text, setup));
}

/** The same with what stands in the http block. */
export function offerInHttp(text: string, setup: CursorSetup = {}): Offer {
  return offerAt(withCursorInHttp(text, setup));
}

/** Titles of fixes, with a `*` behind those that are preferred; without those that are offered anyway. */
export function titles({ fixes }: Offer): string[] {
  return fixes
    .filter(({ problem }) => problem !== null)
    .map(({ title, isPreferred }) => title + (isPreferred ? ' *' : ''));
}

/** The fix of a title. */
export function fixTitled({ fixes }: Offer, title: string): QuickFix {
  const found = fixes.filter((fix) => fix.title === title);
  const [fix] = found;
  if (fix === undefined || found.length > 1) {
    throw new Error(`${found.length} fixes "${title}" of: ${fixes.map((one) => one.title).join(' | ')}`);
  }
  return fix;
}

/** Texts of all files and scripts of an analysis. */
export function textsOf({ model }: Analysis): Texts {
  const texts = new Map<string, string>();
  for (const { path, text } of model.scripts.files.values()) texts.set(path, text);
  for (const { path, tree } of model.config.files.values()) texts.set(path, tree.text);
  return texts;
}

/** Texts after some edits; throws where these are out of bounds or overlap. */
export function applied(texts: Texts, edits: readonly FixEdit[]): Texts {
  const after = new Map(texts);
  for (const path of new Set(edits.map((edit) => edit.path))) {
    const text = texts.get(path);
    if (text === undefined) throw new Error(`an edit of ${path}, which is no file`);
    let from = 0;
    let made = '';
    const here = edits.filter((edit) => edit.path === path);
    for (const { range, newText } of here.sort((left, right) => left.range.start - right.range.start)) {
      const { start, end } = range;
      if (start < from || end < start || end > text.length) throw new Error(`edit at ${start}-${end} after ${from}`);
      made += text.slice(from, start) + newText;
      from = end;
    }
    after.set(path, made + text.slice(from));
  }
  return after;
}

/** The text of the cursor's file after a fix. */
export function textAfter(offered: Offer, title: string): string {
  const texts = applied(textsOf(offered.analysis), fixTitled(offered, title).edits);
  return texts.get(offered.path) ?? '';
}

/** What stands in the http block after a fix, for a text of {@link offerInHttp}. */
export function httpAfter(offered: Offer, title: string): string {
  return textAfter(offered, title)
    .replace(/^events \{\}\nhttp \{\n/, '')
    .replace(/\n\}\n$/, '');
}

/** Analyses texts anew, for nginx 1.22.1 unless another build is given. */
export function analysisOf(
  texts: Texts,
  rootPath: string,
  host: HostFacts = AMPLE_HOST,
  build: ServerBuild = buildOf('nginx/1.22.1'),
): Analysis {
  const fileSystem = memoryFileSystem(texts);
  const config = loadConfigFiles(fileSystem, rootPath, texts.get(rootPath) ?? '', { isMarked: isZoneDirective });
  const { pageSizeBytes } = host;
  const model = buildZoneModel(config, { fileSystem, build, pageSizeBytes, prefixes: [] });
  return analyze(model, host, DEFAULT_SETTINGS);
}
