import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type {
  CodeAction,
  CompletionList,
  Hover,
  InlayHint,
  Location,
  LocationLink,
  WorkspaceEdit,
} from 'vscode-languageserver/node';
import { type Editor, type EditorSetup, startEditor } from './support/editor';

let folder = '';
let editor: Editor | null = null;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zone-lens-server-'));
});

afterEach(async () => {
  await editor?.stop();
  editor = null;
  rmSync(folder, { recursive: true, force: true });
});

/** Writes files and starts a server for their folder. */
async function start(files: Readonly<Record<string, string>>, setup: EditorSetup = {}): Promise<Editor> {
  for (const [name, text] of Object.entries(files)) write(name, text);
  editor = await startEditor({ folders: [folder], settings: TARGET, ...setup });
  return editor;
}

/** A host that is the same wherever the tests run. */
const TARGET = { target: { memory: '64g', pageSize: '4k', server: 'nginx/1.22.1' } };

function write(name: string, text: string): void {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

const uri = (name: string): string => pathToFileURL(join(folder, name)).href;

/** Opens a file with what it holds on disk, or another text, and waits for its problems. */
async function open(running: Editor, name: string, text: string): Promise<void> {
  running.open(uri(name), text);
  await running.settle(uri(name));
}

function codes(running: Editor, name: string): unknown[] {
  return (running.problems.get(uri(name)) ?? []).map(({ code }) => code);
}

const ROOT =
  'events {}\nhttp {\n    include conf.d/*.conf;\n    limit_req_zone $binary_remote_addr zone=one:10m rate=1r/s;\n}\n';

describe('problems', () => {
  test('are told of every file of the config, and taken back', async () => {
    const bad = 'server { limit_req zone=two; }\n';
    const running = await start({
      'nginx.conf': ROOT,
      'conf.d/a.conf': bad,
      'conf.d/b.conf': 'lua_shared_dict a 1g;\n',
    });
    await open(running, 'nginx.conf', ROOT);
    expect(codes(running, 'nginx.conf')).toEqual(['zone-unused']);
    expect(codes(running, 'conf.d/a.conf')).toEqual(['zone-undeclared']);
    expect(codes(running, 'conf.d/b.conf')).toEqual(['zone-size-invalid']);
    running.change(uri('nginx.conf'), [
      { range: { start: { line: 3, character: 44 }, end: { line: 3, character: 47 } }, text: 'two' },
    ]);
    await running.settle(uri('nginx.conf'));
    expect(codes(running, 'nginx.conf')).toEqual([]);
    expect(codes(running, 'conf.d/a.conf')).toEqual([]);
    expect(codes(running, 'conf.d/b.conf')).toEqual(['zone-size-invalid']);
    running.notify('textDocument/didClose', { textDocument: { uri: uri('nginx.conf') } });
    await running.settle(uri('nginx.conf'));
    expect(codes(running, 'conf.d/b.conf')).toEqual([]);
  });

  test('are sent only where they are others than before', async () => {
    const running = await start({ 'nginx.conf': ROOT, 'conf.d/a.conf': 'lua_shared_dict a 1g;\n' });
    await open(running, 'nginx.conf', ROOT);
    const before = running.published();
    running.change(uri('nginx.conf'), [
      { range: { start: { line: 5, character: 0 }, end: { line: 5, character: 0 } }, text: '# a comment at the end\n' },
    ]);
    await running.settle(uri('nginx.conf'));
    expect(running.published()).toBe(before);
  });

  test('follow what happens on disk', async () => {
    const running = await start({ 'nginx.conf': ROOT, 'conf.d/a.conf': 'server { limit_req zone=one; }\n' });
    await open(running, 'nginx.conf', ROOT);
    expect(codes(running, 'nginx.conf')).toEqual([]);
    write('conf.d/b.conf', 'lua_shared_dict a 1g;\n');
    running.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: uri('conf.d/b.conf'), type: 1 }] });
    await running.settle(uri('nginx.conf'));
    expect(codes(running, 'conf.d/b.conf')).toEqual(['zone-size-invalid']);
    rmSync(join(folder, 'conf.d/b.conf'));
    running.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: uri('conf.d/b.conf'), type: 3 }] });
    await running.settle(uri('nginx.conf'));
    expect(codes(running, 'conf.d/b.conf')).toEqual([]);
  });

  test('the folders of the config are watched', async () => {
    const running = await start({ 'nginx.conf': ROOT, 'conf.d/a.conf': '' });
    await open(running, 'nginx.conf', ROOT);
    await expect
      .poll(() => JSON.stringify(running.registrations))
      .toContain(JSON.stringify({ baseUri: uri('conf.d'), pattern: '*' }));
  });

  test('stand where an editor counts lines: after a byte order mark, and after a lone CR', async () => {
    const text = '# mark\r# lone\nevents {}\nhttp { lua_shared_dict a 1g; }\n';
    const running = await start({ 'nginx.conf': `\uFEFF${text}` });
    await open(running, 'nginx.conf', text);
    const problems = running.problems.get(uri('nginx.conf')) ?? [];
    expect(problems.map(({ code, range }) => [code, range.start])).toEqual([
      ['syntax-byte-order-mark', { line: 0, character: 0 }],
      ['zone-size-invalid', { line: 3, character: 25 }],
    ]);
  });

  test('of a file that is a link are told of the name under which it is open', async () => {
    const running = await start({ 'nginx.conf': ROOT.replace('conf.d/*.conf', 'enabled/*') });
    const { symlinkSync } = await import('node:fs');
    write('available/a', 'lua_shared_dict a 1g;\n');
    mkdirSync(join(folder, 'enabled'));
    symlinkSync(join(folder, 'available/a'), join(folder, 'enabled/a'));
    await open(running, 'available/a', 'lua_shared_dict a 2g;\n');
    const [problem] = running.problems.get(uri('available/a')) ?? [];
    expect(problem?.message).toContain('"2g"');
    expect(codes(running, 'enabled/a')).toEqual([]);
  });
});

describe('settings', () => {
  test('apply at once, and what is wrong with them is said', async () => {
    const text = 'events {}\nhttp { lua_shared_dict a 100m; init_by_lua_block { ngx.shared.a:get("a") } }\n';
    const running = await start({ 'nginx.conf': text });
    await open(running, 'nginx.conf', text);
    expect(codes(running, 'nginx.conf')).toEqual([]);
    running.configure({ target: { memory: '128m' } });
    await expect.poll(() => codes(running, 'nginx.conf')).toContain('zone-over-share');
    running.configure({ target: { memory: 'much' }, problems: { zoneSharePercent: -1 } });
    await expect.poll(() => running.shown.length).toBe(2);
    expect(running.shown[0]).toContain('zoneLens.target.memory');
    expect(running.shown[1]).toContain('zoneLens.problems.zoneSharePercent');
  });

  test('a main config can be named', async () => {
    const files = { 'main.txt': ROOT.replace('conf.d', 'parts'), 'parts/a.conf': 'server { limit_req zone=one; }\n' };
    const running = await start(files, { settings: { ...TARGET, rootConfig: 'main.txt' } });
    running.open(uri('parts/a.conf'), files['parts/a.conf']);
    const status = await running.settle(uri('parts/a.conf'));
    expect(status).toMatchObject({ rootUri: uri('main.txt'), fileCount: 2, limitation: null });
  });
});

describe('what can be read', () => {
  test('an untitled file stands by itself', async () => {
    const running = await start({});
    const untitled = 'untitled:Untitled-1';
    running.open(untitled, 'events {}\nhttp { include /etc/passwd; lua_shared_dict a 1g; }\n');
    const status = await running.settle(untitled);
    expect(status).toMatchObject({
      rootUri: untitled,
      fileCount: 1,
      limitation: expect.stringContaining('not followed'),
    });
    expect(running.problems.get(untitled)?.map(({ code }) => code)).toEqual(['zone-size-invalid']);
  });

  test('nothing outside of an untrusted workspace, until it is trusted', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'zone-lens-outside-'));
    try {
      writeFileSync(join(outside, 'a.conf'), 'limit_req_zone $uri zone=one:1m rate=1r/s;\n');
      const text = `events {}\nhttp { include ${outside}/a.conf; server { limit_req zone=one; } }\n`;
      const running = await start({ 'nginx.conf': text }, { options: { isTrusted: false } });
      running.open(uri('nginx.conf'), text);
      const status = await running.settle(uri('nginx.conf'));
      expect(status).toMatchObject({ fileCount: 1, limitation: expect.stringContaining('not trusted') });
      expect(codes(running, 'nginx.conf')).toEqual(['include-missing']);
      running.notify('zoneLens/trustGranted', undefined);
      expect(await running.settle(uri('nginx.conf'))).toMatchObject({ fileCount: 2, limitation: null });
      expect(codes(running, 'nginx.conf')).toEqual([]);
    } finally {
      rmSync(outside, { recursive: true, force: true });
    }
  });
});

describe('answers', () => {
  const text = `events {}
http {
    limit_req_zone $binary_remote_addr zone=one:10m rate=1r/s;
    lua_shared_dict dogs 100m;
    server {
        limit_req zone=one;
        access_by_lua_block { return ngx.shared.dogs:get("a") }
    }
}
`;

  async function opened(): Promise<Editor> {
    const running = await start({ 'nginx.conf': text });
    await open(running, 'nginx.conf', text);
    return running;
  }

  /** Position of a piece of the text, `offset` characters into it. */
  function at(
    piece: string,
    offset = 1,
  ): { textDocument: { uri: string }; position: { line: number; character: number } } {
    const index = text.indexOf(piece) + offset;
    const before = text.slice(0, index).split('\n');
    const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
    return { textDocument: { uri: uri('nginx.conf') }, position };
  }

  test('hover, inlay hints, completion', async () => {
    const running = await opened();
    const hover = await running.request<Hover>('textDocument/hover', at('dogs 100m'));
    expect(JSON.stringify(hover.contents)).toContain('608 KB');
    const range = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
    const hints = await running.request<InlayHint[]>('textDocument/inlayHint', { ...at('dogs'), range });
    expect(hints.map(({ position }) => position.line)).toEqual([2, 3]);
    const list = await running.request<CompletionList>('textDocument/completion', at('zone=one;', 5));
    expect(list.items.map(({ label }) => label)).toEqual(['one']);
    const item = await running.request<{ documentation?: unknown }>('completionItem/resolve', list.items[0]);
    expect(JSON.stringify(item.documentation)).toContain('one');
  });

  test('definition, references, rename', async () => {
    const running = await opened();
    const [link] = await running.request<LocationLink[]>('textDocument/definition', at('dogs:get'));
    expect(link?.targetSelectionRange.start).toEqual({ line: 3, character: 20 });
    const places = await running.request<Location[]>('textDocument/references', {
      ...at('zone=one:', 5),
      context: { includeDeclaration: true },
    });
    expect(places.map(({ range }) => range.start.line)).toEqual([2, 5]);
    const edit = await running.request<WorkspaceEdit>('textDocument/rename', { ...at('dogs 100m'), newName: 'cats' });
    expect(edit.changes?.[uri('nginx.conf')]).toHaveLength(2);
    await expect(running.request('textDocument/rename', { ...at('dogs 100m'), newName: '' })).rejects.toThrow();
  });

  test('a fix for a problem', async () => {
    const running = await opened();
    running.change(uri('nginx.conf'), [{ text: text.replace('100m', '1g') }]);
    await running.settle(uri('nginx.conf'));
    const diagnostics = running.problems.get(uri('nginx.conf')) ?? [];
    const [problem] = diagnostics;
    const actions = await running.request<CodeAction[]>('textDocument/codeAction', {
      ...at('dogs'),
      range: problem?.range,
      context: { diagnostics },
    });
    const fix = actions.find(({ isPreferred }) => isPreferred);
    expect(fix?.edit?.changes?.[uri('nginx.conf')]?.map(({ newText }) => newText)).toEqual(['1024m']);
    expect(fix?.diagnostics).toHaveLength(1);
  });

  test('about files that it does not know', async () => {
    const running = await opened();
    const nowhere = { textDocument: { uri: uri('other.conf') }, position: { line: 1, character: 1 } };
    expect(await running.request('textDocument/hover', nowhere)).toBeNull();
    expect(await running.request('textDocument/documentLink', nowhere)).toEqual([]);
    expect(await running.settle(uri('other.conf'))).toBeNull();
  });
});
