import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask } from '../../live/support/http';
import { moduleLines, NGINX_BINARY } from '../../live/support/nginxBinary';
import { isAlive, type ProcessIdentity, processTree, waitFor } from '../../live/support/processTree';

/** An nginx with the config of test/ui/live or test/ui/story, wherever its copy lies. */
export interface LiveServer {
  readonly pid: number;
  readonly prefix: string;
  /** Has it store this many entries, numbered from `first` on. */
  visit(count: number, first?: number): Promise<void>;
  /** Has it read its config again, and waits for its new workers. */
  reload(): Promise<void>;
  /** Ends all of its processes at once, as a crash does. May be called twice. */
  kill(): Promise<void>;
}

const START_TIMEOUT_MS = 10_000;

export interface LiveServerOptions {
  readonly workerCount?: number;
  /** Of a server that ran before, which this one is a restart of; without it a new one. */
  readonly prefix?: string;
}

export async function startLiveServer(configPath: string, options: LiveServerOptions = {}): Promise<LiveServer> {
  const { workerCount = 2, prefix = mkdtempSync(join(tmpdir(), 'zone-lens-shop-')) } = options;
  mkdirSync(prefix, { recursive: true });
  const own = `error_log ${prefix}/error.log; pid ${prefix}/nginx.pid; daemon off;`;
  const child = spawn(NGINX_BINARY, ['-p', prefix, '-c', configPath, '-g', moduleLines(['lua'], ' ') + own], {
    cwd: prefix,
    stdio: 'ignore',
  });
  const pid = child.pid ?? 0;
  let members: ProcessIdentity[] = [];
  const kill = async (): Promise<void> => {
    for (const member of members) if (isAlive(member)) process.kill(member.pid, 'SIGKILL');
    await waitFor(() => !members.some(isAlive), START_TIMEOUT_MS);
    rmSync(prefix, { recursive: true, force: true });
  };
  const isUp = (): boolean => {
    members = processTree(pid);
    return members.length === 1 + workerCount;
  };
  if (!(await waitFor(isUp, START_TIMEOUT_MS))) {
    await kill();
    throw new Error(`nginx did not start with ${configPath}`);
  }
  return {
    pid,
    prefix,
    visit: async (count, first = 1) => {
      await ask(`unix:${prefix}/shop.sock`, `/visit?count=${count}&from=${first}`);
    },
    reload: async () => {
      const before = new Set(members.map((member) => member.pid));
      process.kill(pid, 'SIGHUP');
      const areNew = (): boolean => isUp() && members.filter((member) => before.has(member.pid)).length === 1;
      if (!(await waitFor(areNew, START_TIMEOUT_MS))) throw new Error('nginx did not get new workers');
    },
    kill,
  };
}
