import { describe, expect, test } from 'vitest';
import { type Candidate, type ConfigSigns, matchServers } from '../../../../server/src/languageServer/live/liveMatch';
import { liveSample, liveServer, liveZone } from '../../support/live';

const CONFIG: ConfigSigns = {
  rootPath: '/etc/nginx/nginx.conf',
  prefixes: ['/usr/share/nginx'],
  zones: [
    { name: 'dogs', sizeBytes: 100 * 1024 * 1024 },
    { name: 'one', sizeBytes: 10 * 1024 * 1024 + 1 },
  ],
};

const ZONES = [
  liveZone({ name: 'dogs', sizeBytes: 100 * 1024 * 1024 }),
  liveZone({ name: 'one', sizeBytes: 10 * 1024 * 1024 + 4096 }),
];

function candidate(server: Parameters<typeof liveServer>[0], zones = ZONES): Candidate {
  return { server: liveServer(server), sample: liveSample({ zones }) };
}

const HERE = { configFile: '/etc/nginx/nginx.conf', prefix: '/usr/share/nginx' };
const ELSEWHERE = { configFile: '/srv/nginx.conf', prefix: '/srv' };
const CONTAINER = { ...HERE, fileRoot: '/proc/7/root' };

const match = (...candidates: readonly Candidate[]): readonly string[] =>
  matchServers(candidates, CONFIG, (path) => path.replace('/link/', '/etc/nginx/'));

describe('a server certainly runs a config', () => {
  test('when it was started with that file, by whatever name', () => {
    expect(match(candidate(HERE), candidate(ELSEWHERE, []))).toEqual(['certain', 'none']);
    expect(match(candidate({ ...HERE, configFile: '/link/nginx.conf' }, []))).toEqual(['certain']);
  });

  test('also when nothing of it can be read', () => {
    expect(match({ server: liveServer(HERE), sample: null })).toEqual(['certain']);
  });

  test('when it has another file system, a file of that name and the very same zones', () => {
    expect(match(candidate(CONTAINER))).toEqual(['certain']);
    expect(match(candidate({ ...CONTAINER, configFile: '/opt/other.conf' }))).toEqual(['likely']);
    expect(match(candidate(CONTAINER, ZONES.slice(0, 1)))).toEqual(['likely']);
    expect(match(candidate(CONTAINER, []))).toEqual(['none']);
  });

  test('before others that have only the same zones', () => {
    expect(match(candidate(CONTAINER), candidate(HERE))).toEqual(['likely', 'certain']);
  });
});

describe('no server does so certainly', () => {
  test('when two were started with the file', () => {
    expect(match(candidate(HERE), candidate({ ...HERE, masterPid: 2 }))).toEqual(['likely', 'likely']);
  });

  test('when it has the same zones and another file', () => {
    expect(match(candidate(ELSEWHERE))).toEqual(['likely']);
  });

  test('when a zone has another size', () => {
    const [dogs] = ZONES;
    const other = [dogs ?? liveZone({}), liveZone({ name: 'one', sizeBytes: 20 * 1024 * 1024 })];
    expect(match(candidate(CONTAINER, other))).toEqual(['likely']);
  });
});

test('of two with the same file the prefix tells which', () => {
  expect(match(candidate({ ...HERE, prefix: '/a' }), candidate(HERE))).toEqual(['likely', 'certain']);
});

test('of two in a binary upgrade it is the new one', () => {
  const old = candidate({ ...HERE, masterPid: 5 });
  expect(match(old, candidate({ ...HERE, masterPid: 6, upgradesPid: 5 }))).toEqual(['likely', 'certain']);
});
