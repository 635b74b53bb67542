import { describe, expect, test } from 'vitest';
import { readCgroupMemory } from '../../../server/src/host/cgroup';
import { memoryFiles } from './memoryFiles';

const mebibyte = 1024 * 1024;
const unlimited = '9223372036854771712\n';
const unifiedMount = '30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n';
const legacyMount = '35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n';

/** A v2 process in /a/b, with the files of each level given by name. */
function unified(levels: Readonly<Record<string, string>>, own = '/a/b', mountinfo = unifiedMount) {
  const contents: Record<string, string> = {
    '/proc/self/cgroup': `0::${own}\n`,
    '/proc/self/mountinfo': mountinfo,
    '/sys/fs/cgroup/cgroup.procs': '1\n',
    '/sys/fs/cgroup/a/cgroup.procs': '',
    '/sys/fs/cgroup/a/b/cgroup.procs': '1\n',
  };
  for (const [path, text] of Object.entries(levels)) contents[`/sys/fs/cgroup/${path}`] = text;
  return memoryFiles(contents);
}

describe('cgroup v2', () => {
  test('its own limit, with room and with page cache that can go', () => {
    const files = unified({
      'a/b/memory.max': `${100 * mebibyte}\n`,
      'a/b/memory.current': `${90 * mebibyte}\n`,
      'a/b/memory.stat': `anon 5\nfile 6\nactive_file 7\ninactive_file ${30 * mebibyte}\nshmem 1\n`,
      'a/memory.max': 'max\n',
    });
    expect(readCgroupMemory(files)).toEqual({
      version: 2,
      path: '/a/b',
      limit: { limitBytes: 100 * mebibyte, path: '/a/b', file: 'memory.max' },
      roomBytes: 10 * mebibyte,
      availableBytes: 40 * mebibyte,
      everyLevelRead: true,
    });
  });

  test('a tighter ancestor sets the limit; the least room may be elsewhere', () => {
    const files = unified({
      'a/b/memory.max': `${300 * mebibyte}\n`,
      'a/b/memory.current': `${299 * mebibyte}\n`,
      'a/memory.max': `${200 * mebibyte}\n`,
      'a/memory.current': `${150 * mebibyte}\n`,
    });
    const memory = readCgroupMemory(files);
    expect(memory?.limit).toEqual({ limitBytes: 200 * mebibyte, path: '/a', file: 'memory.max' });
    expect(memory?.roomBytes).toBe(mebibyte);
  });

  test('no level has a limit', () => {
    const memory = readCgroupMemory(unified({ 'a/b/memory.max': 'max\n', 'a/memory.max': 'max\n' }));
    expect(memory).toMatchObject({ limit: null, roomBytes: null, availableBytes: null, everyLevelRead: true });
  });

  test('the controller is not handed down to the cgroup: the ancestor counts, and nothing is unread', () => {
    const memory = readCgroupMemory(unified({ 'a/memory.max': '4096\n', 'a/memory.current': '8192\n' }));
    expect(memory).toMatchObject({ limit: { limitBytes: 4096, path: '/a' }, roomBytes: 0, everyLevelRead: true });
  });

  test('usage that cannot be read leaves the room unknown, not 0 and not the limit', () => {
    const levels = { 'a/b/memory.max': '4096\n', 'a/memory.max': '8192\n', 'a/memory.current': '100\n' };
    for (const usage of [undefined, '', '-1\n', 'NaN\n', '1e3\n', '99999999999999999999999\n']) {
      const more: Record<string, string> = usage === undefined ? {} : { 'a/b/memory.current': usage };
      expect(readCgroupMemory(unified({ ...levels, ...more }))).toMatchObject({
        limit: { limitBytes: 4096 },
        roomBytes: null,
        availableBytes: null,
      });
    }
  });

  test('a limit of 0 is a limit', () => {
    const memory = readCgroupMemory(unified({ 'a/b/memory.max': '0\n', 'a/b/memory.current': '0\n' }));
    expect(memory).toMatchObject({ limit: { limitBytes: 0 }, roomBytes: 0 });
  });

  test.each(['', '-1', 'NaN', 'maximum', '1.5', '0x100', '1 2', '\0\xff', '9'.repeat(21), '9'.repeat(200)])(
    'hostile memory.max %j sets no limit, and is not passed over in silence',
    (text) => {
      expect(readCgroupMemory(unified({ 'a/b/memory.max': text }))).toMatchObject({
        limit: null,
        roomBytes: null,
        everyLevelRead: false,
      });
    },
  );

  test('more inactive page cache than usage makes no more room than the limit', () => {
    const files = unified({
      'a/b/memory.max': '8192\n',
      'a/b/memory.current': '4096\n',
      'a/b/memory.stat': 'inactive_file 18446744073709551615\n',
    });
    expect(readCgroupMemory(files)?.availableBytes).toBe(8192);
  });

  test('a container with a cgroup namespace: the root of the mount is its own cgroup and is read too', () => {
    const files = unified({ 'memory.max': '4096\n', 'memory.current': '96\n' }, '/');
    expect(readCgroupMemory(files)).toMatchObject({ limit: { limitBytes: 4096, path: '/' }, roomBytes: 4000 });
  });

  test('the cgroup was removed under its process: the levels above still count', () => {
    const files = unified({ 'a/memory.max': '4096\n', 'a/memory.current': '1\n' }, '/a/gone (deleted)');
    expect(readCgroupMemory(files)).toMatchObject({ limit: { limitBytes: 4096, path: '/a' }, everyLevelRead: false });
  });

  test('names with spaces, colons and backslashes, at an escaped mount point', () => {
    const files = memoryFiles({
      '/proc/self/cgroup': '0::/my:app \\x2d1\n',
      '/proc/self/mountinfo': '30 23 0:26 / /my\\040mount rw - cgroup2 cgroup2 rw\n',
      '/my mount/my:app \\x2d1/memory.max': '4096\n',
    });
    expect(readCgroupMemory(files)?.limit).toMatchObject({ limitBytes: 4096, path: '/my:app \\x2d1' });
  });
});

describe('mounts that show another root', () => {
  test('v1 in a container without a cgroup namespace: the path falls away with the root', () => {
    const files = memoryFiles({
      '/proc/self/cgroup': '5:cpu,cpuacct:/docker/abc\n4:memory:/docker/abc\n',
      '/proc/self/mountinfo': '35 31 0:32 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n',
      '/sys/fs/cgroup/memory/memory.limit_in_bytes': '4096\n',
      '/sys/fs/cgroup/memory/memory.usage_in_bytes': '0\n',
    });
    expect(readCgroupMemory(files)).toMatchObject({
      limit: { limitBytes: 4096, path: '/docker/abc' },
      everyLevelRead: true,
    });
  });

  test.each([
    ['/docker/abc', '/docker/xyz'],
    ['/docker/abc', '/docker/abcdef'],
    ['/docker/abc', '/docker'],
    ['/', '/../sibling'],
    ['/../other', '/'],
    ['/..', '/../../above'],
    ['/../sibling', '/above'],
    ['/', '/a/../../etc'],
    ['/', '/./a'],
    ['/', `/${'x/'.repeat(2500)}`],
  ])('root %s and cgroup %s: not visible, so nothing is claimed', (root, cgroup) => {
    const files = memoryFiles({
      '/proc/self/cgroup': `0::${cgroup}\n`,
      '/proc/self/stat': '42 (node) S 1',
      '/proc/self/mountinfo': `30 23 0:26 ${root} /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n`,
      '/sys/fs/cgroup/above/cgroup.procs': '42\n',
      '/sys/fs/cgroup/above/memory.max': '4096\n',
      '/sys/fs/cgroup/memory.max': '4096\n',
      '/sys/fs/cgroup/etc/memory.max': '4096\n',
    });
    expect(readCgroupMemory(files)).toMatchObject({ limit: null, roomBytes: null, everyLevelRead: false });
  });

  test('both above the namespace by as much: a sibling of the container', () => {
    const files = memoryFiles({
      '/proc/77/cgroup': '0::/../sibling\n',
      '/proc/self/mountinfo': '30 23 0:26 /.. /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n',
      '/sys/fs/cgroup/sibling/memory.max': '8192\n',
      '/sys/fs/cgroup/memory.max': '4096\n',
    });
    expect(readCgroupMemory(files, 77)?.limit).toMatchObject({ limitBytes: 4096, path: '/..' });
  });

  test('a mount made outside the namespace: the cgroup is found by the process in it', () => {
    const contents = {
      '/proc/self/cgroup': '0::/nginx\n',
      '/proc/self/stat': '42 (node) S 1',
      '/proc/self/mountinfo': '30 23 0:26 /../.. /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n',
      '/sys/fs/cgroup/system.slice/docker-1.scope/nginx/cgroup.procs': '41\n420\n',
      '/sys/fs/cgroup/system.slice/docker-1.scope/nginx/memory.max': '1\n',
      '/sys/fs/cgroup/system.slice/docker-2.scope/nginx/cgroup.procs': '7\n42\n',
      '/sys/fs/cgroup/system.slice/docker-2.scope/nginx/memory.max': '9000\n',
      '/sys/fs/cgroup/system.slice/docker-2.scope/memory.max': '8000\n',
      '/sys/fs/cgroup/system.slice/memory.max': '7000\n',
    };
    expect(readCgroupMemory(memoryFiles(contents))?.limit).toMatchObject({ limitBytes: 7000, path: '/..' });
    const deep = { ...contents, '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/memory.max': '6000\n' };
    const inner = { ...deep, '/sys/fs/cgroup/system.slice/docker-2.scope/cgroup.procs': '42\n' };
    expect(readCgroupMemory(memoryFiles(inner))?.limit).toMatchObject({ limitBytes: 6000, path: '/../..' });
    const moved = { ...contents, '/proc/self/stat': '43 (node) S 1' };
    expect(readCgroupMemory(memoryFiles(moved))).toMatchObject({ limit: null, everyLevelRead: false });
  });

  test('the search gives up in a tree that has no end', () => {
    let listed = 0;
    const files = {
      ...memoryFiles({
        '/proc/7/cgroup': '0::/\n',
        '/proc/self/mountinfo': `30 23 0:26 ${'/..'.repeat(1000)} /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n`,
      }),
      listDirectories: () => {
        listed++;
        if (listed > 20_000) throw new Error('still searching');
        return ['a', 'b', 'c'];
      },
    };
    expect(readCgroupMemory(files, 7)).toMatchObject({ limit: null, everyLevelRead: false });
  });

  test('of several mounts, the one that shows the most ancestors, and none that is gone', () => {
    const mountinfo = `31 23 0:26 / /gone rw - cgroup2 cgroup2 rw\n29 23 0:26 /a/b /own rw - cgroup2 cgroup2 rw\n${unifiedMount}`;
    const files = memoryFiles({
      '/proc/self/cgroup': '0::/a/b\n',
      '/proc/self/mountinfo': mountinfo,
      '/own/memory.max': '8192\n',
      '/sys/fs/cgroup/a/b/memory.max': '8192\n',
      '/sys/fs/cgroup/a/memory.max': '4096\n',
    });
    expect(readCgroupMemory(files)).toMatchObject({ limit: { limitBytes: 4096, path: '/a' }, everyLevelRead: true });
  });
});

describe('cgroup v1 and hybrid', () => {
  const legacy = (levels: Readonly<Record<string, string>>, mountinfo = legacyMount) => {
    const contents: Record<string, string> = {
      '/proc/9/cgroup': '9:name=systemd:/\n4:memory:/a/b\n1:cpu:/\n0::/a/unified\n',
      '/proc/self/mountinfo': `${mountinfo}${unifiedMount.replace('/sys/fs/cgroup', '/sys/fs/cgroup/unified')}`,
      '/sys/fs/cgroup/unified/a/unified/memory.max': '1\n',
    };
    for (const [path, text] of Object.entries(levels)) contents[`/sys/fs/cgroup/memory/${path}`] = text;
    return memoryFiles(contents);
  };
  const nested = {
    'a/b/memory.limit_in_bytes': '300000\n',
    'a/b/memory.usage_in_bytes': '100000\n',
    'a/b/memory.stat': 'inactive_file 1\ntotal_inactive_file 5000\n',
    'a/memory.limit_in_bytes': '200000\n',
    'a/memory.usage_in_bytes': '110000\n',
    'memory.limit_in_bytes': unlimited,
    'memory.usage_in_bytes': '999999999\n',
  };

  test('on a hybrid system the v1 controller counts; the tightest ancestor sets the limit', () => {
    expect(readCgroupMemory(legacy(nested), 9)).toEqual({
      version: 1,
      path: '/a/b',
      limit: { limitBytes: 200_000, path: '/a', file: 'memory.limit_in_bytes' },
      roomBytes: 90_000,
      availableBytes: 90_000,
      everyLevelRead: true,
    });
  });

  test.each([unlimited, '9223372036854710272\n', '4611686018427387904\n', '18446744073709551615\n'])(
    '%s is no limit',
    (text) => {
      const files = legacy({
        'a/b/memory.limit_in_bytes': text,
        'a/memory.limit_in_bytes': text,
        'memory.limit_in_bytes': text,
      });
      expect(readCgroupMemory(files, 9)).toMatchObject({ limit: null, everyLevelRead: true });
    },
  );

  test('an ancestor without use_hierarchy does not limit its children', () => {
    const memory = readCgroupMemory(legacy({ ...nested, 'a/memory.use_hierarchy': '0\n' }), 9);
    expect(memory).toMatchObject({ limit: { limitBytes: 300_000, path: '/a/b' }, availableBytes: 205_000 });
  });

  test('a limit above what is visible is known from memory.stat, the room there is not', () => {
    const stat = 'hierarchical_memory_limit 50000\ntotal_inactive_file 5000\n';
    expect(readCgroupMemory(legacy({ ...nested, 'a/b/memory.stat': stat }), 9)).toMatchObject({
      limit: { limitBytes: 50_000, file: 'memory.stat hierarchical_memory_limit' },
      roomBytes: null,
      availableBytes: null,
    });
    const equal = stat.replace('50000', '200000');
    expect(readCgroupMemory(legacy({ ...nested, 'a/b/memory.stat': equal }), 9)?.limit?.path).toBe('/a');
  });

  test.each(['', '-1', 'NaN', 'max', '\0'])('hostile limit %j of one level leaves the others', (text) => {
    const memory = readCgroupMemory(legacy({ ...nested, 'a/memory.limit_in_bytes': text }), 9);
    expect(memory).toMatchObject({ limit: { limitBytes: 300_000, path: '/a/b' }, everyLevelRead: false });
  });

  test('a hierarchy that is not mounted here', () => {
    expect(readCgroupMemory(legacy(nested, ''), 9)).toMatchObject({ version: 1, limit: null, everyLevelRead: false });
  });
});

describe('no memory cgroup', () => {
  test.each([undefined, '', 'garbage', '1:cpu:/a\n', '0:x:/a\n', '0::relative\n', '\0\xff'])(
    '/proc/self/cgroup %j',
    (text) => {
      const contents: Record<string, string> = { '/proc/self/mountinfo': unifiedMount };
      if (text !== undefined) contents['/proc/self/cgroup'] = text;
      expect(readCgroupMemory(memoryFiles(contents))).toBeNull();
    },
  );

  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60])('pid %d', (pid) => {
    const files = memoryFiles({ [`/proc/${pid}/cgroup`]: '0::/\n', '/proc/self/mountinfo': unifiedMount });
    expect(readCgroupMemory(files, pid)).toBeNull();
  });
});
