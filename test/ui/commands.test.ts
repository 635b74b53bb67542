import { describe, expect, test } from 'vitest';
import { editor, openFirstConfig, placeCursor, typeInEditor } from './support/editor';
import { problemCounts } from './support/panels';
import { takePictures } from './support/pictures';
import { runCommand } from './support/quickInput';
import { useWorkbench } from './support/workbench';

describe('commands', () => {
  const workbench = useWorkbench();

  test('opens a sample that is not saved anywhere', async () => {
    await openFirstConfig(workbench()); // an extension has no commands before it is active
    await runCommand(workbench(), 'Zone Lens: Open a Sample Config');
    await workbench().page.locator('.tab.active', { hasText: 'Untitled' }).waitFor();
    await editor(workbench()).locator('.squiggly-error').first().waitFor({ state: 'attached' });
  });

  test('starts the language server anew, which goes on where the other ended', async () => {
    const errors = async (): Promise<number> => (await problemCounts(workbench())).errors;
    const before = await errors();
    expect(before).toBeGreaterThan(0);
    await runCommand(workbench(), 'Zone Lens: Restart Language Server');
    await placeCursor(workbench(), 'lua_shared_dict cats 1g;', 'behind');
    await typeInEditor(workbench(), ' lua_shared_dict birds 1g;');
    await expect.poll(errors).toBe(before + 1);
  });

  test('shows its log', async () => {
    await runCommand(workbench(), 'Zone Lens: Show Log');
    await workbench().page.locator('.pane-body.output-view, .output-view').first().waitFor();
    await runCommand(workbench(), 'View: Hide Panel');
  });

  test('leads through what it can do, in four steps', async () => {
    await runCommand(workbench(), 'Zone Lens: Get Started');
    const steps = workbench().page.locator('.getting-started-step');
    await steps.first().waitFor();
    expect(await steps.count()).toBe(4);
    await takePictures(workbench(), 'docs/walkthrough');
  });
});
