import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { isSameProcess, processesOf } from '../../server/src/live/processes/processes';
import { findServers } from '../../server/src/live/servers/servers';
import type { ProcFiles } from '../../server/src/live/system/procFiles';
import { realProcFiles } from '../../server/src/live/system/realProcFiles';
import type { LiveServer } from '../../server/src/shared/liveServer';
import { makeChroot } from './support/chroot';
import { NGINX_BINARY } from './support/nginxBinary';
import { nginxAvailable, type RunningNginx, startNginx } from './support/nginxServer';
import { identify, processTree, signal, waitFor } from './support/processTree';
import { openYard, quietConfig, type ServerYard } from './support/serversStart';

const WAIT_MS = 20_000;
const files = realProcFiles();
const reason = nginxAvailable();
/** For a reader that may not read the memory of the server: its title has to do. */
const blind: ProcFiles = {
  ...files,
  open: (path) => (path.endsWith('/mem') ? { refusal: 'EACCES' } : files.open(path)),
};

let yard: ServerYard | null = null;
let nginx: RunningNginx | null = null;

afterEach(async () => {
  await nginx?.stop();
  await yard?.end();
  nginx = null;
  yard = null;
});

function makeYard(main = '', http = ''): ServerYard {
  yard = openYard('servers');
  writeFileSync(`${yard.folder}/nginx.conf`, quietConfig(yard.folder, main, http));
  return yard;
}

function serverAt(masterPid: number): LiveServer | undefined {
  return findServers(files).find((server) => server.masterPid === masterPid);
}

function pathsByTitle(masterPid: number): unknown {
  const { prefix, configFile } = findServers(blind).find((server) => server.masterPid === masterPid) ?? {};
  return { prefix, configFile };
}

/** Roles without pids, sorted: how many workers have what title. */
function rolesOf(server: LiveServer): string[] | null {
  return (
    processesOf(files, server)
      ?.map(({ role }) => role)
      .sort() ?? null
  );
}

async function waitForRoles(server: LiveServer, roles: readonly string[]): Promise<void> {
  await waitFor(() => rolesOf(server)?.join() === roles.join(), WAIT_MS, 20);
  expect(rolesOf(server)).toEqual(roles);
}

function pidIn(folder: string, name = 'nginx.pid'): number | null {
  try {
    return Number(readFileSync(`${folder}/logs/${name}`, 'utf8')) || null;
  } catch {
    return null;
  }
}

async function waitForPid(folder: string, name = 'nginx.pid'): Promise<number> {
  await waitFor(() => pidIn(folder, name) !== null, WAIT_MS);
  const pid = pidIn(folder, name);
  if (pid === null) throw new Error(`no ${name}`);
  return pid;
}

describe.skipIf(reason !== null)(`servers${reason === null ? '' : `: ${reason}`}`, () => {
  it('are found with their paths, version and processes', async () => {
    nginx = await startNginx({
      config: ({ httpPaths, prefix, socket }) => `worker_processes 2; events {}
        http { ${httpPaths} proxy_cache_path ${prefix}/cache keys_zone=c:1m; server { listen ${socket('a')}; } }`,
    });
    const server = serverAt(nginx.masterPid);
    if (server === undefined) throw new Error('not found');
    expect(server).toMatchObject({
      product: 'nginx',
      executable: NGINX_BINARY,
      isExecutableReplaced: false,
      prefix: nginx.prefix,
      configFile: nginx.configPath,
      fileRoot: '',
      confinement: null,
      userId: 0,
      isSingleProcess: false,
      upgradesPid: null,
    });
    expect(server.version).toMatch(/^\d+\.\d+\.\d+/);
    expect(Math.abs((server.startedAtMs ?? 0) - Date.now())).toBeLessThan(60_000);
    await waitForRoles(server, ['cache loader', 'cache manager', 'master', 'worker', 'worker']);

    const { masterPid } = nginx;
    await nginx.stop();
    expect(processesOf(files, server)).toBeNull();
    expect(isSameProcess(files, masterPid, server.startTicks)).toBe(false);
    expect(serverAt(masterPid)).toBeUndefined();
  });

  it('keep their workers’ memory as the kernel counts it', async () => {
    nginx = await startNginx({ config: 'events {}', modules: [] });
    const server = serverAt(nginx.masterPid);
    const processes = server === undefined ? null : processesOf(files, server);
    expect(processes).toHaveLength(2);
    for (const { pid, residentBytes, privateBytes, sharedBytes, virtualBytes } of processes ?? []) {
      const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1');
      const kilobytes = (name: string): number => Number(new RegExp(`^${name}: +(\\d+) kB`, 'm').exec(rollup)?.[1]);
      // What processors have not added up yet, on kernels 6.2 to 6.16.
      expect(Math.abs((residentBytes ?? 0) - kilobytes('Rss') * 1024)).toBeLessThanOrEqual(64 * 4096);
      expect(Math.abs((privateBytes ?? 0) - kilobytes('Anonymous') * 1024)).toBeLessThanOrEqual(64 * 4096);
      expect((sharedBytes ?? 0) + (privateBytes ?? 0)).toBe(residentBytes);
      const status = /^VmSize:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
      expect(virtualBytes).toBe(Number(status) * 1024);
    }
  });

  it('that became daemons, started from a folder with a relative prefix', async () => {
    const { folder, run, serverOf } = makeYard();
    run([NGINX_BINARY, '-p', '.', '-c', './nginx.conf']);
    const server = await serverOf(await waitForPid(folder));
    expect(server).toMatchObject({ prefix: folder, configFile: `${folder}/nginx.conf`, isSingleProcess: false });
    expect(pathsByTitle(server.masterPid)).toEqual({ prefix: folder, configFile: `${folder}/nginx.conf` });
    await waitForRoles(server, ['master', 'worker']);
  });

  it('whose paths have blanks and other letters, with directives behind them', async () => {
    const { folder, run, serverOf } = makeYard();
    const prefix = `${folder}/mö qx/日本`;
    mkdirSync(`${prefix}/logs`, { recursive: true });
    copyFileSync(`${folder}/nginx.conf`, `${prefix}/süß 2.conf`);
    const pid = run([NGINX_BINARY, '-g', 'daemon off; master_process on;', '-p', prefix, '-c', 'süß 2.conf']);
    const server = await serverOf(pid, ({ isSingleProcess }) => !isSingleProcess);
    expect(server).toMatchObject({ prefix, configFile: `${prefix}/süß 2.conf` });
    expect(pathsByTitle(pid)).toEqual({ prefix, configFile: `${prefix}/süß 2.conf` });
  });

  it('that were started with hardly any environment, so that their title is cut', async () => {
    const { folder, run, serverOf } = makeYard('daemon off;');
    const pid = run([NGINX_BINARY, '-p', folder, '-c', `${folder}/nginx.conf`], { environment: {} });
    const server = await serverOf(pid, ({ isSingleProcess }) => !isSingleProcess);
    // The end of the last path is lost, but the server has it in its memory.
    const whole = { prefix: folder, configFile: `${folder}/nginx.conf` };
    expect(readFileSync(`/proc/${pid}/cmdline`, 'latin1')).not.toContain(whole.configFile);
    expect(server).toMatchObject(whole);
    const cut = findServers(blind).find(({ masterPid }) => masterPid === pid);
    expect(cut).toMatchObject({ prefix: folder, configFile: null });
  });

  it('that are one process', async () => {
    const { folder, run, serverOf } = makeYard('daemon off; master_process off;');
    const pid = run([NGINX_BINARY, '-p', folder, '-c', 'nginx.conf']);
    const server = await serverOf(pid);
    expect(server).toMatchObject({ isSingleProcess: true, prefix: folder, configFile: `${folder}/nginx.conf` });
    expect(rolesOf(server)).toEqual(['single']);
  });

  it('under another name', async () => {
    const { folder, run, serverOf } = makeYard('daemon off; master_process off;');
    copyFileSync(NGINX_BINARY, `${folder}/web front`);
    const pid = run([`${folder}/web front`, '-p', folder, '-c', 'nginx.conf']);
    expect(await serverOf(pid)).toMatchObject({ executable: `${folder}/web front`, product: 'nginx' });
  });

  it('whose executable was deleted, or replaced, since', async () => {
    const { folder, run, serverOf } = makeYard('daemon off;');
    copyFileSync(NGINX_BINARY, `${folder}/nginx`);
    const pid = run([`${folder}/nginx`, '-p', folder, '-c', 'nginx.conf']);
    const { version } = await serverOf(pid, (server) => !server.isExecutableReplaced && !server.isSingleProcess);
    rmSync(`${folder}/nginx`);
    const deleted = { version, executable: `${folder}/nginx`, isExecutableReplaced: true };
    expect(serverAt(pid)).toMatchObject(deleted);
    copyFileSync(NGINX_BINARY, `${folder}/nginx`);
    expect(serverAt(pid)).toMatchObject(deleted);
    renameSync(`${folder}/nginx`, `${folder}/gone`);
    writeFileSync(`${folder}/nginx`, 'no program');
    expect(serverAt(pid)).toMatchObject(deleted);
  });

  it('that replace one another in a binary upgrade', async () => {
    // With `daemon off` nginx ignores USR2, for its parent is the one that started it.
    const { folder, run, serverOf, adopt } = makeYard();
    run([NGINX_BINARY, '-p', folder, '-c', 'nginx.conf']);
    const pid = await waitForPid(folder);
    const old = await serverOf(pid);
    await waitForRoles(old, ['master', 'worker']);
    process.kill(pid, 'SIGUSR2');
    await waitForPid(folder, 'nginx.pid.oldbin');
    await waitFor(() => pidIn(folder) !== null && pidIn(folder) !== pid, WAIT_MS);
    const next = await serverOf(pidIn(folder) ?? 0, ({ isSingleProcess }) => !isSingleProcess);
    adopt(next.masterPid);
    expect(next).toMatchObject({ upgradesPid: pid, configFile: `${folder}/nginx.conf` });
    await waitForRoles(next, ['master', 'worker']);
    await waitForRoles(old, ['master', 'worker']);

    process.kill(pid, 'SIGQUIT');
    await waitFor(() => serverAt(pid) === undefined, WAIT_MS);
    expect(serverAt(next.masterPid)).toMatchObject({ id: next.id, upgradesPid: null });
    expect(processesOf(files, old)).toBeNull();
  });

  it('with a worker that a connection keeps over a reload', async () => {
    nginx = await startNginx({
      config: ({ httpPaths, socket }) =>
        `events {} http { ${httpPaths} client_header_timeout 600s; server { listen ${socket('a')}; } }`,
    });
    const server = serverAt(nginx.masterPid);
    if (server === undefined) throw new Error('not found');
    const client = connect(`${nginx.prefix}/a.sock`);
    try {
      await new Promise((done) => client.once('connect', done));
      // A request that has begun: an idle connection would be closed.
      await new Promise((done) => client.write('GET / HTTP/1.1\r\nHost: a\r\n', done));
      await waitFor(() => false, 200);
      await nginx.reload({ waitForOldWorkers: false });
      await waitForRoles(server, ['master', 'old worker', 'worker']);
      expect(serverAt(nginx.masterPid)?.id).toBe(server.id);
    } finally {
      client.destroy();
    }
    await waitForRoles(server, ['master', 'worker']);
  });

  it('whose master was killed', async () => {
    const { folder, run, serverOf, adopt } = makeYard('worker_processes 2;');
    run([NGINX_BINARY, '-p', folder, '-c', 'nginx.conf']);
    const pid = await waitForPid(folder);
    const server = await serverOf(pid);
    await waitForRoles(server, ['master', 'worker', 'worker']);
    const workers = processTree(pid)
      .slice(1)
      .map((worker) => worker.pid);
    for (const worker of workers) adopt(worker);
    const master = identify(pid);
    if (master !== null) signal(master, 'SIGKILL');
    await waitFor(() => serverAt(pid) === undefined, WAIT_MS);
    expect(processesOf(files, server)).toBeNull();

    const left = serverAt(Math.min(...workers));
    expect(left).toMatchObject({
      product: 'nginx',
      prefix: folder,
      configFile: server.configFile,
      isSingleProcess: false,
    });
    expect(left && pathsByTitle(left.masterPid)).toEqual({ prefix: null, configFile: null });
    expect(left && rolesOf(left)).toEqual(['worker', 'worker']);
    expect(workers.filter((worker) => serverAt(worker) !== undefined)).toHaveLength(1);
  });

  it('in a folder that is their root', async () => {
    const { folder, run, serverOf } = makeYard('daemon off;');
    makeChroot(folder);
    const pid = run(['chroot', folder, NGINX_BINARY, '-p', folder, '-c', 'nginx.conf']);
    const server = await serverOf(pid, ({ isSingleProcess }) => !isSingleProcess);
    expect(server).toMatchObject({
      executable: NGINX_BINARY,
      isExecutableReplaced: false,
      prefix: folder,
      configFile: `${folder}/nginx.conf`,
      fileRoot: `/proc/${pid}/root`,
      confinement: { kind: 'chroot', containerId: null, innerPid: pid },
    });
    expect(readFileSync(`${server.fileRoot}${server.configFile}`, 'utf8')).toContain(folder);
  });

  it('in namespaces of their own', async () => {
    const { folder, run, serverOf } = makeYard('daemon off;');
    // Another user's namespace has one user: workers can't become another one.
    const outer = run([
      'unshare',
      ...['--pid', '--mount', '--user', '--map-root-user', '--fork', '--kill-child'],
      ...[NGINX_BINARY, '-p', folder, '-c', 'nginx.conf', '-g', 'user root root;'],
    ]);
    await waitFor(() => processTree(outer).length > 2, WAIT_MS);
    const pid = processTree(outer)[1]?.pid ?? 0;
    const server = await serverOf(pid, ({ isSingleProcess }) => !isSingleProcess);
    expect(server).toMatchObject({
      executable: NGINX_BINARY,
      configFile: `${folder}/nginx.conf`,
      fileRoot: `/proc/${pid}/root`,
      confinement: { kind: 'namespace', containerId: null, innerPid: 1 },
    });
    await waitForRoles(server, ['master', 'worker']);
  });

  it('are not what only looks like one', async () => {
    const { folder, run, servers } = makeYard();
    writeFileSync(`${folder}/nginx`, '#!/bin/sh\nsleep 60\n', { mode: 0o755 });
    const looks = [
      run([`${folder}/nginx`, '-c', 'nginx.conf']),
      run(['tail', '-f', `${folder}/nginx.conf`]),
      run(['bash', '-c', 'exec -a "nginx: master process nginx" sleep 60']),
      run(['bash', '-c', 'exec -a "nginx: worker process" sleep 60']),
    ];
    await waitFor(() => looks.every((pid) => readFileSync(`/proc/${pid}/cmdline`, 'latin1').length > 0), WAIT_MS);
    await waitFor(() => false, 200);
    expect(servers()).toEqual([]);
  });
});
