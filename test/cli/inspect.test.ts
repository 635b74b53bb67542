import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { nginxAvailable, type RunningNginx, startNginx } from '../live/support/nginxServer';
import { CLI, makeFolder, ROOT, runCli } from './support/runCli';

const ESCAPE = '\u001b';

const reason = nginxAvailable(['lua']);

/** With huge pages an empty zone holds one of them, whatever its size. */
const HAS_HUGE_PAGES = /\[(?:always|within_size|force)\]/.test(
  readTextOrEmpty('/sys/kernel/mm/transparent_hugepage/shmem_enabled'),
);

function readTextOrEmpty(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

let server: RunningNginx;

beforeAll(async () => {
  if (reason !== null) return;
  server = await startNginx({
    modules: ['lua'],
    config: ({ port, httpPaths }) => `worker_processes 2;
events {}
http {
  ${httpPaths}
  lua_shared_dict dogs 100m;
  limit_req_zone $uri zone=one:1m rate=1r/s;
  server { listen 127.0.0.1:${port(0)}; }
}
`,
  });
});

afterAll(() => server?.stop());

beforeEach((context) => context.skip(reason !== null, reason ?? ''));

/** Programs that a test has started and that may be left over when it fails. */
const children = new Set<ChildProcess>();

afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  children.clear();
});

/** Runs that go on: standard output as it comes, and how it ends. */
function start(args: readonly string[]) {
  const child: ChildProcess = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  children.add(child);
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return {
    child,
    ended,
    output: () => output,
    until: async (isThere: (output: string) => boolean): Promise<void> => {
      while (!isThere(output)) {
        if (child.exitCode !== null) throw new Error(`it has ended with ${child.exitCode}: ${output}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
  };
}

const documents = (output: string) => output.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));

describe('zone-lens inspect of a real server', () => {
  test('--json has the published figures of an empty dictionary', (context) => {
    const { output, errors, exitCode } = runCli(['inspect', '--json', '--pid', String(server.masterPid)]);
    expect({ errors, exitCode }).toEqual({ errors: '', exitCode: 0 });
    const { schema, servers } = JSON.parse(output);
    expect(schema).toBe('zone-lens.inspect/1');
    expect(servers).toHaveLength(1);
    expect(servers[0]).toMatchObject({
      masterPid: server.masterPid,
      product: 'nginx',
      configFile: server.configPath,
      rung: 'exact',
      problem: null,
      watched: null,
    });
    const roles = servers[0].processes.map(({ pid, role }: { pid: number; role: string }) => [pid, role]);
    expect(roles).toEqual(
      expect.arrayContaining([[server.masterPid, 'master'], ...server.workers().map((pid) => [pid, 'worker'])]),
    );
    const zones: Record<string, unknown>[] = servers[0].zones;
    expect(zones.map(({ name, kind }) => [name, kind])).toEqual(
      expect.arrayContaining([
        ['dogs', 'lua_shared_dict'],
        ['one', 'limit_req_zone'],
      ]),
    );
    const dogs = zones.find(({ name }) => name === 'dogs');
    expect(dogs).toMatchObject({
      sizeBytes: 100 * 2 ** 20,
      declaredAt: { file: server.configPath, line: 5 },
      loaded: { exactness: 'exact' },
      pages: { total: 25450, free: 25448, used: 2, largestFreeRun: 25448 },
      chunks: { used: 3, free: 157 },
      consistent: true,
    });
    context.skip(HAS_HUGE_PAGES, 'zones have huge pages here');
    expect(dogs?.loaded).toEqual({ bytes: 608 * 1024, exactness: 'exact' });
  });

  test('finds the server by a worker and by its config', () => {
    const masterOf = (...args: string[]): number =>
      JSON.parse(runCli(['inspect', '--json', ...args]).output).servers[0].masterPid;
    expect(masterOf('--pid', String(server.workers()[0]))).toBe(server.masterPid);
    expect(masterOf('--config', server.configPath)).toBe(server.masterPid);
  });

  test('shows a table to people, without colours where there is no terminal', () => {
    const { output, exitCode } = runCli(['inspect', '--full', '--config', server.configPath]);
    expect(exitCode).toBe(0);
    expect(output).not.toContain('\u001b');
    expect(output).toMatch(/^dogs +lua_shared_dict +100 MB +▮▯+ +608 KB +8 KB +99\.4 MB +99\.4 MB +0 +nginx\.conf:5$/m);
    expect(output).toContain('chunks: 3 used (those that hold bitmaps too), 157 free');
    expect(output).toContain('Rung "exact": every figure is exact.');
  });

  test.each([
    [['--pid', String(process.pid)], `process ${process.pid} is "`],
    [['--pid', '4194304'], 'there is no process 4194304; running: '],
  ])('%j: says what is wrong and what runs', (args, says) => {
    const { output, errors, exitCode } = runCli(['inspect', ...args]);
    expect({ output, exitCode, lines: errors.split('\n').length }).toEqual({ output: '', exitCode: 1, lines: 2 });
    expect(errors).toContain(says);
    expect(errors).toContain(`nginx ${server.masterPid} (${server.configPath})`);
  });

  test('of a config that nothing runs', () => {
    const folder = makeFolder({ 'nginx.conf': 'events {}\nhttp {}\n' });
    const { errors, exitCode } = runCli(['inspect', '--config', 'nginx.conf'], { folder });
    expect(errors).toContain(`no running server uses ${folder}/nginx.conf; running: `);
    expect(exitCode).toBe(1);
  });

  test('as a user who may not: one line with the remedy', (context) => {
    const folder = mkdtempSync(join(tmpdir(), 'zone-lens-cli-'));
    try {
      const script =
        'cp "$0" "$1/cli.js" && chmod 755 "$1" && exec setpriv --reuid 65534 --clear-groups "$2" "$1/cli.js" inspect --pid "$3"';
      const { status, stderr, error } = spawnSync(
        'sh',
        ['-c', script, CLI, folder, process.execPath, String(server.masterPid)],
        { encoding: 'utf8' },
      );
      context.skip(error !== undefined || /setpriv|not found|Permission denied/.test(stderr), `setpriv: ${stderr}`);
      expect(stderr).toMatch(/^zone-lens: nginx \d+: .+ Run zone-lens with sudo, or name a collector .+\n$/);
      expect(status).toBe(1);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('--collector: reads through a collector at its socket', async (context) => {
    const collector = join(ROOT, 'dist/collector.js');
    context.skip(!existsSync(collector), 'the collector is not built');
    const folder = makeFolder({});
    const socket = join(folder, 'zone-lens.sock');
    const running = spawn(process.execPath, [collector, '--socket', socket], { stdio: 'ignore' });
    const ended = new Promise((resolve) => running.once('exit', resolve));
    try {
      while (!existsSync(socket) && running.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 20));
      const args = ['inspect', '--json', '--collector', socket, '--pid', String(server.masterPid)];
      const { output, errors, exitCode } = runCli(args);
      expect({ errors, exitCode }).toEqual({ errors: '', exitCode: 0 });
      expect(JSON.parse(output).servers[0]).toMatchObject({ masterPid: server.masterPid, rung: 'exact' });
    } finally {
      running.kill('SIGTERM');
      await ended;
    }
    const { errors, exitCode } = runCli(['inspect', '--collector', socket]);
    expect(errors).toMatch(/^zone-lens: there is no collector at .+\.\n$/);
    expect(exitCode).toBe(1);
  });
});

describe('zone-lens inspect --watch', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('prints a document a line until %s, and ends with 0', async (signal) => {
    const watch = start(['inspect', '--watch', '--json', '--interval', '0.1', '--pid', String(server.masterPid)]);
    await watch.until((output) => output.split('\n').length > 3);
    watch.child.kill(signal);
    expect(await watch.ended).toBe(0);
    for (const document of documents(watch.output())) {
      expect(document).toMatchObject({
        schema: 'zone-lens.inspect/1',
        servers: [{ masterPid: server.masterPid, watched: { state: 'live' } }],
      });
    }
  });

  test('tells a reload, with the zone that was kept', async () => {
    const watch = start(['inspect', '--watch', '--interval', '0.1', '--pid', String(server.masterPid)]);
    await watch.until((output) => output.includes('dogs'));
    await server.reload();
    await watch.until((output) => /reload: kept .*dogs/.test(output));
    watch.child.kill('SIGINT');
    expect(await watch.ended).toBe(0);
  });

  test('draws in place on a terminal; q ends it, with the cursor back and nothing else left on', async (context) => {
    context.skip(!existsSync('/usr/bin/script'), 'there is no /usr/bin/script to make a terminal with');
    const command = `stty cols 100 rows 40; ${process.execPath} ${CLI} inspect --watch --interval 0.1 --pid ${server.masterPid}; stty -a`;
    const child = spawn('/usr/bin/script', ['-qec', command, '/dev/null'], { stdio: ['pipe', 'pipe', 'ignore'] });
    children.add(child);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      // Drawn again: the cursor went up.
      if (new RegExp(`${ESCAPE}\\[\\d+A`).test(output) && !output.includes('intr = ')) child.stdin.write('q');
    });
    await ended;
    expect(output.startsWith(`${ESCAPE}[?25l`)).toBe(true);
    const [drawn = '', after = ''] = output.split(`${ESCAPE}[?25h`);
    expect(drawn).toContain('Every 100 ms. q ends it.');
    // What stty says of the terminal: signals, echo and lines are on again.
    expect(after).toMatch(/(?<!-)isig.*(?<!-)icanon/);
    expect(after).toMatch(/(?<!-)echo\b/);
  });

  test('ends with 0 when its reader goes away', () => {
    const script = '"$0" "$1" inspect --watch --interval 0.1 --pid "$2" | head -1; echo "status $PIPESTATUS"';
    const { stdout, stderr } = spawnSync('bash', ['-c', script, process.execPath, CLI, String(server.masterPid)], {
      encoding: 'utf8',
      timeout: 30_000,
    });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^\d{4}-.*Z\nstatus 0\n$/);
  });

  test('says that the server has ended, and ends with 1', async () => {
    const own = await startNginx({ config: 'events {}\nhttp { limit_req_zone $uri zone=one:1m rate=1r/s; }\n' });
    try {
      const watch = start(['inspect', '--watch', '--interval', '0.2', '--pid', String(own.masterPid)]);
      await watch.until((output) => output.includes('limit_req_zone'));
      await own.stop();
      expect(await watch.ended).toBe(1);
      expect(watch.output()).toContain('The server has ended. Its last figures are those of');
    } finally {
      await own.stop();
    }
  });
});
