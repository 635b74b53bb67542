import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { realHostFiles } from '../../../server/src/host/procFiles';
import { parseOvercommitMode, readHostFacts } from '../../../server/src/host/readHostFacts';
import { memoryFiles } from './memoryFiles';

const meminfo = 'MemTotal: 1000 kB\nMemAvailable: 600 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n';
const cgroupFiles = (limit: string, usage: string) => ({
  '/proc/meminfo': meminfo,
  '/proc/self/cgroup': '0::/a\n',
  '/proc/7/cgroup': '0::/b\n',
  '/proc/self/mountinfo': '30 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n',
  '/sys/fs/cgroup/a/memory.max': limit,
  '/sys/fs/cgroup/a/memory.current': usage,
  '/sys/fs/cgroup/b/memory.max': '1024\n',
});

describe('readHostFacts', () => {
  test('nothing can be read: every figure is null, the page size is marked as assumed', () => {
    expect(readHostFacts(memoryFiles({}))).toEqual({
      origin: 'machine',
      pageSizeBytes: 4096,
      pageSizeAssumed: true,
      memory: {
        totalBytes: null,
        availableBytes: null,
        swapTotalBytes: null,
        swapFreeBytes: null,
        limitBytes: null,
        limitSource: 'not known',
      },
      overcommit: { mode: null, commitLimitBytes: null, committedBytes: null },
      sharedHugePages: { setting: null, usedForZones: false, hugePageBytes: null },
    });
  });

  test('no cgroup: RAM is the limit', () => {
    expect(readHostFacts(memoryFiles({ '/proc/meminfo': meminfo })).memory).toEqual({
      totalBytes: 1_024_000,
      availableBytes: 614_400,
      swapTotalBytes: 0,
      swapFreeBytes: 0,
      limitBytes: 1_024_000,
      limitSource: 'RAM',
    });
  });

  test.each([
    ['512000\n', '12000\n', 512_000, 500_000, 'cgroup /a (memory.max)'],
    ['512000\n', 'garbage\n', 512_000, null, 'cgroup /a (memory.max)'],
    ['2048000\n', '48000\n', 1_024_000, 614_400, 'RAM'],
    ['2048000\n', '2040000\n', 1_024_000, 8000, 'RAM'],
    ['max\n', '48000\n', 1_024_000, 614_400, 'RAM'],
    ['garbage\n', '0\n', 1_024_000, 614_400, 'RAM (not every memory cgroup could be read)'],
  ])('memory.max %j, memory.current %j', (limit, usage, limitBytes, availableBytes, limitSource) => {
    const { memory } = readHostFacts(memoryFiles(cgroupFiles(limit, usage)));
    expect(memory).toMatchObject({ totalBytes: 1_024_000, limitBytes, availableBytes, limitSource });
  });

  test("another process's cgroup", () => {
    const { memory } = readHostFacts(memoryFiles(cgroupFiles('max\n', '0\n')), { pid: 7 });
    expect(memory).toMatchObject({ limitBytes: 1024, availableBytes: null, limitSource: 'cgroup /b (memory.max)' });
  });

  test('a limit is known where RAM is not', () => {
    const files = memoryFiles({ ...cgroupFiles('4096\n', '0\n'), '/proc/meminfo': '' });
    expect(readHostFacts(files).memory).toMatchObject({ totalBytes: null, availableBytes: null, limitBytes: 4096 });
  });

  test('a hostile cgroup name reaches no screen as it is', () => {
    const name = `\x1b[31m\u202e${'x'.repeat(300)}`;
    const files = memoryFiles({
      ...cgroupFiles('max\n', ''),
      '/proc/self/cgroup': `0::/a/${name}\n`,
      [`/sys/fs/cgroup/a/${name}/memory.max`]: '1\n',
    });
    const { limitSource } = readHostFacts(files).memory;
    expect(limitSource).toMatch(/^cgroup …x{199} \(memory\.max\)$/);
    const short = memoryFiles({
      ...cgroupFiles('max\n', ''),
      '/proc/self/cgroup': '0::/\x1b[31m\u202e\n',
      '/sys/fs/cgroup/\x1b[31m\u202e/memory.max': '1\n',
    });
    expect(readHostFacts(short).memory.limitSource).toBe('cgroup /?[31m? (memory.max)');
  });

  test.each(['', '3', '-1', '1.0', 'NaN', '00000000000000000000000'])('overcommit mode %j is not known', (text) => {
    expect(parseOvercommitMode(text)).toBeNull();
  });
});

test('this machine', (context) => {
  if (process.platform !== 'linux') context.skip('no /proc here');
  const facts = readHostFacts(realHostFiles());
  const memTotal = /^MemTotal:\s+(\d+) kB$/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1];
  expect(facts.memory.totalBytes).toBe(Number(memTotal) * 1024);
  expect(facts.memory.limitBytes).toBeLessThanOrEqual(Number(memTotal) * 1024);
  expect(facts.memory.limitBytes).toBeGreaterThan(0);
  expect(facts.pageSizeBytes).toBe(Number(execFileSync('getconf', ['PAGESIZE'], { encoding: 'utf8' })));
  expect(facts.pageSizeAssumed).toBeUndefined();
  expect(`${facts.overcommit.mode}\n`).toBe(readFileSync('/proc/sys/vm/overcommit_memory', 'utf8'));
});
