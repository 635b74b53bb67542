import { describe, expect, it } from 'vitest';
import { isSameProcess, processesOf } from '../../../../server/src/live/processes/processes';
import type { LiveServer } from '../../../../server/src/shared/liveServer';
import { type FakeProcess, type FakeSystem, fakeProcFiles } from '../support/serversFakeProc';
import { UNREAD_SERVER } from '../support/unreadServer';

const MASTER: FakeProcess = { pid: 100, commandLine: 'nginx: master process nginx\0', statm: '1000 300 100' };

function child(pid: number, title: string, more: Partial<FakeProcess> = {}): FakeProcess {
  return { pid, parentPid: 100, groupId: 100, isForkOnly: true, commandLine: `${title}\0`, ...more };
}

function roles(processes: readonly FakeProcess[], more: Partial<FakeSystem & LiveServer> = {}): string[] | null {
  const found = processesOf(fakeProcFiles({ processes, ...more }), { ...UNREAD_SERVER, ...more });
  return found?.map(({ pid, role }) => `${pid} ${role}`) ?? null;
}

const FAMILY = [
  MASTER,
  child(101, 'nginx: worker process'),
  child(102, 'nginx: worker process is shutting down'),
  child(103, 'nginx: cache manager process'),
  child(104, 'nginx: cache loader process'),
  child(105, 'nginx: privileged agent process'),
  child(106, 'nginx: something of a module'),
  child(107, 'nginx: master process nginx'),
  child(108, 'nginx: worker process', { state: 'Z' }),
  child(109, 'nginx: master process nginx', { isForkOnly: false }),
  child(110, '/bin/sh -c rotate', { isForkOnly: false }),
  child(111, 'nginx: worker process', { parentPid: 109 }),
];

describe('processes of a server', () => {
  it.each([false, true])('are what its master forked (no children files: %s)', (hasNoChildrenFiles) => {
    expect(roles(FAMILY, { hasNoChildrenFiles })).toEqual([
      '100 master',
      '101 worker',
      '102 old worker',
      '103 cache manager',
      '104 cache loader',
      '105 privileged agent',
      '106 other',
      '107 other',
    ]);
  });

  it('have figures of pages', () => {
    const files = fakeProcFiles({ processes: [MASTER, child(101, 'nginx: worker process', { statm: 'x' })] });
    expect(processesOf(files, UNREAD_SERVER)).toEqual([
      {
        pid: 100,
        startTicks: 1000,
        role: 'master',
        virtualBytes: 4_096_000,
        residentBytes: 1_228_800,
        sharedBytes: 409_600,
        privateBytes: 819_200,
      },
      expect.objectContaining({ pid: 101, virtualBytes: null, residentBytes: null, sharedBytes: null }),
    ]);
  });

  it('are unknown in size where they are just ending', () => {
    const files = fakeProcFiles({ processes: [{ ...MASTER, statm: '0 0 0' }] });
    expect(processesOf(files, UNREAD_SERVER)).toMatchObject([{ virtualBytes: null, residentBytes: null }]);
  });

  it('are none where the master has ended, or its pid is another’s', () => {
    expect(roles([])).toBeNull();
    expect(roles([{ ...MASTER, state: 'Z' }])).toBeNull();
    expect(roles([{ ...MASTER, startTicks: 2000 }, child(101, 'nginx: worker process')])).toBeNull();
  });

  it('are one where there is no master', () => {
    expect(roles([{ ...MASTER, commandLine: 'nginx\0' }, child(101, 'x')], { isSingleProcess: true })).toEqual([
      '100 single',
    ]);
  });

  it('are the workers that a killed master left', () => {
    const left = [
      child(100, 'nginx: worker process', { parentPid: 1 }),
      child(101, 'nginx: worker process is shutting down', { parentPid: 1 }),
      child(102, 'nginx: worker process', { parentPid: 1, groupId: 7 }),
      child(103, 'bash', { parentPid: 1 }),
    ];
    expect(roles([{ pid: 1, parentPid: 0 }, ...left])).toEqual(['100 worker', '101 old worker']);
  });

  it('are told by pid and start time', () => {
    const files = fakeProcFiles({ processes: [MASTER] });
    expect(isSameProcess(files, 100, 1000)).toBe(true);
    expect(isSameProcess(files, 100, 1001)).toBe(false);
    expect(isSameProcess(files, 99, 990)).toBe(false);
  });
});
