import { argumentRange, directiveName, parentOf, subtreeEnd } from '../../config/tree';
import { t } from '../../l10n';
import { directiveRuleOf } from '../../zones/catalogue/directiveRules';
import type { ZoneDirective } from '../../zones/declarations';
import type { ZoneModel } from '../../zones/zoneModel';
import type { ZoneUse } from '../../zones/zoneUse';
import { type Certainty, refusal } from './certainty';
import { directiveVerdict, useVerdict } from './directiveVerdict';
import type { Problem, RelatedPlace } from './problem';
import { severityOf } from './referenceProblems';

/**
 * Finds, in blocks that one file holds, the first use beside which nginx refuses another as "is duplicate". Uses must be
 * asked for in the order of the file; those in blocks to which several files add are for {@link repeatedInSharedBlocks}.
 */
export function createRepeatSearch(): (use: ZoneUse, onceKey: string) => ZoneUse | null {
  /** By what may not stand twice, the first in each of the blocks around the place that was reached. */
  const firsts = new Map<string, ZoneUse[]>();
  return (use, onceKey) => {
    const around = firsts.get(onceKey);
    if (around === undefined) {
      firsts.set(onceKey, [use]);
      return null;
    }
    while (around.length > 0 && isBlockLeft(around.at(-1), use)) around.pop();
    const innermost = around.at(-1);
    if (innermost?.block === use.block) return innermost;
    around.push(use);
    return null;
  };
}

/** The block of a use ends before another. */
function isBlockLeft(use: ZoneUse | undefined, { directive }: ZoneUse): boolean {
  if (use === undefined) return false;
  const { tree } = use.file;
  return subtreeEnd(tree, parentOf(tree, use.directive)) <= directive;
}

/** "is duplicate" in blocks to which several files may add. */
export function repeatedInSharedBlocks({ stretches }: ZoneModel, certainty: Certainty): Problem[] {
  const problems: Problem[] = [];
  const firstsByBlock = new Map<string, Map<string, ZoneUse>>();
  for (const { sharedUses } of stretches) {
    for (const use of sharedUses) {
      const { onceKey } = useVerdict(use, certainty);
      if (onceKey === null) continue;
      const firsts = firstsByBlock.get(use.block) ?? new Map<string, ZoneUse>();
      firstsByBlock.set(use.block, firsts);
      const first = firsts.get(onceKey);
      if (first === undefined) firsts.set(onceKey, use);
      else problems.push(repeatedUse(use, first));
    }
  }
  return problems;
}

/** "is duplicate": a second directive in one block, or a second for one zone. */
export function repeatedUse(use: ZoneUse, first: ZoneUse): Problem {
  const zone = directiveRuleOf(use.context, use.name)?.once === 'zone' ? use.named.at(-1)?.name : undefined;
  const says = `"${use.name}" directive is duplicate`;
  return {
    code: 'zone-reference-invalid',
    severity: severityOf(use),
    message:
      zone == null
        ? t('{0}. This block already has one: remove one of them.', says)
        : t('{0}. This block already has one for zone "{1}": remove one of them.', says, zone),
    path: use.file.path,
    range: argumentRange(use.file.tree, use.directive, 0),
    related: [firstPlace(first)],
  };
}

/** Directives that declare zones which several blocks may share, but that may stand only once in each of them. */
export function repeatedDirectives({ directives, options }: ZoneModel, certainty: Certainty): Problem[] {
  const firsts = new Map<string, Map<string, ZoneDirective>>();
  const problems: Problem[] = [];
  for (const directive of directives) {
    if (!directiveVerdict(directive, certainty, options.pageSizeBytes).isOnce) continue;
    const { kind, file } = directive;
    const name = directiveName(file.tree, directive.directive);
    const byBlock = firsts.get(name) ?? new Map<string, ZoneDirective>();
    firsts.set(name, byBlock);
    const first = byBlock.get(directive.block);
    if (first === undefined) {
      byBlock.set(directive.block, directive);
      continue;
    }
    const says = `"${name}" directive is duplicate`;
    const message = t('{0}. This block already has one: remove one of them.', says);
    const range = argumentRange(file.tree, directive.directive, 0);
    const related = [firstPlace(first)];
    problems.push({ code: 'zone-declared-twice', severity: refusal(kind), message, path: file.path, range, related });
  }
  return problems;
}

function firstPlace({ file, directive }: ZoneUse | ZoneDirective): RelatedPlace {
  return { path: file.path, range: argumentRange(file.tree, directive, 0), message: t('The first one.') };
}
