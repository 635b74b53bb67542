import { describe, expect, test } from 'vitest';
import { answerTo } from '../../../server/src/collector/answers';
import type { Collector } from '../../../server/src/shared/collectorProtocol';

const CGROUP = { limitBytes: 1, availableBytes: null, label: '' };
const NO_LIMIT = { totalBytes: 2, availableBytes: 1, cgroup: null, isWhole: true };

/** Gives back what it was asked for. */
function echo(): Collector {
  const hello = { protocol: 1, version: '1', pid: 2, userId: 3 };
  return {
    hello: async () => hello,
    servers: async () => [],
    sample: async (params) => ({ kind: 'refused', reason: JSON.stringify(params) }),
    isRunning: async ({ serverId }) => serverId === '1-2',
    pageMap: async () => null,
    memoryBreakdown: async () => {
      throw new Error('secret details');
    },
    serverMemory: async ({ serverId }) => ({ ...NO_LIMIT, cgroup: { ...CGROUP, label: serverId } }),
  };
}

async function ask(message: unknown): Promise<unknown> {
  const failures: unknown[] = [];
  const text = typeof message === 'string' ? message : JSON.stringify(message);
  return answerTo(echo(), text, (error) => failures.push(error));
}

const request = (method: unknown, params?: unknown): object => ({ jsonrpc: '2.0', id: 7, method, params });

describe('an answer', () => {
  test('is what the collector says', async () => {
    expect(await ask(request('hello'))).toMatchObject({ id: 7, result: { pid: 2 } });
    const params = { serverId: '1-2', depth: 'full' };
    expect(await ask(request('sample', { ...params, extra: 1 }))).toMatchObject({
      result: { reason: JSON.stringify({ ...params, isFresh: false }) },
    });
    expect(await ask(request('sample', { ...params, isFresh: true }))).toMatchObject({
      result: { reason: JSON.stringify({ ...params, isFresh: true }) },
    });
    expect(await ask(request('isRunning', { serverId: '1-2' }))).toMatchObject({ result: true });
    expect(await ask(request('isRunning', { serverId: '1-3' }))).toMatchObject({ result: false });
    expect(await ask(request('pageMap', { serverId: '1-2', inode: 5 }))).toMatchObject({ result: null });
    expect(await ask(request('serverMemory', { serverId: '1-2' }))).toMatchObject({
      result: { ...NO_LIMIT, cgroup: { label: '1-2' } },
    });
  });

  test.each([
    ['{', -32700, null],
    ['', -32700, null],
    ['[]', -32600, null],
    ['null', -32600, null],
    ['"x"', -32600, null],
    [{}, -32600, null],
    [{ jsonrpc: '1.0', id: 7, method: 'hello' }, -32600, 7],
    [{ jsonrpc: '2.0', id: {}, method: 'hello' }, -32600, null],
    [{ jsonrpc: '2.0', id: 'x'.repeat(1000), method: 'hello' }, -32600, null],
    [{ jsonrpc: '2.0', id: 7, method: 5 }, -32600, 7],
    [request('constructor'), -32601, 7],
    [request('__proto__'), -32601, 7],
    [request('shutdown'), -32601, 7],
    [request('sample'), -32602, 7],
    [request('isRunning'), -32602, 7],
    [request('sample', []), -32602, 7],
    [request('sample', { serverId: '1', depth: 'deep' }), -32602, 7],
    [request('sample', { serverId: '', depth: 'full' }), -32602, 7],
    [request('sample', { serverId: 'x'.repeat(1000), depth: 'full' }), -32602, 7],
    [request('sample', { serverId: { toString: 1 }, depth: 'full' }), -32602, 7],
    [request('pageMap', { serverId: '1', inode: -1 }), -32602, 7],
    [request('pageMap', { serverId: '1', inode: 1.5 }), -32602, 7],
    [request('pageMap', { serverId: '1', inode: '../1' }), -32602, 7],
    [request('memoryBreakdown', { serverId: '1', pid: 1e300 }), -32602, 7],
    [request('serverMemory'), -32602, 7],
    [request('serverMemory', { serverId: ['1'] }), -32602, 7],
  ])('to %j is error %i', async (message, code, id) => {
    expect(await ask(message)).toMatchObject({ jsonrpc: '2.0', id, error: { code } });
  });

  test('to a notification is none', async () => {
    expect(await ask({ jsonrpc: '2.0', method: 'hello' })).toBeNull();
    expect(await ask({ jsonrpc: '2.0', method: 'nothing' })).toBeNull();
  });

  test('says nothing of what went wrong inside', async () => {
    const answer = await ask(request('memoryBreakdown', { serverId: '1', pid: 1 }));
    expect(answer).toMatchObject({ error: { code: -32603 } });
    expect(JSON.stringify(answer)).not.toContain('secret');
  });
});
