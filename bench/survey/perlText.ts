import { TEST_FOLDER } from './surveyCase';

/** Values of Perl variables by name, without `$`. */
export type PerlVariables = ReadonlyMap<string, string>;

/** A heredoc in a Perl file. */
export interface Heredoc {
  /** The code on the line before `<<`. */
  readonly before: string;
  readonly interpolates: boolean;
  readonly text: string;
  /** Line of the `<<`, from 1. */
  readonly line: number;
}

const HEREDOC = /^(.*?)<<\s*(['"]?)(\w+)\2(.*)$/;

/** All heredocs of a Perl file; those whose end is missing are left out. */
export function heredocsOf(perl: string): Heredoc[] {
  const lines = perl.split('\n');
  const found: Heredoc[] = [];
  for (let at = 0; at < lines.length; at++) {
    if (lines[at] === '__DATA__') break;
    const match = HEREDOC.exec(lines[at] ?? '');
    if (match === null || /^\s*#/.test(match[1] ?? '')) continue;
    const end = lines.indexOf(match[3] ?? '', at + 1);
    if (end === -1) continue;
    const text = lines.slice(at + 1, end).join('\n');
    found.push({ before: match[1] ?? '', interpolates: match[2] !== "'", text: `${text}\n`, line: at + 1 });
    at = end;
  }
  return found;
}

const CLOSING: Readonly<Record<string, string>> = { '{': '}', '[': ']', '(': ')', '<': '>' };

/**
 * Value of a Perl expression made of quoted strings, `q`, `qq`, a heredoc and variables, joined by dots; null where it
 * is more than that.
 */
export function evaluatePerl(expression: string, variables: PerlVariables): string | null {
  let rest = expression.trim();
  let value = '';
  for (;;) {
    const term = readTerm(rest, variables);
    if (term === null) return null;
    value += term.value;
    rest = rest.slice(term.length).trim();
    if (rest === '' || rest === ';') return value;
    if (!rest.startsWith('.')) return null;
    rest = rest.slice(1).trim();
  }
}

interface Term {
  readonly value: string;
  readonly length: number;
}

function readTerm(text: string, variables: PerlVariables): Term | null {
  const quoted = /^(qq|q)?\s*([^\w\s])/.exec(text);
  const variable = /^\$(?:::)?([A-Za-z_]\w*(?:::\w+)*)/.exec(text);
  if (variable !== null) {
    const value = variables.get(variable[1] ?? '');
    return value === undefined ? null : { value, length: variable[0].length };
  }
  const heredoc = heredocsOf(text)[0];
  if (heredoc !== undefined && heredoc.before === '' && heredoc.line === 1) {
    const { interpolates, text: value } = heredoc;
    const isAll = text.trimEnd().split('\n').length <= value.split('\n').length + 1;
    const final = interpolates ? interpolate(value, variables) : value;
    return isAll && final !== null ? { value: final, length: text.length } : null;
  }
  const opening = quoted?.[2];
  if (quoted === null || opening === undefined) return null;
  const operator = quoted[1] ?? (opening === '"' ? 'qq' : opening === "'" ? 'q' : null);
  if (operator === null) return null;
  const start = quoted[0].length;
  const end = endOfQuote(text, start, opening);
  if (end === -1) return null;
  const inner = text.slice(start, end);
  const value = operator === 'q' ? inner.replace(/\\([\\'])/g, '$1') : interpolate(inner, variables);
  return value === null ? null : { value, length: end + 1 };
}

function endOfQuote(text: string, start: number, opening: string): number {
  const closing = CLOSING[opening] ?? opening;
  let depth = 1;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (character === '\\') at++;
    else if (character === closing) {
      if (--depth === 0) return at;
    } else if (character === opening) depth++;
  }
  return -1;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', 0: '\0', e: '\x1b' };

/** What Perl makes of the inside of double quotes; null where a variable is not known. */
export function interpolate(text: string, variables: PerlVariables): string | null {
  let isKnown = true;
  const value = text.replace(
    /\\x\{?([0-9a-fA-F]{2})\}?|\\([\s\S])|\$ENV\{['"]?(\w+)['"]?\}|\$\{?(?:::)?([A-Za-z_]\w*(?:::\w+)*)\}?/g,
    (whole, hex: string | undefined, escaped: string | undefined, environment: string | undefined, name: string) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      if (escaped !== undefined) return ESCAPES[escaped] ?? escaped;
      if (environment !== undefined) return testVariable(environment);
      if (name.startsWith('TEST_NGINX_')) return whole;
      const known = variables.get(name);
      if (known === undefined) isKnown = false;
      return known ?? whole;
    },
  );
  return isKnown ? value : null;
}

/** A plausible value of an environment variable that a test suite reads. */
export function testVariable(name: string): string {
  if (/HTML_DIR$/.test(name)) return `${TEST_FOLDER}/html`;
  if (/CERT_DIR$/.test(name)) return `${TEST_FOLDER}/cert`;
  if (/(?:_DIR|_ROOT|_PWD|_PATH|SOCK)$/.test(name)) return TEST_FOLDER;
  if (/PORT(?:_\d+)?$/.test(name)) return String(1984 + (name.length % 7));
  if (/(?:_IP|_HOST|ADDR|RESOLVER|SERVER)$/.test(name)) return '127.0.0.1';
  return name.toLowerCase();
}

/** `$TEST_NGINX_NAME` and `${TEST_NGINX_NAME}` filled in, as Test::Nginx does in every config. */
export function expandTestVariables(text: string): string {
  return text.replace(/\$\{(TEST_NGINX_\w+)\}|\$(TEST_NGINX_[A-Z0-9_]+)/g, (_, braced?: string, plain?: string) =>
    testVariable(braced ?? plain ?? ''),
  );
}
