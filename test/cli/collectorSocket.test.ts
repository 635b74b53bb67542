import { type ChildProcess, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connectCollector } from '../../server/src/collector/connectCollector';
import { frameOf, framesOf } from '../../server/src/collector/frames';
import { COLLECTOR_PROTOCOL } from '../../server/src/shared/collectorProtocol';
import { COLLECTOR, endOf, startCollector, type Talk, talkOver } from './support/collector';

const isRoot = process.getuid?.() === 0;
const OTHER_USER = 65_534;

let folder = '';
let path = '';
const children: ChildProcess[] = [];
const sockets: Socket[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zone-lens-socket-'));
  path = join(folder, 'collector.sock');
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const child of children.splice(0)) {
    child.kill('SIGKILL');
    await endOf(child);
  }
  rmSync(folder, { recursive: true, force: true });
});

/** Starts a collector, and waits until it listens or has ended. */
async function start(args: readonly string[] = [], environment: NodeJS.ProcessEnv = {}): Promise<ChildProcess> {
  const child = startCollector(['--socket', path, ...args], { SUDO_UID: undefined, ...environment });
  children.push(child);
  await new Promise<void>((resolve) => {
    child.stderr?.once('data', () => resolve());
    child.once('exit', () => resolve());
  });
  return child;
}

async function client(): Promise<Talk & { readonly socket: Socket }> {
  const socket = connect(path);
  sockets.push(socket);
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  return { ...talkOver(socket, socket), socket };
}

describe('the socket of a collector', () => {
  test('is for its owner alone, and goes with the collector', async () => {
    const child = await start();
    const { mode, uid } = lstatSync(path);
    expect((mode & 0o777).toString(8)).toBe('600');
    expect(uid).toBe(process.getuid?.());
    child.kill('SIGTERM');
    expect(await endOf(child)).toBe(0);
    expect(existsSync(path)).toBe(false);
  });

  test.skipIf(!isRoot)('belongs to the user who called sudo, or to whom it is given', async () => {
    const child = await start([], { SUDO_UID: String(OTHER_USER) });
    expect(lstatSync(path)).toMatchObject({ uid: OTHER_USER });
    expect(lstatSync(path).mode & 0o777).toBe(0o600);
    child.kill('SIGTERM');
    await endOf(child);
    await start(['--owner', '12345'], { SUDO_UID: String(OTHER_USER) });
    expect(lstatSync(path).uid).toBe(12_345);
  });

  test.skipIf(!isRoot)("is put into its owner's folder with the owner's rights, not with root's", async () => {
    chownSync(folder, OTHER_USER, OTHER_USER);
    const owner = ['--owner', String(OTHER_USER)];
    const child = await start(owner);
    expect(lstatSync(path)).toMatchObject({ uid: OTHER_USER });
    expect(lstatSync(path).mode & 0o777).toBe(0o600);
    expect(await (await client()).ask('hello')).toMatchObject({ userId: 0 });
    child.kill('SIGTERM');
    await endOf(child);
    expect(existsSync(path)).toBe(false);
    chmodSync(folder, 0o500);
    expect(await endOf(await start(owner))).toBe(1);
    expect(existsSync(path)).toBe(false);
  });

  test('serves several clients, of which one may break the rules or go', async () => {
    await start();
    const [one, two, rude] = await Promise.all([client(), client(), client()]);
    rude.raw('Content-Length: 1e9\r\n\r\n');
    expect(await rude.next()).toMatchObject({ error: { code: -32600 } });
    expect(await rude.next()).toBeNull();
    expect(await one.ask('hello')).toMatchObject({ protocol: COLLECTOR_PROTOCOL });
    one.send({ jsonrpc: '2.0', id: 5, method: 'servers' });
    one.socket.destroy();
    expect(await two.ask('servers')).toBeInstanceOf(Array);
  });

  test('ends with the standard input of its collector, where that is a pipe', async () => {
    const child = await start();
    child.stdin?.end();
    expect(await endOf(child)).toBe(0);
    expect(existsSync(path)).toBe(false);
  });

  test('takes the place of one that was left behind, and of no other', async () => {
    const first = await start();
    first.kill('SIGKILL');
    await endOf(first);
    expect(lstatSync(path).isSocket()).toBe(true);
    const second = await start();
    expect(second.exitCode).toBeNull();
    const third = startCollector(['--socket', path]);
    children.push(third);
    expect(await endOf(third)).toBe(1);
    expect(await (await client()).ask('hello')).toMatchObject({ pid: second.pid });
  });

  test.each([
    ['a file', () => writeFileSync(path, 'precious')],
    ['a folder', () => mkdirSync(path)],
    ['a link', () => symlinkSync('/nowhere', path)],
  ])('is not put in the place of %s', async (_what, put) => {
    put();
    const { mode } = lstatSync(path);
    expect(await endOf(await start())).toBe(1);
    expect(lstatSync(path).mode).toBe(mode);
  });

  test('is not put where others may write', () => {
    chmodSync(folder, 0o777);
    const { status, stderr } = spawnSync(process.execPath, [COLLECTOR, '--socket', path], { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^collector: others may write to/);
  });
});

describe('a client of a collector', () => {
  test('talks to one over a socket, and to the next that is started there', async () => {
    const collector = connectCollector({ kind: 'socket', path });
    await expect(collector.hello()).rejects.toThrow(/no collector at .*start it first/);
    const first = await start();
    await expect.poll(() => collector.hello().catch(() => null), { timeout: 5000 }).toMatchObject({ pid: first.pid });
    first.kill('SIGKILL');
    await endOf(first);
    await expect.poll(() => collector.hello().catch(({ message }) => message)).toMatch(/ended|answers/);
    const second = await start();
    await expect.poll(() => collector.hello().catch(() => null), { timeout: 5000 }).toMatchObject({ pid: second.pid });
    collector.dispose();
    await expect(collector.hello()).rejects.toThrow('has been ended');
  });

  test('starts a process of its own, and another when that has been killed', async () => {
    const place = { kind: 'process', command: process.execPath, args: [COLLECTOR] } as const;
    const collector = connectCollector(place);
    const { pid } = await collector.hello();
    const waiting = Promise.all([collector.servers(), collector.servers()]);
    await waiting;
    process.kill(pid, 'SIGKILL');
    await expect.poll(() => collector.hello().catch(({ message }) => message)).toMatch(/ended \(SIGKILL\)/);
    await expect.poll(async () => (await collector.hello()).pid, { timeout: 5000 }).not.toBe(pid);
    collector.dispose();
  });

  test.each([
    ['/nowhere/node', [], /can't be started: .*ENOENT/],
    [process.execPath, ['-e', 'process.exit(3)'], /ended \(3\)/],
    [process.execPath, ['-e', 'console.error("no rights"); process.exit(1)'], /ended \(1\): no rights/],
    [process.execPath, ['-e', 'console.log("Content-Length: 5\\r\\n\\r\\nhello")'], /ended/],
  ])('says why none can be started: %s %s', async (command, args, message) => {
    const collector = connectCollector({ kind: 'process', command, args });
    await expect(collector.servers()).rejects.toThrow(message);
    // Not tried again at once, unless a person wants it.
    await expect(collector.servers()).rejects.toThrow(message);
    collector.retryNow();
    await expect(collector.servers()).rejects.toThrow(message);
    collector.dispose();
  });

  test('does not wait for one that hangs once it is not needed', async () => {
    const hanging = createServer((socket) => sockets.push(socket));
    await new Promise<void>((resolve) => hanging.listen(path, resolve));
    const collector = connectCollector({ kind: 'socket', path });
    const asked = collector.hello();
    const greeted = new Promise((resolve) => hanging.once('connection', (socket) => socket.once('data', resolve)));
    try {
      await greeted;
      collector.dispose();
      await expect(asked).rejects.toThrow('has ended');
    } finally {
      hanging.close();
    }
  }, 5000);

  test('does not talk to one of another version, and says what to do', async () => {
    const hello = { protocol: COLLECTOR_PROTOCOL - 1, version: '0.0.1', pid: 1, userId: 0 };
    const older = createServer((socket) => {
      sockets.push(socket);
      void (async () => {
        for await (const frame of framesOf(socket, 1000)) {
          if (frame.fault === null)
            socket.write(frameOf({ jsonrpc: '2.0', id: JSON.parse(frame.text).id, result: hello }));
        }
      })().catch(() => undefined);
    });
    await new Promise<void>((resolve) => older.listen(path, resolve));
    const collector = connectCollector({ kind: 'socket', path });
    try {
      await expect(collector.servers()).rejects.toThrow(/another version of Zone Lens; start the one of this version/);
    } finally {
      collector.dispose();
      older.close();
    }
  });

  test.skipIf(!isRoot)('does not talk to a socket of another user', async () => {
    await start(['--owner', '12345']);
    const collector = connectCollector({ kind: 'socket', path });
    await expect(collector.hello()).rejects.toThrow("another user's socket");
    collector.dispose();
  });
});
