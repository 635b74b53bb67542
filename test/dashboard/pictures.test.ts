import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sampleDashboard } from '../client/dashboard/support/sampleData';
import { CHARTS } from './support/charts';
import { PAGE_PICTURES, usePages } from './support/page';
import { THEMES } from './support/webview';

const WIDTHS = [
  { name: 'narrow', widthPx: 320 },
  { name: 'wide', widthPx: 1400 },
] as const;

const KINDS = ['live', 'planned'] as const;

/** To be looked at: each chart, and the whole page, in each theme. */
describe.each(THEMES)('pictures in %s', (theme) => {
  const open = usePages();

  test.each(WIDTHS)('$name', async ({ name, widthPx }) => {
    for (const kind of KINDS) {
      const opened = await open({ theme, widthPx, heightPx: 1000 });
      await opened.settle(sampleDashboard({ kind }));
      const prefix = `${theme.toLowerCase().replaceAll(' ', '-')}-${name}-${kind}`;
      for (const id of CHARTS) {
        const card = opened.card(id);
        await card.scrollIntoViewIfNeeded();
        const picture = await card.screenshot({ path: join(PAGE_PICTURES, `${prefix}-${id}.png`) });
        expect(picture.length).toBeGreaterThan(1000);
      }
      await opened.page.screenshot({ path: join(PAGE_PICTURES, `${prefix}.png`), fullPage: true });
    }
  });

  test.each(WIDTHS)('$name, compared and with all tables open', async ({ name, widthPx }) => {
    const opened = await open({ theme, widthPx, heightPx: 1000 });
    const data = sampleDashboard();
    const differences = {
      count: 5,
      texts: [
        'Zone "dogs" is 200 MB in the file, but 100 MB in the running server (nginx 1.22.1, pid 4242). A reload maps a new, ' +
          'empty zone: what is in the old one is lost.',
        'The running server (nginx 1.22.1, pid 4242) has no zone "birds". A reload makes it.',
      ],
    };
    await opened.settle(
      { ...data, differences },
      sampleDashboard({ zoneCount: 8, takenAtMs: data.takenAtMs - 3_600_000 }),
    );
    for (const id of CHARTS) await opened.press('table', id);
    await opened.page.keyboard.press('Tab');
    const picture = await opened.page.screenshot({
      path: join(PAGE_PICTURES, `${theme.toLowerCase().replaceAll(' ', '-')}-${name}-tables.png`),
      fullPage: true,
    });
    expect(picture.length).toBeGreaterThan(1000);
  });
});
