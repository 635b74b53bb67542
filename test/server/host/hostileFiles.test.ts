import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HostFacts } from '../../../server/src/host/hostFacts';
import { isPageSizeBytes } from '../../../server/src/host/pageSize';
import { readHostFacts } from '../../../server/src/host/readHostFacts';
import { parseServerBinary } from '../../../server/src/host/serverBinary';
import { memoryFiles } from './memoryFiles';

/** Each of the host's files as it should be, to be broken in pieces. */
const healthy: Readonly<Record<string, string>> = {
  '/proc/meminfo':
    'MemTotal: 1000 kB\nMemAvailable: 600 kB\nSwapTotal: 9 kB\nSwapFree: 8 kB\nCommitLimit: 7 kB\nCommitted_AS: 6 kB\n',
  '/proc/self/cgroup': '4:memory:/a/b\n0::/a/b\n',
  '/proc/self/stat': '42 (node) S 1',
  '/proc/self/mountinfo': '35 31 0:32 /.. /m rw - cgroup cgroup rw,memory\n30 23 0:26 / /u rw - cgroup2 cgroup2 rw\n',
  '/proc/self/auxv': `\x06${'\0'.repeat(8)}\x10${'\0'.repeat(6)}`,
  '/proc/self/smaps': 'KernelPageSize: 4 kB\n',
  '/proc/sys/vm/overcommit_memory': '2\n',
  '/sys/kernel/mm/transparent_hugepage/shmem_enabled': '[always] within_size advise never deny force\n',
  '/sys/kernel/mm/transparent_hugepage/hpage_pmd_size': '2097152\n',
  '/m/x/a/b/cgroup.procs': '42\n',
  '/m/x/a/b/memory.limit_in_bytes': '4096\n',
  '/m/x/a/b/memory.usage_in_bytes': '1\n',
  '/m/x/a/b/memory.stat': 'hierarchical_memory_limit 4096\ntotal_inactive_file 1\n',
  '/u/a/b/memory.max': '4096\n',
  '/u/a/b/memory.current': '1\n',
};

const figures = [
  '-1',
  '0',
  '18446744073709551615',
  '9'.repeat(40),
  'NaN',
  'Infinity',
  '1e308',
  '',
  '\0',
  '../..',
  '][',
];

/** A text with one stretch of it taken out and something else put in. */
const broken = (text: string) =>
  fc
    .tuple(fc.nat(text.length), fc.nat(40), fc.oneof(fc.constantFrom(...figures), fc.string({ unit: 'binary' })))
    .map(([from, length, insert]) => text.slice(0, from) + insert + text.slice(from + length));

function expectSound(facts: HostFacts): void {
  const { memory, overcommit, sharedHugePages } = facts;
  const { limitSource, ...memoryFigures } = memory;
  const { mode, ...overcommitFigures } = overcommit;
  const figuresFound = [
    ...Object.values(memoryFigures),
    ...Object.values(overcommitFigures),
    sharedHugePages.hugePageBytes,
  ];
  for (const figure of figuresFound) {
    if (figure !== null) expect(Number.isSafeInteger(figure) && figure >= 0).toBe(true);
  }
  if (memory.totalBytes !== null) expect(memory.limitBytes).toBeLessThanOrEqual(memory.totalBytes);
  expect([null, 0, 1, 2]).toContain(mode);
  expect(isPageSizeBytes(facts.pageSizeBytes)).toBe(true);
  expect(limitSource).not.toMatch(/[\p{Cc}\p{Cf}]/u);
}

test('the healthy files give every figure, so that breaking them breaks something', () => {
  const facts = readHostFacts(memoryFiles(healthy));
  expect(facts).toMatchObject({
    pageSizeBytes: 4096,
    overcommit: { mode: 2 },
    sharedHugePages: { usedForZones: true },
  });
  expect(facts.memory).toMatchObject({ limitBytes: 4096, availableBytes: 4096 });
  expectSound(facts);
});

test('any files: no exception, and every figure is null or one that a host can have', () => {
  const files = fc.record(
    Object.fromEntries(
      Object.entries(healthy).map(([path, text]) => [path, fc.oneof(fc.constant(text), broken(text))]),
    ),
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(files, (contents) => {
      const present = Object.entries(contents).filter((entry): entry is [string, string] => entry[1] !== undefined);
      expectSound(readHostFacts(memoryFiles(Object.fromEntries(present))));
    }),
    { numRuns: 3000 },
  );
});

test('any executable: no exception, and no control character in what is found', () => {
  const text =
    "nginx version: nginx/1.22.1\n\0configure arguments: --prefix=/p --conf-path='/c d'\n\0 set prefix path (default: /p/)\n\0 set configuration file (default: /c)\n\0";
  expect(parseServerBinary(Buffer.from(text))).toMatchObject({ prefix: '/p', confPath: '/c d' });
  fc.assert(
    fc.property(broken(text), (content) => {
      const found = parseServerBinary(Buffer.from(content));
      for (const value of Object.values(found ?? {})) {
        if (typeof value === 'string') expect(value).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      }
    }),
    { numRuns: 3000 },
  );
});
