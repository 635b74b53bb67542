import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { OpenSocket } from '../../server/src/collector/socket';
import { accessWith } from '../../server/src/live/accessTexts';
import { COLLECTOR_PROTOCOL, type Collector } from '../../server/src/shared/collectorProtocol';
import { openCollectorSocket } from '../server/support/collectorSocket';
import { liveServer } from '../server/support/live';
import { openFile } from './support/editor';
import { notification } from './support/panels';
import { takePictures } from './support/pictures';
import { runCommand } from './support/quickInput';
import { useWorkbench } from './support/workbench';

const SERVER = liveServer({
  masterPid: 4242,
  access: accessWith('none', { kind: 'other user', pid: 4242, userId: 0, readerUserId: 1000 }, ['as root']),
});

/** A collector that may not read the one server that it sees. */
const COLLECTOR: Collector = {
  hello: async () => ({ protocol: COLLECTOR_PROTOCOL, version: '', pid: 1, userId: 1000 }),
  servers: async () => [SERVER],
  sample: async () => ({ kind: 'gone' }),
  isRunning: async () => false,
  pageMap: async () => null,
  memoryBreakdown: async () => null,
  serverMemory: async () => null,
};

describe('a server that may not be read', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zone-lens-rights-'));
  const path = join(folder, 'collector.sock');
  // The person's settings on this machine: those of a workspace can't name a socket.
  const settings = join(inject('vscode').dataFolder, 'data/Machine/settings.json');
  const workbench = useWorkbench({ folder: 'test/ui/live' });
  let socket: OpenSocket;
  beforeAll(async () => {
    socket = await openCollectorSocket(path, COLLECTOR);
    mkdirSync(join(settings, '..'), { recursive: true });
    writeFileSync(settings, JSON.stringify({ 'zoneLens.live.collectorSocket': path }));
  });
  afterAll(() => {
    rmSync(settings, { force: true });
    socket?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('is told of with the right that is missing and a way to get it, and nothing is run', async () => {
    await openFile(workbench(), 'nginx.conf');
    await runCommand(workbench(), 'Zone Lens: Inspect Live Server');
    const said = notification(workbench(), 'nginx 4242 may not be read');
    await said.first().waitFor();
    const text = await said.first().innerText();
    expect(text).toContain('Process 4242 belongs to user 0, and the reader runs as user 1000.');
    expect(text).toContain('Run the collector as root (sudo).');
    await takePictures(workbench(), 'live-not-permitted');
    await said.getByText('Show Documentation').first().click();
    await workbench().page.locator('.tab', { hasText: 'live.md' }).waitFor();
    expect(await workbench().page.locator('.terminal-tabs-entry').count()).toBe(0);
  });
});
