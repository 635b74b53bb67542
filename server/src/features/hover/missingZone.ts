import { argumentCount, argumentRange, argumentValue } from '../../config/tree';
import { sentences, t } from '../../l10n';
import type { PlacedKind, ZoneDeclaration } from '../../zones/declarations';
import type { ReferenceForm, ZoneReference } from '../../zones/references';
import type { Zone } from '../../zones/zone';
import type { ZoneModel, ZoneUse } from '../../zones/zoneModel';
import type { Analysis } from '../analysis';
import { certaintyOf } from '../diagnostics/certainty';
import { directiveAt } from '../treePosition';
import { touches, type ZoneTarget } from '../zoneAt';
import { code } from './markdown';
import { LONGEST_SYNTAX } from './sizeChoices';
import { declaredAtText } from './zonePlaces';

/** Why there are no figures for a zone without a known size. */
export function unknownSizeSentence({ declarations, kind, isImplicit }: Zone): string {
  const states = new Set(declarations.map((declaration) => declaration.sizeState));
  if (states.has('templated')) return t('A template is yet to fill in the size, so there are no figures.');
  if (states.has('invalid') || states.has('too-small') || states.has('unaligned')) {
    return t('nginx refuses the size, so there are no figures.');
  }
  if (isImplicit || kind.size.parser === 'none') return t('The module works out the size, which is not known here.');
  if (kind.size.parser === 'unknown')
    return t('How this directive reads its size is not known, so there are no figures.');
  if (kind.size.parser === 'count')
    return t('How much memory one element takes is not known, so there are no figures.');
  return t('No declaration gives this zone a size, so there are no figures.');
}

/** What is known of a place that is about zones, where there is no zone. */
export function noZoneSentence(analysis: Analysis, path: string, target: ZoneTarget): string {
  if (target.reference !== null) return undeclaredSentence(analysis, target.reference);
  if (target.declaration !== null) return namelessSentence(target.declaration);
  return directiveSentence(analysis, path, target);
}

function undeclaredSentence(analysis: Analysis, { name, forms }: ZoneReference): string {
  const { model } = analysis;
  const [form] = forms;
  const namesake = model.zones.find((zone) => zone.name === name);
  if (namesake !== undefined) {
    const owner = code(namesake.kind.directive ?? namesake.kind.module);
    return sentences(
      t('This name belongs to a zone of {0}, which cannot be used here.', owner),
      declaredAtText(model, namesake),
    );
  }
  const howTo = form === undefined ? '' : t('It would be declared with {0}.', code(form.kind.syntax, LONGEST_SYNTAX));
  if (!certaintyOf(model).seesEverything) {
    return sentences(t('No declaration is in sight. Not all of this config is, so there may be one elsewhere.'), howTo);
  }
  return sentences(t('Nothing in this config declares it.'), form === undefined ? '' : whenUndeclared(form), howTo);
}

function whenUndeclared({ rule }: ReferenceForm): string {
  switch (rule.whenUndeclared) {
    case 'zeroSize':
    case 'refused':
      return t('nginx does not start.');
    case 'runtime':
      return t('nginx starts, but there is nothing of this name at run time, and the code that uses it fails.');
    default:
      return '';
  }
}

function namelessSentence({ kind, isNameTemplated }: ZoneDeclaration): string {
  if (isNameTemplated) return t('A template is yet to fill in the name.');
  if (kind.setsSizeOnly) return t('This only sets the size of a zone that nothing in this config makes.');
  return t('The name is missing. It is written {0}.', code(kind.syntax, LONGEST_SYNTAX));
}

/** A directive that names no zone: it is switched off, works the name out, or is not finished. */
function directiveSentence({ model }: Analysis, path: string, { range, kind }: ZoneTarget): string {
  const tree = model.config.files.get(path)?.tree;
  const directive = tree === undefined ? -1 : directiveAt(tree, range.start);
  const use = model.uses.find((one) => one.file.path === path && one.directive === directive);
  if (use !== undefined) {
    if (use.named.some(({ name }) => name === null)) {
      return t('Variables or a template make the name of the zone, so it is not known which one is used.');
    }
    return offArgument(use) === null ? t('No zone is named here.') : t('Switched off: no zone is used here.');
  }
  const isOff = model.directives.some((one) => one.file.path === path && one.directive === directive && one.isOff);
  if (isOff) return t('Switched off: no zone is made here.');
  if (kind === null || kind.syntax === '') return '';
  return t('No zone is declared here. It is written {0}.', code(kind.syntax, LONGEST_SYNTAX));
}

/** The word that says that no zone is wanted (`off`) as something to tell about; null where an offset is at no such. */
export function switchedOffAt(model: ZoneModel, path: string, offset: number): ZoneTarget | null {
  const tree = model.config.files.get(path)?.tree;
  if (tree === undefined) return null;
  const directive = directiveAt(tree, offset);
  const isHere = (one: Pick<PlacedKind, 'file' | 'directive'>): boolean =>
    one.file.path === path && one.directive === directive;
  const use = model.uses.find(isHere);
  const off = model.directives.find((one) => isHere(one) && one.isOff);
  const argument = use === undefined ? (off === undefined ? null : 1) : offArgument(use);
  if (argument === null) return null;
  const range = argumentRange(tree, directive, argument);
  const kind = use?.forms[0]?.kind ?? off?.kind ?? null;
  if (!touches(range, offset)) return null;
  return { part: 'directive', range, zoneName: '', zone: null, kind, declaration: null, reference: null };
}

/** The argument that says that no zone is wanted. */
function offArgument({ file, directive, forms }: ZoneUse): number | null {
  const words = new Set(forms.flatMap(({ rule }) => rule.notNames ?? []));
  for (let argument = 1; argument <= argumentCount(file.tree, directive); argument++) {
    if (words.has(argumentValue(file.tree, directive, argument))) return argument;
  }
  return null;
}
