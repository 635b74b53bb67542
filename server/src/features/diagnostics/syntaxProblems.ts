import type { ConfigFiles } from '../../config/configFiles';
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
    const hint = code === 'include-missing' && !isCertain ? ' Zones that it declares are not known here.' : '';
    const severity = isCertain && config.isWhole ? 'error' : 'warning';
    problems.push({ code, severity, message: message + hint, path, range, related: [] });
  }
  return problems;
}
