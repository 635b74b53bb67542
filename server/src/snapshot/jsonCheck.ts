/** What keeps a text from being read as JSON, and where (counted in characters from its beginning). */
export interface JsonFault {
  /** `large`: more lists and objects than any file of ours; `deep`: more of them in one another. */
  readonly kind: 'syntax' | 'end' | 'large' | 'deep';
  readonly offset: number;
}

/** Bounds beyond which a text is not read at all: a few megabytes of brackets would take gigabytes once they are parsed. */
export interface JsonBounds {
  readonly mostContainers: number;
  readonly mostDepth: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const [BRACE_OPEN, BRACE_CLOSE, BRACKET_OPEN, BRACKET_CLOSE] = [0x7b, 0x7d, 0x5b, 0x5d];
const [COMMA, COLON] = [0x2c, 0x3a];
const BLANKS = new Set([0x20, 0x09, 0x0a, 0x0d]);

/** Numbers and the three words, at one place of a text. */
const SCALAR = /true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const HEXADECIMAL = /^[0-9a-fA-F]{4}$/;

/** What may stand next. `first key` and `first value`: or the end of the object or list. */
type Expected = 'value' | 'first value' | 'key' | 'first key' | 'colon' | 'more' | 'nothing';

/**
 * Whether a text is JSON (RFC 8259) within bounds; null where it is. Looks at each character once, and keeps nothing of
 * them: JSON.parse does not tell where every fault stands, and has no bounds.
 */
export function findJsonFault(text: string, { mostContainers, mostDepth }: JsonBounds): JsonFault | null {
  /** True for an object. */
  const open: boolean[] = [];
  let containers = 0;
  let expected: Expected = 'value';
  let offset = 0;
  const ended = (): Expected => (open.length === 0 ? 'nothing' : 'more');
  while (offset < text.length) {
    const code = text.charCodeAt(offset);
    if (BLANKS.has(code)) {
      offset++;
      continue;
    }
    const isValue: boolean = expected === 'value' || expected === 'first value';
    const isKey: boolean = expected === 'key' || expected === 'first key';
    if (code === QUOTE && (isValue || isKey)) {
      const end = endOfString(text, offset + 1);
      if (end.fault !== null) return end.fault;
      offset = end.offset;
      expected = isKey ? 'colon' : ended();
      continue;
    }
    if ((code === BRACE_OPEN || code === BRACKET_OPEN) && isValue) {
      containers++;
      if (containers > mostContainers) return { kind: 'large', offset };
      if (open.length === mostDepth) return { kind: 'deep', offset };
      open.push(code === BRACE_OPEN);
      expected = code === BRACE_OPEN ? 'first key' : 'first value';
    } else if (code === BRACE_CLOSE && open.at(-1) === true && (expected === 'first key' || expected === 'more')) {
      open.pop();
      expected = ended();
    } else if (code === BRACKET_CLOSE && open.at(-1) === false && (expected === 'first value' || expected === 'more')) {
      open.pop();
      expected = ended();
    } else if (code === COMMA && expected === 'more') {
      expected = open.at(-1) === true ? 'key' : 'value';
    } else if (code === COLON && expected === 'colon') {
      expected = 'value';
    } else {
      SCALAR.lastIndex = offset;
      if (!isValue || !SCALAR.test(text)) return { kind: 'syntax', offset };
      offset = SCALAR.lastIndex;
      expected = ended();
      continue;
    }
    offset++;
  }
  return expected === 'nothing' ? null : { kind: 'end', offset };
}

/** @param from behind the first quote */
function endOfString(
  text: string,
  from: number,
): { readonly fault: JsonFault } | { readonly fault: null; readonly offset: number } {
  for (let offset = from; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    if (code === QUOTE) return { fault: null, offset: offset + 1 };
    if (code < 0x20) return { fault: { kind: 'syntax', offset } };
    if (code !== BACKSLASH) continue;
    offset++;
    if (offset === text.length) break;
    const escaped = text.charAt(offset);
    if (escaped === 'u') {
      const digits = text.slice(offset + 1, offset + 5);
      if (offset + 5 > text.length) break;
      if (!HEXADECIMAL.test(digits)) return { fault: { kind: 'syntax', offset: offset - 1 } };
      offset += 4;
    } else if (!'"\\/bfnrt'.includes(escaped)) {
      return { fault: { kind: 'syntax', offset: offset - 1 } };
    }
  }
  return { fault: { kind: 'end', offset: text.length } };
}

/** Line and column of a place, both from 1. Lines end as an editor has it: LF, CR LF or CR. */
export function lineAndColumn(text: string, offset: number): { readonly line: number; readonly column: number } {
  let line = 1;
  let lineStart = 0;
  for (let at = 0; at < offset; at++) {
    const code = text.charCodeAt(at);
    const isLineEnd = code === 0x0a || (code === 0x0d && text.charCodeAt(at + 1) !== 0x0a);
    if (!isLineEnd) continue;
    line++;
    lineStart = at + 1;
  }
  return { line, column: offset - lineStart + 1 };
}
