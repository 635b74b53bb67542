import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { completionItems, hoverText, inlayHintTexts, labelOf, placesOf } from '../support/answers';
import { activeExtension, closeEditors, openFile, positionOf } from '../support/extension';
import { until } from '../support/until';

describe('reading a config', () => {
  let lua: vscode.TextDocument;
  let site: vscode.TextDocument;
  before(async () => {
    lua = await openFile('conf.d/30-lua.conf');
    site = await openFile('conf.d/50-site.conf');
    await activeExtension();
    // Both belong to the main config one folder up, once the server has found it.
    await until('the site is read in its config', async () => {
      const places = await definition(site, 'zone=per_|api_key');
      return places.length > 0;
    });
  });
  after(closeEditors);

  function at(document: vscode.TextDocument, text: string): vscode.Position {
    return positionOf(document, text);
  }

  async function definition(document: vscode.TextDocument, text: string): Promise<string[]> {
    const command = 'vscode.executeDefinitionProvider';
    return placesOf(
      await vscode.commands.executeCommand<vscode.LocationLink[]>(command, document.uri, at(document, text)),
    );
  }

  it('hovers on the directive, its name, its size, a reference and a script', async () => {
    for (const place of ['lua_|shared_dict dogs', 'dogs| 100m', 'dogs 10|0m']) {
      assert.match(await hoverText(lua.uri, at(lua, place)), /608 KB/, place);
    }
    assert.match(await hoverText(site.uri, at(site, 'zone=per_api|_key')), /per_api_key/);
    assert.match(await hoverText(site.uri, at(site, 'ngx.shared.page|_parts')), /page_parts/);
  });

  it('hovers on an include: files and zones', async () => {
    const root = await openFile('nginx.conf');
    const text = await hoverText(root.uri, at(root, 'include conf.d|/'));
    for (const word of ['30-lua.conf', 'dogs', 'per_api_key']) assert.ok(text.includes(word), word);
  });

  it('shows inlay hints behind zones, each part only as it is set', async () => {
    const configuration = vscode.workspace.getConfiguration('zoneLens');
    const hints = async (expected: RegExp): Promise<string> => {
      const line = at(lua, 'lua_shared_dict dogs').line;
      return until(`a hint like ${expected}`, async () => {
        const texts = (await inlayHintTexts(lua)).filter(([hintLine]) => hintLine === line).map(([, text]) => text);
        return texts.some((text) => expected.test(text)) && texts.join('');
      });
    };
    const both = await hints(/usable/);
    assert.match(both, /99\.4 MB usable/);
    assert.match(both, /fits/);
    try {
      await configuration.update('inlayHints.usable', false, vscode.ConfigurationTarget.Global);
      const fits = await hints(/^(?!.*usable).*fits/);
      assert.ok(!fits.includes('usable'));
    } finally {
      await configuration.update('inlayHints.usable', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('goes to the definition across includes, Lua blocks and Lua files', async () => {
    assert.deepEqual(await definition(site, 'zone=per_|api_key'), ['10-limits.conf:4']);
    assert.deepEqual(await definition(site, 'proxy_cache ima|ges'), ['20-caches.conf:3']);
    assert.deepEqual(await definition(site, 'ngx.shared.page|_parts'), ['30-lua.conf:9']);
    const script = await openFile('lua/dogs.lua');
    await until('the script is read in its config', async () => (await definition(script, 'shared.do|gs')).length > 0);
    assert.deepEqual(await definition(script, 'shared.do|gs'), ['30-lua.conf:6']);
  });

  it('finds references and highlights', async () => {
    const references = await vscode.commands.executeCommand<vscode.Location[]>(
      'vscode.executeReferenceProvider',
      lua.uri,
      at(lua, 'dogs| 100m'),
    );
    assert.deepEqual(placesOf(references).sort(), ['30-lua.conf:6', 'dogs.lua:2']);
    const marked = await vscode.commands.executeCommand<vscode.DocumentHighlight[]>(
      'vscode.executeDocumentHighlights',
      lua.uri,
      at(lua, 'dogs| 100m'),
    );
    assert.deepEqual(
      marked.map(({ range, kind }) => [range.start.line + 1, kind]),
      [[6, vscode.DocumentHighlightKind.Write]],
    );
  });

  it('links includes and scripts', async () => {
    const root = await openFile('nginx.conf');
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>('vscode.executeLinkProvider', root.uri);
    const texts = links.map(({ range }) => root.getText(range));
    assert.deepEqual(texts, ['modules.d/*.conf', 'stream.d/*.conf']);
    // A link leads to one file; what leads to several is a definition.
    const files = await definition(root, 'include conf.d|/');
    assert.ok(files.includes('30-lua.conf:1') && files.length === 5, files.join());
    const script = await vscode.commands.executeCommand<vscode.DocumentLink[]>('vscode.executeLinkProvider', site.uri);
    // VS Code links http://backend by itself.
    const names = script.flatMap(({ target }) => (target?.scheme === 'file' ? [target.path.split('/').at(-1)] : []));
    assert.deepEqual(names, ['dogs.lua']);
  });

  it('lists zones as symbols of the document and of the workspace', async () => {
    const command = 'vscode.executeDocumentSymbolProvider';
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(command, lua.uri);
    const names = symbols.flatMap(({ name, children }) => [name, ...children.map((child) => child.name)]);
    for (const name of ['dogs', 'page_parts', 'switches']) assert.ok(names.includes(name), names.join());
    const found = await vscode.commands.executeCommand<vscode.SymbolInformation[]>(
      'vscode.executeWorkspaceSymbolProvider',
      'pgprts',
    );
    assert.deepEqual(
      found.map(({ name }) => name),
      ['page_parts'],
    );
  });

  it('folds blocks and grows selections', async () => {
    const folds = await vscode.commands.executeCommand<vscode.FoldingRange[]>(
      'vscode.executeFoldingRangeProvider',
      site.uri,
    );
    const location = at(site, 'location = /part').line;
    assert.ok(folds.some(({ start }) => start === location));
    const [selection] = await vscode.commands.executeCommand<vscode.SelectionRange[]>(
      'vscode.executeSelectionRangeProvider',
      site.uri,
      [at(site, 'zone=per_|api_key')],
    );
    const grown: string[] = [];
    for (let range = selection; range !== undefined; range = range.parent) grown.push(site.getText(range.range));
    assert.ok(grown.includes('per_api_key'));
    assert.ok(grown.includes('limit_req zone=per_api_key burst=100 nodelay;'));
    assert.equal(grown.at(-1), site.getText());
  });

  it('completes directives, zones of the right kind, sizes and dictionaries', async () => {
    const labels = async (document: vscode.TextDocument, text: string): Promise<string[]> =>
      (await completionItems(document.uri, at(document, text))).map(labelOf);
    assert.deepEqual(await labels(site, 'zone=|per_api_key'), ['per_api_key']);
    const caches = await labels(site, 'proxy_cache |pages');
    assert.ok(caches.includes('images') && caches.includes('pages') && !caches.includes('per_address'), caches.join());
    const sizes = await labels(lua, 'dogs |100m');
    assert.ok(sizes.includes('1m') && sizes.includes('10m'), sizes.join());
    const dictionaries = await labels(site, 'ngx.shared.|page_parts');
    for (const name of ['dogs', 'page_parts', 'switches']) assert.ok(dictionaries.includes(name), dictionaries.join());
    const directives = await labels(lua, '|lua_shared_dict dogs');
    assert.ok(directives.includes('limit_req_zone') && !directives.includes('zone'), directives.join());
  });
});
