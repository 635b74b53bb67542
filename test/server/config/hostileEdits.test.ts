import { expect, it } from 'vitest';
import type { TextChange } from '../../../server/src/config/fileEdit';
import { editFile, freshFile } from './editing';
import { HALVES, PATTERNS } from './hostileTexts';

const LENGTH = 30_000;
const SPACING = 500;

/** Edits one after the other: at which share of the text, how much goes, what comes. */
const EDITS: readonly (readonly [share: number, deleted: number, inserted: string])[] = [
  [0.5, 0, 'a'],
  [0.5, 1, ''],
  [0, 0, '{'],
  [0, 1, ''],
  [0.5, 0, '"'],
  [0.6, 1, "'"],
  [0, 0, '}'],
  [1, 0, ';'],
  [0.01, 0, 'x_by_lua_block {'],
  [0.01, 3, ''],
  [0.25, 0, '}'],
  [0.25, 1, '{'],
  [0.9, 2000, ''],
  [0.5, 0, '\n'],
];

function checkEdits(text: string): void {
  let file = freshFile('/n.conf', text, SPACING);
  for (const [share, deleted, inserted] of EDITS) {
    const { length } = file.tree.text;
    const start = Math.floor(length * share);
    const change: TextChange = { start, end: Math.min(length, start + deleted), text: inserted };
    const updated = editFile(file, change, SPACING);
    if (updated.fault !== null) expect.fail(`${JSON.stringify(change)}: ${updated.fault}`);
    file = updated.file;
  }
}

it.each(PATTERNS)('edits of %j many times over', (pattern) => {
  checkEdits(pattern.repeat(LENGTH / pattern.length));
  checkEdits(`a "${pattern.repeat(LENGTH / 5 / pattern.length)}`);
});

it.each(HALVES)('edits of %j, then of %j', (first, second) => {
  checkEdits(first.repeat(LENGTH / 2 / first.length) + second.repeat(LENGTH / 2 / second.length));
});
