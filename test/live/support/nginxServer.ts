import { spawn } from 'node:child_process';
import { lchownSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { type ModuleName, moduleLines, NGINX_BINARY } from './nginxBinary';
import { hasDirective, makePrefix, readTextOrEmpty, writeFiles } from './nginxTest';
import {
  identify,
  isAlive,
  type ProcessIdentity,
  processesIn,
  processTitle,
  processTree,
  signal,
  waitFor,
  workerPids,
} from './processTree';

export {
  MODULE_NAMES,
  type ModuleName,
  missingModules,
  moduleAvailable,
  moduleLines,
  nginxAvailable,
} from './nginxBinary';
export {
  type ConfigTester,
  type ConfigTestResult,
  createConfigTester,
  type NginxProblem,
  testConfig,
} from './nginxTest';
export { processTree, workerPids } from './processTree';

const START_TIMEOUT_MS = 20_000;
const QUIT_TIMEOUT_MS = 3_000;
const KILL_TIMEOUT_MS = 5_000;
const PORT_COUNT = 8;

/** What a configuration may be built from. */
export interface ConfigContext {
  readonly prefix: string;
  /** The Nth of eight ports on 127.0.0.1 that were free a moment ago. */
  port(index: number): number;
  /** `unix:PREFIX/NAME.sock`, for `listen`. */
  socket(name: string): string;
  /** Lines for an http block that keep access logs and temporary files in the prefix. */
  readonly httpPaths: string;
}

/** What to start. */
export interface StartOptions {
  readonly config: string | ((context: ConfigContext) => string);
  /** Files to write under the prefix before the start. */
  readonly files?: Readonly<Record<string, string | Buffer>>;
  /** Modules to load; their lines go before the text, on its first line, so that line numbers stay. */
  readonly modules?: readonly ModuleName[];
  readonly binary?: string;
  /** Words of a command that starts the server with other rights or another view of the system, such as `chroot`. */
  readonly before?: (prefix: string) => readonly string[];
  /** Whom the prefix belongs to, for a server that does not run as we do. */
  readonly ownerId?: number;
}

/** A server that runs. Whoever started it stops it; what is left over is killed when the test process exits. */
export interface RunningNginx {
  readonly masterPid: number;
  readonly prefix: string;
  readonly configPath: string;
  readonly context: ConfigContext;
  /** Workers that are up and not shutting down. */
  workers(): number[];
  /** All that the server wrote to its error log (level notice) and to standard error. */
  errorLog(): string;
  /** Writes a new configuration; only a reload reads it. */
  writeConfig(config: string): void;
  /** SIGHUP; resolves when the new workers are up and, unless told otherwise, the old ones have gone. */
  reload(options?: { readonly waitForOldWorkers?: boolean }): Promise<void>;
  /** Ends the whole process tree and removes the prefix. May be called twice. */
  stop(): Promise<void>;
}

interface Started {
  readonly prefix: string;
  master: ProcessIdentity | null;
  /** The process that was spawned has ended and does not even stay as a zombie. */
  childHasGone: boolean;
}

const running = new Set<Started>();
let exitHooksSet = false;

function setExitHooks(): void {
  if (exitHooksSet) {
    return;
  }
  exitHooksSet = true;
  const killAll = (): void => {
    for (const server of running) {
      for (const member of membersOf(server)) {
        signal(member, 'SIGKILL');
      }
      rmSync(server.prefix, { recursive: true, force: true, maxRetries: 3 });
    }
    running.clear();
  };
  process.once('exit', killAll);
  for (const [name, code] of [
    ['SIGTERM', 143],
    ['SIGINT', 130],
    ['SIGHUP', 129],
  ] as const) {
    process.once(name, () => {
      killAll();
      process.exit(code);
    });
  }
}

/** All processes of a server: its master with descendants, and orphans, which are known by their working folder. */
function membersOf({ prefix, master }: Started): ProcessIdentity[] {
  const tree = master !== null && isAlive(master) ? processTree(master.pid) : [];
  const seen = new Set(tree.map(({ pid }) => pid));
  return [...tree, ...processesIn(prefix).filter(({ pid }) => !seen.has(pid))];
}

/** Ports on 127.0.0.1 that nobody listens on, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<ReturnType<typeof createServer>>((done, fail) => {
          const server = createServer();
          server.on('error', fail).listen(0, '127.0.0.1', () => done(server));
        }),
    ),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}

async function makeContext(prefix: string): Promise<ConfigContext> {
  const ports = await freePorts(PORT_COUNT);
  return {
    prefix,
    port(index) {
      const port = ports[index];
      if (port === undefined) {
        throw new Error(`only ${PORT_COUNT} ports are kept for a server`);
      }
      return port;
    },
    socket: (name) => `unix:${prefix}/${name}.sock`,
    httpPaths: [
      `access_log ${prefix}/logs/access.log;`,
      ...['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${prefix}/${name};`),
    ].join(' '),
  };
}

/** The arguments of `-g`: what the text does not say itself. */
function globalDirectives(config: string, prefix: string): string {
  const own = [`error_log ${prefix}/logs/error.log notice;`];
  if (!hasDirective(config, 'pid')) {
    own.push(`pid ${prefix}/logs/nginx.pid;`);
  }
  if (!hasDirective(config, 'daemon')) {
    own.push('daemon off;');
  }
  return own.join(' ');
}

function pidFileOf(config: string, prefix: string): string {
  const named = /(?:^|[;{}\s])pid\s+"?([^;\s"]+)"?\s*;/m.exec(config)?.[1];
  return named === undefined ? `${prefix}/logs/nginx.pid` : named.startsWith('/') ? named : join(prefix, named);
}

/** A master by its folder and title: in a process namespace the pid file has another number. 0 where there is none. */
function masterIn(prefix: string): number {
  return processesIn(prefix).find(({ pid }) => processTitle(pid).startsWith('nginx: master process '))?.pid ?? 0;
}

function giveTo(folder: string, ownerId: number): void {
  for (const name of ['', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })]) {
    lchownSync(join(folder, name), ownerId, ownerId);
  }
}

/** How many workers the text asks for. */
function expectedWorkers(config: string): number {
  if (/\bmaster_process\s+off\s*;/.test(config)) {
    return 0;
  }
  const asked = /\bworker_processes\s+(\S+?)\s*;/.exec(config)?.[1] ?? '1';
  return asked === 'auto' ? cpus().length : Number(asked) || 1;
}

/** True when enough workers besides `but` have got their own titles, which nginx gives them when they are ready. */
function workersAreUp(masterPid: number, config: string, but: ReadonlySet<number> = new Set()): boolean {
  return workerPids(masterPid).filter((pid) => !but.has(pid)).length >= expectedWorkers(config);
}

/** Starts a server of its own in a fresh prefix and waits until its workers run. Throws what nginx said otherwise. */
export async function startNginx(options: StartOptions): Promise<RunningNginx> {
  setExitHooks();
  const prefix = makePrefix('nginx');
  const configPath = join(prefix, 'nginx.conf');
  try {
    const context = await makeContext(prefix);
    writeFiles(prefix, options.files ?? {});
    const head = moduleLines(options.modules ?? [], ' ');
    let config = head + (typeof options.config === 'string' ? options.config : options.config(context));
    writeFileSync(configPath, config);
    const globals = globalDirectives(config, prefix);
    if (options.ownerId !== undefined) giveTo(prefix, options.ownerId);
    const before = options.before?.(prefix) ?? [];
    const serverWords = [options.binary ?? NGINX_BINARY, '-p', prefix, '-c', configPath, '-g', globals];
    const [command = NGINX_BINARY, ...words] = [...before, ...serverWords];
    const child = spawn(command, words, {
      cwd: prefix,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const server: Started = { prefix, master: null, childHasGone: false };
    running.add(server);
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    let failure: string | null = null;
    child.on('error', (error) => {
      failure = error.message;
      server.childHasGone = true;
    });
    child.on('exit', () => {
      server.childHasGone = true;
    });
    child.on('close', (code, name) => {
      failure ??= code === 0 && hasDirective(config, 'daemon') ? null : `ended with ${name ?? code}`;
    });
    const errorLog = (): string => readTextOrEmpty(`${prefix}/logs/error.log`) + stderr;
    const stop = (): Promise<void> => stopServer(server);
    const pidFile = pidFileOf(config, prefix);
    const isUp = (): boolean => {
      const pid = before.length > 0 ? masterIn(prefix) : Number(readTextOrEmpty(pidFile).trim());
      // A configuration may name a pid file that another server uses: only a master with this prefix is ours.
      server.master = pid > 1 && processTitle(pid).includes(prefix) ? identify(pid) : null;
      return server.master !== null && workersAreUp(server.master.pid, config);
    };
    const isUpOrFailed = (): boolean => failure !== null || isUp();
    await waitFor(isUpOrFailed, START_TIMEOUT_MS);
    const master: ProcessIdentity | null = server.master;
    if (failure !== null || master === null || !isUp()) {
      await stop();
      throw new Error(`nginx did not start: ${failure ?? 'no workers in time'}\n${stderr}`);
    }
    const masterPid = (master as ProcessIdentity).pid;
    return {
      masterPid,
      prefix,
      configPath,
      context,
      workers: () => workerPids(masterPid),
      errorLog,
      writeConfig(text) {
        config = head + text;
        writeFileSync(configPath, config);
      },
      reload: ({ waitForOldWorkers = true } = {}) => reloadServer({ masterPid, config, errorLog, waitForOldWorkers }),
      stop,
    };
  } catch (error) {
    rmSync(prefix, { recursive: true, force: true, maxRetries: 3 });
    throw error;
  }
}

interface ReloadInput {
  readonly masterPid: number;
  readonly config: string;
  readonly errorLog: () => string;
  readonly waitForOldWorkers: boolean;
}

async function reloadServer({ masterPid, config, errorLog, waitForOldWorkers }: ReloadInput): Promise<void> {
  const old = processTree(masterPid).slice(1);
  const oldPids = new Set(old.map(({ pid }) => pid));
  const before = errorLog().length;
  const problem = (): string | undefined => /^.*\[emerg\].*$/m.exec(errorLog().slice(before))?.[0];
  process.kill(masterPid, 'SIGHUP');
  const isNew = (): boolean => workersAreUp(masterPid, config, oldPids) || problem() !== undefined;
  const inTime = await waitFor(isNew, START_TIMEOUT_MS);
  const said = problem();
  if (said !== undefined || !inTime) {
    throw new Error(`nginx did not reload: ${said ?? 'no new workers in time'}`);
  }
  if (waitForOldWorkers && !(await waitFor(() => !old.some(isAlive), START_TIMEOUT_MS))) {
    throw new Error('old nginx workers are still there after the reload');
  }
}

async function stopServer(server: Started): Promise<void> {
  if (!running.has(server)) {
    return;
  }
  const master = server.master ?? processesIn(server.prefix)[0] ?? null;
  const known = new Map<number, ProcessIdentity>();
  const anyLeft = (): boolean => {
    for (const member of membersOf(server)) {
      known.set(member.pid, member);
    }
    return [...known.values()].some(isAlive);
  };
  const steps = [
    ['SIGQUIT', QUIT_TIMEOUT_MS],
    ['SIGTERM', QUIT_TIMEOUT_MS],
  ] as const;
  for (const [name, timeoutMs] of steps) {
    if (anyLeft() && master !== null && signal(master, name)) {
      await waitFor(() => !anyLeft(), timeoutMs);
    }
  }
  if (anyLeft()) {
    for (const member of known.values()) {
      signal(member, 'SIGKILL');
    }
    await waitFor(() => !anyLeft(), KILL_TIMEOUT_MS);
  }
  const left = [...known.values()].filter(isAlive);
  if (left.length > 0) {
    throw new Error(`nginx processes are still there: ${left.map(({ pid }) => pid).join(', ')}`);
  }
  await waitFor(() => server.childHasGone, KILL_TIMEOUT_MS);
  running.delete(server);
  rmSync(server.prefix, { recursive: true, force: true, maxRetries: 3 });
}
