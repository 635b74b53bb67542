import type { Random } from '../../support/random';
/** A directive as a list of its arguments, from which texts in many styles are written. */
export interface Statement {
  readonly args: readonly string[];
  readonly block?: readonly Statement[];
  /** Written as it is, in place of the arguments. */
  readonly raw?: string;
  /** Arguments stand on lines of their own, in every style. */
  readonly isSpread?: boolean;
}

export function statement(...args: string[]): Statement {
  return { args };
}

export function block(args: readonly string[], ...statements: readonly Statement[]): Statement {
  return { args, block: statements };
}

/** Text that is put where a directive stands, without a look at it. */
export function raw(text: string): Statement {
  return { args: [], raw: text };
}

export function pick<Item>(random: Random, items: readonly Item[]): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}

const COMMENTS = ['# limit_req_zone $uri zone=no:1;', '# }', '# it\'s "quoted', '#', '# zone "x" {', '# ${TEMPLATE'];

/**
 * Writes statements in nginx's language. With a source of randomness the form varies: quotes, escapes, spaces, tabs,
 * comments, empty lines; every directive stays on one line, so that its line is known, but for those that are spread.
 */
export function render(statements: readonly Statement[], random: Random | null, indent = ''): string {
  return statements.map((one) => renderOne(one, random, indent)).join('');
}

function renderOne(one: Statement, random: Random | null, indent: string): string {
  const before = random !== null && random() < 0.15 ? `${indent}${pick(random, COMMENTS)}\n` : '';
  const empty = random !== null && random() < 0.1 ? '\n' : '';
  if (one.raw !== undefined) return `${before}${empty}${indent}${one.raw}\n`;
  const words = one.args.map((arg, index) => word(arg, index === 0 ? null : random));
  const head = indent + join(words, one.isSpread === true, random, indent);
  const tail = random !== null && random() < 0.1 ? ` ${pick(random, COMMENTS)}` : '';
  if (one.block === undefined) return `${before}${empty}${head}${spaceBeforeEnd(random)};${tail}\n`;
  const inside = render(one.block, random, `${indent}  `);
  return `${before}${empty}${head} {${tail}\n${inside}${indent}}\n`;
}

function join(words: readonly string[], isSpread: boolean, random: Random | null, indent: string): string {
  if (isSpread) return words.join(`\n${indent}    `);
  if (random === null || random() < 0.7) return words.join(' ');
  return words.join(pick(random, ['  ', '\t', ' \t ', '\t\t']));
}

function spaceBeforeEnd(random: Random | null): string {
  return random !== null && random() < 0.1 ? ' ' : '';
}

function word(arg: string, random: Random | null): string {
  const needsQuotes = arg === '' || /[\s;{}"'\\#]/.test(arg);
  const roll = random === null ? 1 : random();
  if (!needsQuotes && roll > 0.3) return arg;
  const quote = roll > 0.15 ? '"' : "'";
  return (
    quote + arg.replace(/[\\"']/g, (one) => (one === '\\' || one === quote || roll < 0.1 ? `\\${one}` : one)) + quote
  );
}
