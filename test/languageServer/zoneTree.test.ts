import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LIVE_NOTIFICATIONS, LIVE_REQUESTS, type LiveAttachAnswer } from '../../server/src/shared/liveMessages';
import { ZONE_TREE_REQUESTS, type ZoneTree } from '../../server/src/shared/zoneTree';
import type { RunningNginx } from '../live/support/nginxServer';
import { type Editor, startEditor } from './support/editor';
import { fill, kill, startAgain, startServer, whyNoServer } from './support/liveNginx';

const treeOf = (editor: Editor, uri: string | null): Promise<ZoneTree> =>
  editor.request<ZoneTree>(ZONE_TREE_REQUESTS.zoneTree, { uri });

/** Every line's id with what stands there, servers and configs without the zones that nginx makes by itself. */
const linesOf = ({ roots }: ZoneTree): string[] =>
  roots.flatMap(({ label, zones }) => [
    label,
    ...zones.filter(({ declaration }) => declaration !== null).map((zone) => `  ${zone.label}`),
  ]);

describe('with nothing running, the tree has', () => {
  let editor: Editor;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'zone-lens-tree-'));
    editor = await startEditor({ folders: [folder] });
  });
  afterAll(async () => {
    await editor?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Writes a file and opens it. */
  const open = async (name: string, text: string): Promise<string> => {
    writeFileSync(join(folder, name), text);
    const uri = pathToFileURL(join(folder, name)).href;
    editor.open(uri, text);
    await editor.settle(uri);
    return uri;
  };

  test('nothing at first', async () => {
    expect(await treeOf(editor, null)).toEqual({ roots: [] });
  });

  test('the config of the document, with places as editors count them', async () => {
    const text =
      'events {}\nhttp {\n  limit_req_zone "\u{1f600}" zone=one:1m rate=1r/s; lua_shared_dict dogs 10m;\n}\n';
    const uri = await open('one.conf', text);
    const tree = await treeOf(editor, uri);
    expect(linesOf(tree)).toEqual(['one.conf', '  dogs', '  one']);
    const [root] = tree.roots;
    expect(root?.subject).toEqual({ kind: 'config', uri });
    const character = text.split('\n')[2]?.indexOf('one:1m');
    expect(root?.zones.find(({ label }) => label === 'one')?.declaration).toEqual({
      uri,
      position: { line: 2, character },
    });
  });

  test('that of another document where that is looked at, and all where none is', async () => {
    const other = await open('two.conf', 'events {}\nhttp { lua_shared_dict cats 1m; }\n');
    expect(linesOf(await treeOf(editor, other))).toEqual(['two.conf', '  cats']);
    expect(linesOf(await treeOf(editor, null))).toEqual(['one.conf', '  dogs', '  one', 'two.conf', '  cats']);
    expect(linesOf(await treeOf(editor, 'file:///nowhere/at.all'))).toHaveLength(5);
  });

  test('no config in which nothing is declared, unless that is looked at', async () => {
    const empty = await open('empty.conf', 'events {}\nhttp { server { listen 80; } }\n');
    expect(linesOf(await treeOf(editor, null))).not.toContain('empty.conf');
    expect(linesOf(await treeOf(editor, empty))).toEqual(['empty.conf']);
  });
});

const reason = whyNoServer();

describe.skipIf(reason !== null)(`of a running server the tree has${reason === null ? '' : ` (${reason})`}`, () => {
  let nginx: RunningNginx;
  let editor: Editor;
  let uri: string;
  let ids: readonly string[] = [];
  beforeAll(async () => {
    nginx = await startServer();
    uri = pathToFileURL(nginx.configPath).href;
    editor = await startEditor({ folders: [nginx.prefix], settings: { live: { intervalSeconds: 0.5 } } });
    editor.open(uri, readFileSync(nginx.configPath, 'utf8'));
    await editor.settle(uri);
    editor.notify(LIVE_NOTIFICATIONS.shown, { attention: 'looked at' });
  }, 60_000);
  afterAll(async () => {
    await editor?.stop();
    await nginx?.stop();
  }, 60_000);

  const tree = (): Promise<ZoneTree> => treeOf(editor, uri);
  const idsOf = ({ roots }: ZoneTree): string[] =>
    roots.flatMap(({ id, zones }) => [id, ...zones.map((zone) => zone.id)]).sort();

  test('the config until it is attached, then the server', async () => {
    expect((await tree()).roots.map(({ kind }) => kind)).toEqual(['config']);
    const target = { kind: 'certain' };
    const answer = await editor.request<LiveAttachAnswer>(LIVE_REQUESTS.attach, { uri, target });
    expect(answer.kind).toBe('attached');
    const now = await tree();
    expect(now.roots).toMatchObject([{ kind: 'server', isAttached: true, state: 'live' }]);
    expect(now.roots[0]?.label).toContain(String(nginx.masterPid));
    ids = idsOf(now);
  });

  test('its zones by what is loaded, as the figures move', async () => {
    await fill(nginx, 0, 20_000);
    const dogs = async () => (await tree()).roots[0]?.zones[0];
    const figures = /^[2-9](\.\d)? of 10 MB loaded · [2-9](\.\d)? used$/;
    await expect.poll(async () => (await dogs())?.description, { timeout: 20_000 }).toMatch(figures);
    expect(await dogs()).toMatchObject({ label: 'dogs', canBeSized: true, declaration: { uri } });
  });

  test('the same ids over a reload and a restart', async () => {
    await nginx.reload();
    await editor.request(LIVE_REQUESTS.refresh, {});
    expect(idsOf(await tree())).toEqual(ids);
    await kill(nginx);
    await expect.poll(async () => (await tree()).roots[0]?.state, { timeout: 20_000 }).toBe('stopped');
    expect(idsOf(await tree())).toEqual(ids);
    const pid = await startAgain(nginx);
    await expect.poll(async () => (await tree()).roots[0]?.label, { timeout: 20_000 }).toContain(String(pid));
    expect(idsOf(await tree())).toEqual(ids);
  });

  test('the server still, while another config is looked at, and that below it', async () => {
    editor.open('untitled:Untitled-1', 'events {}\nhttp { lua_shared_dict cats 1m; }\n');
    await editor.settle('untitled:Untitled-1');
    const both = await treeOf(editor, 'untitled:Untitled-1');
    expect(both.roots.map(({ kind }) => kind)).toEqual(['server', 'config']);
  });
});
