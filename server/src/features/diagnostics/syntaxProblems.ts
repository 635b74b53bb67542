import type { ConfigFile, ConfigFiles } from '../../config/configFiles';
import { mayBeTemplate } from '../../config/templates';
import { sentences, t } from '../../l10n';
import { configMessage } from './configMessages';
import { harmless } from './harmless';
import type { Problem } from './problem';
import { sortProblems } from './problemOrder';

/** By the version of a file. */
const KNOWN = new WeakMap<ConfigFile, readonly Problem[]>();

/** What is wrong with the form of a file; the same list for the same version of it. */
export function syntaxProblems(file: ConfigFile): readonly Problem[] {
  const known = KNOWN.get(file);
  if (known !== undefined) return known;
  const { path, tree } = file;
  const told = tree.problems.map(({ code, message, range, related }): Problem => {
    const places = related === undefined ? [] : [{ path, ...related }];
    return translated(harmless({ code, severity: 'error', message, path, range, related: places }));
  });
  const problems = sortProblems(told);
  KNOWN.set(file, problems);
  return problems;
}

function translated(problem: Problem): Problem {
  const related = problem.related.map((place) => ({ ...place, message: configMessage(place.message) }));
  return { ...problem, message: configMessage(problem.message), related };
}

/** What is wrong with what a config's files include. */
export function includeProblems(config: ConfigFiles): Problem[] {
  return config.problems.map(({ code, message, path, range, isCertain }) => {
    // A template's includes may be written by the tool that fills it in.
    const isRefused = isCertain && config.isWhole && !isTemplate(config, path);
    const hint = code === 'include-missing' && !isRefused ? t('Zones that it declares are not known here.') : '';
    const severity = isRefused ? 'error' : 'warning';
    return { code, severity, message: sentences(configMessage(message), hint), path, range, related: [] };
  });
}

function isTemplate(config: ConfigFiles, path: string): boolean {
  const tree = config.files.get(path)?.tree;
  return tree !== undefined && (tree.isTemplate || mayBeTemplate(tree.text, path));
}
