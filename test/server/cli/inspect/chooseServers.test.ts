import { describe, expect, test } from 'vitest';
import { chooseServers } from '../../../../server/src/cli/inspect/chooseServers';
import { memoryFileSystem } from '../../../../server/src/config/fileSystem';
import { fakeCollector, fakeFiles, liveProcess, liveSample, liveServer, sampled } from './fakes';

const FIRST = liveServer({ masterPid: 10, id: '10:1', configFile: '/etc/nginx/nginx.conf' });
const SECOND = liveServer({ masterPid: 20, id: '20:1', configFile: '/srv/nginx.conf', fileRoot: '/proc/20/root' });

interface Case {
  readonly pid?: number;
  readonly config?: string;
  readonly servers?: readonly (typeof FIRST)[];
  readonly texts?: Record<string, string>;
  readonly inodes?: Record<string, number>;
  readonly userId?: number;
  readonly platform?: string;
}

/** Pids of the masters that are chosen. */
async function choose(given: Case): Promise<readonly number[]> {
  const { servers } = await chosen(given);
  return servers.map(({ masterPid }) => masterPid);
}

function chosen({ pid, config, servers = [FIRST, SECOND], texts = {}, inodes, userId = 0, platform = 'linux' }: Case) {
  const search = {
    collector: fakeCollector({
      servers,
      userId,
      sample: (serverId) =>
        sampled(liveSample({ serverId, processes: [liveProcess({ pid: serverId === '20:1' ? 21 : 11 })] })),
    }),
    files: fakeFiles(texts, inodes),
    fileSystem: memoryFileSystem(new Map(Object.entries(texts))),
    platform,
  };
  return chooseServers(search, { pid: pid ?? null, config: config ?? null });
}

describe('which servers are meant', () => {
  test('all that run, without a choice', async () => {
    expect(await choose({})).toEqual([10, 20]);
  });

  test('the one with this master, and the one that a worker belongs to', async () => {
    expect(await choose({ pid: 20 })).toEqual([20]);
    expect(await choose({ pid: 21 })).toEqual([20]);
  });

  test('those that run this config, by its path', async () => {
    expect(await choose({ config: '/etc/nginx/nginx.conf' })).toEqual([10]);
  });

  test('those that run this config, whatever it is called here', async () => {
    const inodes = { '/srv/linked/site.conf': 7, '/proc/20/root/srv/nginx.conf': 7, '/etc/nginx/nginx.conf': 8 };
    expect(await choose({ config: '/srv/linked/site.conf', inodes })).toEqual([20]);
  });

  test('not one that has another file at the same path', async () => {
    const texts = { '/srv/nginx.conf': 'events {}' };
    await expect(choose({ config: '/srv/nginx.conf', texts })).rejects.toThrow(
      'no running server uses /srv/nginx.conf',
    );
    const inodes = { '/srv/nginx.conf': 7, '/proc/20/root/srv/nginx.conf': 9 };
    await expect(choose({ config: '/srv/nginx.conf', texts, inodes })).rejects.toThrow('no running server uses');
  });

  test('the one whose main config includes the given file', async () => {
    const texts = {
      '/etc/nginx/nginx.conf': 'events {}\nhttp { include conf.d/*.conf; }\n',
      '/etc/nginx/conf.d/a.conf': 'lua_shared_dict a 1m;\n',
    };
    expect(await choose({ config: '/etc/nginx/conf.d/a.conf', texts })).toEqual([10]);
  });
});

describe('a pid as it is inside of a container', () => {
  const inside = (masterPid: number, innerPid: number) =>
    liveServer({
      masterPid,
      id: `${masterPid}:1`,
      confinement: { kind: 'container', containerId: null, innerPid },
    });

  test('is taken where it is that of one server, and said', async () => {
    const texts = { '/proc/1/comm': 'systemd\n' };
    expect(await chosen({ pid: 1, servers: [FIRST, inside(30, 1), inside(40, 7)], texts })).toMatchObject({
      servers: [{ masterPid: 30 }],
      note: '1 is what nginx 30 (/etc/nginx/nginx.conf) sees itself as; here it is process 30.',
    });
  });

  test('is not taken where a server has it here', async () => {
    expect(await chosen({ pid: 10, servers: [inside(30, 10), FIRST] })).toMatchObject({
      servers: [{ masterPid: 10 }],
      note: null,
    });
  });

  test('is not taken where it is that of several', async () => {
    await expect(choose({ pid: 1, servers: [inside(30, 1), inside(40, 1)] })).rejects.toThrow(
      '2 servers see themselves as process 1: write one of nginx 30 (/etc/nginx/nginx.conf), nginx 40 (',
    );
  });
});

describe('where nothing is meant', () => {
  test('a config that nothing runs: what runs instead', async () => {
    await expect(choose({ config: '/b.conf', texts: { '/b.conf': 'events {}' } })).rejects.toThrow(
      'no running server uses /b.conf; running: nginx 10 (/etc/nginx/nginx.conf), nginx 20 (/srv/nginx.conf).',
    );
  });

  test('a config that is not there', async () => {
    await expect(choose({ config: '/b.conf' })).rejects.toThrow('cannot read /b.conf (2: No such file or directory)');
  });

  test('a process that is something else: what it is', async () => {
    await expect(choose({ pid: 99, texts: { '/proc/99/comm': 'bash\n' } })).rejects.toThrow(
      'process 99 is "bash", which is no nginx; running: nginx 10 (/etc/nginx/nginx.conf), nginx 20 (/srv/nginx.conf).',
    );
  });

  test('a process that is not there, and nothing that runs', async () => {
    await expect(choose({ pid: 99, servers: [] })).rejects.toThrow('there is no process 99; no nginx runs here.');
  });

  test('no server: with sudo there may be one', async () => {
    await expect(choose({ servers: [] })).rejects.toThrow(/^no running nginx was found on this machine\.$/);
    await expect(choose({ servers: [], userId: 1000 })).rejects.toThrow('try it with sudo.');
  });

  test('on another system: where it works', async () => {
    await expect(choose({ servers: [], platform: 'darwin' })).rejects.toThrow(
      "on Linux only, and this is darwin: run zone-lens on the server's host.",
    );
  });

  test('more servers than a line should have', async () => {
    const servers = Array.from({ length: 8 }, (_, index) => liveServer({ masterPid: index + 1, configFile: null }));
    await expect(choose({ pid: 99, servers })).rejects.toThrow(/nginx 5 \(config not known\) and 3 more\.$/);
  });
});
