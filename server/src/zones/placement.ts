import { argumentCount, type ConfigTree, type Directive, directiveName, isTemplated, parentOf } from '../config/tree';
import { directiveRuleOf } from './catalogue/directiveRules';

/** Contexts fold limit_except into its location, where no directive of a zone may stand. */
export function isInLimitExcept(tree: ConfigTree, directive: Directive): boolean {
  return directiveName(tree, parentOf(tree, directive)) === 'limit_except';
}

/** A directive that refers to a zone stands where nginx refuses it, before it comes to the zone. */
export function isMisplacedUse(tree: ConfigTree, directive: Directive, name: string, context: string): boolean {
  const contexts = directiveRuleOf(context, name)?.contexts;
  if (contexts === undefined || context === 'fragment' || context === 'other') return false;
  return !contexts.some((allowed) => allowed === context) || isInLimitExcept(tree, directive);
}

/** Some argument is filled in by a template, which may make more of it than one. */
export function hasTemplatedArgument(tree: ConfigTree, directive: Directive): boolean {
  for (let argument = 0; argument <= argumentCount(tree, directive); argument++) {
    if (isTemplated(tree, directive, argument)) return true;
  }
  return false;
}
