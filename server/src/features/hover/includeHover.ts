import { posix } from 'node:path';
import type { ConfigFile, ConfigFiles, IncludeProblem } from '../../config/configFiles';
import { isGlobPattern } from '../../config/glob';
import type { TextRange } from '../../config/sourceText';
import {
  argumentCount,
  argumentRange,
  argumentValue,
  type Directive,
  directiveName,
  isTemplated,
} from '../../config/tree';
import { listText, sentences, t } from '../../l10n';
import { formatBytes } from '../../zones/sizeText';
import type { Zone } from '../../zones/zone';
import type { Analysis } from '../analysis';
import { sizedDeclaration } from '../diagnostics/sizeProblems';
import { formatCount } from '../figures';
import { argumentAt, directiveAt } from '../treePosition';
import { blocks, code } from './markdown';
import type { Hover } from './zoneHover';
import { shownPath } from './zonePlaces';

/** Files, zones and problems named of many. */
const MOST_NAMED = 4;

/** Paths are shown in full up to this length. */
const LONGEST_PATH = 80;

const LONGEST_MESSAGE = 200;

/** What an include brings in: files, those that they include, and the zones in all of them. */
export function includeHover(analysis: Analysis, path: string, offset: number): Hover | null {
  const { config } = analysis.model;
  const file = config.files.get(path);
  if (file === undefined) return null;
  const { tree } = file;
  const directive = directiveAt(tree, offset);
  if (directive < 0 || directiveName(tree, directive) !== 'include') return null;
  const argument = argumentAt(tree, directive, offset);
  if (argument < 0) return null;
  const written = argumentValue(tree, directive, 1);
  const heading = written === '' ? '' : `**${code(written, LONGEST_PATH)}**`;
  const range = argumentRange(tree, directive, argument);
  return { range, markdown: blocks([heading, ...content(analysis, file, directive)]) };
}

function content(analysis: Analysis, file: ConfigFile, directive: Directive): string[] {
  const { config } = analysis.model;
  const { tree } = file;
  if (argumentCount(tree, directive) !== 1) return [t('An include takes one path or pattern, and nothing else.')];
  if (isTemplated(tree, directive, 1)) {
    return [t('A template is yet to fill in this path, so the include is not followed.')];
  }
  const target = config.includes.get(file.path)?.get(directive);
  if (target === undefined) return [t('This include is not followed.')];
  const unread = unreadText(config, file.path, argumentRange(tree, directive, 1));
  const fragment = fragmentText(config, argumentValue(tree, directive, 1));
  const [first] = target.paths;
  if (first === undefined) {
    const isEmpty = unread === '' && isGlobPattern(target.pattern);
    return [isEmpty ? t('No file matches it, and nginx goes on without one.') : '', unread, fragment];
  }
  const own = new Set(target.paths);
  const all = filesBelow(config, own);
  return [filesText(analysis, [...own], all.size - own.size), unread, zonesText(analysis, all), fragment];
}

/** Files that some files include, themselves among them. */
function filesBelow({ includes }: ConfigFiles, paths: ReadonlySet<string>): ReadonlySet<string> {
  const found = new Set(paths);
  // A set goes on to what is added to it meanwhile.
  for (const path of found) {
    for (const { paths: nested } of includes.get(path)?.values() ?? []) for (const one of nested) found.add(one);
  }
  return found;
}

function filesText({ model }: Analysis, paths: readonly string[], nested: number): string {
  const names = named(paths, (path) => code(shownPath(model, path), LONGEST_PATH));
  const files =
    paths.length === 1 ? t('Brings in {0}.', names) : t('Brings in {0} files: {1}.', formatCount(paths.length), names);
  if (nested === 0) return files;
  const further = nested === 1 ? t('These include one more.') : t('These include {0} more.', formatCount(nested));
  return sentences(files, further);
}

/** The first of a list, and how many more there are. */
function named<Item>(items: readonly Item[], nameOf: (item: Item) => string): string {
  const names = listText(items.slice(0, MOST_NAMED).map(nameOf));
  const rest = items.length - MOST_NAMED;
  return rest > 0 ? t('{0} and {1} more', names, formatCount(rest)) : names;
}

/** Files that the include names and that could not be read, or lead back to where it stands. */
function unreadText({ problems }: ConfigFiles, path: string, { start }: TextRange): string {
  const here = problems.filter((problem) => problem.path === path && problem.range.start === start);
  const shown = here.slice(0, MOST_NAMED).map(unreadSentence);
  const rest = here.length - shown.length;
  const further = rest > 0 ? t('{0} more files could not be read.', formatCount(rest)) : '';
  return sentences(...shown, further);
}

function unreadSentence({ code: problem, message }: IncludeProblem): string {
  return problem === 'include-cycle'
    ? t('It leads back to a file that it is included by, so nginx would read it without end.')
    : t('Not read: {0}', code(message, LONGEST_MESSAGE));
}

function zonesText({ model }: Analysis, paths: ReadonlySet<string>): string {
  const zones = model.zones.filter((zone) => {
    const declaration = sizedDeclaration(zone) ?? zone.declarations[0];
    return declaration !== undefined && paths.has(declaration.file.path);
  });
  if (zones.length === 0) return t('No zone is declared there.');
  const isSumLow = zones.some(({ sizeBytes }) => sizeBytes === null);
  const total = zones.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), 0);
  const largestFirst = zones.sort((left, right) => (right.sizeBytes ?? -1) - (left.sizeBytes ?? -1));
  const names = named(largestFirst, zoneText);
  if (zones.length === 1) return t('Declares one zone: {0}.', names);
  const sum = isSumLow ? t('at least {0}', formatBytes(total)) : formatBytes(total);
  return t('Declares {0} zones, {1} together: {2}.', formatCount(zones.length), sum, names);
}

function zoneText({ name, sizeBytes }: Zone): string {
  return sizeBytes === null ? t('{0} (size not known)', code(name)) : `${code(name)} ${formatBytes(sizeBytes)}`;
}

/** Without the main config it is not known from which folder a relative path starts. */
function fragmentText({ isWhole, rootPath }: ConfigFiles, written: string): string {
  if (isWhole || written.startsWith('/')) return '';
  return t(
    'The main config is not known. nginx takes this path from its folder; here it is taken from the folder of {0}.',
    code(posix.basename(rootPath), LONGEST_PATH),
  );
}
