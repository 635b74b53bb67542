import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { parseMeminfo, readMeminfo } from '../../../server/src/host/meminfo';
import { realHostFiles } from '../../../server/src/host/procFiles';

const nothing = {
  totalBytes: null,
  availableBytes: null,
  swapTotalBytes: null,
  swapFreeBytes: null,
  commitLimitBytes: null,
  committedBytes: null,
  hugetlbPageBytes: null,
};

describe('parseMeminfo', () => {
  test('takes kB as 1024 bytes, and no swap as 0', () => {
    const text = [
      'MemTotal:       24684084 kB',
      'MemFree:        24515364 kB',
      'MemAvailable:   24435656 kB',
      'SwapTotal:             0 kB',
      'SwapFree:              0 kB',
      'CommitLimit:    12342040 kB',
      'Committed_AS:     298144 kB',
      'HugePages_Total:       0',
      'Hugepagesize:       2048 kB',
      '',
    ].join('\n');
    expect(parseMeminfo(text)).toEqual({
      totalBytes: 24_684_084 * 1024,
      availableBytes: 24_435_656 * 1024,
      swapTotalBytes: 0,
      swapFreeBytes: 0,
      commitLimitBytes: 12_342_040 * 1024,
      committedBytes: 298_144 * 1024,
      hugetlbPageBytes: 2_097_152,
    });
  });

  test('Linux before 3.14 has no MemAvailable', () => {
    expect(parseMeminfo('MemTotal: 100 kB\nMemFree: 50 kB\n')).toEqual({ ...nothing, totalBytes: 102_400 });
  });

  test.each([
    ['', 'empty'],
    ['\0\x01\x02\xff', 'binary'],
    ['MemTotal: -5 kB', 'negative'],
    ['MemTotal: NaN kB', 'not a number'],
    ['MemTotal: 1e9 kB', 'another notation'],
    ['MemTotal: 0x10 kB', 'hexadecimal'],
    ['MemTotal: 99999999999999999999999 kB', 'beyond 64 bits'],
    ['MemTotal: 9007199254740991 kB', 'not exact in bytes'],
    ['MemTotal: 5 MB', 'another unit'],
    ['MemTotal: 5', 'no unit'],
    ['MemTotal: 0 kB', 'no memory at all'],
    [' MemTotal: 5 kB', 'indented'],
    ['__proto__: 5 kB\nconstructor: 6 kB', 'names of object properties'],
  ])('%j is no figure: %s', (text) => {
    expect(parseMeminfo(text)).toEqual(nothing);
  });

  test('does not believe more available than there is, and takes the first of two rows', () => {
    const text = 'MemTotal: 10 kB\nMemTotal: 20 kB\nMemAvailable: 11 kB\nSwapTotal: 1 kB\nSwapFree: 2 kB\n';
    expect(parseMeminfo(text)).toEqual({ ...nothing, totalBytes: 10_240, swapTotalBytes: 1024 });
  });
});

test('this machine: what free(1) says', (context) => {
  if (process.platform !== 'linux') context.skip('no /proc/meminfo here');
  const rows = execFileSync('free', ['-b'], { encoding: 'utf8' }).split('\n');
  const [memory, swap] = ['Mem:', 'Swap:'].map((name) => rows.find((row) => row.startsWith(name))?.split(/\s+/));
  const meminfo = readMeminfo(realHostFiles());
  expect(meminfo.totalBytes).toBe(Number(memory?.[1]));
  expect(meminfo.swapTotalBytes).toBe(Number(swap?.[1]));
  expect(meminfo.availableBytes).toBeGreaterThan(0);
  expect(meminfo.availableBytes).toBeLessThan(Number(memory?.[1]));
  expect(meminfo.commitLimitBytes).toBeGreaterThan(0);
});
