import { type BlockContext, contextInside } from '../config/contexts';
import { type ConfigTree, type Directive, directiveName, parentOf, subtreeEnd } from '../config/tree';

/** A block that directives are read from. */
export interface OpenBlock {
  /** -1 for the top of the file. */
  readonly directive: Directive;
  /** Index after the last directive in it. */
  readonly end: Directive;
  readonly context: BlockContext;
  /** Context, and what else decides what a directive in it means. */
  readonly sort: string;
  /** Names the block that nginx reads the directives into: two are the same exactly where they end up in one block. */
  readonly block: string;
}

/** Contexts fold limit_except into its location, where no directive of a zone may stand. */
const FOLDED = 'limit_except';

/**
 * Gives the block that a directive stands in. Directives must be asked for in their order.
 *
 * @param base context of the outermost directives
 * @param reading name of the reading of the file, from which names of its blocks are made
 * @param block the block that the outermost directives end up in
 */
export function createBlockStack(
  tree: ConfigTree,
  base: BlockContext,
  reading: string,
  block: string,
): (directive: Directive) => OpenBlock {
  let top: OpenBlock = { directive: -1, end: tree.directiveCount, context: base, sort: base, block };
  const around: OpenBlock[] = [];
  const opened: Directive[] = [];
  return (directive) => {
    for (let outer = around.at(-1); top.end <= directive && outer !== undefined; outer = around.at(-1)) {
      top = outer;
      around.pop();
    }
    for (let at = parentOf(tree, directive); at > top.directive; at = parentOf(tree, at)) opened.push(at);
    for (let inner = opened.pop(); inner !== undefined; inner = opened.pop()) {
      const name = directiveName(tree, inner);
      const context = contextInside(top.context, name);
      const sort = name === FOLDED ? `${context} ${FOLDED}` : context;
      around.push(top);
      top = { directive: inner, end: subtreeEnd(tree, inner), context, sort, block: blockName(reading, inner) };
    }
    return top;
  };
}

function blockName(reading: string, directive: Directive): string {
  return `${reading}:${directive}`;
}

/** A block of an older version of a file whose directive has another index now. */
export function movedBlock(was: OpenBlock, reading: string, by: number): OpenBlock {
  const directive = was.directive + by;
  return { directive, end: was.end + by, context: was.context, sort: was.sort, block: blockName(reading, directive) };
}
