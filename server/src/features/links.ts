import type { TextRange } from '../config/sourceText';
import { t } from '../l10n';
import type { Analysis } from './analysis';
import { shorten } from './figures';
import { namedFilesOf } from './namedFiles';
import { printable } from './printable';

/** An argument that leads to a file. */
export interface FileLink {
  readonly range: TextRange;
  /** The one file that it leads to. */
  readonly targetPaths: readonly [string];
  /** Plain text. */
  readonly tooltip: string;
}

const LONGEST_PATH = 200;

/**
 * Links on includes and on script files that exist. A link has one target, so an include that brings in several files
 * has none: no single one of them is what was asked for, and `definitions` lists them all.
 */
export function links({ model }: Analysis, path: string): readonly FileLink[] {
  const file = model.config.files.get(path);
  if (file === undefined) return [];
  const found: FileLink[] = [];
  for (const directive of file.marked) {
    const named = namedFilesOf(model, path, directive);
    const [target, ...more] = named?.paths ?? [];
    if (named === null || target === undefined || more.length > 0) continue;
    const tooltip = t('Open {0}', shorten(printable(target), LONGEST_PATH));
    found.push({ range: named.range, targetPaths: [target], tooltip });
  }
  return found;
}
