import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Demo, startDemo } from '../../scripts/demo.mjs';
import { createLocalCollector } from '../../server/src/collector/localCollector';
import { realProcFiles } from '../../server/src/live/system/realProcFiles';
import { nginxAvailable } from '../live/support/nginxBinary';
import { choose, dashboard, openDashboard, openTable, pausedPictures, tableOf } from './support/dashboard';
import { takePictures } from './support/pictures';
import { clickRow, quickPickRows, runCommand } from './support/quickInput';
import { useWorkbench } from './support/workbench';

const reason = nginxAvailable(['lua']);

/** Until the demo's zones hold something worth looking at. */
const FILLING_MS = 15_000;

describe.skipIf(reason !== null)(`the dashboard of the demo${reason === null ? '' : ` (${reason})`}`, () => {
  const workbench = useWorkbench({ settings: { 'zoneLens.live.intervalSeconds': 1 } });
  let demo: Demo;
  beforeAll(async () => {
    demo = await startDemo();
  });
  afterAll(() => demo?.stop());

  test('shows zones of many kinds under traffic', async () => {
    // With no config open, the figures belong to the one that the demo runs.
    await runCommand(workbench(), 'Zone Lens: Inspect Live Server');
    // A list comes only where other servers run here, too.
    const row = quickPickRows(workbench(), 'Running servers').filter({ hasText: `pid ${demo.masterPid}` });
    const attached = workbench().page.locator('.statusbar-item', { hasText: 'zones:' });
    await row.or(attached).first().waitFor();
    if (await row.first().isVisible()) await clickRow(workbench(), row);
    await attached.waitFor();
    await openDashboard(workbench());
    await runCommand(workbench(), 'View: Close Editors in Other Groups');
    await openTable(workbench(), 'loaded');
    const collector = createLocalCollector(realProcFiles());
    const found = (await collector.servers()).find(({ masterPid }) => masterPid === demo.masterPid);
    const outcome = await collector.sample({ serverId: found?.id ?? '', depth: 'refresh' });
    const zones = outcome.kind === 'sample' ? outcome.sample.zones : [];
    expect(zones.length).toBeGreaterThan(8);
    const drawn = await tableOf(workbench(), 'loaded');
    expect([...drawn.keys()].sort()).toEqual(zones.map(({ name }) => name).sort());
    for (const [name, { loadedBytes }] of drawn) expect(Number(loadedBytes), name).toBeGreaterThan(0);
  });

  test('is worth a picture', async () => {
    await workbench().page.waitForTimeout(FILLING_MS);
    await dashboard(workbench()).locator('section[data-chart="loaded"] [data-action="table"]').click();
    await workbench().page.setViewportSize({ width: 1600, height: 2000 });
    await choose(dashboard(workbench()).locator('header'), 'zone', 'dogs');
    await runCommand(workbench(), 'Notifications: Clear All Notifications');
    await workbench().page.waitForTimeout(3000);
    await pausedPictures(workbench(), () => takePictures(workbench(), 'docs/dashboard', 'editor'));
  });
});
