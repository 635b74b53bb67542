import { describe, expect, test } from 'vitest';
import type { HostFacts } from '../../../server/src/host/hostFacts';
import { targetHostFacts } from '../../../server/src/host/targetHostFacts';

const machine: HostFacts = {
  origin: 'machine',
  pageSizeBytes: 16_384,
  memory: {
    totalBytes: 1001,
    availableBytes: 1002,
    swapTotalBytes: 1003,
    swapFreeBytes: 1004,
    limitBytes: 1005,
    limitSource: 'cgroup /a (memory.max)',
  },
  overcommit: { mode: 2, commitLimitBytes: 1006, committedBytes: 1007 },
  sharedHugePages: { setting: 'always', usedForZones: true, hugePageBytes: 33_554_432 },
};
const noHugePages = { setting: null, usedForZones: false, hugePageBytes: null };

describe('targetHostFacts', () => {
  test('nothing said: this machine', () => {
    expect(targetHostFacts({}, machine)).toEqual(machine);
  });

  test('memory said: no figure of this machine is left', () => {
    expect(targetHostFacts({ memoryBytes: 2048 }, machine)).toEqual({
      origin: 'target',
      pageSizeBytes: 4096,
      memory: {
        totalBytes: 2048,
        availableBytes: null,
        swapTotalBytes: null,
        swapFreeBytes: null,
        limitBytes: 2048,
        limitSource: 'set for the target host',
      },
      overcommit: { mode: null, commitLimitBytes: null, committedBytes: null },
      sharedHugePages: noHugePages,
    });
  });

  test('everything said', () => {
    const facts = targetHostFacts(
      { memoryBytes: 2048, pageSizeBytes: 65_536, sharedHugePages: 'within_size' },
      machine,
    );
    expect(facts).toMatchObject({
      pageSizeBytes: 65_536,
      sharedHugePages: { setting: 'within_size', usedForZones: true, hugePageBytes: 536_870_912 },
    });
    expect(targetHostFacts({ memoryBytes: 1, sharedHugePages: 'advise' }, machine).sharedHugePages).toEqual({
      setting: 'advise',
      usedForZones: false,
      hugePageBytes: 2_097_152,
    });
  });

  test('only another page size: the memory stays, the huge pages of this kernel do not', () => {
    expect(targetHostFacts({ pageSizeBytes: 65_536 }, machine)).toEqual({
      ...machine,
      pageSizeBytes: 65_536,
      sharedHugePages: noHugePages,
    });
    expect(targetHostFacts({ pageSizeBytes: 16_384 }, machine)).toEqual(machine);
  });

  test('only huge pages: sized for this page size', () => {
    expect(targetHostFacts({ sharedHugePages: 'force' }, machine)).toEqual({
      ...machine,
      sharedHugePages: { setting: 'force', usedForZones: true, hugePageBytes: 33_554_432 },
    });
  });

  test('a page size that was only assumed is no longer so once said', () => {
    const assumed = { ...machine, pageSizeBytes: 4096, pageSizeAssumed: true };
    expect(targetHostFacts({ pageSizeBytes: 4096 }, assumed)).not.toHaveProperty('pageSizeAssumed');
    expect(targetHostFacts({ sharedHugePages: 'never' }, assumed).pageSizeAssumed).toBe(true);
  });

  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60])('memory cannot be %d', (memoryBytes) => {
    expect(() => targetHostFacts({ memoryBytes }, machine)).toThrow(
      /^The target host's memory cannot be .*: give a size/,
    );
  });

  test.each([0, -4096, 4095, 2048, 12_288, 2 ** 21, Number.NaN])('a page cannot be %d', (pageSizeBytes) => {
    expect(() => targetHostFacts({ pageSizeBytes }, machine)).toThrow(
      /^The target host's page size cannot be .*: give a power/,
    );
  });
});
