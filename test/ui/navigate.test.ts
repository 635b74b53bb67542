import { describe, expect, test } from 'vitest';
import { boxOf, openFile, openFirstConfig, placeCursor } from './support/editor';
import { takePictures } from './support/pictures';
import { fillQuickInput, runCommand } from './support/quickInput';
import { useWorkbench } from './support/workbench';

describe('finding the way through a config', () => {
  const workbench = useWorkbench();

  test('goes from a reference to the declaration in another file', async () => {
    await openFirstConfig(workbench());
    await openFile(workbench(), 'conf.d/50-site.conf');
    await placeCursor(workbench(), 'per_api_key burst', 'before');
    await workbench().page.keyboard.press('F12');
    await boxOf(workbench(), 'zone=per_api_key:2m');
  });

  test('lists what uses a zone, in Lua files too', async () => {
    await openFile(workbench(), 'conf.d/30-lua.conf');
    await placeCursor(workbench(), 'dogs 100m', 'before');
    await runCommand(workbench(), 'Peek References');
    const rows = workbench().page.locator('.peekview-widget .ref-tree .monaco-list-row');
    for (const file of ['30-lua.conf', 'dogs.lua']) await rows.filter({ hasText: file }).first().waitFor();
    // Not for the docs: the list names the temporary folder.
    await takePictures(workbench(), 'references', 'editor');
    await workbench().page.keyboard.press('Escape');
  });

  test('finds a zone by its name', async () => {
    await fillQuickInput(workbench(), 'Control+t', '#page_parts');
    const row = workbench().page.locator('.quick-input-list .monaco-list-row', { hasText: 'page_parts' });
    await row.first().waitFor();
    expect(await row.first().innerText()).toContain('30-lua.conf');
    await row.first().click();
    await boxOf(workbench(), 'lua_shared_dict page_parts');
  });
});
