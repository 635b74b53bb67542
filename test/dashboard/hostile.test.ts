import { csvParse } from 'd3-dsv';
import { describe, expect, test } from 'vitest';
import type { DashboardData } from '../../server/src/shared/dashboard';
import { sampleDashboard } from '../client/dashboard/support/sampleData';
import { accessibilityProblems } from './support/axe';
import { CHARTS } from './support/charts';
import { usePages } from './support/page';

const open = usePages();

/** Names that a config can give to a zone. */
const NAMES = [
  '<img src=x onerror="alert(1)">',
  '<script>alert(2)</script>',
  '"><svg onload=alert(3)>',
  '=HYPERLINK("http://evil.test","x")',
  '+1+1',
  '@SUM(1)',
  '\u202Eevil\u202C\u0000\u001b[31m',
  '{a|b}{0}',
  'zone '.repeat(2000),
];

/** The sample with these names in place of its own, wherever they stand. */
function hostileData(): DashboardData {
  const data = sampleDashboard();
  const names = new Map(data.zones.map(({ key }, index) => [key, NAMES[index] ?? key]));
  const renamed = <Part extends { readonly zoneKey: string }>(part: Part): Part => ({
    ...part,
    zoneKey: names.get(part.zoneKey) ?? part.zoneKey,
  });
  const nameOf = (key: string): string => names.get(key) ?? key;
  const { process, timeline } = data;
  const breakdown = process?.breakdown ?? null;
  return {
    ...data,
    title: NAMES[0] ?? '',
    configPath: `/etc/${NAMES[1]}/nginx.conf`,
    trouble: NAMES[2] ?? '',
    zones: data.zones.map((zone) => ({ ...zone, key: nameOf(zone.key), name: nameOf(zone.key), kind: NAMES[1] ?? '' })),
    zone: data.zone === null ? null : renamed(data.zone),
    process:
      process === null || breakdown === null
        ? process
        : { ...process, breakdown: { ...breakdown, zones: breakdown.zones.map(renamed) } },
    timeline:
      timeline === null
        ? null
        : {
            ...timeline,
            verdict: NAMES[0] ?? '',
            events: timeline.events.map((event) => ({
              ...event,
              zones: NAMES.map((name) => ({
                name,
                change: 'added' as const,
                sizeBytesBefore: null,
                sizeBytesAfter: 1,
              })),
            })),
          },
    risk: {
      ...data.risk,
      text: NAMES[1] ?? '',
      limits: data.risk.limits.map((limit) => ({ ...limit, label: NAMES[0] ?? '' })),
    },
  };
}

describe('names that nobody would give', () => {
  test.each([320, 1400])('run nothing and break nothing at %i pixels', async (widthPx) => {
    const { page, settle, press, card } = await open({ widthPx });
    const data = hostileData();
    await settle(data, sampleDashboard());
    for (const id of CHARTS) {
      await press('table', id);
      const drawing = card(id).locator('.drawing');
      if ((await drawing.count()) === 0) continue;
      await drawing.focus();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('End');
    }
    expect(await page.locator('main img, main script, header img, header script').count()).toBe(0);
    const overhangPx = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overhangPx).toBe(0);
    expect(await accessibilityProblems(page)).toEqual([]);
  });

  test('are no formulas in exports', async () => {
    const { settle, press, posted } = await open();
    await settle(hostileData());
    await press('csv', 'loaded');
    await press('copy', 'loaded');
    const messages = await posted();
    const csv = messages.find((message) => message.type === 'export')?.file.content ?? '';
    const cells = csvParse(csv).flatMap((row) => Object.values(row));
    expect(cells.some((cell) => cell.includes('HYPERLINK'))).toBe(true);
    expect(cells.filter((cell) => /^[=+\-@\t\r]/.test(cell) && !/^-?\d+(\.\d+)?$/.test(cell))).toEqual([]);
    const copied = messages.find((message) => message.type === 'copy')?.text ?? '';
    expect(copied.split(/[\t\n]/).filter((cell) => /^["']?[=+@]/.test(cell) && !cell.startsWith("'"))).toEqual([]);
  });

  test('do not come out of a file name', async () => {
    const { settle, press, posted } = await open();
    await settle({ ...hostileData(), title: '../../etc/passwd\u0000<x>' });
    await press('json', 'loaded');
    const file = (await posted()).find((message) => message.type === 'export')?.file;
    expect(file?.fileName).toMatch(/^[\w][\w.-]*\.json$/);
  });

  test('messages that are none change nothing', async () => {
    const { page, settle } = await open();
    await settle(sampleDashboard());
    for (const message of [null, 7, 'data', [], {}, { type: 'constructor' }, { type: 'keep' }])
      await page.evaluate((told) => window.postMessage(told, '*'), message);
    expect(await page.locator('h1').textContent()).toBe('nginx 1.22.1, pid 4242');
  });
});
