import type { ChildProcess } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  LIVE_REQUESTS,
  type LiveAttachAnswer,
  type LiveServersAnswer,
  type LiveTarget,
} from '../../server/src/shared/liveMessages';
import { COLLECTOR, endOf, startCollector } from '../cli/support/collector';
import type { RunningNginx } from '../live/support/nginxServer';
import { type Editor, startEditor } from './support/editor';
import { startServer, whyNoServer } from './support/liveNginx';

const reason = whyNoServer();

/** Nobody. */
const ORDINARY_USER = 65_534;

describe.skipIf(reason !== null)(`an ordinary user${reason === null ? '' : ` (${reason})`}`, () => {
  let nginx: RunningNginx;
  let editor: Editor;
  let collector: ChildProcess | null = null;
  let uri: string;
  const folder = mkdtempSync(join(tmpdir(), 'zone-lens-rights-'));
  const socket = join(folder, 'collector.sock');
  beforeAll(async () => {
    nginx = await startServer();
    uri = pathToFileURL(nginx.configPath).href;
    // That user need not be able to enter the folder of this project.
    chmodSync(folder, 0o755);
    const server = join(folder, 'languageServer.js');
    copyFileSync(join(dirname(COLLECTOR), 'languageServer.js'), server);
    copyFileSync(COLLECTOR, join(folder, 'collector.js'));
    editor = await startEditor({ folders: [nginx.prefix], server, userId: ORDINARY_USER });
    editor.open(uri, readFileSync(nginx.configPath, 'utf8'));
    await editor.settle(uri);
  }, 60_000);
  afterAll(async () => {
    await editor?.stop();
    collector?.kill('SIGTERM');
    if (collector !== null) await endOf(collector);
    await nginx?.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  const attach = (target: LiveTarget): Promise<LiveAttachAnswer> =>
    editor.request(LIVE_REQUESTS.attach, { uri, target });

  test('is told which right is missing to read a server of root, and how to get it', async () => {
    const { rows } = await editor.request<LiveServersAnswer>(LIVE_REQUESTS.servers, { uri });
    const row = rows.find(({ server }) => server.masterPid === nginx.masterPid);
    expect(row?.figures).toBeNull();
    const answer = await attach({ kind: 'server', id: row?.server.id ?? '' });
    expect(answer).toMatchObject({ kind: 'not permitted', server: { access: { rung: 'none' } } });
    const access = row?.server.access;
    expect(access?.missing).toMatch(/user/);
    expect(access?.remedies.join()).toMatch(/sudo/);
  });

  test('reads it through a collector of root, and the language server stays what it is', async () => {
    // As `sudo` does it: the socket belongs to who called it.
    collector = startCollector(['--socket', socket], { SUDO_UID: String(ORDINARY_USER) });
    await new Promise((resolve) => collector?.stderr?.once('data', resolve));
    await editor.request(LIVE_REQUESTS.collector, { socket });
    expect(await attach({ kind: 'certain' })).toMatchObject({
      kind: 'attached',
      status: { rootUri: uri, figures: { exactness: 'exact', zoneCount: 3 }, server: { masterPid: nginx.masterPid } },
    });
    expect(readFileSync(`/proc/${editor.process.pid}/status`, 'utf8')).toMatch(/^Uid:\t65534\t65534/m);
  });

  test('is told when that collector ends', async () => {
    collector?.kill('SIGTERM');
    const answer = await attach({ kind: 'certain' });
    expect(answer).toMatchObject({ kind: 'failed', reason: expect.stringContaining(socket) });
  });
});
