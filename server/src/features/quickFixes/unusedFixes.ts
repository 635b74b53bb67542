import { t } from '../../l10n';
import type { ZoneDeclaration } from '../../zones/declarations';
import type { Problem } from '../diagnostics/problem';
import { shownName } from '../shownPlace';
import type { FixScope } from './fixScope';
import { fixOf, type QuickFix } from './quickFix';
import { removeDirective } from './removal';
import { isSameRange } from './sizeFixes';

/** `zone-unused`: all its declarations go. Not unasked: who has just declared a zone uses it next. */
export function unusedZoneFixes(scope: FixScope, problem: Problem): QuickFix[] {
  const directive = scope.directiveAt(problem.range);
  const declaration = directive?.zones.find(({ nameRange }) => isSameRange(nameRange, problem.range));
  const zone = declaration === undefined ? null : scope.zoneOf(declaration);
  if (zone === null || zone.references.length > 0 || zone.declarations.some(declaresMore)) return [];
  const edits = zone.declarations.map((one) => removeDirective(one.file, one.directive).edit);
  return fixOf(problem, t('Remove the unused zone "{0}"', shownName(zone.name)), edits, false);
}

/** The directive may declare other zones besides. */
function declaresMore({ kind: { grammar } }: ZoneDeclaration): boolean {
  return grammar.form === 'keyed' && grammar.everyArgument === true;
}
