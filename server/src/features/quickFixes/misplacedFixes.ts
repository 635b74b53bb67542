import type { ConfigFile } from '../../config/configFiles';
import { type BlockContext, contextOf } from '../../config/contexts';
import { type Directive, directiveName, hasBlock, parentOf } from '../../config/tree';
import { t } from '../../l10n';
import { zoneKindsByDirective } from '../../zones/catalogue';
import type { ZoneDirective } from '../../zones/declarations';
import { isAllowedIn } from '../../zones/kindChoice';
import { formOfDirective } from '../diagnostics/formProblems';
import type { Problem } from '../diagnostics/problem';
import type { FixScope } from './fixScope';
import { insertBefore, insertFirst } from './insertion';
import { type FixEdit, fixOf, type QuickFix } from './quickFix';
import { removeDirective } from './removal';

/** `zone-not-allowed-here`: a declaration moves out to where it may stand, or into the one block where it may. */
export function misplacedFixes(scope: FixScope, problem: Problem): QuickFix[] {
  const directive = scope.directiveAt(problem.range);
  if (directive === null || formOfDirective(directive, scope.certainty)?.type !== 'context') return [];
  const readings = scope.readingsOf(directive.file.path);
  const [base] = readings?.contexts ?? [];
  // In a file that is read into several blocks it may be right in one of them.
  if (base === undefined || readings?.contexts.size !== 1) return [];
  const { edit: removal, removedText } = removeDirective(directive.file, directive.directive);
  // A comment behind the directive would swallow what it is put before on one line.
  const found = moveOut(directive, base, removedText) ?? moveIn(directive, base, removedText);
  if (found === null || (removedText.includes('#') && !found.edit.newText.includes('\n'))) return [];
  const title = found.block === '' ? t('Move it out of the block') : t('Move it into the "{0}" block', found.block);
  return fixOf(problem, title, [found.edit, removal], found.isAround);
}

interface NewPlace {
  readonly edit: FixEdit | null;
  /** Name of the block that the directive gets into; empty for the top of the file. */
  readonly block: string;
  /** It is a block around the directive. */
  readonly isAround: boolean;
}

type FoundPlace = NewPlace & { readonly edit: FixEdit };

/** Out of the blocks around it, up to the first that it may stand in. */
function moveOut({ kind, file, directive }: ZoneDirective, base: BlockContext, text: string): FoundPlace | null {
  const { tree } = file;
  const contexts = new Map<Directive, BlockContext>();
  for (let block = parentOf(tree, directive); block >= 0; block = parentOf(tree, block)) {
    const outer = parentOf(tree, block);
    const outerName = outer < 0 ? '' : directiveName(tree, outer);
    if (outerName === 'limit_except' || !isAllowedIn(kind, contextOf(tree, block, base, contexts))) continue;
    return { edit: insertBefore(file, block, text), block: outerName, isAround: true };
  }
  return null;
}

/** From the main level into the only block there that takes the directive. */
function moveIn({ file, directive }: ZoneDirective, base: BlockContext, text: string): FoundPlace | null {
  const name = directiveName(file.tree, directive);
  const contexts = new Set(zoneKindsByDirective.get(name)?.flatMap((kind) => kind.contexts));
  if (base !== 'main') return null;
  const [block, ...more] = mainBlocks(file).filter((one) =>
    [...contexts].some((context) => context === directiveName(file.tree, one)),
  );
  if (block === undefined || more.length > 0) return null;
  const edit = insertFirst(file, block, text);
  return edit === null ? null : { edit, block: directiveName(file.tree, block), isAround: false };
}

function mainBlocks({ tree }: ConfigFile): Directive[] {
  const blocks: Directive[] = [];
  for (let directive = 0; directive < tree.directiveCount; directive = tree.subtreeEnds[directive] ?? Infinity) {
    if (hasBlock(tree, directive)) blocks.push(directive);
  }
  return blocks;
}
