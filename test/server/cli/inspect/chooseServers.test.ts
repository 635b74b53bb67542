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

async function choose({
  pid,
  config,
  servers = [FIRST, SECOND],
  texts = {},
  inodes,
  userId = 0,
  platform = 'linux',
}: Case) {
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
  const chosen = await chooseServers(search, { pid: pid ?? null, config: config ?? null });
  return chosen.map(({ masterPid }) => masterPid);
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
    const inodes = { '/home/me/site.conf': 7, '/proc/20/root/srv/nginx.conf': 7, '/etc/nginx/nginx.conf': 8 };
    expect(await choose({ config: '/home/me/site.conf', inodes })).toEqual([20]);
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
