import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseConfig } from '../../server/src/config/parser';
import { lineStartsOf, positionAt } from '../../server/src/config/sourceText';
import {
  blockRange,
  type ConfigTree,
  type Directive,
  directiveName,
  directiveRange,
  parentOf,
} from '../../server/src/config/tree';
import type { NginxProblem } from '../../test/live/support/nginxTest';
import type { PlacedCase } from './caseFolder';

/** One thing that can be put right: nginx's message, and what to do about it; false where nothing was changed. */
interface Mend {
  readonly says: RegExp;
  readonly apply: (placed: PlacedCase, problem: NginxProblem, match: RegExpExecArray) => boolean;
}

const MENDS: readonly Mend[] = [
  { says: /^unknown directive "(.+)"$/, apply: (placed, problem, match) => removeStatement(placed, problem, match[1]) },
  {
    // The Lua module for streams is not installed where only that for HTTP is.
    says: /^"(.*lua.*)" directive is not allowed here$/,
    apply: (placed, problem, match) => removeStatement(placed, problem, match[1], 'stream'),
  },
  {
    says: /^(?:invalid parameter|the invalid) "([^"]+)"/,
    apply: (placed, problem, match) => removeParameter(placed, problem, match[1]),
  },
  {
    says: /^(?:module "[^"]+" is already loaded|dlopen\(\) .* failed)/,
    apply: (placed, problem) => removeStatement(placed, problem, 'load_module'),
  },
  {
    says: /^get(?:pw|gr)nam\("[^"]*"\) failed/,
    apply: (placed, problem) => removeStatement(placed, problem, 'user'),
  },
  {
    says: /^no "events" section in configuration/,
    apply: (placed) => changeFile(placed, placed.rootPath, (text) => `${text}\nevents {}\n`),
  },
  {
    says: /^(?:cannot load certificate(?: key)?|SSL_CTX_load_verify_locations\(|BIO_new_file\()\s?"?([^":]+)"/,
    apply: (placed, _, match) => provideFile(placed, match[1] ?? '', certificate()),
  },
  {
    says: /^host not found in (?:upstream|resolver)? ?"([^":]+)/,
    apply: (placed, { file }, match) =>
      changeFile(placed, file, (text) =>
        text.replaceAll(new RegExp(`${escaped(match[1] ?? '')}\\b`, 'g'), '127.0.0.1'),
      ),
  },
  { says: /^no handler for server/, apply: (placed, { file, line }) => addHandler(placed, file, line ?? 0) },
  {
    says: /^no "ssl_certificate" is defined/,
    apply: (placed) =>
      addToBlocks(placed, `ssl_certificate ${placed.folder}/c.pem; ssl_certificate_key ${placed.folder}/c.pem;`),
  },
  { says: /^unknown "([^"]+)" variable$/, apply: (placed, _, match) => defineVariable(placed, match[1] ?? '') },
  {
    // A file of the machine that the config is for.
    says: /^open\(\) "(\/[^"]+)" failed \(2:/,
    apply: (placed, problem, match) =>
      problem.file !== null &&
      !(match[1] ?? '').startsWith(placed.folder) &&
      removeStatement(placed, problem, 'include'),
  },
  {
    says: /^(?:open|mkdir)\(\) "([^"]+)" failed/,
    apply: (placed, problem, match) => problem.file === null && provideFolder(placed, match[1] ?? ''),
  },
];

/** Puts right what stopped nginx, where that has nothing to do with zones. @returns what was done, null for nothing */
export function mendCase(placed: PlacedCase, problem: NginxProblem): string | null {
  for (const { says, apply } of MENDS) {
    const match = says.exec(problem.message);
    if (match !== null) return apply(placed, problem, match) ? problem.message : null;
  }
  return null;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Blanks out a directive, with its block, in the line that nginx named. */
function removeStatement(placed: PlacedCase, { file, line }: NginxProblem, name = '', inBlock = ''): boolean {
  return changeFile(placed, file, (text) => {
    const tree = parseConfig(text);
    const lineStarts = lineStartsOf(text);
    const lineOf = (offset: number): number => positionAt(lineStarts, offset).line + 1;
    for (let directive = 0; directive < tree.directiveCount; directive++) {
      if (directiveName(tree, directive) !== name || !isInside(tree, directive, inBlock)) continue;
      const { start, end } = directiveRange(tree, directive);
      const headEnd = blockRange(tree, directive)?.start ?? end - 1;
      if (line === null || lineOf(start) > line || lineOf(headEnd) < line) continue;
      return text.slice(0, start) + text.slice(start, end).replace(/[^\n]/g, ' ') + text.slice(end);
    }
    return text;
  });
}

/** The outermost block around a directive has this name; always for the empty name. */
function isInside(tree: ConfigTree, directive: Directive, outermost: string): boolean {
  let top = directive;
  while (parentOf(tree, top) >= 0) top = parentOf(tree, top);
  return outermost === '' || directiveName(tree, top) === outermost;
}

/** Takes a parameter that this nginx is too old for off a `listen`, or off a `server` of an upstream. */
function removeParameter(placed: PlacedCase, { file, line }: NginxProblem, parameter = ''): boolean {
  return changeFile(placed, file, (text) => {
    const lines = text.split('\n');
    const wanted = lines[(line ?? 0) - 1] ?? '';
    if (!/^\s*(?:listen|server)\s/.test(wanted)) return text;
    lines[(line ?? 0) - 1] = wanted.replace(new RegExp(`\\s${escaped(parameter)}(?=[\\s;])`), '');
    return lines.join('\n');
  });
}

/** Gives a stream server whose handler was removed another one. */
function addHandler(placed: PlacedCase, file: string | null, line: number): boolean {
  return changeFile(placed, file, (text) => {
    const start = lineStartsOf(text)[line - 1] ?? text.length;
    const brace = text.indexOf('{', start);
    return brace === -1 ? text : `${text.slice(0, brace + 1)} return "";${text.slice(brace + 1)}`;
  });
}

/** Makes a variable that a module which is not here, or the surroundings of a fragment, would give. */
function defineVariable(placed: PlacedCase, name: string): boolean {
  return addToBlocks(placed, `map "" $${name} { default ""; }`);
}

/** Puts text at the start of the http and stream blocks, without a new line. */
function addToBlocks(placed: PlacedCase, addition: string): boolean {
  return changeFile(placed, placed.rootPath, (text) =>
    text.includes(addition) ? text : text.replace(/^([ \t]*(?:http|stream)\s*\{)/gm, (head) => `${head} ${addition}`),
  );
}

function changeFile({ folder }: PlacedCase, file: string | null, change: (text: string) => string): boolean {
  if (file === null || !file.startsWith(`${folder}/`)) return false;
  const text = readFileSync(file, 'latin1');
  const changed = change(text);
  if (changed === text) return false;
  writeFileSync(file, changed, 'latin1');
  return true;
}

/** Writes a file that nginx wants to read; a path outside of the case's folder is moved into it. */
function provideFile(placed: PlacedCase, path: string, content: string): boolean {
  const { folder, rootPath } = placed;
  const inside = path.startsWith(`${folder}/`) ? path : join(folder, path);
  if (!path.startsWith(`${folder}/`)) {
    const isChanged = changeFile(placed, rootPath, (text) => text.replaceAll(path, inside));
    if (!isChanged) return false;
  }
  if (existsSync(inside)) return false;
  mkdirSync(dirname(inside), { recursive: true });
  writeFileSync(inside, content);
  return true;
}

const provided = new Set<string>();

function provideFolder({ folder }: PlacedCase, path: string): boolean {
  if (!path.startsWith(`${folder}/`) || provided.has(path)) return false;
  provided.add(path);
  mkdirSync(dirname(path), { recursive: true });
  return true;
}

let madeCertificate: string | null = null;

/** A certificate and its key in one text, made once; empty where there is no openssl. */
function certificate(): string {
  if (madeCertificate !== null) return madeCertificate;
  const options = 'req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout - -out -'.split(' ');
  try {
    madeCertificate = execFileSync('openssl', options, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    madeCertificate = '';
  }
  return madeCertificate;
}
