import { relative } from 'node:path';
import colors from 'picocolors';
import type { Severity } from '../features/diagnostics/problem';
import { printable } from '../features/printable';

/** How text is dressed for where it goes: colours on a terminal only, and not with NO_COLOR. */
export interface Terminal {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly paint: (severity: Severity | 'dim', text: string) => string;
  /** A path as the person would write it from where they stand, safe to print. */
  readonly showPath: (path: string) => string;
}

/** @param folder where the person stands */
export function createTerminal(isColored: boolean, folder: string): Terminal {
  const paints = colors.createColors(isColored);
  const bySeverity = { error: paints.red, warning: paints.yellow, information: paints.cyan, dim: paints.dim };
  return {
    bold: paints.bold,
    dim: paints.dim,
    paint: (severity, text) => bySeverity[severity](text),
    showPath: (path) => {
      const near = relative(folder, path);
      return printable(near === '' || near === '..' || near.startsWith('../') ? path : near);
    },
  };
}
