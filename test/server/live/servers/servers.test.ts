import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findServers } from '../../../../server/src/live/servers/servers';
import type { LiveServer } from '../../../../server/src/shared/liveServer';
import { type FakeProcess, type FakeSystem, fakeBinary, fakeProcFiles } from '../support/serversFakeProc';

const NGINX = '/usr/sbin/nginx';
const DISK = { [NGINX]: fakeBinary(), '/usr/bin/vim': 'vim', '/bin/sh': 'sh' };
const EPOLL = ['/dev/null', 'anon_inode:[eventpoll]'];

function find(processes: readonly FakeProcess[], more: Partial<FakeSystem> = {}): LiveServer[] {
  return findServers(fakeProcFiles({ processes, files: DISK, ...more }));
}

function master(more: Partial<FakeProcess> = {}): FakeProcess {
  return { pid: 100, commandLine: 'nginx: master process nginx\0', executable: NGINX, isForkOnly: true, ...more };
}

function worker(pid: number, parentPid = 100, more: Partial<FakeProcess> = {}): FakeProcess {
  const commandLine = 'nginx: worker process\0\0';
  return { pid, parentPid, groupId: 100, isForkOnly: true, commandLine, executable: NGINX, ...more };
}

describe('a master', () => {
  it('is found with what its executable says', () => {
    expect(find([master(), worker(101)])).toMatchObject([
      {
        id: '100-1000',
        masterPid: 100,
        startTicks: 1000,
        startedAtMs: 1_000_010_000,
        product: 'nginx',
        version: '1.22.1',
        coreVersion: '1.22.1',
        withCompat: false,
        executable: NGINX,
        isExecutableReplaced: false,
        prefix: '/usr/share/nginx',
        configFile: '/etc/nginx/nginx.conf',
        fileRoot: '',
        confinement: null,
        isSingleProcess: false,
        upgradesPid: null,
      },
    ]);
  });

  it.each<[string, string, string | null, string | null]>([
    ['nginx -c /a/b.conf', '/x', '/usr/share/nginx', '/a/b.conf'],
    ['nginx -c b.conf', '/x', '/usr/share/nginx', '/usr/share/nginx/b.conf'],
    ['nginx -p /srv/ -c b.conf', '/x', '/srv', '/srv/b.conf'],
    ['nginx -p srv -c b.conf', '/x', '/x/srv', '/x/srv/b.conf'],
    ['nginx -p . -c ./conf/../b.conf', '/x', '/x', '/x/b.conf'],
    ['nginx -p /', '/x', '/', '/etc/nginx/nginx.conf'],
    ['nginx -p /srv', '/x', '/srv', '/etc/nginx/nginx.conf'],
    ['nginx -c /caf\xc3\xa9/\xff.conf', '/x', '/usr/share/nginx', '/café/\udcff.conf'],
    ['nginx -p srv', '/x (deleted)', '/x (deleted)/srv', '/etc/nginx/nginx.conf'],
  ])('started as %j in %s has prefix %s and config %s', (startedAs, folder, prefix, configFile) => {
    expect(find([master({ commandLine: `nginx: master process ${startedAs}\0`, folder })])).toMatchObject([
      { prefix, configFile },
    ]);
  });

  it('takes a built-in config path that is relative from the prefix', () => {
    const files = { [NGINX]: fakeBinary('openresty/1.25.3.1', '--prefix=/usr/local/openresty/nginx') };
    const withDefault = { [NGINX]: `${files[NGINX]} set configuration file (default: conf/nginx.conf)\n` };
    const commandLine = 'nginx: master process openresty -p /srv\0';
    expect(find([master({ commandLine })], { files: withDefault })).toMatchObject([
      { product: 'openresty', coreVersion: '1.25.3', prefix: '/srv', configFile: '/srv/conf/nginx.conf' },
    ]);
  });

  it('does not take the built-in paths where the title was cut', () => {
    const commandLine = 'nginx: master process nginx -g daemon of\0';
    const files = { ...DISK, '/usr/share/nginx': '', '/etc/nginx/nginx.conf': '' };
    expect(find([master({ commandLine, titleRoomBytes: commandLine.length - 1 })], { files })).toMatchObject([
      { prefix: null, configFile: null },
    ]);
    expect(find([master({ commandLine, titleRoomBytes: commandLine.length })])).toMatchObject([
      { prefix: '/usr/share/nginx' },
    ]);
  });

  it('takes a path that a cut title ends in only where there is such a file', () => {
    const commandLine = 'nginx: master process nginx -c /etc/a.con\0';
    const system = [master({ commandLine, titleRoomBytes: commandLine.length - 1 })];
    expect(find(system)).toMatchObject([{ configFile: null }]);
    expect(find(system, { files: { ...DISK, '/etc/a.con': '' } })).toMatchObject([{ configFile: '/etc/a.con' }]);
  });

  it('may run a file that was deleted or replaced', () => {
    const old = { ...DISK, '/old': fakeBinary('nginx/1.20.0') };
    const deleted = master({ executable: `${NGINX} (deleted)`, runs: '/old' });
    expect(find([deleted], { files: old })).toMatchObject([
      { executable: NGINX, isExecutableReplaced: true, version: '1.20.0' },
    ]);
    const replaced = master({ executable: NGINX, runs: '/old' });
    expect(find([replaced], { files: old })).toMatchObject([{ executable: NGINX, isExecutableReplaced: true }]);
    const odd = { ...DISK, '/a (deleted)': fakeBinary() };
    expect(find([master({ executable: '/a (deleted)' })], { files: odd })).toMatchObject([
      { executable: '/a (deleted)', isExecutableReplaced: false },
    ]);
  });

  it('may have any name', () => {
    const files = { '/opt/web': fakeBinary('acme-web/3.1.0') };
    const commandLine = 'acme-web: master process web\0';
    expect(find([master({ name: 'web', executable: '/opt/web', commandLine })], { files })).toMatchObject([
      { product: 'acme-web', version: '3.1.0', coreVersion: null },
    ]);
  });

  it('of another user is told by its title and its workers', () => {
    const commandLine = 'nginx: master process nginx -p /srv -c a.conf\0';
    const other: FakeProcess = { pid: 100, isForkOnly: true, commandLine, userId: 33 };
    expect(find([other])).toEqual([]);
    expect(find([other, worker(101)])).toMatchObject([
      { product: 'nginx', version: null, executable: null, prefix: '/srv', configFile: '/srv/a.conf', userId: 33 },
    ]);
    const relative = { ...other, commandLine: 'nginx: master process nginx -p srv -c a.conf\0' };
    expect(find([relative, worker(101)])).toMatchObject([{ prefix: null, configFile: null }]);
    const fpm = { ...other, commandLine: 'php-fpm: master process (/etc/php-fpm.conf)\0' };
    expect(find([fpm, worker(101, 100, { commandLine: 'php-fpm: pool www\0' })])).toEqual([]);
  });

  it('is none where the title is all there is', () => {
    expect(find([master({ executable: '/bin/sh' }), worker(101)])).toEqual([]);
    expect(find([master({ state: 'Z' })])).toEqual([]);
  });

  it('is not a worker that has not got its own title yet', () => {
    const young = worker(101, 100, { commandLine: 'nginx: master process nginx\0' });
    expect(find([master(), young]).map(({ masterPid }) => masterPid)).toEqual([100]);
  });

  it('may be one that takes over from another', () => {
    const next = master({ pid: 120, parentPid: 100, isForkOnly: false });
    expect(find([master(), worker(101), next, worker(121, 120)])).toMatchObject([
      { masterPid: 100, upgradesPid: null },
      { masterPid: 120, upgradesPid: 100 },
    ]);
    const starting = { ...next, commandLine: 'nginx\0', descriptors: EPOLL };
    expect(find([master(), starting]).map(({ masterPid }) => masterPid)).toEqual([100]);
    expect(find([{ ...next, parentPid: 1 }])).toMatchObject([{ masterPid: 120, upgradesPid: null }]);
  });
});

describe('a single process', () => {
  const single = (more: Partial<FakeProcess> = {}): FakeProcess =>
    master({ commandLine: 'nginx\0-c\0/a.conf\0', descriptors: EPOLL, ...more });

  it('is found by its name, or its options, and its executable', () => {
    expect(find([single()])).toMatchObject([{ isSingleProcess: true, configFile: '/a.conf' }]);
    const files = { '/opt/web': fakeBinary(), '/opt/other': 'other' };
    expect(find([single({ executable: '/opt/web', commandLine: 'web\0-c\0/a.conf\0' })], { files })).toHaveLength(1);
    expect(find([single({ executable: '/opt/web', commandLine: 'web\0-g\0daemon off;\0' })], { files })).toHaveLength(
      1,
    );
    expect(find([single({ executable: '/opt/other', commandLine: 'web\0-c\0/a.conf\0' })], { files })).toEqual([]);
  });

  it('is none before it serves, nor one that only gives a signal', () => {
    expect(find([single({ descriptors: ['/dev/null'], startTicks: 499_500 })])).toEqual([]);
    expect(find([single({ descriptors: ['/dev/null'], startTicks: 10 })])).toHaveLength(1);
    expect(find([single({ commandLine: 'nginx\0-s\0reload\0' })])).toEqual([]);
    expect(find([single({ commandLine: 'nginx\0-t\0' })])).toEqual([]);
  });

  it('is found by Angie’s title', () => {
    const files = { '/usr/sbin/angie': fakeBinary('Angie/1.10.3') };
    const commandLine = 'angie: single process v1.10.3 #1 [angie -c /a.conf]\0';
    expect(find([single({ executable: '/usr/sbin/angie', commandLine })], { files })).toMatchObject([
      { isSingleProcess: true, product: 'angie', configFile: '/a.conf' },
    ]);
  });

  it.each([
    ['vim\0nginx.conf\0', '/usr/bin/vim', 'vim'],
    ['tail\0-f\0nginx.log\0', '/usr/bin/tail', 'tail'],
    ['/bin/sh\0/opt/nginx\0', '/bin/sh', 'nginx'],
    ['sh\0-c\0nginx.conf\0', '/bin/sh', 'sh'],
    ['nginx\0', '/bin/sh', 'nginx'],
  ])('is not %j', (commandLine, executable, name) => {
    expect(find([single({ commandLine, executable, name })])).toEqual([]);
  });
});

describe('workers without a master', () => {
  it('are one server, named by the oldest', () => {
    const orphans = [worker(103, 1, { startTicks: 900 }), worker(101, 1, { startTicks: 901 })];
    expect(find(orphans)).toMatchObject([
      { masterPid: 103, isSingleProcess: false, prefix: null, configFile: null, version: '1.22.1' },
    ]);
    expect(find([...orphans, worker(201, 1, { groupId: 200 })])).toHaveLength(2);
    expect(find(orphans.map((orphan) => ({ ...orphan, executable: '/bin/sh' })))).toEqual([]);
  });
});

describe('products that are told by where they work', () => {
  it.each([
    ['nginx -p /usr/local/kong -c nginx.conf', 'kong', '/usr/local/kong/nginx.conf'],
    ['nginx -p /tmp/gateway -c nginx.conf', 'kong', '/tmp/gateway/nginx.conf'],
    [
      'openresty -p /usr/local/apisix -c /usr/local/apisix/conf/nginx.conf',
      'apisix',
      '/usr/local/apisix/conf/nginx.conf',
    ],
  ])('%s', (startedAs, product, configFile) => {
    const files = { [NGINX]: fakeBinary('openresty/1.25.3.1'), '/tmp/gateway/.kong_env': '' };
    expect(find([master({ commandLine: `nginx: master process ${startedAs}\0` })], { files })).toMatchObject([
      { product, configFile, version: '1.25.3.1' },
    ]);
  });

  it('ingress-nginx', () => {
    const parent: FakeProcess = { pid: 7, name: 'nginx-ingress-c', commandLine: '/nginx-ingress-controller\0--x\0' };
    expect(find([parent, master({ parentPid: 7 })])).toMatchObject([{ product: 'ingress-nginx' }]);
  });
});

describe('servers that see other files', () => {
  const id = 'ab'.repeat(32);

  it('in a container', () => {
    const inside = master({
      mountNamespace: 'mnt:[2]',
      innerPids: [1],
      cgroup: `12:memory:/docker/${id}\n0::/docker/${id}\n`,
      commandLine: 'nginx: master process nginx -p rel -c a.conf\0',
      folder: '/srv',
    });
    expect(find([inside])).toMatchObject([
      {
        fileRoot: '/proc/100/root',
        confinement: { kind: 'container', containerId: id, innerPid: 1 },
        prefix: '/srv/rel',
        configFile: '/srv/rel/a.conf',
        executable: NGINX,
        isExecutableReplaced: false,
      },
    ]);
  });

  it('in a folder that is their root', () => {
    const files = { '/jail/usr/sbin/nginx': fakeBinary() };
    const jailed = master({
      root: '/jail',
      folder: '/jail/srv',
      executable: '/jail/usr/sbin/nginx',
      commandLine: 'nginx: master process nginx -p . -c a.conf\0',
    });
    expect(find([jailed], { files })).toMatchObject([
      {
        fileRoot: '/proc/100/root',
        confinement: { kind: 'chroot', containerId: null, innerPid: 100 },
        executable: NGINX,
        prefix: '/srv',
        configFile: '/srv/a.conf',
      },
    ]);
  });

  it('is no other files where only its pids are its own', () => {
    expect(find([master({ innerPids: [5] })])).toMatchObject([
      { fileRoot: '', confinement: { kind: 'namespace', containerId: null, innerPid: 5 } },
    ]);
  });

  it('of another user, by what everybody may read', () => {
    const other: FakeProcess = {
      pid: 100,
      commandLine: 'nginx: master process nginx -c /etc/a.conf\0',
      mountinfo: '900 0 0:9 / / rw - overlay overlay rw\n',
      innerPids: [3],
      cgroup: `0::/system.slice/docker-${id}.scope\n`,
    };
    expect(find([other, worker(101)])).toMatchObject([
      { fileRoot: '/proc/100/root', confinement: { kind: 'container', containerId: id, innerPid: 3 } },
    ]);
  });
});

it('takes any system', () => {
  const text = fc.oneof(
    fc.constantFrom(
      'nginx: master process ',
      'nginx: worker process',
      'nginx\0',
      'angie: single process v1 #1 [',
      '\0',
    ),
    fc.string({ maxLength: 20 }),
  );
  const process = fc.record({
    pid: fc.integer({ min: 2, max: 12 }),
    parentPid: fc.integer({ min: 0, max: 12 }),
    isForkOnly: fc.boolean(),
    groupId: fc.integer({ min: 0, max: 3 }),
    name: text,
    commandLine: fc.array(text, { maxLength: 3 }).map((pieces) => pieces.join('')),
    executable: fc.constantFrom(NGINX, '/bin/sh', `${NGINX} (deleted)`, ''),
    root: fc.constantFrom('/', '/jail', ''),
    folder: fc.constantFrom('/', '/jail/x', '(unreachable)/x', ''),
    cgroup: text,
    descriptors: fc.constantFrom([], EPOLL),
    titleRoomBytes: fc.integer({ min: 0, max: 60 }),
  });
  const system = fc.uniqueArray(process, { maxLength: 8, selector: ({ pid }) => pid });
  fc.assert(
    fc.property(system, fc.boolean(), (processes, hasNoChildrenFiles) => {
      const servers = find(processes, { hasNoChildrenFiles });
      expect(new Set(servers.map(({ masterPid }) => masterPid)).size).toBe(servers.length);
      for (const { prefix, configFile } of servers) {
        expect(prefix === null || prefix.startsWith('/')).toBe(true);
        expect(configFile === null || configFile.startsWith('/')).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});
