import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask } from '../../live/support/http';
import { moduleLines, NGINX_BINARY } from '../../live/support/nginxBinary';
import { isAlive, type ProcessIdentity, processTree, waitFor } from '../../live/support/processTree';

/** An nginx with the config of test/ui/live, wherever its copy lies. */
export interface LiveServer {
  readonly pid: number;
  /** Has it store this many sessions. */
  visit(count: number): Promise<void>;
  /** Ends all of its processes at once, as a crash does. May be called twice. */
  kill(): Promise<void>;
}

const START_TIMEOUT_MS = 10_000;

/** Its master, two workers. */
const PROCESS_COUNT = 3;

export async function startLiveServer(configPath: string): Promise<LiveServer> {
  const prefix = mkdtempSync(join(tmpdir(), 'zone-lens-shop-'));
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
    return members.length === PROCESS_COUNT;
  };
  if (!(await waitFor(isUp, START_TIMEOUT_MS))) {
    await kill();
    throw new Error(`nginx did not start with ${configPath}`);
  }
  return {
    pid,
    visit: async (count) => {
      await ask(`unix:${prefix}/shop.sock`, `/visit?count=${count}`);
    },
    kill,
  };
}
