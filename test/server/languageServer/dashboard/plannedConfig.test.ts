import { describe, expect, test } from 'vitest';
import { memoryFileSystem } from '../../../../server/src/config/fileSystem';
import { DEFAULT_SETTINGS } from '../../../../server/src/features/analysis';
import {
  isSamePlan,
  plannedConfigOf,
  projectOfFile,
} from '../../../../server/src/languageServer/dashboard/plannedConfig';
import type { ProjectSetup } from '../../../../server/src/session/project';
import { DEFAULT_FOLDER_SETTINGS } from '../../../../server/src/session/settings';
import { resolveTarget } from '../../../../server/src/session/target';
import { UNKNOWN_BUILD } from '../../../../server/src/zones/serverBuild';

const GIGABYTE = 1024 ** 3;

function setupWith(memory: { totalBytes: number; limitBytes: number; limitSource: string }): ProjectSetup {
  const target = resolveTarget({
    memoryBytes: GIGABYTE,
    pageSizeBytes: 4096,
    build: UNKNOWN_BUILD,
    prefix: undefined,
  });
  const host = { ...target.host, memory: { ...target.host.memory, availableBytes: GIGABYTE / 4, ...memory } };
  return { settings: DEFAULT_FOLDER_SETTINGS, target: { ...target, host }, analysisSettings: DEFAULT_SETTINGS };
}

const RAM = { totalBytes: GIGABYTE, limitBytes: GIGABYTE, limitSource: 'RAM' };
const FILES = memoryFileSystem(
  new Map([
    ['/etc/nginx/nginx.conf', 'events {}\nhttp { include zones.conf; }\n'],
    ['/etc/nginx/zones.conf', 'lua_shared_dict dogs 10m;\n'],
  ]),
);

function plan(memory = RAM, path = '/etc/nginx/nginx.conf') {
  const project = projectOfFile(FILES, path, () => setupWith(memory));
  return project && plannedConfigOf(project.analysis, null, 5);
}

describe('a config that is not open', () => {
  test('is read with what it includes', () => {
    const planned = plan();
    expect(planned).toMatchObject({ takenAtMs: 5, pageSizeBytes: 4096 });
    expect(planned?.zones[0]).toMatchObject({
      name: 'dogs',
      sizeBytes: 10 * 1024 * 1024,
      inode: null,
      declaredAt: { file: '/etc/nginx/zones.conf', line: 1 },
    });
  });

  test.each(['/etc/nginx/zones.conf', '/etc/nginx', '/nowhere'])(
    'is none where a fragment or nothing stands: %s',
    (path) => {
      expect(plan(RAM, path)).toBeNull();
    },
  );
});

describe('the memory for planned figures', () => {
  test('is the machine', () => {
    expect(plan()?.memory).toEqual({
      totalBytes: GIGABYTE,
      availableBytes: GIGABYTE / 4,
      cgroup: null,
      isWhole: true,
    });
  });

  test('is not known whole where a cgroup could not be read', () => {
    const limitSource = 'RAM (not every memory cgroup could be read)';
    expect(plan({ ...RAM, limitSource })?.memory).toMatchObject({ cgroup: null, isWhole: false });
  });

  test('is the cgroup where that is tighter', () => {
    const limitSource = 'cgroup /web (memory.max)';
    expect(plan({ ...RAM, limitBytes: GIGABYTE / 2, limitSource })?.memory).toEqual({
      totalBytes: GIGABYTE,
      availableBytes: null,
      cgroup: { limitBytes: GIGABYTE / 2, availableBytes: GIGABYTE / 4, label: limitSource },
      isWhole: true,
    });
  });
});

test('a plan is the same whenever it was worked out, and another with other figures', () => {
  const planned = plan();
  if (planned === null) throw new Error('no plan');
  expect(isSamePlan(planned, { ...planned, takenAtMs: 6 })).toBe(true);
  expect(isSamePlan(planned, { ...planned, zones: [] })).toBe(false);
  expect(isSamePlan(null, planned)).toBe(false);
  expect(isSamePlan(null, null)).toBe(true);
});
