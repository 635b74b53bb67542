import { directiveRange } from '../../config/tree';
import { t } from '../../l10n';
import { type CommentedSize, commentedSize } from '../diagnostics/commentedSize';
import type { Problem } from '../diagnostics/problem';
import { shownName } from '../shownPlace';
import { replaceText } from './edits';
import type { FixScope } from './fixScope';
import { fixOf, type QuickFix } from './quickFix';
import { declarationWithSizeAt } from './sizeFixes';
import { resizeZone, workingSize } from './sizes';

/** `zone-comment-differs`: the directive's size into the comment, or the comment's into the directive. */
export function commentFixes(scope: FixScope, problem: Problem): QuickFix[] {
  const declaration = declarationWithSizeAt(scope, problem);
  if (declaration === null || declaration.sizeBytes === null) return [];
  const { file, directive, sizeBytes } = declaration;
  const comment = commentedSize(file.tree.text, directiveRange(file.tree, directive));
  if (comment === null) return [];
  const written = inTheStyleOf(comment, sizeBytes);
  const mended = written === null ? null : [replaceText(file, comment.range, comment.text, written)];
  const toComment = t('Write {0} into the comment', shownName(written ?? ''));
  const fixes = fixOf(problem, toComment, mended, false);
  const zone = scope.zoneOf(declaration);
  const [meantBytes = 0] = comment.meanings;
  const size = zone === null || meantBytes <= 0 ? null : workingSize(scope.analysis, zone, meantBytes);
  if (zone === null || zone.sizeBytes !== sizeBytes || size?.bytes !== meantBytes) return fixes;
  return [
    ...fixes,
    ...fixOf(problem, t('Write {0}, as the comment says', size.text), resizeZone(zone, size.text), false),
  ];
}

const UNITS = ['k', 'm', 'g'];

/** Endings of units by the unit that they are spelt for. */
const WORDS: Readonly<Record<string, string>> = { k: 'ilobyte', m: 'egabyte', g: 'igabyte' };

/** A size as the comment has written its own (`20 MB`, `20m`, `20 megabytes`); null where no unit gives a short number. */
function inTheStyleOf({ text }: CommentedSize, sizeBytes: number): string | null {
  const match = /^[\d.]+(\s*)([kmg])([a-z]*)$/i.exec(text);
  if (match === null) return null;
  const [, space = '', unit = '', ending = ''] = match;
  // The comment's own unit first, then the largest that gives a whole number.
  for (const candidate of [unit.toLowerCase(), ...UNITS.toReversed()]) {
    const value = sizeBytes / 1024 ** (UNITS.indexOf(candidate) + 1);
    if (!/^[1-9]\d{0,8}(?:\.\d{1,2})?$/.test(String(value))) continue;
    return String(value) + space + unitInStyle(candidate, unit, ending);
  }
  return null;
}

function unitInStyle(unit: string, like: string, ending: string): string {
  const letter = like === like.toUpperCase() ? unit.toUpperCase() : unit;
  if (!/^(?:ilo|ega|iga)byte/i.test(ending)) return letter + ending;
  const word = (WORDS[unit] ?? '') + (/s$/i.test(ending) ? 's' : '');
  return letter + (ending === ending.toUpperCase() ? word.toUpperCase() : word);
}
