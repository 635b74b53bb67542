import { beforeEach, describe, expect, test, vi } from 'vitest';
import { createLocalCollector } from '../../../server/src/collector/localCollector';
import type { ProcFiles } from '../../../server/src/live/system/procFiles';
import type { SampleDepth } from '../../../server/src/shared/liveSample';
import type { LiveServer } from '../../../server/src/shared/liveServer';
import { liveSample, liveServer } from '../support/live';

const asked: string[] = [];
const statAsked: string[] = [];
let running: LiveServer[] = [];

vi.mock('../../../server/src/live/servers/servers', () => ({
  findServers: () => {
    asked.push('servers');
    return running;
  },
}));
vi.mock('../../../server/src/live/attachment', () => ({
  createAttachment: (_files: ProcFiles, server: LiveServer) => {
    asked.push(`attach ${server.id}`);
    return {
      server,
      sample: (depth: SampleDepth) => {
        asked.push(depth);
        return { kind: 'sample', sample: liveSample({ depth, serverId: server.id }) };
      },
      pageMap: () => null,
    };
  },
}));

/** Only the process of {@link ONE} is there. */
const FILES = {
  readText: (path: string) => {
    statAsked.push(path);
    const fields = ['S', '1', ...Array<string>(17).fill('0'), String(ONE.startTicks), ...Array<string>(30).fill('0')];
    return path === `/proc/${ONE.masterPid}/stat` ? `${ONE.masterPid} (nginx) ${fields.join(' ')}` : null;
  },
} as Partial<ProcFiles> as ProcFiles;
const ONE = liveServer({});

beforeEach(() => {
  asked.length = 0;
  running = [ONE];
});

describe('a collector in this process', () => {
  test('takes one sample for all who ask at the same time, full where one of them wants that', async () => {
    const collector = createLocalCollector(FILES);
    await collector.servers();
    asked.length = 0;
    const ask = (depth: SampleDepth) => collector.sample({ serverId: ONE.id, depth });
    await Promise.all([ask('refresh'), ask('refresh')]);
    expect(asked).toEqual(['refresh']);
    const answers = await Promise.all([ask('full'), ask('refresh'), ask('full')]);
    expect(asked).toEqual(['refresh', 'full']);
    expect(new Set(answers).size).toBe(1);
    await ask('refresh');
    expect(asked).toEqual(['refresh', 'full', 'refresh']);
  });

  test('gives a young answer again where that is wanted', async () => {
    const collector = createLocalCollector(FILES, { shareForMs: 10_000 });
    const params = { serverId: ONE.id, depth: 'refresh' } as const;
    expect(await collector.sample(params)).toBe(await collector.sample(params));
    expect(asked).toEqual(['servers', `attach ${ONE.id}`, 'refresh']);
  });

  test('answers a person by what it reads after the question, and all others who ask then by the same', async () => {
    const collector = createLocalCollector(FILES, { shareForMs: 10_000 });
    const params = { serverId: ONE.id, depth: 'full' } as const;
    const older = await collector.sample(params);
    const fresh = await Promise.all([
      collector.sample({ ...params, isFresh: true }),
      collector.sample({ ...params, isFresh: true }),
      collector.sample(params),
    ]);
    expect(new Set(fresh).size).toBe(1);
    expect(fresh[0]).not.toBe(older);
    expect(await collector.sample(params)).toBe(fresh[0]);
    expect(asked.filter((what) => what === 'full')).toHaveLength(2);
  });

  test('tells by one small file whether a server still runs', async () => {
    const collector = createLocalCollector(FILES);
    await collector.servers();
    asked.length = 0;
    statAsked.length = 0;
    expect(await collector.isRunning({ serverId: ONE.id })).toBe(true);
    expect(asked).toEqual([]);
    expect(statAsked).toEqual([`/proc/${ONE.masterPid}/stat`]);
    expect(await collector.isRunning({ serverId: '7-7' })).toBe(false);
    // Its pid is another process's by now.
    running = [liveServer({ id: `${ONE.masterPid}-9`, startTicks: 9 })];
    expect(await collector.isRunning({ serverId: `${ONE.masterPid}-9` })).toBe(false);
  });

  test('keeps what it knows of a server while that is the same', async () => {
    const collector = createLocalCollector(FILES);
    await collector.servers();
    await collector.servers();
    running = [{ ...ONE, access: { rung: 'mapped', missing: 'x', remedies: [] } }];
    await collector.servers();
    expect(asked.filter((what) => what.startsWith('attach'))).toHaveLength(2);
  });

  test('knows no server that is not running', async () => {
    const collector = createLocalCollector(FILES);
    expect(await collector.sample({ serverId: '7-7', depth: 'full' })).toEqual({ kind: 'gone' });
    await collector.servers();
    running = [];
    await collector.servers();
    expect(await collector.sample({ serverId: ONE.id, depth: 'full' })).toEqual({ kind: 'gone' });
    expect(asked).not.toContain('full');
  });
});
