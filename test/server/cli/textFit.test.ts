import { describe, expect, test } from 'vitest';
import { fitTable } from '../../../server/src/cli/fitTable';
import { clipLine, wrapItems, wrapText } from '../../../server/src/cli/textFit';

const RED = '\u001b[31m';
const END = '\u001b[39m';

describe('clipLine', () => {
  test.each([
    ['abcdef', 6, 'abcdef'],
    ['abcdefg', 6, 'abcde…'],
    ['日本語', 6, '日本語'],
    ['日本語x', 6, '日本…'],
    [`${RED}abc${END}`, 3, `${RED}abc${END}`],
    [`${RED}abcd${END}`, 3, `${RED}ab\u001b[0m…`],
    ['abc', 1, '…'],
  ])('%j in %i cells', (line, cells, clipped) => {
    expect(clipLine(line, cells)).toBe(clipped);
  });
});

describe('wrapText', () => {
  test.each([
    ['one two three', 8, ['one two', 'three']],
    ['one two three', 13, ['one two three']],
    ['a muchlongerword b', 5, ['a', 'muchlongerword', 'b']],
    ['one two', null, ['one two']],
    ['', 10, ['']],
  ])('%j in %s cells', (text, cells, lines) => {
    expect(wrapText(text, cells)).toEqual(lines);
  });
});

describe('fitTable', () => {
  const rows = [
    { name: 'dogs', note: 'a long note', size: '1 MB' },
    { name: 'cats', note: '', size: '20 MB' },
  ];
  const columns = [
    { title: 'NAME', alignment: 'left', leaveOut: 0, cell: (row: (typeof rows)[0]) => row.name },
    { title: 'NOTE', alignment: 'left', leaveOut: 2, cell: (row: (typeof rows)[0]) => row.note },
    { title: 'EMPTY', alignment: 'left', leaveOut: 0, cell: () => '' },
    { title: 'SIZE', alignment: 'right', leaveOut: 1, cell: (row: (typeof rows)[0]) => row.size },
  ] as const;
  const table = (cells: number | null) => fitTable(rows, columns, cells, (title) => title);

  test('has all columns where there is room, but for those without a text', () => {
    const whole = ['NAME  NOTE          SIZE', 'dogs  a long note   1 MB', 'cats               20 MB'];
    expect(table(null)).toEqual(whole);
    expect(table(24)).toEqual(whole);
  });

  test('leaves out columns in their order until it fits, and never the first ones', () => {
    expect(table(23)).toEqual(['NAME   SIZE', 'dogs   1 MB', 'cats  20 MB', 'No room for NOTE.']);
    const narrow = ['NAME', 'dogs', 'cats', 'No room', 'for SIZE,', 'NOTE.'];
    expect(table(10)).toEqual(narrow);
    expect(table(2).slice(0, 3)).toEqual(narrow.slice(0, 3));
  });
});

describe('items of a list', () => {
  test('stay whole, and the separator stays with the item before it', () => {
    const items = ['12 KB by worker 7', '4 KB by worker 8', 'nothing by others'];
    expect(wrapItems(items, ', ', 36)).toEqual(['12 KB by worker 7, 4 KB by worker 8,', 'nothing by others']);
    expect(wrapItems(items, ', ', 35)).toEqual(['12 KB by worker 7,', '4 KB by worker 8, nothing by others']);
    expect(wrapItems(items, ', ', 5)).toEqual(['12 KB by worker 7,', '4 KB by worker 8,', 'nothing by others']);
    expect(wrapItems(items, ', ', null)).toEqual([items.join(', ')]);
  });
});
