import { describe, expect, it } from 'vitest';
import { readAccess } from '../../../server/src/live/access';
import { type MemoryFile, memoryProc } from './support/memoryProc';

const ZONE = '7f0000000000-7f0000100000';
const MAPS = `55d0c0a00000-55d0c0a2c000 r-xp 00001000 fe:01 131 /usr/sbin/nginx\n${ZONE} rw-s 00000000 00:01 42 /dev/zero (deleted)\n`;
const status = (userId: number): string => `Name:\tnginx\nUid:\t${userId}\t${userId}\t${userId}\t${userId}\n`;

function accessWith(files: Readonly<Record<string, MemoryFile>>, readerId = 1000, serverId = 1000) {
  const proc = memoryProc({ '/proc/self/status': status(readerId), '/proc/7/status': status(serverId), ...files });
  return readAccess(proc, 7, []);
}

const TABLES = { '/proc/7/maps': MAPS, '/proc/7/pagemap': '' };

describe('readAccess', () => {
  it('stands on the highest rung where a zone opens', () => {
    expect(accessWith({ ...TABLES, '/proc/7/mem': '', [`/proc/7/map_files/${ZONE}`]: '' })).toEqual({
      rung: 'exact',
      missing: null,
      remedies: [],
    });
  });

  it('tries a piece of code in a server without zones', () => {
    const maps = MAPS.split('\n')[0] ?? '';
    expect(accessWith({ '/proc/7/maps': maps, '/proc/7/map_files/55d0c0a00000-55d0c0a2c000': '' }).rung).toBe('exact');
  });

  it('says what the next rung takes', () => {
    const mapped = accessWith({ ...TABLES, '/proc/7/mem': '' });
    expect(mapped.rung).toBe('mapped');
    expect(mapped.missing).toContain('CAP_CHECKPOINT_RESTORE');
    expect(mapped.remedies[0]).toContain('sudo');
    expect(mapped.remedies[1]).toContain('setcap cap_sys_ptrace,cap_checkpoint_restore,cap_dac_read_search+ep');
  });

  it('names the setting that keeps memory from other processes', () => {
    const tables = accessWith({ ...TABLES, '/proc/sys/kernel/yama/ptrace_scope': '1\n' });
    expect(tables.rung).toBe('page tables');
    expect(tables.missing).toContain('kernel.yama.ptrace_scope is 1');
    expect(tables.remedies.some((remedy) => remedy.includes('sysctl kernel.yama.ptrace_scope=0'))).toBe(true);
    const without = accessWith(TABLES);
    expect(without.rung).toBe('page tables');
    expect(without.remedies.some((remedy) => remedy.includes('yama'))).toBe(false);
  });

  it('says whose process it is that shows nothing', () => {
    const none = accessWith({}, 1000, 0);
    expect(none.rung).toBe('none');
    expect(none.missing).toBe('Process 7 belongs to user 0, and the reader runs as user 1000.');
    expect(none.remedies).not.toEqual([]);
  });

  it('sends root without rights to the host', () => {
    const none = accessWith({}, 0, 101);
    expect(none.remedies[0]).toContain('on the host');
    expect(none.remedies.join()).not.toContain('sudo');
  });

  it('tells a process that has ended from a system without /proc', () => {
    expect(readAccess(memoryProc({ '/proc/self/status': status(0) }), 7, [8]).missing).toBe('The process has ended.');
    expect(readAccess(memoryProc({}), 7, []).missing).toContain('only Linux');
  });

  it('asks another process of the server where the master has gone', () => {
    const proc = memoryProc({ '/proc/8/maps': MAPS, '/proc/8/pagemap': '', '/proc/8/mem': '' });
    expect(readAccess(proc, 7, [8]).rung).toBe('mapped');
  });
});
