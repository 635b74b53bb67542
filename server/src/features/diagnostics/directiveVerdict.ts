import type { TextRange } from '../../config/sourceText';
import { directiveName } from '../../config/tree';
import { directiveRuleOf } from '../../zones/catalogue/directiveRules';
import type { ZoneDirective } from '../../zones/declarations';
import { wordsStart } from '../../zones/directiveMeaning';
import type { ZoneUse } from '../../zones/zoneUse';
import { argumentProblems } from './argumentProblems';
import { type Certainty, refusal } from './certainty';
import { formOfDirective } from './formProblems';
import { harmless } from './harmless';
import type { Problem } from './problem';
import { referenceProblems } from './referenceProblems';
import { refusedSizes } from './sizeProblems';

/** What follows from a directive's words and the sort of block that it stands in, wherever that is. */
export interface DirectiveVerdict {
  /** Nginx comes to look at the sizes. */
  readonly isFormRight: boolean;
  /** It may stand only once in a block. */
  readonly isOnce: boolean;
  /** Ranges count from the directive's words, and the path is empty. */
  readonly problems: readonly Problem[];
}

/** The same for a directive that refers to a zone. */
export interface UseVerdict {
  /** Tells what may not stand twice in a block; null where it may. */
  readonly onceKey: string | null;
  readonly problems: readonly Problem[];
}

/** Verdicts by the meaning of the directive: where it is not seen which blocks are which, and where it is. */
type Verdicts<Verdict> = readonly [WeakMap<object, Verdict>, WeakMap<object, Verdict>];

const DIRECTIVE_VERDICTS: Verdicts<DirectiveVerdict> = [new WeakMap(), new WeakMap()];
const USE_VERDICTS: Verdicts<UseVerdict> = [new WeakMap(), new WeakMap()];

/**
 * The verdict on a directive of the catalogue.
 *
 * @param pageSizeBytes that the model was built for
 */
export function directiveVerdict(
  directive: ZoneDirective,
  certainty: Certainty,
  pageSizeBytes: number,
): DirectiveVerdict {
  const verdicts = DIRECTIVE_VERDICTS[certainty.seesContexts ? 1 : 0];
  const known = verdicts.get(directive.meaning);
  if (known !== undefined) return known;
  const { file, context, kind } = directive;
  const { tree } = file;
  const form = formOfDirective(directive, certainty);
  const problems: Problem[] = [];
  if (form !== null) {
    const code = form.type === 'context' ? 'zone-not-allowed-here' : 'zone-argument-invalid';
    const { message, range } = form;
    problems.push({ code, severity: refusal(kind), message, path: file.path, range, related: [] });
  } else {
    problems.push(...argumentProblems(directive, certainty, pageSizeBytes), ...refusedSizes(directive, pageSizeBytes));
  }
  const verdict = {
    isFormRight: form === null,
    isOnce: directiveRuleOf(context, directiveName(tree, directive.directive))?.once === 'block',
    problems: problems.map((problem) => lifted(problem, wordsStart(tree, directive.directive))),
  };
  verdicts.set(directive.meaning, verdict);
  return verdict;
}

/** The verdict on a directive that may refer to a zone. */
export function useVerdict(use: ZoneUse, certainty: Certainty): UseVerdict {
  const verdicts = USE_VERDICTS[certainty.seesContexts ? 1 : 0];
  const known = verdicts.get(use.meaning);
  if (known !== undefined) return known;
  const start = wordsStart(use.file.tree, use.directive);
  const problems = referenceProblems(use, certainty).map((problem) => lifted(problem, start));
  const verdict = { onceKey: onceKeyOf(use), problems };
  verdicts.set(use.meaning, verdict);
  return verdict;
}

function onceKeyOf(use: ZoneUse): string | null {
  const once = directiveRuleOf(use.context, use.name)?.once;
  if (once === undefined) return null;
  const zone = once === 'zone' ? use.named.at(-1)?.name : '';
  return zone === null || zone === undefined ? null : `${use.name} ${zone}`;
}

/** A problem that no file holds. */
function lifted(problem: Problem, start: number): Problem {
  return { ...harmless(problem), path: '', range: shifted(problem.range, -start) };
}

/** A problem of a verdict at a directive's place. */
export function placeProblem(problem: Problem, { file, directive }: ZoneUse | ZoneDirective): Problem {
  const { code, severity, message, range, related } = problem;
  return { code, severity, message, path: file.path, range: shifted(range, wordsStart(file.tree, directive)), related };
}

function shifted({ start, end }: TextRange, by: number): TextRange {
  return { start: start + by, end: end + by };
}
