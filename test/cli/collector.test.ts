import { type ChildProcess, spawnSync } from 'node:child_process';
import { constants, getPriority } from 'node:os';
import { afterEach, describe, expect, test } from 'vitest';
import { COLLECTOR_PROTOCOL } from '../../server/src/shared/collectorProtocol';
import { COLLECTOR, endOf, startCollector, type Talk, talkOver } from './support/collector';

let child: ChildProcess | null = null;

afterEach(async () => {
  child?.kill('SIGKILL');
  if (child !== null) await endOf(child);
  child = null;
});

function start(): Talk {
  child = startCollector();
  if (child.stdout === null || child.stdin === null) throw new Error('no streams');
  return talkOver(child.stdout, child.stdin);
}

const HELLO = { jsonrpc: '2.0', id: 1, method: 'hello' };

describe('the collector on its standard streams', () => {
  test('says who it is, and lists servers', async () => {
    const talk = start();
    expect(await talk.ask('hello')).toEqual({
      protocol: COLLECTOR_PROTOCOL,
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      pid: child?.pid,
      userId: process.getuid?.(),
    });
    expect(await talk.ask('servers')).toBeInstanceOf(Array);
  });

  test('lets every other process go first', async () => {
    await start().ask('hello');
    expect(getPriority(child?.pid)).toBe(constants.priority.PRIORITY_LOW);
  });

  test('knows no server but those of its list', async () => {
    const talk = start();
    for (const serverId of ['1-1', `${process.pid}-1`, '../../1', '__proto__', '1:2']) {
      expect(await talk.ask('sample', { serverId, depth: 'refresh' })).toEqual({ kind: 'gone' });
      expect(await talk.ask('isRunning', { serverId })).toBe(false);
      expect(await talk.ask('pageMap', { serverId, inode: 1 })).toBeNull();
      expect(await talk.ask('memoryBreakdown', { serverId, pid: process.pid })).toBeNull();
      expect(await talk.ask('serverMemory', { serverId })).toBeNull();
    }
  });

  test('answers hostile messages with errors, and goes on', async () => {
    const talk = start();
    const bodies = ['{', 'null', '[]', '"x"', '{"jsonrpc":"2.0","id":[],"method":"hello"}', '\0\0', '[[[[', '{"id":1}'];
    for (const body of bodies) {
      talk.raw(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
      expect(await talk.next(), body).toMatchObject({ error: { code: expect.any(Number) } });
    }
    await expect(talk.ask('sample', { serverId: 5, depth: 'refresh' })).rejects.toThrow('serverId');
    await expect(talk.ask('exit')).rejects.toThrow('no such method');
    expect(await talk.ask('hello')).toMatchObject({ protocol: COLLECTOR_PROTOCOL });
  });

  test('answers 1,000 requests that come at once, in their order', async () => {
    const talk = start();
    for (let id = 0; id < 1000; id++) talk.send({ ...HELLO, id });
    for (let id = 0; id < 1000; id++) expect(await talk.next()).toMatchObject({ id });
  });

  test.each([
    'GET / HTTP/1.1\r\n\r\n',
    'Content-Length: 99999999\r\n\r\n',
    `Content-Length: 65537\r\n\r\n${'x'.repeat(65_537)}`,
    'x'.repeat(100_000),
  ])('ends in good order where it can not read on: %.30s', async (text) => {
    const talk = start();
    talk.raw(text);
    expect(await talk.next()).toMatchObject({ id: null, error: { code: -32600 } });
    expect(await talk.next()).toBeNull();
    expect(await endOf(child as ChildProcess)).toBe(0);
  });

  test('ends with its standard input', async () => {
    const talk = start();
    await talk.ask('hello');
    child?.stdin?.end();
    expect(await endOf(child as ChildProcess)).toBe(0);
  });

  test('survives a reader that goes in the middle of an answer', async () => {
    const talk = start();
    await talk.ask('hello');
    child?.stdout?.destroy();
    talk.send(HELLO);
    talk.send(HELLO);
    child?.stdin?.end();
    expect(await endOf(child as ChildProcess)).toBe(0);
  });
});

describe('the collector from a shell', () => {
  const run = (...args: string[]) => spawnSync(process.execPath, [COLLECTOR, ...args], { encoding: 'utf8', input: '' });

  test('explains itself', () => {
    const { stdout, status } = run('--help');
    expect(status).toBe(0);
    for (const word of ['--socket', '--owner', 'sudo', '0600']) expect(stdout).toContain(word);
    expect(run('--version').stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test.each([['--nothing'], ['file'], ['--owner', '1000'], ['--socket', ''], ['--socket', '/x', '--owner', 'root']])(
    'refuses %s %s',
    (...args) => {
      const { stderr, status } = run(...args);
      expect(status).toBe(2);
      expect(stderr).toMatch(/^collector: .+\n$/);
    },
  );
});
