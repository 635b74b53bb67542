import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { nginxAvailable } from '../live/support/nginxServer';
import { ROOT, runCli } from './support/runCli';

const reason = nginxAvailable(['lua', 'stream']);

let demo: ChildProcess | null = null;

afterEach(() => {
  demo?.kill('SIGKILL');
  demo = null;
});

interface Demo {
  readonly pid: number;
  readonly config: string;
  readonly ended: Promise<number | null>;
}

/** Runs the demo as a person would, and gives what it says of itself. */
async function startDemo(): Promise<Demo> {
  const child = spawn(process.execPath, ['scripts/demo.mjs'], { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  demo = child;
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  for (;;) {
    const said = /with pid (\d+) at http:\/\/127\.0\.0\.1:\d+\/; its config is (\S+)\n/.exec(output);
    if (said !== null) return { pid: Number(said[1]), config: said[2] ?? '', ended };
    if (child.exitCode !== null) throw new Error(`the demo has ended with ${child.exitCode}: ${output}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function isThere(pid: number): boolean {
  return existsSync(`/proc/${pid}`);
}

describe('the demo server', () => {
  test('runs the config that it names, with zones that fill, and leaves nothing behind', async (context) => {
    context.skip(reason !== null, reason ?? '');
    const { pid, config, ended } = await startDemo();
    const look = () => JSON.parse(runCli(['inspect', '--json', '--config', config]).output).servers[0];
    const first = look();
    expect(first).toMatchObject({ masterPid: pid, configFile: config });
    const used = (server: typeof first, name: string): number =>
      server.zones.find((zone: { name: string }) => zone.name === name).pages.used;
    const grown = ['dogs', 'page_parts', 'per_api_key', 'pages'];
    let now = look();
    while (!grown.every((name) => used(now, name) > used(first, name))) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      now = look();
    }
    const kinds = new Set(now.zones.map(({ kind }: { kind: string }) => kind));
    for (const kind of ['lua_shared_dict', 'limit_req_zone', 'limit_conn_zone', 'proxy_cache_path', 'zone']) {
      expect(kinds).toContain(kind);
    }
    const pids: number[] = now.processes.map((one: { pid: number }) => one.pid);
    expect(pids.every(isThere)).toBe(true);
    demo?.kill('SIGINT');
    expect(await ended).toBe(130);
    // Ended by the demo's last act, they still have to be reaped by whoever inherits them.
    while (pids.some(isThere)) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(existsSync(dirname(config))).toBe(false);
    expect(existsSync(join(ROOT, 'examples/run/nginx.pid'))).toBe(false);
  });
});
