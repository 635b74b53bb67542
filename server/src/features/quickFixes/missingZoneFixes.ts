import { argumentCount, argumentValue } from '../../config/tree';
import { t } from '../../l10n';
import { firstParameter, type ZoneDirective } from '../../zones/declarations';
import type { ZoneKind } from '../../zones/zoneKind';
import { isDeclaration } from '../../zones/zoneList';
import type { Problem } from '../diagnostics/problem';
import { shownName } from '../shownPlace';
import { insertArgument, insertText, isPlainWord, replaceText } from './edits';
import { type FixScope, perKind } from './fixScope';
import { isFreeName } from './freeName';
import { fixOf, type QuickFix } from './quickFix';
import { firstSize, zoneToBe } from './sizes';

/** `zone-missing`: the argument that names a zone. */
export function missingZoneFixes(scope: FixScope, problem: Problem): QuickFix[] {
  const directive = scope.directiveAt(problem.range);
  return directive === null ? [] : zoneArgumentFixes(scope, problem, directive);
}

/** A directive without the argument that names its zone gets one. */
export function zoneArgumentFixes(scope: FixScope, problem: Problem, directive: ZoneDirective): QuickFix[] {
  const { kind, file, directive: index, zones } = directive;
  const { grammar } = kind;
  const count = argumentCount(file.tree, index);
  if (grammar.form !== 'keyed' || zones.length > 0 || count >= (kind.argumentCount?.maximum ?? Infinity)) return [];
  // Behind what has to stand first: a key, a path, `learn`.
  const behind = Math.max(firstParameter(kind) - 1, kind.firstArgument === undefined ? 0 : 1);
  if (behind > count || (behind > 0 && argumentValue(file.tree, index, behind).startsWith(grammar.prefix))) return [];
  return wantedNames(scope, kind).flatMap(({ name, isWanted }) => {
    const size = firstSize(scope.analysis, zoneToBe(kind, name));
    if (size === null) return [];
    const argument = `${grammar.prefix}${name}:${size.text}`;
    const title = t('Add {0}', shownName(argument));
    return fixOf(problem, title, [insertArgument(file, index, behind, argument)], isWanted);
  });
}

/** `zone-name-empty`: a name where none is. */
export function emptyNameFixes(scope: FixScope, problem: Problem): QuickFix[] {
  const directive = scope.directiveAt(problem.range);
  if (directive === null) return [];
  const declaration = directive.zones.find(
    ({ argumentRange: { start, end }, name }) =>
      name === '' && start === problem.range.start && end === problem.range.end,
  );
  if (declaration === undefined) return [];
  const { file, kind, nameRange, argumentRange, argumentText } = declaration;
  return wantedNames(scope, kind).flatMap(({ name, isWanted }) => {
    const title = t('Name it "{0}"', shownName(name));
    const isWholeArgument = argumentText === '';
    const edit = isWholeArgument
      ? { path: file.path, range: argumentRange, newText: name }
      : replaceText(file, nameRange, '', '') && insertText(file, nameRange.start, name);
    return fixOf(problem, title, [edit], isWanted);
  });
}

/** A name for a zone that has none. */
interface WantedName {
  readonly name: string;
  /** Something refers to a zone of this name, and to no other that is not declared. */
  readonly isWanted: boolean;
}

/** What a person has to replace. */
const ANY_NAME = 'NAME';

/** Names to choose from. */
const MOST_NAMES = 5;

/** Names that are used and not declared; else one that stands for any. */
const wantedNames = perKind(({ analysis: { model } }, kind): WantedName[] => {
  const wanted = new Set<string>();
  for (const conflict of model.conflicts) {
    if (conflict.type !== 'undeclared' || isDeclaration(conflict.at)) continue;
    const { name, forms } = conflict.at;
    if (forms.some((form) => form.kind.tag === kind.tag) && isPlainWord(name)) wanted.add(name);
  }
  // Two directives that lack a zone can't both be the one that is wanted.
  const isOnly = wanted.size === 1 && model.directives.filter((one) => lacksName(one, kind)).length === 1;
  const free = [...wanted].slice(0, MOST_NAMES).filter((name) => isFreeName(model, name, kind));
  if (free.length > 0) return free.map((name) => ({ name, isWanted: isOnly }));
  const name = [ANY_NAME, `${ANY_NAME}_2`, `${ANY_NAME}_3`].find((one) => isFreeName(model, one, kind));
  return name === undefined ? [] : [{ name, isWanted: false }];
});

function lacksName({ kind, zones, isOff }: ZoneDirective, { tag }: ZoneKind): boolean {
  return kind.tag === tag && !isOff && (zones.length === 0 || zones.some(({ name }) => name === ''));
}
