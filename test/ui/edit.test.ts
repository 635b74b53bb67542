import { describe, expect, test } from 'vitest';
import {
  boxOf,
  chooseCompletion,
  chooseQuickFix,
  completionLabels,
  editor,
  goToText,
  openFile,
  openFirstConfig,
  placeCursor,
  quickFixTitles,
  rename,
  typeInEditor,
} from './support/editor';
import { notification, problemCounts } from './support/panels';
import { takePictures } from './support/pictures';
import { answer, runCommand } from './support/quickInput';
import { useWorkbench } from './support/workbench';

describe('editing a config', () => {
  const workbench = useWorkbench();

  test('finds what is wrong while it is typed', async () => {
    await openFirstConfig(workbench());
    await openFile(workbench(), 'conf.d/10-limits.conf');
    await goToText(workbench(), 'conf.d/10-limits.conf', 'limit_conn_status');
    await typeInEditor(workbench(), 'limit_req_zone $uri zone=by_page:1g rate=5r/s;');
    await workbench().page.keyboard.press('Escape');
    await typeInEditor(workbench(), '\n');
    await editor(workbench()).locator('.squiggly-error').first().waitFor({ state: 'attached' });
  });

  test('mends it', async () => {
    await placeCursor(workbench(), '1g rate', 'before');
    const titles = await quickFixTitles(workbench());
    const title = titles.find((text) => text.includes('1024m'));
    await takePictures(workbench(), 'docs/quick-fix', 'editor');
    await chooseQuickFix(workbench(), title ?? 'no fix with 1024m');
    await boxOf(workbench(), 'zone=by_page:1024m');
    await expect.poll(async () => (await problemCounts(workbench())).errors).toBe(0);
  });

  test('offers the names of zones that fit', async () => {
    await openFile(workbench(), 'conf.d/50-site.conf');
    await placeCursor(workbench(), 'burst=100 nodelay;', 'behind');
    await typeInEditor(workbench(), '\nlimit_req zone=');
    const labels = await completionLabels(workbench());
    expect(labels).toEqual(expect.arrayContaining(['per_api_key', 'by_page']));
    expect(labels).not.toContain('per_address'); // belongs to limit_conn
    await takePictures(workbench(), 'docs/completion', 'editor');
    await chooseCompletion(workbench(), 'by_page');
    await boxOf(workbench(), 'limit_req zone=by_page');
    await typeInEditor(workbench(), ';');
    await expect.poll(() => problemCounts(workbench())).toMatchObject({ errors: 0 });
  });

  test('renames a zone in every file', async () => {
    await openFile(workbench(), 'conf.d/10-limits.conf');
    await placeCursor(workbench(), 'per_api_key', 'before');
    await rename(workbench(), 'per_key');
    await boxOf(workbench(), 'zone=per_key:2m');
    await openFile(workbench(), 'conf.d/50-site.conf');
    await boxOf(workbench(), 'limit_req zone=per_key burst');
  });

  test('sizes a zone by what it shall hold', async () => {
    await openFile(workbench(), 'conf.d/30-lua.conf');
    await placeCursor(workbench(), 'dogs 100m', 'before');
    await runCommand(workbench(), 'Zone Lens: Size This Zone');
    await answer(workbench(), 'How many', '300k');
    await answer(workbench(), 'Length of a typical key', '9');
    await workbench().page.locator('.quick-input-widget', { hasText: 'Length of a typical value' }).waitFor();
    await takePictures(workbench(), 'docs/size-zone');
    await answer(workbench(), 'Length of a typical value', '5');
    await notification(workbench(), /\d+m fits/)
      .first()
      .waitFor();
    const drawn = await editor(workbench()).locator('.view-line', { hasText: 'dogs' }).first().innerText();
    const size = /dogs\s(\d+)([km])/.exec(drawn.replaceAll('\u00a0', ' '));
    // docs/slab.md: 300,000 small keys hold 38,108 KB of a zone of 100 MB.
    expect(Number(size?.[1])).toBeGreaterThanOrEqual(37);
    expect(Number(size?.[1])).toBeLessThanOrEqual(40);
    expect(size?.[2]).toBe('m');
  });
});
