import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { realHostFiles } from '../../../server/src/host/procFiles';
import { parseSharedSetting, readSharedHugePages } from '../../../server/src/host/sharedHugePages';
import { memoryFiles } from './memoryFiles';

const directory = '/sys/kernel/mm/transparent_hugepage';
const globalWords = ['always', 'within_size', 'advise', 'never', 'deny', 'force'];
const sizeWords = ['always', 'inherit', 'within_size', 'advise', 'never'];
const mark = (words: readonly string[], chosen: string) =>
  `${words.map((word) => (word === chosen ? `[${word}]` : word)).join(' ')}\n`;

function kernel(global: string, sizes: Readonly<Record<number, string>> = {}, leaf = '2097152\n') {
  const contents: Record<string, string> = {
    [`${directory}/shmem_enabled`]: mark(globalWords, global),
    [`${directory}/hpage_pmd_size`]: leaf,
  };
  for (const [kilobytes, word] of Object.entries(sizes)) {
    contents[`${directory}/hugepages-${kilobytes}kB/shmem_enabled`] = mark(sizeWords, word);
  }
  return memoryFiles(contents);
}

describe('readSharedHugePages', () => {
  test.each([
    ['always', true],
    ['within_size', true],
    ['force', true],
    ['advise', false],
    ['never', false],
    ['deny', false],
  ])('before Linux 6.11 the one setting counts: %s', (setting, usedForZones) => {
    expect(readSharedHugePages(kernel(setting))).toEqual({ setting, usedForZones, hugePageBytes: 2_097_152 });
  });

  test.each([
    ['always', 'inherit', 'always', true],
    ['never', 'inherit', 'never', false],
    ['force', 'inherit', 'force', true],
    ['deny', 'inherit', 'deny', false],
    ['never', 'always', 'always', true],
    ['never', 'within_size', 'within_size', true],
    ['always', 'never', 'never', false],
    ['always', 'advise', 'advise', false],
    ['deny', 'always', 'deny', false],
    ['force', 'always', 'never', false],
  ])('global %s, own %s: %s', (global, own, setting, usedForZones) => {
    expect(readSharedHugePages(kernel(global, { 2048: own }))).toEqual({
      setting,
      usedForZones,
      hugePageBytes: 2_097_152,
    });
  });

  test('smaller sizes: the largest that zones get', () => {
    const sizes = { 2048: 'inherit', 1024: 'advise', 64: 'always', 16: 'always' };
    expect(readSharedHugePages(kernel('never', sizes))).toEqual({
      setting: 'always',
      usedForZones: true,
      hugePageBytes: 65_536,
    });
    expect(readSharedHugePages(kernel('always', sizes)).hugePageBytes).toBe(2_097_152);
    expect(readSharedHugePages(kernel('deny', sizes)).usedForZones).toBe(false);
  });

  test('512 MiB leaves of a 64 KiB kernel', () => {
    const files = kernel('never', { 524288: 'always' }, '536870912\n');
    expect(readSharedHugePages(files)).toEqual({ setting: 'always', usedForZones: true, hugePageBytes: 536_870_912 });
  });

  test.each(['', '0', '-2097152', '2097153', '4096', 'NaN', '1'.repeat(30), '9007199254740992', '\0'])(
    'hostile size %j is not known',
    (leaf) => {
      expect(readSharedHugePages(kernel('always', {}, leaf))).toEqual({
        setting: 'always',
        usedForZones: true,
        hugePageBytes: null,
      });
    },
  );

  test.each([undefined, '', 'always', '[]', '[sometimes]', '[inherit]', '[always', '[ALWAYS]', '\0\xff'])(
    'setting %j: none is known',
    (text) => {
      const contents: Record<string, string> = { [`${directory}/hpage_pmd_size`]: '2097152\n' };
      if (text !== undefined) contents[`${directory}/shmem_enabled`] = text;
      expect(readSharedHugePages(memoryFiles(contents))).toEqual({
        setting: null,
        usedForZones: false,
        hugePageBytes: null,
      });
    },
  );
});

test('this machine', (context) => {
  if (!existsSync(`${directory}/shmem_enabled`)) return context.skip('no huge pages for shared memory here');
  const found = readSharedHugePages(realHostFiles());
  expect(found.setting).not.toBeNull();
  const ownPath = `${directory}/hugepages-${(found.hugePageBytes ?? 0) / 1024}kB/shmem_enabled`;
  const own = existsSync(ownPath) ? parseSharedSetting(readFileSync(ownPath, 'utf8')) : 'inherit';
  const global = parseSharedSetting(readFileSync(`${directory}/shmem_enabled`, 'utf8'));
  if (own === 'inherit') expect(found.setting).toBe(global);
  expect(found.usedForZones).toBe(['always', 'within_size', 'force'].includes(found.setting ?? ''));
});
