import { describe, expect, test } from 'vitest';
import { SAMPLE_TIME_MS, sampleDashboard, sampleTimeline } from '../client/dashboard/support/sampleData';
import { CHARTS } from './support/charts';
import { nextFrames, usePages } from './support/page';

const open = usePages();

/** What a page asks for until it knows what is in sight. */
const ALL_PARTS = ['process', 'page map', 'timeline'];

describe('a page', () => {
  test('says what it waits for before the first data, and asks for it', async () => {
    const { page, posted } = await open();
    await expect.poll(() => page.getByRole('status').first().textContent()).toBe('Waiting for the first figures.');
    expect(await posted()).toEqual([
      { type: 'ready', look: { pid: null, zoneKey: null, parts: ALL_PARTS, timelineAfter: null } },
    ]);
  });

  test('asks for what costs more only while it is in sight', async () => {
    const { card, settle, look, page } = await open({ widthPx: 500, heightPx: 500 });
    await settle(sampleDashboard());
    await card('pages').scrollIntoViewIfNeeded();
    await expect.poll(async () => (await look()).parts).toContain('page map');
    await page.evaluate(() => window.scrollTo(0, 0));
    await expect.poll(async () => (await look()).parts).not.toContain('page map');
    expect(await card('pages').locator('.drawing').count()).toBe(1);
  });

  test('puts new samples behind those that it has, and asks for the next', async () => {
    const { settle, show, look, press, card, page } = await open();
    const data = sampleDashboard();
    await settle(data);
    await card('timeline').scrollIntoViewIfNeeded();
    await expect.poll(async () => (await look()).timelineAfter).toBe(360);
    const next = sampleTimeline({ pointCount: 2, firstNumber: 361, isWhole: false, endsAtMs: SAMPLE_TIME_MS + 20_000 });
    await show({ ...data, timeline: next });
    await expect.poll(async () => (await look()).timelineAfter).toBe(362);
    await press('table', 'timeline');
    await page.locator('[data-chart="timeline"] table').waitFor();
    const many = sampleTimeline({
      pointCount: 399,
      firstNumber: 363,
      isWhole: false,
      endsAtMs: SAMPLE_TIME_MS + 500_000,
    });
    await show({ ...data, timeline: many });
    await expect.poll(async () => (await look()).timelineAfter).toBeNull();
  });

  test('takes the process and the zone that are chosen, and those that the editor chooses', async () => {
    const { page, settle, look, send } = await open();
    await settle(sampleDashboard());
    await page.getByLabel('Process', { exact: true }).selectOption('4244');
    await page.getByLabel('Zone', { exact: true }).selectOption('cats');
    await expect.poll(look).toMatchObject({ pid: 4244, zoneKey: 'cats', timelineAfter: null });
    await send({ type: 'choose', zoneKey: 'one' });
    await expect.poll(look).toMatchObject({ pid: 4244, zoneKey: 'one' });
  });

  test('finds one of many zones by a part of its name', async () => {
    const { page, settle, look } = await open();
    await settle(sampleDashboard({ zoneCount: 500 }));
    await page.getByLabel('Filter: Zone').fill('e_499');
    const zone = page.getByLabel('Zone', { exact: true });
    expect(await zone.locator('option').allTextContents()).toEqual(['dogs', 'zone_499']);
    await zone.selectOption('zone_499');
    await expect.poll(async () => (await look()).zoneKey).toBe('zone_499');
  });

  test('asks for what its buttons say', async () => {
    const { settle, press, posted, show } = await open();
    await settle(sampleDashboard());
    for (const action of [
      'pause',
      'refresh',
      'set interval',
      'save snapshot',
      'compare',
      'go to declaration',
      'size zone',
    ])
      await press(action);
    await press('pause');
    await show(sampleDashboard(), sampleDashboard());
    await press('stop comparing');
    await show(sampleDashboard({ kind: 'planned' }));
    await press('attach');
    const told = (await posted()).filter(({ type }) => type !== 'look' && type !== 'ready');
    expect(told).toEqual([
      { type: 'pause', isPaused: true },
      { type: 'refresh' },
      { type: 'set interval' },
      { type: 'save snapshot' },
      { type: 'compare' },
      { type: 'go to declaration', zoneKey: 'dogs' },
      { type: 'size zone', zoneKey: 'dogs' },
      { type: 'pause', isPaused: false },
      { type: 'stop comparing' },
      { type: 'attach' },
    ]);
  });

  test('is as it was after a reload of the window', async () => {
    const { page, settle, press, send, posted } = await open();
    await settle(sampleDashboard());
    await page.getByLabel('Zone', { exact: true }).selectOption('cats');
    await press('table', 'loaded');
    await press('pause');
    await send({ type: 'keep', kept: { kind: 'attached' } });
    await page.waitForFunction(() => {
      const state = sessionStorage.getItem('state') ?? '';
      return state.includes('attached') && state.includes('cats') && state.includes('open');
    });
    await page.reload();
    await expect.poll(posted).toEqual([
      { type: 'ready', look: { pid: null, zoneKey: 'cats', parts: ALL_PARTS, timelineAfter: null } },
      { type: 'pause', isPaused: true },
    ]);
    await settle(sampleDashboard({ zoneKey: 'cats' }));
    expect(await page.locator('[data-chart="loaded"] table').count()).toBe(1);
    expect(await page.locator('header vscode-badge').textContent()).toBe('paused');
    expect(await page.evaluate(() => JSON.parse(sessionStorage.getItem('state') ?? '{}').kept)).toEqual({
      kind: 'attached',
    });
  });

  test('takes nonsense that was kept for nothing', async () => {
    const { page, posted } = await open();
    await page.evaluate(() =>
      sessionStorage.setItem('state', '{"pid":"x","choices":[1,{"a":2}],"isPaused":"yes","zoneKey":7}'),
    );
    await page.reload();
    await expect
      .poll(async () => (await posted())[0])
      .toEqual({
        type: 'ready',
        look: { pid: null, zoneKey: null, parts: ALL_PARTS, timelineAfter: null },
      });
  });

  test('takes the colours of another theme at once', async () => {
    const { card, settle, setTheme } = await open({ theme: 'Dark Modern' });
    await settle(sampleDashboard());
    const drawing = card('loaded').locator('.drawing');
    const dark = await drawing.screenshot();
    await setTheme('Light High Contrast');
    await expect.poll(async () => (await drawing.screenshot()).equals(dark)).toBe(false);
    await setTheme('Dark Modern');
    await expect.poll(async () => (await drawing.screenshot()).equals(dark)).toBe(true);
  });

  test('tells notices, and takes them away', async () => {
    const { page, settle, send } = await open();
    await settle(sampleDashboard());
    await send({ type: 'notice', text: 'Copied.', isError: false });
    await expect.poll(() => page.getByRole('status').last().textContent()).toContain('Copied.');
    await send({ type: 'notice', text: 'The disk is full.', isError: true });
    await expect.poll(() => page.getByRole('alert').textContent()).toContain('The disk is full.');
    await page.locator('[data-action="dismiss"]').click();
    await expect.poll(() => page.getByRole('alert').count()).toBe(0);
  });

  test('says where the config is not what runs', async () => {
    const { page, settle, show } = await open();
    const data = sampleDashboard();
    await settle({ ...data, differences: { count: 3, texts: ['Zone "dogs" is 200 MB in the file.', '<b>cats</b>'] } });
    expect(await page.locator('[data-differences="3"] li').allTextContents()).toEqual([
      'Zone "dogs" is 200 MB in the file.',
      '<b>cats</b>',
      'and 1 more, told in the file',
    ]);
    await show(data);
    await expect.poll(() => page.locator('[data-differences]').count()).toBe(0);
  });

  test('compares with a snapshot', async () => {
    const { settle, card } = await open();
    const before = sampleDashboard({ zoneCount: 8 });
    await settle(sampleDashboard(), {
      ...before,
      zones: before.zones.map((zone) =>
        zone.key === 'dogs' ? { ...zone, loaded: { bytes: 622_592, exactness: 'exact' } } : zone,
      ),
    });
    const row = card('comparison').locator('tr[data-key="dogs"]');
    const value = (key: string) => row.locator(`[data-key="${key}"]`).getAttribute('data-value');
    expect(await card('comparison').locator('tbody tr').first().getAttribute('data-key')).toBe('dogs');
    expect(await value('loadedBytesThen')).toBe('622592');
    expect(await value('loadedBytesNow')).toBe('39022592');
    expect(await value('loadedBytesDifference')).toBe('38400000');
    await expect.poll(() => card('comparison').locator('tr[data-key="spare"] th').textContent()).toBe('spare (new)');
  });

  test('does not grow while samples of many zones come', { timeout: 300_000 }, async () => {
    const { page, settle, show, press } = await open();
    const data = sampleDashboard({ zoneCount: 500 });
    await settle(data);
    for (const id of CHARTS) await press('table', id);
    await nextFrames(page);
    const elements = () => page.evaluate(() => document.querySelectorAll('*').length);
    const before = await elements();
    const top = await page.evaluate(() =>
      [...document.querySelectorAll('[data-chart]')].map((card) => card.getBoundingClientRect().height),
    );
    for (let second = 1; second <= 60; second++) {
      const zones = data.zones.map((zone) => ({
        ...zone,
        loaded: { ...zone.loaded, bytes: (zone.loaded.bytes ?? 0) + 4096 * second },
      }));
      await show({
        ...data,
        zones,
        takenAtMs: data.takenAtMs + second * 1000,
        timeline: sampleTimeline({
          pointCount: 1,
          firstNumber: 360 + second,
          isWhole: false,
          endsAtMs: data.takenAtMs + second * 1000,
          hasEvents: false,
        }),
      });
    }
    expect(await elements()).toBeLessThanOrEqual(before + 50);
    const after = await page.evaluate(() =>
      [...document.querySelectorAll('[data-chart]')].map((card) => card.getBoundingClientRect().height),
    );
    for (const [index, height] of after.entries()) expect(Math.abs(height - (top[index] ?? 0))).toBeLessThan(60);
  });

  test('speaks Chinese', async () => {
    const { page, settle } = await open({ language: 'zh-cn', texts: { Pause: '暂停', Zone: '共享内存区' } });
    await settle(sampleDashboard());
    expect(await page.locator('[data-action="pause"]').textContent()).toBe('暂停');
    expect(await page.getByLabel('共享内存区', { exact: true }).count()).toBe(1);
  });
});
