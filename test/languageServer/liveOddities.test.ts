import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { OpenSocket } from '../../server/src/collector/socket';
import { COLLECTOR_PROTOCOL, type Collector } from '../../server/src/shared/collectorProtocol';
import { LIVE_REQUESTS, type LiveAttachAnswer, type LiveServersAnswer } from '../../server/src/shared/liveMessages';
import type { SampleOutcome } from '../../server/src/shared/liveSample';
import { openCollectorSocket } from '../server/support/collectorSocket';
import { liveSample, liveServer } from '../server/support/live';
import { type Editor, startEditor } from './support/editor';

const CONFIG = 'events {}\nhttp {\n    lua_shared_dict dogs 1m;\n}\n';

describe('a server that can not be read as usual', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zone-lens-oddities-'));
  const path = join(folder, 'collector.sock');
  const uri = pathToFileURL(join(folder, 'nginx.conf')).href;
  const server = liveServer({ configFile: join(folder, 'nginx.conf') });
  /** What comes of one sample after the other; the last one of all further. */
  let outcomes: SampleOutcome[] = [];
  const collector: Collector = {
    hello: async () => ({ protocol: COLLECTOR_PROTOCOL, version: '', pid: 1, userId: 0 }),
    servers: async () => [server],
    sample: async () => (outcomes.length > 1 ? outcomes.shift() : outcomes[0]) ?? { kind: 'gone' },
    isRunning: async () => true,
    pageMap: async () => null,
    memoryBreakdown: async () => null,
    serverMemory: async () => null,
  };
  let editor: Editor;
  let socket: OpenSocket;
  beforeAll(async () => {
    socket = await openCollectorSocket(path, collector);
    editor = await startEditor({ folders: [folder], settings: { live: { collectorSocket: path } } });
    editor.open(uri, CONFIG);
    await editor.settle(uri);
  });
  afterAll(async () => {
    await editor?.stop();
    socket?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => editor.request(LIVE_REQUESTS.detach, {}));

  const attach = (): Promise<LiveAttachAnswer> =>
    editor.request(LIVE_REQUESTS.attach, { uri, target: { kind: 'server', id: server.id } });
  const SAMPLE: SampleOutcome = { kind: 'sample', sample: liveSample({ takenAtMs: Date.now() }) };

  test('is attached in the middle of a reload, as soon as it holds still', async () => {
    outcomes = [{ kind: 'changing' }, { kind: 'changing' }, SAMPLE];
    expect(await attach()).toMatchObject({ kind: 'attached', status: { state: 'live', figures: { zoneCount: 1 } } });
  });

  test('is not attached where it never does, and why is said', async () => {
    outcomes = [{ kind: 'changing' }];
    expect(await attach()).toMatchObject({ kind: 'failed', reason: expect.stringMatching(/\S/) });
    expect(editor.liveStatus()).toBeNull();
  });

  test('is not attached where the reading is refused, or it has ended', async () => {
    outcomes = [{ kind: 'refused', reason: 'Somebody took the right away.' }];
    expect(await attach()).toEqual({ kind: 'failed', reason: 'Somebody took the right away.' });
    outcomes = [{ kind: 'gone' }];
    expect(await attach()).toEqual({ kind: 'not found' });
  });

  test('is told of by the rung that it was read on, whatever it was when it was found', async () => {
    outcomes = [{ kind: 'sample', sample: liveSample({ rung: 'mapped' }) }];
    const answer = await attach();
    expect(answer).toMatchObject({ kind: 'attached', status: { server: { access: { rung: 'mapped' } } } });
    expect(answer).toMatchObject({ status: { texts: { rung: expect.stringMatching(/^at least/) } } });
  });

  test('a collector that is not there is an answer, not an error, and is found once it is there', async () => {
    outcomes = [SAMPLE];
    await editor.request(LIVE_REQUESTS.collector, { socket: `${path}.none` });
    expect(await editor.request<LiveServersAnswer>(LIVE_REQUESTS.servers, { uri })).toEqual({
      rows: [],
      failure: expect.stringContaining(`${path}.none`),
    });
    expect(await attach()).toMatchObject({ kind: 'failed', reason: expect.stringContaining(`${path}.none`) });
    await editor.request(LIVE_REQUESTS.collector, { socket: null });
    expect(await attach()).toMatchObject({ kind: 'attached' });
  });
});
