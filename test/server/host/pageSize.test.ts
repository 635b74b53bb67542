import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { parseAuxvPageSize, parseSmapsPageSize, readPageSize } from '../../../server/src/host/pageSize';
import { type HostFiles, realHostFiles } from '../../../server/src/host/procFiles';
import { memoryFiles } from './memoryFiles';

function auxv(...pairs: readonly (readonly [bigint, bigint])[]): Uint8Array {
  const bytes = Buffer.alloc(pairs.length * 16);
  pairs.forEach(([type, value], index) => {
    bytes.writeBigUInt64LE(type, index * 16);
    bytes.writeBigUInt64LE(value, index * 16 + 8);
  });
  return bytes;
}

const vdso: readonly [bigint, bigint] = [33n, 0x7fff_0000_1000n];

describe('auxv', () => {
  test.each([4096n, 16_384n, 65_536n])('AT_PAGESZ %d', (size) => {
    expect(parseAuxvPageSize(auxv(vdso, [6n, size], [0n, 0n]))).toBe(Number(size));
  });

  test.each([0n, 1n, 2048n, 4097n, 12_288n, 2n ** 21n, 2n ** 63n, 2n ** 64n - 1n])('AT_PAGESZ %d is none', (size) => {
    expect(parseAuxvPageSize(auxv([6n, size]))).toBeNull();
  });

  test('truncated at any byte: the size or nothing, never a wrong one', () => {
    const whole = auxv(vdso, [6n, 65_536n], [0n, 0n]);
    for (let length = 0; length <= whole.length; length++) {
      expect(parseAuxvPageSize(whole.subarray(0, length))).toBe(length >= 32 ? 65_536 : null);
    }
  });

  test('nothing behind AT_NULL counts, nor big-endian words', () => {
    expect(parseAuxvPageSize(auxv([0n, 0n], [6n, 4096n]))).toBeNull();
    expect(parseAuxvPageSize(Buffer.from(auxv([6n, 4096n])).swap64())).toBeNull();
  });

  test('a view into a larger buffer', () => {
    const large = Buffer.concat([Buffer.alloc(3, 6), auxv([6n, 4096n])]);
    expect(parseAuxvPageSize(large.subarray(3))).toBe(4096);
  });
});

describe('smaps', () => {
  const entry = (kernel: string, mmu: string) =>
    `55d0-55d1 r--p 00000000 fe:00 12 /usr/bin/node\nSize:  1024 kB\nKernelPageSize:  ${kernel}\nMMUPageSize:  ${mmu}\n`;

  test('the first entry counts', () => {
    expect(parseSmapsPageSize(entry('16 kB', '4 kB') + entry('2048 kB', '2048 kB'))).toBe(16_384);
    expect(parseSmapsPageSize('MMUPageSize: 64 kB\n')).toBe(65_536);
  });

  test.each(['', '0 kB', '-4 kB', '4', '5 kB', '4 MB', 'NaN kB', '99999999999999 kB'])('%j is none', (figure) => {
    expect(parseSmapsPageSize(entry(figure, figure))).toBeNull();
  });
});

test('auxv, then smaps, then the usual size with a flag', () => {
  const smaps = 'KernelPageSize: 64 kB\n';
  const both = { '/proc/self/auxv': auxv([6n, 16_384n]), '/proc/self/smaps': smaps };
  expect(readPageSize(memoryFiles(both))).toEqual({ pageSizeBytes: 16_384, source: 'auxv' });
  const broken = { ...both, '/proc/self/auxv': auxv([6n, 5n]) };
  expect(readPageSize(memoryFiles(broken))).toEqual({ pageSizeBytes: 65_536, source: 'smaps' });
  expect(readPageSize(memoryFiles({}))).toEqual({ pageSizeBytes: 4096, source: 'assumed' });
});

test('this machine: getconf PAGESIZE, by auxv and by smaps', (context) => {
  if (process.platform !== 'linux') context.skip('no /proc here');
  const expected = Number(execFileSync('getconf', ['PAGESIZE'], { encoding: 'utf8' }));
  const files = realHostFiles();
  expect(readPageSize(files)).toEqual({ pageSizeBytes: expected, source: 'auxv' });
  const withoutAuxv: HostFiles = {
    ...files,
    readBytes: (path, maximumBytes) => (path.endsWith('/auxv') ? null : files.readBytes(path, maximumBytes)),
  };
  expect(readPageSize(withoutAuxv)).toEqual({ pageSizeBytes: expected, source: 'smaps' });
});
