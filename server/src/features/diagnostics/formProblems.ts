import type { TextRange } from '../../config/sourceText';
import {
  argumentCount,
  argumentRange,
  argumentValue,
  type ConfigTree,
  type Directive,
  directiveName,
  hasBlock,
} from '../../config/tree';
import { listText, t } from '../../l10n';
import { type DirectiveRule, directiveRuleOf } from '../../zones/catalogue/directiveRules';
import type { ZoneDirective } from '../../zones/declarations';
import { isAllowedIn } from '../../zones/kindChoice';
import { hasTemplatedArgument, isInLimitExcept } from '../../zones/placement';
import type { ZoneUse } from '../../zones/zoneModel';
import { type Certainty, isOwnForm } from './certainty';

/** What nginx checks of a directive before the module that owns it sees it. */
export interface FormProblem {
  readonly type: 'context' | 'block' | 'argument-count';
  readonly message: string;
  readonly range: TextRange;
}

/** What decides about a directive's form. */
interface Form {
  readonly tree: ConfigTree;
  readonly directive: Directive;
  readonly isAllowed: boolean;
  readonly contexts: readonly string[];
  readonly counts: Counts | null;
  readonly syntax: string | null;
}

type Counts = { readonly minimum: number; readonly maximum: number };

/** The form of a directive of the catalogue; null where nothing is wrong with it. */
export function formOfDirective(placed: ZoneDirective, { seesContexts, build }: Certainty): FormProblem | null {
  const { kind, file, directive, context } = placed;
  const rule = directiveRuleOf(context, directiveName(file.tree, directive));
  return formProblem({
    tree: file.tree,
    directive,
    isAllowed: !seesContexts || (isAllowedIn(kind, context) && !isInLimitExcept(file.tree, directive)),
    contexts: kind.contexts,
    counts: isOwnForm(kind, build) ? kind.argumentCount : widened(kind.argumentCount, rule),
    syntax: kind.syntax,
  });
}

/** The form of a directive that refers to a zone. */
export function formOfUse(
  { file, directive, forms, isMisplaced }: ZoneUse,
  rule: DirectiveRule,
  { seesContexts, build }: Certainty,
): FormProblem | null {
  const [form] = forms;
  const counts = rule.argumentCount ?? null;
  return formProblem({
    tree: file.tree,
    directive,
    isAllowed: !seesContexts || !isMisplaced,
    contexts: rule.contexts ?? [],
    counts: form !== undefined && isOwnForm(form.kind, build) ? counts : widened(counts, rule),
    syntax: null,
  });
}

function widened(counts: Counts | null, rule: DirectiveRule | undefined): Counts | null {
  const maximum = rule?.elsewhere?.maximumArguments;
  return counts && maximum !== undefined ? { ...counts, maximum } : counts;
}

function formProblem({ tree, directive, isAllowed, contexts, counts, syntax }: Form): FormProblem | null {
  const count = argumentCount(tree, directive);
  const isCountRight = counts === null || (count >= counts.minimum && count <= counts.maximum);
  // By far the most directives of a large config end here.
  if (isAllowed && isCountRight && !hasBlock(tree, directive)) return null;
  const name = directiveName(tree, directive);
  const range = argumentRange(tree, directive, 0);
  if (!isAllowed) {
    const places = listText(contexts.map((context) => context.replace('/', ' > ')));
    const says = `"${name}" directive is not allowed here`;
    return { type: 'context', message: t('{0}. It belongs in: {1}.', says, places), range };
  }
  if (hasBlock(tree, directive) && !(syntax?.includes('{') ?? false)) {
    const says = `directive "${name}" is not terminated by ";"`;
    return { type: 'block', message: t('{0}. It takes no block: write ";" in place of "{".', says), range };
  }
  if (counts === null || isCountRight) return null;
  if (hasTemplatedArgument(tree, directive)) return null;
  const says = `invalid number of arguments in "${name}" directive`;
  const message =
    syntax === null
      ? t('{0}. It takes {1}, not {2}.', says, countText(counts), count)
      : t('{0}. It is written: {1}', says, syntax);
  return { type: 'argument-count', message, range };
}

function countText({ minimum, maximum }: Counts): string {
  if (minimum === maximum) return String(minimum);
  return maximum > 100 ? t('at least {0}', minimum) : t('{0} to {1}', minimum, maximum);
}

/** Arguments from one on, with their places in the directive. */
export function argumentsFrom(tree: ConfigTree, directive: Directive, first: number): { at: number; text: string }[] {
  const count = argumentCount(tree, directive);
  return Array.from({ length: Math.max(0, count - first + 1) }, (_, index) => ({
    at: first + index,
    text: argumentValue(tree, directive, first + index),
  }));
}
