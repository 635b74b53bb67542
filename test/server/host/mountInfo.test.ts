import { describe, expect, test } from 'vitest';
import { decodeMountEscapes, parseCgroupMount, readCgroupMounts } from '../../../server/src/host/mountInfo';
import { memoryFiles } from './memoryFiles';

describe('parseCgroupMount', () => {
  test('v1 with several controllers and optional fields', () => {
    const line =
      '35 31 0:32 /docker/abc /sys/fs/cgroup/cpu,memory ro,nosuid shared:9 master:1 - cgroup cgroup rw,cpu,memory';
    expect(parseCgroupMount(line)).toEqual({
      version: 1,
      controllers: ['rw', 'cpu', 'memory'],
      root: '/docker/abc',
      mountPoint: '/sys/fs/cgroup/cpu,memory',
    });
  });

  test('v2, with octal escapes', () => {
    const line = '41 31 0:38 /a\\040b /mnt/two\\040words\\134x rw - cgroup2 cgroup2 rw';
    expect(parseCgroupMount(line)).toEqual({
      version: 2,
      controllers: [],
      root: '/a b',
      mountPoint: '/mnt/two words\\x',
    });
  });

  test.each([
    '',
    'nonsense',
    '- - - - - -',
    '27 1 254:0 / / rw,relatime - ext4 /dev/vda rw',
    '41 31 0:38 / /sys/fs/cgroup rw cgroup2 cgroup2 rw',
    '41 31 0:38 relative /sys/fs/cgroup rw - cgroup2 cgroup2 rw',
    '41 31 0:38 / relative rw - cgroup2 cgroup2 rw',
    '41 31 0:38 / /sys/fs/cgroup rw -',
    '\0\xff\x01',
  ])('%j is no cgroup mount', (line) => {
    expect(parseCgroupMount(line)).toBeNull();
  });
});

test('decodeMountEscapes leaves everything else alone', () => {
  expect(decodeMountEscapes('\\011\\012\\043 \\9 \\04 \\400 ü')).toBe('\t\n# \\9 \\04 \\400 ü');
});

test('the later of two mounts at one place hides the earlier', () => {
  const mountinfo = [
    '40 31 0:35 /old /sys/fs/cgroup rw - cgroup2 cgroup2 rw',
    '41 31 0:35 /new /sys/fs/cgroup rw - cgroup2 cgroup2 rw',
  ].join('\n');
  const mounts = readCgroupMounts(memoryFiles({ '/proc/self/mountinfo': mountinfo }));
  expect(mounts.map((mount) => mount.root)).toEqual(['/new']);
  expect(readCgroupMounts(memoryFiles({}))).toEqual([]);
});
