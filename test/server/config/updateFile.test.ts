import { describe, expect, it } from 'vitest';
import { type ConfigFile, makeConfigFile } from '../../../server/src/config/configFiles';
import type { FileEdit, TextChange } from '../../../server/src/config/fileEdit';
import { type UpdatedFile, updateConfigFile } from '../../../server/src/config/updateFile';
import { createRandom } from '../../support/random';
import {
  applyChange,
  below,
  differenceOfFiles,
  editFile,
  faultInEdit,
  freshFile,
  generateChanges,
  generateDocument,
  pick,
} from './editing';
import { GO_TEMPLATE } from './templateSamples';

const SEED = 20260802;
const EDITS = 10_000;
const MOST_UNITS = 60_000;

const isMarked = (name: string): boolean => name === 'limit_req_zone' || name === 'zone' || name === 'server';

const load = (text: string, path = '/n.conf'): ConfigFile => makeConfigFile(path, text, isMarked);

/** Puts `text` in place of the part between two `|`, or at the only one. */
function edit(marked: string, text: string, path?: string): UpdatedFile {
  const start = marked.indexOf('|');
  const before = marked.replaceAll('|', '');
  const end = marked.indexOf('|', start + 1);
  const change = { start, end: end === -1 ? start : end - 1, text };
  const updated = updateConfigFile(load(before, path), applyChange(before, change), change, isMarked);
  expect(differenceOfFiles(updated.file, load(applyChange(before, change), path))).toBeNull();
  if (updated.edit !== null) expect(faultInEdit(updated.edit)).toBeNull();
  return updated;
}

it(`equals a fresh parse after each of ${EDITS} edits (seed ${SEED})`, { timeout: 120_000 }, () => {
  const random = createRandom(SEED);
  let wholeReads = 0;
  for (let edits = 0; edits < EDITS; ) {
    // Checkpoints that stand close find more faults in a short text.
    const spacing = pick(random, [1, 8, 40, 200, 1000, 2048]);
    const path = below(random, 20) === 0 ? 'a.conf.j2' : 'nginx.conf';
    let file = freshFile(path, generateDocument(random), spacing);
    for (const last = edits + 60; edits < last && file.tree.text.length < MOST_UNITS; ) {
      for (const change of generateChanges(random, () => file.tree.text)) {
        const updated = editFile(file, change, spacing);
        edits++;
        if (updated.edit === null) wholeReads++;
        if (updated.fault !== null) {
          const text = JSON.stringify(file.tree.text);
          expect.fail(`edit ${edits}: ${updated.fault}\n${JSON.stringify(change)} with ${spacing} of ${text}`);
        }
        file = updated.file;
      }
    }
  }
  // Only where a text becomes a template or stops being one.
  expect(wholeReads).toBeLessThan(EDITS / 50);
});

describe('FileEdit', () => {
  const shown = ({ edit: found }: UpdatedFile) =>
    found && [found.sameDirectives, found.movedFrom, found.movedTo, found.offsetDelta];

  it.each<[string, string, number[]]>([
    // Directives 0 and 1 stay, 2 is changed, 3 and 4 move.
    ['a; b { c| d; e; } f;', 'x', [2, 3, 3, 1]],
    ['a; b { c |d|; e; } f;', '', [2, 3, 3, -1]],
    ['a; |b| c; d;', 'x', [1, 2, 2, 0]],
    ['a; | b;', 'c; d;', [1, 1, 3, 5]],
    ['a; |b; c;| d;', '', [1, 3, 1, -5]],
    ['|a;', 'b; ', [0, 0, 1, 3]],
    ['a;|', ' b;', [1, 1, 2, 3]],
    // A comment and blanks change no directive.
    ['a;| b;', ' # c\n', [1, 1, 1, 5]],
    // What stands in a block that is renamed does not count as moved.
    ['a { b|; c { d; } } e;', 'x', [1, 2, 2, 1]],
    ['a { b |c| { d; } } e;', 'x', [1, 3, 3, 0]],
    ['a |b| { c { d; } } e;', 'x', [0, 3, 3, 0]],
    // Nor what a brace has put into another block.
    ['a { b; | c; } d;', '}', [2, 3, 3, 1]],
    ['a { b { | c; } d; } e;', '}', [2, 4, 4, 1]],
    ['a { b; } |}| c;', '', [2, 2, 2, -1]],
    ['a { b; |}| c; d;', ' ', [2, 4, 4, 0]],
    // A quote that closes on a later line.
    ['a; b |c;\nd " e; f;', '"', [1, 3, 3, 1]],
  ])('%j with %j', (text, inserted, expected) => expect(shown(edit(text, inserted))).toEqual(expected));

  it('tells the change without what stays', () => {
    expect(edit('a; |b cd e;| f;', 'b cx e;').edit?.change).toEqual({ start: 6, end: 7, text: 'x' });
  });

  it('is told of a template too, but not where a text becomes one or stops being one', () => {
    expect(shown(edit(`|a; |${GO_TEMPLATE}b;`, ''))).not.toBeNull();
    expect(edit('a; |b;\n}', '{{ c }}').edit).toBeNull();
    expect(edit('a; |{{ c }}| b;\n}', '').edit).toBeNull();
    expect(edit('a; |b; }', '}', 'a.j2').edit).not.toBeNull();
  });
});

describe('updateConfigFile', () => {
  it('gives the very file back where nothing changes', () => {
    const file = load('a; b { c; }');
    for (const change of [
      { start: 3, end: 3, text: '' },
      { start: 0, end: 11, text: 'a; b { c; }' },
    ]) {
      const updated = updateConfigFile(file, 'a; b { c; }', change, isMarked);
      expect(updated.file).toBe(file);
      expect(updated.edit).toMatchObject({ sameDirectives: 3, movedFrom: 3, movedTo: 3, offsetDelta: 0 });
    }
  });

  it.each<[string, TextChange]>([
    ['another text', { start: 0, end: 1, text: 'q' }],
    ['another place', { start: 3, end: 4, text: 'x' }],
    ['another length', { start: 0, end: 2, text: 'x' }],
    ['an end before the start', { start: 5, end: 2, text: '' }],
    ['a place behind the end', { start: 90, end: 99, text: 'x' }],
    ['a place before the start', { start: -4, end: -3, text: 'x' }],
  ])('finds the change by itself where it is told %s', (_, change) => {
    const updated = updateConfigFile(load('a; b; c;'), 'x; b; c;', change, isMarked);
    expect(differenceOfFiles(updated.file, load('x; b; c;'))).toBeNull();
    expect(updated.edit?.change).toEqual({ start: 0, end: 1, text: 'x' });
  });

  it.each<[string, string, string]>([
    ['a mark before everything', '|a; b;', '\uFEFF'],
    ['no mark any more', '|\uFEFF|a; b;', ''],
    ['an empty text', '|a; b;|', ''],
    ['a text that was empty', '|', 'a { b'],
    ['a file of one word', '|', 'a'],
    ['the last brace', 'http {\n  server {\n    a;\n  }\n|}|', ''],
    ['a pair of a character cut', 'a |\uD83D|\uDE00;', ''],
    ['a carriage return', 'a;|\r|\nb;', ''],
  ])('holds for %s', (_, text, inserted) => {
    expect(edit(text, inserted).edit).not.toBeNull();
  });

  /** Changes one after the other, with a checkpoint after each statement. */
  const checkSession = (text: string, changes: readonly TextChange[]): void => {
    let file = freshFile('/n.conf', text, 1);
    for (const change of changes) {
      const updated = editFile(file, change, 1);
      expect(updated.fault).toBeNull();
      file = updated.file;
    }
  };

  const replaced = (text: string, part: string, by: string): TextChange => {
    const start = text.indexOf(part);
    return { start, end: start + part.length, text: by };
  };

  it('knows the mark where all before a checkpoint was deleted', () => {
    checkSession('a; b; c;', [
      { start: 0, end: 2, text: '' },
      { start: 0, end: 0, text: '\uFEFF' },
    ]);
  });

  it.each(['c }\n', 'c\n', '"c"d;\n', 'server { server { } }\n'])('stops at a thousand problems with %j', (broken) => {
    const text = `a;\n${broken.repeat(1500)}`;
    const middle = text.indexOf('\n', text.length / 2) + 1;
    let file = freshFile('/n.conf', text, 2048);
    for (const change of [
      { start: 0, end: 0, text: '}' },
      { start: middle, end: middle, text: ';' },
      { start: 0, end: 1, text: '' },
      { start: 0, end: text.length / 3, text: '' },
      { start: 0, end: 0, text: 'a }\n'.repeat(300) },
    ]) {
      const updated = editFile(file, change, 2048);
      expect(updated.fault).toBeNull();
      file = updated.file;
    }
  });

  it('stops looking for the ends of Lua at the same block', () => {
    const text = `a;\n${'x_by_lua_block {\n{\n}\n'.repeat(15)}x_by_lua_block { [[ ]] }\nb;\n`.repeat(2);
    checkSession(text, [
      { start: 0, end: 0, text: 'x_by_lua_block {\n{\n}\n' },
      { start: 0, end: 0, text: 'y_by_lua_block { [[\n}\n' },
      { start: 0, end: 22, text: '' },
      replaced(text, 'a;', ''),
    ]);
  });

  it.each<[string, TextChange, string]>([
    ['behind', { start: 0, end: 1, text: 'x' }, 'x; b; {} e;'],
    ['before', { start: 9, end: 10, text: 'f' }, '{} b; c; f;'],
  ])('finds what has changed %s the change that it is told', (_, change, text) => {
    const updated = updateConfigFile(freshFile('/n.conf', 'a; b; c; e;', 1), text, change, isMarked);
    expect(differenceOfFiles(updated.file, load(text))).toBeNull();
  });

  it('finds again what a template hides when the text is broken and mended', () => {
    let file = load('a;\nb;\n');
    const texts = [
      'a;\nb\n',
      'a;\n{{ b\n',
      'a;\n{{ b }}\n',
      'a;\n{{ b }};}\n',
      'a;\n b;}\n',
      'a;\n<% b;\n',
      'a;\nb;\n',
    ];
    for (const text of texts) {
      const change = { start: 0, end: file.tree.text.length, text };
      file = updateConfigFile(file, text, change, isMarked).file;
      expect(differenceOfFiles(file, load(text))).toBeNull();
    }
  });
});

it('does not keep earlier versions but in the edit itself', () => {
  const updated: FileEdit | null = edit('a; |b;', 'c;').edit;
  expect(Object.keys(updated ?? {}).sort()).toEqual(
    ['after', 'before', 'change', 'movedFrom', 'movedTo', 'offsetDelta', 'sameDirectives'].sort(),
  );
});
