import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { findServers } from '../../../server/src/live/servers/servers';
import { realProcFiles } from '../../../server/src/live/system/realProcFiles';
import type { LiveServer } from '../../../server/src/shared/liveServer';
import { makePrefix } from './nginxTest';
import { identify, isAlive, type ProcessIdentity, processTree, signal, waitFor } from './processTree';

const WAIT_MS = 20_000;

/** Servers of one test that are started in unusual ways, all below one folder. They end with the test. */
export interface ServerYard {
  readonly folder: string;
  /** Runs a command in the folder, and resolves with the pid that it is known by here. */
  run(command: readonly string[], options?: RunOptions): number;
  /** The server of this master, waited for; `isRight` may ask for more. */
  serverOf(masterPid: number, isRight?: (server: LiveServer) => boolean): Promise<LiveServer>;
  /** The servers that belong to this yard: those of its commands, and those that these have left behind. */
  servers(): LiveServer[];
  /** A process that this yard has to end, too. */
  adopt(pid: number): void;
  end(): Promise<void>;
}

export interface RunOptions {
  readonly folder?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Makes a folder, and a way to run servers in it. */
export function openYard(label: string): ServerYard {
  const folder = makePrefix(label);
  const known = new Map<number, ProcessIdentity>();
  const adopt = (pid: number): void => {
    for (const process of processTree(pid)) known.set(process.pid, process);
  };
  const adoptAll = (): void => {
    for (const process of [...known.values()]) if (isAlive(process)) adopt(process.pid);
  };
  const servers = (): LiveServer[] => {
    adoptAll();
    return findServers(realProcFiles()).filter(({ masterPid }) => known.has(masterPid) || isIn(folder, masterPid));
  };
  return {
    folder,
    adopt,
    servers,
    run([command = '', ...words], options = {}) {
      const child = spawn(command, words, {
        cwd: options.folder ?? folder,
        stdio: 'ignore',
        ...(options.environment === undefined ? {} : { env: options.environment }),
      });
      child.on('error', () => undefined);
      if (child.pid === undefined) throw new Error(`${command} cannot be run`);
      const identity = identify(child.pid);
      if (identity !== null) known.set(child.pid, identity);
      return child.pid;
    },
    async serverOf(masterPid, isRight = () => true) {
      let found: LiveServer | undefined;
      const isThere = (): boolean => {
        found = findServers(realProcFiles()).find((server) => server.masterPid === masterPid);
        return found !== undefined && isRight(found);
      };
      const isInTime = await waitFor(isThere, WAIT_MS, 20);
      adopt(masterPid);
      if (found === undefined || !isInTime)
        throw new Error(`server ${masterPid} is not as it should be: ${JSON.stringify(found)}`);
      return found;
    },
    async end() {
      for (const server of servers()) adopt(server.masterPid);
      adoptAll();
      for (const process of known.values()) signal(process, 'SIGKILL');
      await waitFor(() => ![...known.values()].some(isAlive), WAIT_MS);
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

function isIn(folder: string, pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(folder);
  } catch {
    return false;
  }
}

/** A config that touches nothing outside of a folder and listens on a socket in it. */
export function quietConfig(folder: string, main = '', http = ''): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  return `${main}
error_log ${folder}/logs/error.log notice;
pid ${folder}/logs/nginx.pid;
events {}
http { access_log off; ${temporary.join(' ')}
  ${http}
  server { listen unix:${folder}/http.sock; location / { return 200 ok; } } }
`;
}
