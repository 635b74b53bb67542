import type { Random } from '../../../support/random';
import { below, PATHS, pick, ROOT, randomStatement, randomText } from './randomConfig';

/** Texts that a person types or pastes. */
const PIECES = [
  '{',
  '}',
  ';',
  ' ',
  '\n',
  '"',
  "'",
  '#',
  '0',
  'k',
  'm',
  'x',
  'one',
  'two',
  'zone=',
  ':1m',
  '\\',
  '{{',
  '$',
  'é',
];

const WORDS = /(?<=[=: ."'])[a-z_]\w*(?=[:; ."'])/g;
const SIZES = /\d+[kmg]?(?=;)/g;

/** Changes files as people do, and as nobody would; gives the paths of those that are not as before. */
export function editFiles(random: Random, files: Map<string, string>): string[] {
  const kind = below(random, 20);
  if (kind === 0) return makeFile(random, files, pick(random, PATHS));
  if (kind === 1) return removeFile(files, pick(random, PATHS));
  if (kind === 2 && random() < 0.2) return makeFile(random, files, ROOT);
  if (kind === 3) return [...changeText(random, files), ...changeText(random, files)];
  return changeText(random, files);
}

function makeFile(random: Random, files: Map<string, string>, path: string): string[] {
  files.set(path, randomText(random, path));
  return [path];
}

function removeFile(files: Map<string, string>, path: string): string[] {
  return files.delete(path) ? [path] : [];
}

function changeText(random: Random, files: Map<string, string>): string[] {
  const path = random() < 0.5 ? ROOT : pick(random, [...files.keys()]);
  const before = files.get(path) ?? '';
  const after = changedText(random, before).slice(0, 6000);
  files.set(path, after);
  return after === before ? [] : [path];
}

function changedText(random: Random, text: string): string {
  const at = below(random, text.length + 1);
  switch (below(random, 9)) {
    case 0:
      return text.slice(0, at) + pick(random, PIECES) + text.slice(at);
    case 1:
      return text.slice(0, at) + text.slice(at + 1 + below(random, 3));
    case 2: {
      const lineStart = text.lastIndexOf('\n', at - 1) + 1;
      const lineEnd = text.indexOf('\n', at + below(random, 60));
      return text.slice(0, lineStart) + (lineEnd === -1 ? '' : text.slice(lineEnd + 1));
    }
    case 3:
    case 4: {
      const lineStart = text.lastIndexOf('\n', at - 1) + 1;
      return `${text.slice(0, lineStart)}${randomStatement(random)}\n${text.slice(lineStart)}`;
    }
    case 5:
      return replaceOne(random, text, WORDS, ['one', 'two', 'dogs', 'cats', 'three']);
    case 6:
      return replaceOne(random, text, SIZES, ['1m', '2m', '64k', '7k', '1', '0', '10m']);
    case 7: {
      // Lines are taken from one place to another.
      const lines = text.split('\n');
      const taken = lines.splice(below(random, lines.length), 1 + below(random, 4));
      lines.splice(below(random, lines.length + 1), 0, ...taken);
      return lines.join('\n');
    }
    default: {
      const from = below(random, text.length + 1);
      return text.slice(0, at) + text.slice(from, from + below(random, 80)) + text.slice(at);
    }
  }
}

function replaceOne(random: Random, text: string, what: RegExp, by: readonly string[]): string {
  const found = [...text.matchAll(what)];
  if (found.length === 0) return text;
  const match = pick(random, found);
  return text.slice(0, match.index) + pick(random, by) + text.slice(match.index + match[0].length);
}
