import { expect } from 'vitest';
import { parseConfig } from '../../../server/src/config/parser';
import type { TextRange } from '../../../server/src/config/sourceText';
import {
  argumentCount,
  argumentRange,
  argumentValue,
  blockRange,
  type ConfigTree,
  childrenOf,
  type Directive,
  directiveRange,
  hasBlock,
} from '../../../server/src/config/tree';

/** A tree as one line: `http { server { listen 80; } }`, values as nginx sees them, in quotes where they are not plain. */
export function dumpTree(tree: ConfigTree): string {
  return dumpLevel(tree, -1);
}

function dumpLevel(tree: ConfigTree, parent: Directive): string {
  return childrenOf(tree, parent)
    .map((directive) => dumpDirective(tree, directive))
    .join(' ');
}

function dumpDirective(tree: ConfigTree, directive: Directive): string {
  const words = Array.from({ length: argumentCount(tree, directive) + 1 }, (_, argument) =>
    dumpValue(argumentValue(tree, directive, argument)),
  ).join(' ');
  if (!hasBlock(tree, directive)) return `${words};`;
  const children = dumpLevel(tree, directive);
  return children === '' ? `${words} {}` : `${words} { ${children} }`;
}

function dumpValue(value: string): string {
  return /^[\w.:/$^~=*+-]+$/.test(value) ? value : JSON.stringify(value);
}

/** `code "the text that is marked"` for each problem. */
export function dumpProblems(tree: ConfigTree): string[] {
  return tree.problems.map(({ code, range }) => `${code.replace('syntax-', '')} ${slice(tree, range)}`);
}

const slice = (tree: ConfigTree, range: TextRange): string => JSON.stringify(tree.text.slice(range.start, range.end));

/** Every range of a tree: `start-end` of a directive, its arguments in brackets, its block in braces. */
export function dumpRanges(tree: ConfigTree): string[] {
  const show = ({ start, end }: TextRange): string => `${start}-${end}`;
  return Array.from({ length: tree.directiveCount }, (_, directive) => {
    const words = Array.from({ length: argumentCount(tree, directive) + 1 }, (_, argument) =>
      show(argumentRange(tree, directive, argument)),
    );
    const block = blockRange(tree, directive);
    return `${show(directiveRange(tree, directive))} [${words.join(' ')}]${block === null ? '' : ` {${show(block)}}`}`;
  });
}

/** Tree and problems of a text. */
export function dumpText(text: string, path?: string): { tree: string; problems: string[] } {
  const tree = parseConfig(text, path);
  return { tree: dumpTree(tree), problems: dumpProblems(tree) };
}

/** Expects a tree and problems of a text. */
export function checkRecovery(text: string, tree: string, problems: readonly string[]): void {
  expect(dumpText(text)).toEqual({ tree, problems });
}
