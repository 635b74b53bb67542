import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DASHBOARD_REQUESTS } from '../../server/src/shared/dashboardMessages';
import { type DashboardPages, dashboardPages } from './support/dashboards';
import { type Editor, startEditor } from './support/editor';

const configOf = (dogs: string): string =>
  `events {}\nhttp {\n    lua_shared_dict dogs ${dogs};\n    include zones/*.conf;\n}\n`;

describe('the dashboard of a config with nothing running', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zone-lens-planned-'));
  const path = join(folder, 'nginx.conf');
  const uri = pathToFileURL(path).href;
  const included = pathToFileURL(join(folder, 'zones/cats.conf')).href;
  const closed = pathToFileURL(join(folder, 'closed.conf')).href;
  let editor: Editor;
  let pages: DashboardPages;
  let id: string;
  beforeAll(async () => {
    mkdirSync(join(folder, 'zones'));
    writeFileSync(path, configOf('10m'));
    writeFileSync(join(folder, 'zones/cats.conf'), 'lua_shared_dict cats 1m;\n');
    writeFileSync(join(folder, 'closed.conf'), 'events {}\nhttp { lua_shared_dict birds 3m; }\n');
    editor = await startEditor({ folders: [folder], settings: { target: { memory: '64m' } } });
    pages = dashboardPages(editor);
    editor.open(uri, configOf('10m'));
    await editor.settle(uri);
  });
  afterAll(async () => {
    await editor?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const sizes = async (): Promise<unknown[]> =>
    (await pages.data(id)).zones.map(({ name, sizeBytes }) => [name, sizeBytes]);

  test('shows planned figures, and leads to its main file again', async () => {
    expect(await pages.ask({ kind: 'config', uri })).toMatchObject({
      kind: 'opened',
      title: 'nginx.conf',
      restore: { kind: 'config', uri },
    });
    id = await pages.open({ kind: 'config', uri });
    const data = await pages.data(id);
    expect(data).toMatchObject({ state: 'planned', server: null, configPath: path, processes: [], timeline: null });
    expect((await sizes()).slice(0, 2)).toEqual([
      ['dogs', 10 * 1024 * 1024],
      ['cats', 1024 * 1024],
    ]);
    expect(data.zones[0]?.capacity?.entries).toBeGreaterThan(10_000);
    expect(data.risk.limits.map(({ bytes }) => bytes)).toContain(64 * 1024 * 1024);
  });

  test('is the same for a file that the config includes', async () => {
    editor.open(included, 'lua_shared_dict cats 1m;\n');
    await editor.settle(included);
    expect(await pages.open({ kind: 'config', uri: included })).toBe(id);
  });

  test('is told to be other when the text is, and only then', async () => {
    const changes = editor.dashboardChanges(id);
    editor.change(uri, [{ text: `# a comment\n${configOf('10m')}` }]);
    await editor.settle(uri);
    editor.change(uri, [{ text: configOf('20m') }]);
    await expect.poll(() => editor.dashboardChanges(id), { timeout: 10_000 }).toBeGreaterThan(changes);
    expect((await sizes())[0]).toEqual(['dogs', 20 * 1024 * 1024]);
  });

  test('keeps what it said last when its documents are closed', async () => {
    const before = await sizes();
    for (const one of [uri, included]) editor.notify('textDocument/didClose', { textDocument: { uri: one } });
    await editor.settle(uri);
    expect(await sizes()).toEqual(before);
  });

  test('is opened for a file that is not open, as after a restart', async () => {
    const other = await pages.open({ kind: 'config', uri: closed });
    expect((await pages.data(other)).zones[0]).toMatchObject({ name: 'birds', sizeBytes: 3 * 1024 * 1024 });
    await pages.close(other);
  });

  test('is not found where there is no such config', async () => {
    expect(await pages.ask({ kind: 'config', uri: `${uri}.none` })).toEqual({ kind: 'not found' });
    expect(await pages.ask({ kind: 'config', uri: 'untitled:nothing' })).toEqual({ kind: 'not found' });
    expect(await pages.ask({ kind: 'config', uri: included })).toEqual({ kind: 'not found' });
  });

  test('saves what it shows, and shows it again', async () => {
    const saved = await pages.snapshot(id);
    if (!('text' in saved)) throw new Error(saved.failure);
    expect(saved.suggestedFileName).toMatch(/^nginx\.conf-.*\.zone-lens\.json$/);
    const again = await pages.open({ kind: 'snapshot', text: saved.text, fileName: 'saved.zone-lens.json' });
    const data = await pages.data(id);
    expect(await pages.data(again)).toMatchObject({
      state: 'snapshot',
      server: null,
      zones: JSON.parse(JSON.stringify(data.zones)),
      totals: data.totals,
    });
  });

  test.each([
    ['', 'an empty file'],
    ['{', 'no JSON'],
    ['{"schema":"zone-lens.snapshot/1"}', 'too little'],
  ])('says what is wrong with a broken snapshot: %j', async (text) => {
    const answer = await pages.ask({ kind: 'snapshot', text, fileName: 'broken.zone-lens.json' });
    expect(answer).toMatchObject({ kind: 'failed', reason: expect.stringMatching(/\S/) });
  });

  test('takes any look of a page for what it can be', async () => {
    for (const look of [null, 3, {}, { pid: 'x', zoneKey: 7, parts: 'all', timelineAfter: {} }]) {
      expect(await editor.request(DASHBOARD_REQUESTS.data, { dashboardId: id, look })).toMatchObject({
        state: 'planned',
      });
    }
    expect(await editor.request(DASHBOARD_REQUESTS.data, { dashboardId: 'unknown', look: {} })).toBeNull();
  });

  test('is not read from outside of a workspace that is not trusted', async () => {
    const inside = join(folder, 'inside');
    mkdirSync(inside);
    writeFileSync(join(inside, 'nginx.conf'), 'events {}\nhttp { lua_shared_dict birds 3m; }\n');
    const careful = await startEditor({ folders: [inside], options: { isTrusted: false } });
    try {
      const { ask } = dashboardPages(careful);
      expect(await ask({ kind: 'config', uri: closed })).toEqual({ kind: 'not found' });
      const own = pathToFileURL(join(inside, 'nginx.conf')).href;
      expect(await ask({ kind: 'config', uri: own })).toMatchObject({ kind: 'opened' });
    } finally {
      await careful.stop();
    }
  });
});
