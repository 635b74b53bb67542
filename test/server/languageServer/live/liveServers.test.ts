import { describe, expect, test } from 'vitest';
import { isSuccessor } from '../../../../server/src/languageServer/live/liveServers';
import { liveServer } from '../../support/live';

const LAST_SEEN_MS = 5_000_000;
const CONTAINER = { kind: 'container', containerId: 'abc', innerPid: 1 } as const;

const next = (given: Parameters<typeof liveServer>[0]) =>
  liveServer({ masterPid: 200, startedAtMs: 4_000_000, ...given });

describe('a server is another one started anew', () => {
  test('when it has its config, prefix and program', () => {
    expect(isSuccessor(next({}), liveServer({}), LAST_SEEN_MS)).toBe(true);
    expect(isSuccessor(next({ executable: '/opt/sbin/nginx' }), liveServer({}), LAST_SEEN_MS)).toBe(true);
  });

  test.each([
    ['config', { configFile: '/other.conf' }],
    ['prefix', { prefix: '/other' }],
    ['program', { executable: '/usr/sbin/angie' }],
    ['file system', { confinement: CONTAINER, startedAtMs: 9_000_000 }],
  ])('but not with another %s', (_what, given) => {
    expect(isSuccessor(next(given), liveServer({}), LAST_SEEN_MS)).toBe(false);
  });

  test('but not when it is the same one, or its config is not known', () => {
    expect(isSuccessor(liveServer({}), liveServer({}), LAST_SEEN_MS)).toBe(false);
    const unknown = { configFile: null };
    expect(isSuccessor(next(unknown), liveServer(unknown), LAST_SEEN_MS)).toBe(false);
  });

  test('in a container only when it did not run before already', () => {
    const of = liveServer({ confinement: CONTAINER });
    const confinement = { ...CONTAINER, containerId: 'def' };
    expect(isSuccessor(next({ confinement }), of, LAST_SEEN_MS)).toBe(false);
    expect(isSuccessor(next({ confinement, startedAtMs: LAST_SEEN_MS + 10 }), of, LAST_SEEN_MS)).toBe(true);
  });
});
