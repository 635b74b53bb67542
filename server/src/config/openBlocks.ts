import { takesFreeWords } from './directiveNames';
import { TokenFlag } from './lexer';
import { blockName, type Parser } from './parserState';
import { type ConfigTree, type Directive, directiveName } from './tree';

/** The blocks that are open where a parser stands, beside those that were at the same place before an edit. */
export interface OpenBlocks {
  /** Blocks that have the same names, the innermost first. */
  readonly pairs: readonly BlockPair[];
  /** Around them all is the same too, to the top of the file. */
  readonly areSame: boolean;
  /** The innermost block that differs, as it was and as it is; -1 for the top of the file. */
  readonly outer: BlockPair;
}

export interface BlockPair {
  readonly was: Directive;
  readonly is: Directive;
}

/**
 * Pairs the open blocks of two parses from the innermost outwards, as long as their names are the same: a parser asks a
 * block for nothing else.
 *
 * @param innermost the innermost block that was open
 * @param unchanged directives below this index are the same in both
 * @param most how many to compare
 */
export function pairOpenBlocks(
  before: ConfigTree,
  innermost: Directive,
  parser: Parser,
  unchanged: Directive,
  most: number,
): OpenBlocks {
  const pairs: BlockPair[] = [];
  let was = innermost;
  for (let level = parser.open.length - 1; ; level--) {
    const is = level < 0 ? -1 : (parser.open[level] as Directive);
    const isSame = was === is && is < unchanged;
    if (isSame) return { pairs, areSame: true, outer: { was, is } };
    const canPair = was >= 0 && is >= 0 && pairs.length < most && haveSameName(before, was, parser, is);
    if (!canPair) return { pairs, areSame: false, outer: { was, is } };
    pairs.push({ was, is });
    was = before.parents[was] as number;
  }
}

/** Words mean the same in two blocks whatever else these are. */
export function takeSameWords(before: ConfigTree, { was, is }: BlockPair, parser: Parser): boolean {
  const name = was < 0 ? '' : directiveName(before, was);
  return takesFreeWords(name) === takesFreeWords(blockName(parser, is < 0 ? undefined : is));
}

function haveSameName(before: ConfigTree, block: Directive, { lexer, directives }: Parser, now: Directive): boolean {
  const hasName = before.tokenCounts[block] !== 0;
  if (hasName !== (directives.tokenCounts[now] !== 0)) return false;
  if (!hasName) return true;
  const was = before.firstTokens[block] as number;
  const is = directives.firstTokens[now] as number;
  const { starts, ends, flags } = lexer.tokens;
  return (
    ((before.tokenFlags[was] as number) & TokenFlag.Escaped) === ((flags[is] as number) & TokenFlag.Escaped) &&
    before.text.slice(before.tokenStarts[was], before.tokenEnds[was]) === lexer.text.slice(starts[is], ends[is])
  );
}
