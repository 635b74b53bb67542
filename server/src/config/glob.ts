import type { FileSystem } from './fileSystem';

/** nginx takes an include for a pattern when it holds one of these (strpbrk in ngx_conf_include). */
export function isGlobPattern(path: string): boolean {
  return /[*?[]/.test(path);
}

/**
 * Paths that match a pattern, as glob(3) with flags 0 gives them to nginx: `*`, `?`, `[…]` and `\` in each part, a
 * leading dot only matched by a dot, and the whole list sorted by bytes (nginx runs in the C locale).
 *
 * @param pattern an absolute path
 */
export function expandGlob(fileSystem: FileSystem, pattern: string): string[] {
  const parts = pattern.split('/').filter((part) => part !== '');
  if (parts.length === 0) return [];
  let paths = ['/'];
  parts.forEach((part, index) => {
    const isLast = index === parts.length - 1;
    paths = paths.flatMap((folder) => matchesIn(fileSystem, folder, part, isLast));
  });
  return sortByBytes(paths);
}

function matchesIn(fileSystem: FileSystem, folder: string, part: string, isLast: boolean): string[] {
  const join = (name: string): string => (folder === '/' ? `/${name}` : `${folder}/${name}`);
  if (!isGlobPattern(part)) {
    const path = join(part.replace(/\\(.)/gs, '$1'));
    const kind = fileSystem.kindOf(path);
    return (isLast ? kind !== null : kind === 'directory') ? [path] : [];
  }
  // A pattern that starts with a dot also gets the folder itself and the one above, which nginx then can't read.
  const dots = /^\\?\./.test(part) ? ['.', '..'] : [];
  const names = [...dots, ...(fileSystem.listDirectory(folder) ?? [])];
  const matches = compileGlob(part);
  return names
    .filter(matches)
    .map(join)
    .filter((path) => isLast || fileSystem.kindOf(path) === 'directory');
}

/** One step of a pattern: a star, or the bytes that may stand at its place. */
type Step = '*' | Uint8Array;

/** A test for names that match one part of a pattern (no `/` in it), as fnmatch(3) with FNM_PERIOD tells it. */
export function compileGlob(part: string): (name: string) => boolean {
  const takesHidden = /^\\?\./.test(part);
  const steps = globSteps(Buffer.from(part));
  const bytes = new Uint8Array(LONGEST_SHORT_NAME);
  return (name) => {
    if (steps === null || (!takesHidden && name.startsWith('.'))) return false;
    if (!copyAscii(name, bytes)) return matchesSteps(steps, Buffer.from(name), Buffer.byteLength(name));
    return matchesSteps(steps, bytes, name.length);
  };
}

/** Longest name for which no memory is asked for; there may be many names. */
const LONGEST_SHORT_NAME = 256;

/** Writes the bytes of a short name of ASCII alone; false for any other. */
function copyAscii(name: string, bytes: Uint8Array): boolean {
  if (name.length > bytes.length) return false;
  for (let at = 0; at < name.length; at++) {
    const code = name.charCodeAt(at);
    if (code > 0x7f) return false;
    bytes[at] = code;
  }
  return true;
}

function matchesSteps(steps: readonly Step[], name: Uint8Array, length: number): boolean {
  let step = 0;
  let at = 0;
  let starStep = -1;
  let starAt = 0;
  // Only the last star is ever tried again, so time is at most pattern times name.
  while (at < length) {
    const current = steps[step];
    if (current === '*') {
      starStep = step++;
      starAt = at;
    } else if (current?.[name[at] ?? 0] === 1) {
      step++;
      at++;
    } else if (starStep >= 0) {
      step = starStep + 1;
      at = ++starAt;
    } else return false;
  }
  while (steps[step] === '*') step++;
  return step === steps.length;
}

/** The steps of a pattern, which goes by bytes; null where it can't match anything. */
function globSteps(part: Uint8Array): Step[] | null {
  const steps: Step[] = [];
  for (let at = 0; at < part.length; ) {
    const sign = String.fromCharCode(part[at] ?? 0);
    const set = sign === '[' ? bracketExpression(part, at) : null;
    if (set !== null) {
      steps.push(set.bytes);
      at = set.end;
    } else if (sign === '*' || sign === '?') {
      steps.push(sign === '*' ? '*' : new Uint8Array(256).fill(1));
      at++;
    } else {
      const escaped = sign === '\\' ? 1 : 0;
      const byte = part[at + escaped];
      if (byte === undefined) return null;
      steps.push(rangeOfBytes(byte, byte));
      at += escaped + 1;
    }
  }
  return steps;
}

function rangeOfBytes(first: number, last: number): Uint8Array {
  const bytes = new Uint8Array(256);
  // A range that runs backwards holds nothing.
  if (first <= last) bytes.fill(1, first, last + 1);
  return bytes;
}

/** Bytes of each named class in the C locale. */
const CHARACTER_CLASSES: ReadonlyMap<string, RegExp> = new Map([
  ['alpha', /[a-zA-Z]/],
  ['digit', /[0-9]/],
  ['alnum', /[a-zA-Z0-9]/],
  ['upper', /[A-Z]/],
  ['lower', /[a-z]/],
  ['space', /[ \t\n\v\f\r]/],
  ['blank', /[ \t]/],
  ['punct', /[!-/:-@[-`{-~]/],
  ['xdigit', /[0-9A-Fa-f]/],
  ['print', /[ -~]/],
  ['graph', /[!-~]/],
]);

/** A set in brackets; null where no bracket closes it, so that its bracket stands for itself. */
function bracketExpression(part: Uint8Array, open: number): { bytes: Uint8Array; end: number } | null {
  const text = Buffer.from(part).toString('latin1');
  const isNegated = text[open + 1] === '!' || text[open + 1] === '^';
  const bytes = new Uint8Array(256);
  const first = open + (isNegated ? 2 : 1);
  for (let at = first; at < text.length; ) {
    if (text[at] === ']' && at > first) {
      return { bytes: isNegated ? bytes.map((byte) => 1 - byte) : bytes, end: at + 1 };
    }
    const named = /^\[:(\w+):\]/.exec(text.slice(at, at + 12));
    if (named !== null) {
      const members = CHARACTER_CLASSES.get(named[1] ?? '');
      if (members !== undefined) addClass(bytes, members);
      at += named[0].length;
      continue;
    }
    const from = memberAt(text, at);
    const hasRange = text[from.end] === '-' && text[from.end + 1] !== undefined && text[from.end + 1] !== ']';
    const to = hasRange ? memberAt(text, from.end + 1) : from;
    if (from.byte <= to.byte) bytes.fill(1, from.byte, to.byte + 1);
    at = to.end;
  }
  return null;
}

function addClass(bytes: Uint8Array, members: RegExp): void {
  for (let byte = 0; byte < 128; byte++) if (members.test(String.fromCharCode(byte))) bytes[byte] = 1;
}

function memberAt(text: string, at: number): { byte: number; end: number } {
  const place = text[at] === '\\' && at + 1 < text.length ? at + 1 : at;
  return { byte: text.charCodeAt(place), end: place + 1 };
}

/** Sorts paths by their UTF-8 bytes, as strcmp orders them. */
export function sortByBytes(paths: readonly string[]): string[] {
  // By their units, texts are compared much faster, and only characters of two units come in another order.
  if (!paths.some((path) => /[\uD800-\uDFFF]/.test(path))) return [...paths].sort();
  return paths
    .map((path) => ({ path, bytes: Buffer.from(path) }))
    .sort((left, right) => Buffer.compare(left.bytes, right.bytes))
    .map(({ path }) => path);
}
