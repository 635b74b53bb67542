import { type ConfigFiles, loadConfigFiles } from '../../../server/src/config/configFiles';
import { memoryFileSystem } from '../../../server/src/config/fileSystem';
import { updateConfigFiles } from '../../../server/src/config/updateFiles';
import type { Random } from '../../support/random';
import { applyChange, below, differenceOfFiles, faultInEdit, generateChanges, generateDocument, pick } from './editing';

const ROOT = '/n/nginx.conf';

const PATHS = [ROOT, '/n/a.conf', '/n/b/a.conf', '/n/b/b.conf', '/n/mime.types', '/o/c.conf', '/n/t.conf.j2'];

const INCLUDES = [
  ...['a.conf', 'b/*.conf', '"b/a.conf"', '*.conf', '/o/c.conf', 'nothing', '/o/nothing', 'mime.types', 'b', '[c'],
  ...['nginx.conf', `\${A}/b`, 'a.conf b.conf', '', '/n/t.conf.j2', 'b/?.conf', "'a.conf'", 'fastcgi_params', '*/*'],
];

const OPTIONS = { isMarked: (name: string) => name === 'server' || name === 'zone' };

/** A config of several files that is edited, and loaded anew beside it. */
export interface FilesSession {
  readonly texts: Map<string, string>;
  config: ConfigFiles;
}

const includeText = (random: Random): string => `include ${pick(random, INCLUDES)};\n`;

/** Texts that include each other, loaded. */
export function startFilesSession(random: Random): FilesSession {
  const texts = new Map<string, string>();
  for (const path of PATHS) {
    if (path !== ROOT && below(random, 5) === 0) continue;
    const parts = Array.from({ length: below(random, 4) }, () => generateDocument(random).slice(0, 3000));
    texts.set(path, parts.map((part) => `${includeText(random)}${part}\n`).join(includeText(random)));
  }
  if (below(random, 2) === 0) texts.set(ROOT, `events {}\nhttp {\n${texts.get(ROOT)}}\n`);
  return { texts, config: loadFresh(texts) };
}

function loadFresh(texts: ReadonlyMap<string, string>): ConfigFiles {
  return loadConfigFiles(memoryFileSystem(texts), ROOT, texts.get(ROOT) ?? '', OPTIONS);
}

/** Makes some changes of one file; what the config is not, or null, and how often all files had to be loaded. */
export function editSession(
  session: FilesSession,
  random: Random,
): { readonly fault: string | null; readonly edits: number; readonly loads: number } {
  const path = pick(random, PATHS);
  const text = (): string => session.texts.get(path) ?? '';
  let edits = 0;
  let loads = 0;
  for (const change of changesOf(random, text)) {
    edits++;
    const before = session.config;
    session.texts.set(path, applyChange(text(), change));
    const known = below(random, 10) === 0 ? null : change;
    const fileSystem = memoryFileSystem(session.texts);
    const updated = updateConfigFiles(before, { path, text: text(), change: known }, { ...OPTIONS, fileSystem });
    session.config = updated.config;
    if (updated.edit === null) loads++;
    const fault =
      differenceOfConfigs(updated.config, loadFresh(session.texts)) ??
      otherVersions(before, updated.config, path) ??
      (updated.edit === null ? null : faultInEdit(updated.edit));
    if (fault !== null) return { fault: `${path} ${JSON.stringify(change)}: ${fault}`, edits, loads };
  }
  return { fault: null, edits, loads };
}

function* changesOf(random: Random, text: () => string): Generator<{ start: number; end: number; text: string }> {
  if (below(random, 3) > 0) {
    yield* generateChanges(random, text);
    return;
  }
  const start = text().indexOf('include', below(random, text().length + 1));
  const end = text().indexOf(';', start);
  if (start === -1 || end === -1) yield { start: 0, end: 0, text: includeText(random) };
  else yield { start, end: end + 1, text: pick(random, ['', includeText(random), 'include a.conf', 'a;']) };
}

/** The first difference between two configs; null where they are equal in all. */
export function differenceOfConfigs(actual: ConfigFiles, expected: ConfigFiles): string | null {
  const show = (config: ConfigFiles): string =>
    JSON.stringify({ ...config, files: [...config.files.keys()], includes: includesOf(config) });
  if (show(actual) !== show(expected)) return `${show(actual)} and not ${show(expected)}`;
  for (const [path, file] of expected.files) {
    const known = actual.files.get(path);
    const difference = known === undefined ? 'is missing' : differenceOfFiles(known, file);
    if (difference !== null) return `${path}: ${difference}`;
  }
  return null;
}

const includesOf = ({ includes }: ConfigFiles) => [...includes].map(([path, targets]) => [path, [...targets]]);

/** Files that have not changed are the very same. */
function otherVersions(before: ConfigFiles, after: ConfigFiles, changed: string): string | null {
  for (const [path, file] of after.files) {
    const earlier = before.files.get(path);
    if (path !== changed && earlier !== undefined && earlier !== file) return `${path} was made anew`;
  }
  return null;
}
