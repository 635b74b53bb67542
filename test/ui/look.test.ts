import { describe, expect, test } from 'vitest';
import {
  editor,
  goToText,
  hoverOn,
  hoverOverhang,
  inlayHints,
  leaveHover,
  openFile,
  openFirstConfig,
} from './support/editor';
import { problemCounts, problemsPanel } from './support/panels';
import { takePictures } from './support/pictures';
import { runCommand } from './support/quickInput';
import { useWorkbench } from './support/workbench';

describe('looking at a config', () => {
  const workbench = useWorkbench();

  test('colours directives, variables, comments and Lua', async () => {
    await openFirstConfig(workbench());
    const colour = async (text: string): Promise<string | null> =>
      editor(workbench()).locator('.view-line span[class*="mtk"]', { hasText: text }).last().getAttribute('class');
    const texts = ['# The same size', 'lua_shared_dict', '"switches"', 'dogs'];
    await expect.poll(async () => new Set(await Promise.all(texts.map(colour))).size).toBe(texts.length);
  });

  test('shows behind each zone what can be used and how much fits', async () => {
    await expect
      .poll(() => inlayHints(workbench()))
      .toContainEqual(expect.stringMatching(/^99\.4 MB usable · fits ≈ 814k/));
    await takePictures(workbench(), 'docs/inlay-hints', 'editor');
  });

  test('tells of the zone under the mouse what it costs and what fits', async () => {
    const said = await hoverOn(workbench(), 'dogs 100m');
    expect(said).toContain('608 KB');
    expect(said).toContain('814,367');
    expect(await hoverOverhang(workbench())).toBeLessThanOrEqual(0);
    await takePictures(workbench(), 'docs/hover', 'editor');
    await leaveHover(workbench());
  });

  test('tells of an include what it brings in', async () => {
    await openFile(workbench(), 'nginx.conf');
    await goToText(workbench(), 'nginx.conf', 'include conf.d');
    const said = await hoverOn(workbench(), 'conf.d/*.conf');
    for (const name of ['30-lua.conf', 'dogs', 'per_api_key']) expect(said).toContain(name);
    await takePictures(workbench(), 'docs/include', 'editor');
    await leaveHover(workbench());
  });

  test('finds nothing wrong with the example, and much with the wrong one', async () => {
    expect(await problemCounts(workbench())).toMatchObject({ errors: 0, warnings: 0 });
    await openFile(workbench(), 'problems/nginx.conf');
    await editor(workbench()).locator('.squiggly-error').first().waitFor({ state: 'attached' });
    const panel = await problemsPanel(workbench());
    for (const code of ['zone-size-invalid', 'zone-too-small', 'zone-cannot-start'])
      await panel.locator('.monaco-list-row', { hasText: code }).first().waitFor();
    expect((await problemCounts(workbench())).errors).toBeGreaterThan(8);
    await takePictures(workbench(), 'docs/problems');
  });

  test('leads from the code of a problem to what is to be known of it', async () => {
    const panel = await problemsPanel(workbench());
    await panel.locator('a', { hasText: 'zone-too-small' }).first().click();
    await workbench().page.locator('.tab', { hasText: 'diagnostics.md' }).waitFor();
    const preview = workbench().page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
    await preview.locator('#zone-too-small').waitFor();
    await runCommand(workbench(), 'View: Close Editor');
    await runCommand(workbench(), 'View: Hide Panel');
  });

  test('lists the zones in the outline', async () => {
    await openFile(workbench(), 'conf.d/30-lua.conf');
    await workbench().page.locator('.pane-header', { hasText: 'Outline' }).click();
    for (const name of ['dogs', 'page_parts', 'switches'])
      await workbench().page.locator('.outline-pane .monaco-list-row', { hasText: name }).waitFor();
  });
});
