import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { TextRange } from '../../../server/src/config/sourceText';
import { type Analysis, analyze, DEFAULT_SETTINGS } from '../../../server/src/features/analysis';
import { definitions } from '../../../server/src/features/definitions';
import { documentSymbols, type ZoneSymbol } from '../../../server/src/features/documentSymbols';
import { foldingRanges } from '../../../server/src/features/foldingRanges';
import { highlights } from '../../../server/src/features/highlights';
import { links } from '../../../server/src/features/links';
import { references } from '../../../server/src/features/references';
import { prepareRename, rename } from '../../../server/src/features/rename';
import { selectionRanges } from '../../../server/src/features/selectionRanges';
import { workspaceSymbols } from '../../../server/src/features/workspaceSymbols';
import { createRandom } from '../../support/random';
import { generateText } from '../config/fuzzing';
import { modelOf } from '../zones/modelOf';
import { AMPLE_HOST } from './diagnostics/check';
import { textOf } from './fileTexts';

function analyzeRoot(root: string, files: Readonly<Record<string, string>> = {}): Analysis {
  return analyze(modelOf(root, { files, banner: '' }), AMPLE_HOST, DEFAULT_SETTINGS);
}

const isInside = (inner: TextRange, outer: TextRange): boolean =>
  outer.start <= inner.start && inner.start <= inner.end && inner.end <= outer.end;

/** Some range that a feature gave does not lie in its text. */
function faultAt(analysis: Analysis, path: string, offset: number): string | null {
  const wholeOf = (file: string): TextRange => ({ start: 0, end: textOf(analysis, file).length });
  const here = wholeOf(path);
  const found = definitions(analysis, path, offset);
  if (found !== null) {
    if (!isInside(found.from, here)) return 'definition: from';
    for (const { path: file, range, fullRange } of found.targets) {
      if (!isInside(range, fullRange) || !isInside(fullRange, wholeOf(file))) return 'definition';
    }
  }
  for (const place of references(analysis, path, offset, true)) {
    if (!isInside(place.range, wholeOf(place.path))) return 'reference';
  }
  if (highlights(analysis, path, offset).some(({ range }) => !isInside(range, here))) return 'highlight';
  const start = prepareRename(analysis, path, offset);
  if (start !== null && 'range' in start && !isInside(start.range, here)) return 'prepareRename';
  const renamed = rename(analysis, path, offset, 'new name');
  if ('edits' in renamed && renamed.edits.some((edit) => !isInside(edit.range, wholeOf(edit.path)))) return 'rename';
  if ('edits' in renamed && (start === null || 'refusal' in start)) return 'rename without its preparation';
  const file = analysis.model.config.files.get(path);
  return file === undefined ? null : selectionFault(selectionRanges(file, offset), here, offset);
}

function selectionFault(ranges: readonly TextRange[], whole: TextRange, offset: number): string | null {
  for (const [index, range] of ranges.entries()) {
    const inner = ranges[index - 1];
    if (!isInside(range, whole) || range.start > offset || range.end < offset) return `selection ${index}`;
    if (inner === undefined) continue;
    const grows = range.end - range.start > inner.end - inner.start;
    if (!isInside(inner, range) || !grows) return `selection ${index} does not grow`;
  }
  const last = ranges.at(-1);
  return last?.start === 0 && last.end === whole.end ? null : 'selection does not end with the file';
}

function faultInFile(analysis: Analysis, path: string): string | null {
  const whole = { start: 0, end: textOf(analysis, path).length };
  if (links(analysis, path).some(({ range }) => !isInside(range, whole))) return 'link';
  const symbolFault = (symbols: readonly ZoneSymbol[], around: TextRange): string | null => {
    for (const { name, range, selectionRange, children } of symbols) {
      if (name === '' || !isInside(range, around) || !isInside(selectionRange, range)) return `symbol ${name}`;
      const fault = symbolFault(children, range);
      if (fault !== null) return fault;
    }
    return null;
  };
  const fault = symbolFault(documentSymbols(analysis, path), whole);
  const file = analysis.model.config.files.get(path);
  if (fault !== null || file === undefined) return fault;
  const open: number[] = [];
  let last = -1;
  for (const { startLine, endLine } of foldingRanges(file)) {
    if (startLine <= last || endLine <= startLine || endLine >= file.lineStarts.length) return `fold ${startLine}`;
    while ((open.at(-1) ?? Infinity) < startLine) open.pop();
    if ((open.at(-1) ?? Infinity) < endLine) return `fold ${startLine} crosses another`;
    open.push(endLine);
    last = startLine;
  }
  return null;
}

const EXAMPLES = resolve(import.meta.dirname, '../../../examples');

function filesUnder(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(folder, name)).isFile(),
  );
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

/** Every file of an analysis, scripts too. */
function pathsOf({ model }: Analysis): string[] {
  return [...model.config.files.keys(), ...model.scripts.files.keys()];
}

describe('at every offset nothing throws, and all ranges lie in their texts', () => {
  test('of the example', () => {
    const { 'nginx.conf': root = '', ...files } = filesUnder(EXAMPLES);
    const analysis = analyzeRoot(root, files);
    expect(pathsOf(analysis).length).toBeGreaterThan(8);
    for (const path of pathsOf(analysis)) {
      expect(faultInFile(analysis, path), path).toBeNull();
      for (let offset = 0; offset <= textOf(analysis, path).length; offset++) {
        expect(faultAt(analysis, path, offset), `${path} at ${offset}`).toBeNull();
      }
    }
  });

  test('of broken variants of it, and of hostile texts', () => {
    const random = createRandom(11);
    const files = filesUnder(EXAMPLES);
    const samples = Object.values(files).filter((text) => text.length < 5000);
    for (let round = 0; round < 250; round++) {
      const text = generateText(random, samples);
      const analysis = analyzeRoot(text, {
        'lua/dogs.lua': files['lua/dogs.lua'] ?? '',
        'a.conf': 'limit_req zone=one;',
      });
      for (const path of pathsOf(analysis)) {
        expect(faultInFile(analysis, path), text).toBeNull();
        const { length } = textOf(analysis, path);
        // Every offset of short texts, some of longer ones.
        for (let offset = 0; offset <= length; offset += 1 + Math.floor(random() * (length / 100))) {
          expect(faultAt(analysis, path, offset), `at ${offset} of ${JSON.stringify(text)}`).toBeNull();
        }
      }
      expect(workspaceSymbols([analysis], '', 99).every(({ name }) => name !== '')).toBe(true);
    }
  });

  test('a path that is no part of the config has nothing', () => {
    const analysis = analyzeRoot('lua_shared_dict a 1m;');
    const path = '/etc/nginx/other.conf';
    expect(definitions(analysis, path, 3)).toBeNull();
    expect(references(analysis, path, 3, true)).toEqual([]);
    expect(highlights(analysis, path, 3)).toEqual([]);
    expect(prepareRename(analysis, path, 3)).toBeNull();
    expect(rename(analysis, path, 3, 'b')).toHaveProperty('refusal');
    expect(links(analysis, path)).toEqual([]);
    expect(documentSymbols(analysis, path)).toEqual([]);
  });
});
