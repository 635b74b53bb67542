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
  let paths = ['/'];
  const parts = pattern.split('/').filter((part) => part !== '');
  parts.forEach((part, index) => {
    const isLast = index === parts.length - 1;
    paths = paths.flatMap((folder) => matchesIn(fileSystem, folder, part, isLast));
  });
  return parts.length === 0 ? [] : paths.sort(compareBytes);
}

function matchesIn(fileSystem: FileSystem, folder: string, part: string, isLast: boolean): string[] {
  const join = (name: string): string => (folder === '/' ? `/${name}` : `${folder}/${name}`);
  if (!isGlobPattern(part)) {
    const path = join(part.replace(/\\(.)/g, '$1'));
    const kind = fileSystem.kindOf(path);
    return (isLast ? kind !== null : kind === 'directory') ? [path] : [];
  }
  const names = (fileSystem.listDirectory(folder) ?? []).filter(
    (name) => (!name.startsWith('.') || part.startsWith('.')) && matchesGlob(part, name),
  );
  return names.map(join).filter((path) => isLast || fileSystem.kindOf(path) === 'directory');
}

const CHARACTER_CLASSES: ReadonlyMap<string, string> = new Map([
  ['alpha', 'a-zA-Z'],
  ['digit', '0-9'],
  ['alnum', 'a-zA-Z0-9'],
  ['upper', 'A-Z'],
  ['lower', 'a-z'],
  ['space', '\\s'],
  ['blank', ' \\t'],
  ['punct', '!-\\/:-@\\[-`{-~'],
  ['xdigit', '0-9A-Fa-f'],
]);

/** One step of a pattern: a star, or a test of one character. */
type Step = '*' | ((character: string) => boolean);

/** Whether a name matches one part of a pattern (no `/` in it), as fnmatch(3) tells it. */
export function matchesGlob(part: string, name: string): boolean {
  const steps = globSteps(part);
  const characters = [...name];
  let step = 0;
  let at = 0;
  let starStep = -1;
  let starAt = 0;
  // Only the last star is ever tried again, so time is at most pattern times name.
  while (at < characters.length) {
    const current = steps[step];
    if (current === '*') {
      starStep = step++;
      starAt = at;
    } else if (current?.(characters[at] ?? '')) {
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

function globSteps(part: string): Step[] {
  const steps: Step[] = [];
  for (let at = 0; at < part.length; ) {
    const character = String.fromCodePoint(part.codePointAt(at) ?? 0);
    const set = character === '[' ? bracketExpression(part, at) : null;
    if (set !== null) {
      const expression = new RegExp(set.source, 'su');
      steps.push((tested) => expression.test(tested));
      at = set.end;
    } else if (character === '*') {
      steps.push('*');
      at++;
    } else if (character === '?') {
      steps.push(() => true);
      at++;
    } else {
      const member = memberAt(part, at);
      steps.push((tested) => tested === member.character);
      at = member.end;
    }
  }
  return steps;
}

function bracketExpression(part: string, open: number): { source: string; end: number } | null {
  let at = open + 1;
  const negated = part[at] === '!' || part[at] === '^';
  if (negated) at++;
  let members = '';
  for (let first = true; at < part.length; first = false) {
    const character = part[at] ?? '';
    if (character === ']' && !first) {
      return { source: `^[${negated ? '^' : ''}${members}]$`, end: at + 1 };
    }
    const named = /^\[:(\w+):\]/.exec(part.slice(at));
    if (named) {
      members += CHARACTER_CLASSES.get(named[1] ?? '') ?? '';
      at += named[0].length;
      continue;
    }
    const member = memberAt(part, at);
    if (part[member.end] === '-' && part[member.end + 1] !== undefined && part[member.end + 1] !== ']') {
      const last = memberAt(part, member.end + 1);
      // A range that runs backwards matches nothing, and would be an error in an expression.
      if (member.character <= last.character) {
        members += `${escapeForExpression(member.character)}-${escapeForExpression(last.character)}`;
      }
      at = last.end;
    } else {
      members += escapeForExpression(member.character);
      at = member.end;
    }
  }
  return null;
}

function memberAt(part: string, at: number): { character: string; end: number } {
  const start = part[at] === '\\' && at + 1 < part.length ? at + 1 : at;
  const character = String.fromCodePoint(part.codePointAt(start) ?? 0);
  return { character, end: start + character.length };
}

function escapeForExpression(character: string): string {
  return /[\^$\\.*+?()[\]{}|/-]/.test(character) ? `\\${character}` : character;
}

/** Order of two paths by their UTF-8 bytes, as strcmp gives it. */
export function compareBytes(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
