import type { ConfigFiles } from '../../config/configFiles';
import { mayBeTemplate } from '../../config/templates';
import type { Problem } from './problem';

/** What is wrong with the form of a config's files, and with what they include. */
export function syntaxProblems(config: ConfigFiles): Problem[] {
  const problems: Problem[] = [];
  for (const file of config.files.values()) {
    for (const { code, message, range, related } of file.tree.problems) {
      problems.push({
        code,
        severity: 'error',
        message,
        path: file.path,
        range,
        related: related === undefined ? [] : [{ path: file.path, ...related }],
      });
    }
  }
  for (const { code, message, path, range, isCertain } of config.problems) {
    // A template's includes may be written by the tool that fills it in.
    const isRefused = isCertain && config.isWhole && !isTemplate(config, path);
    const hint = code === 'include-missing' && !isRefused ? ' Zones that it declares are not known here.' : '';
    const severity = isRefused ? 'error' : 'warning';
    problems.push({ code, severity, message: message + hint, path, range, related: [] });
  }
  return problems;
}

function isTemplate(config: ConfigFiles, path: string): boolean {
  const tree = config.files.get(path)?.tree;
  return tree !== undefined && (tree.isTemplate || mayBeTemplate(tree.text, path));
}
