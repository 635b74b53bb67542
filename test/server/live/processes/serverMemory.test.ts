import { describe, expect, it } from 'vitest';
import { serverMemory } from '../../../../server/src/live/processes/serverMemory';
import type { ProcFiles } from '../../../../server/src/live/system/procFiles';
import { fakeProcFiles } from '../support/serversFakeProc';
import { UNREAD_SERVER } from '../support/unreadServer';

const MEMINFO = 'MemTotal:       8000000 kB\nMemFree:        1000000 kB\nMemAvailable:   3000000 kB\n';
const TOP = '30 1 0:27 / /sys/fs/cgroup rw - cgroup2 cgroup rw\n';
const MEBIBYTE = 1024 * 1024;

/** A host whose cgroups are v2: folders are there where a file in them is. */
function hostWith(cgroup: string, files: Readonly<Record<string, string>>, mountinfo = TOP): ProcFiles {
  const fakes = fakeProcFiles({
    processes: [{ pid: 100, commandLine: 'nginx: master process a\0', cgroup }],
    files: { '/proc/meminfo': MEMINFO, '/proc/self/cgroup': '0::/user.slice\n', ...files },
  });
  return {
    ...fakes,
    readText: (path) => (path === '/proc/self/mountinfo' ? mountinfo : fakes.readText(path)),
  };
}

const limited = (folder: string, limit: string, used: number, inactive: number): Record<string, string> => ({
  [`/sys/fs/cgroup${folder}/memory.max`]: `${limit}\n`,
  [`/sys/fs/cgroup${folder}/memory.current`]: `${used}\n`,
  [`/sys/fs/cgroup${folder}/memory.stat`]: `anon 1\ninactive_file ${inactive}\n`,
});

describe('what limits a server', () => {
  it('is the machine and the tightest of the master’s own cgroups', () => {
    const files = hostWith('0::/system.slice/docker-abc.scope\n', {
      ...limited('/system.slice', `${512 * MEBIBYTE}`, 500 * MEBIBYTE, 100 * MEBIBYTE),
      ...limited('/system.slice/docker-abc.scope', `${256 * MEBIBYTE}`, 100 * MEBIBYTE, 20 * MEBIBYTE),
      // Ours: no matter.
      ...limited('/user.slice', `${MEBIBYTE}`, 0, 0),
    });
    expect(serverMemory(files, UNREAD_SERVER)).toEqual({
      totalBytes: 8_000_000 * 1024,
      availableBytes: 3_000_000 * 1024,
      cgroup: {
        limitBytes: 256 * MEBIBYTE,
        // The slice above has less left.
        availableBytes: 112 * MEBIBYTE,
        label: 'cgroup /system.slice/docker-abc.scope (memory.max)',
      },
      isWhole: true,
    });
  });

  it('is the machine alone where no cgroup has a limit', () => {
    const files = hostWith('0::/system.slice\n', limited('/system.slice', 'max', 5, 0));
    expect(serverMemory(files, UNREAD_SERVER)).toMatchObject({ cgroup: null, isWhole: true });
  });

  it('may be tighter where the cgroup is not to be seen', () => {
    const beside = hostWith('0::/../docker-abc.scope\n', limited('/user.slice', 'max', 5, 0));
    expect(serverMemory(beside, UNREAD_SERVER)).toMatchObject({ cgroup: null, isWhole: false });
    const fakes = hostWith('0::/\n', {});
    const hidden = {
      ...fakes,
      readText: (path: string) => (path === '/proc/100/cgroup' ? null : fakes.readText(path)),
    };
    expect(serverMemory(hidden, UNREAD_SERVER)).toMatchObject({ cgroup: null, isWhole: false });
    const without = { ...hidden, readText: (path: string) => (/cgroup$/.test(path) ? null : fakes.readText(path)) };
    expect(serverMemory(without, UNREAD_SERVER)).toMatchObject({ cgroup: null, isWhole: true });
  });

  it('has nulls for what is not told', () => {
    const files = hostWith('0::/a\n', {
      '/proc/meminfo': 'MemTotal: lots\n',
      '/sys/fs/cgroup/a/memory.max': '4096\n',
    });
    expect(serverMemory(files, UNREAD_SERVER)).toEqual({
      totalBytes: null,
      availableBytes: null,
      cgroup: { limitBytes: 4096, availableBytes: null, label: 'cgroup /a (memory.max)' },
      isWhole: true,
    });
  });

  it('finds a cgroup whose name is no ASCII, and prints no control character of it', () => {
    const name = Buffer.from('/größe\u001b\u202e').toString('latin1');
    const plain = limited(name, '4096', 0, 0);
    const fakes = hostWith(`0::${name}\n`, plain);
    // The system takes a path as UTF-8.
    const files = { ...fakes, readText: (path: string) => fakes.readText(Buffer.from(path).toString('latin1')) };
    const atPlaces = { ...files, readText: (path: string) => files.readText(path) ?? fakes.readText(path) };
    expect(serverMemory(atPlaces, UNREAD_SERVER)?.cgroup?.label).toBe('cgroup /größe?? (memory.max)');
  });

  it('is null for a server that has gone, before or meanwhile', () => {
    const files = hostWith('0::/\n', {});
    expect(serverMemory(files, { ...UNREAD_SERVER, startTicks: 1 })).toBeNull();
    let looks = 0;
    const going = {
      ...files,
      readText: (path: string) => (path === '/proc/100/stat' && ++looks > 1 ? null : files.readText(path)),
    };
    expect(serverMemory(going, UNREAD_SERVER)).toBeNull();
  });
});
