/**
 * What the dashboard costs the person: bytes of its page, time of a frame with 500 zones at a sample a second, the page's
 * memory after an hour of samples, and, in a real VS Code, the time from the command to the first chart.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { CDPSession, Page } from 'playwright-core';
import { launchBrowser } from '../scripts/host.mjs';
import { bundlePage } from '../scripts/pageBundle.mjs';
import { sampleDashboard, sampleTimeline } from '../test/client/dashboard/support/sampleData';
import { FILES, PAGE_FOLDER, showPage } from '../test/dashboard/support/pageFiles';
import { measureOpening } from './dashboardOpening.mjs';
import { median } from './median';

const ROOT = join(import.meta.dirname, '..');
const ZONES = 500;

/** How long frames are watched, with samples and without. */
const WATCHED_SECONDS = 15;
const HOUR_SECONDS = 3600;

/** The whole page is in sight: every chart draws. */
const VIEWPORT = { width: 1400, height: 2400 };

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  console.log('\nthe dashboard');
  await bundlePage({ outdir: PAGE_FOLDER, isMinified: true });
  reportBytes();
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: VIEWPORT });
    // What runs these sources wraps functions in a call of this, also those that are sent to the page.
    await page.addInitScript('globalThis.__name = (value) => value');
    await showPage(page);
    await reportFrames(page);
    await reportMemory(page, await page.context().newCDPSession(page));
  } finally {
    await browser.close();
  }
  await measureOpening(row);
}

function reportBytes(): void {
  const sizes = FILES.map((name) => gzipSync(readFileSync(join(ROOT, PAGE_FOLDER, name)), { level: 9 }).length);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  row('page, compressed', `${kilobytes(total)} KB (goal: at most 400); its script ${kilobytes(sizes[0] ?? 0)} KB`);
}

/** Times between frames, in milliseconds, while something goes on. */
async function watchFrames(page: Page, act: () => Promise<void>): Promise<number[]> {
  await page.evaluate(() => {
    const frames: number[] = [];
    Object.assign(globalThis, { frames });
    let last = performance.now();
    const note = (): void => {
      const now = performance.now();
      frames.push(now - last);
      last = now;
      requestAnimationFrame(note);
    };
    requestAnimationFrame(note);
  });
  await act();
  return page.evaluate(() => (globalThis as unknown as { frames: number[] }).frames);
}

async function reportFrames(page: Page): Promise<void> {
  for (let sample = 1; sample <= 5; sample++) await send(page, sample);
  const idle = await watchFrames(page, () => page.waitForTimeout(WATCHED_SECONDS * 1000));
  await page.evaluate(() => Object.assign(globalThis, { frames: [] }));
  const busyTimes: number[] = [];
  const busy = await watchFrames(page, async () => {
    for (let second = 1; second <= WATCHED_SECONDS; second++) {
      busyTimes.push(await send(page, 5 + second));
      await page.waitForTimeout(1000);
    }
  });
  const long = busy.filter((time) => time > 50).length;
  row(
    `${ZONES} zones at 1 Hz: a sample is drawn`,
    `median ${ms(median(busyTimes))}, worst ${ms(Math.max(...busyTimes))}`,
  );
  row('  frames', `median ${ms(median(busy))}, p99 ${ms(percentile(busy, 0.99))}, worst ${ms(Math.max(...busy))}`);
  row('  frames longer than 50 ms', `${long} of ${busy.length}`);
  row('  the same page at rest', `median ${ms(median(idle))}, p99 ${ms(percentile(idle, 0.99))}`);
}

async function reportMemory(page: Page, session: CDPSession): Promise<void> {
  const at: Record<number, number> = {};
  for (let second = 1; second <= HOUR_SECONDS; second++) {
    await send(page, 100 + second);
    if (second === 60 || second === 600 || second === HOUR_SECONDS) at[second] = await usedBytes(session);
  }
  const figures = [60, 600, HOUR_SECONDS].map((second) => `${((at[second] ?? 0) / 1024 / 1024).toFixed(1)} MB`);
  row(`memory, ${ZONES} zones, after 1, 10, 60 min`, `${figures.join(', ')} (an hour of samples, one a second)`);
}

/** Tells the page one more sample, as the extension does, and waits until it is drawn; gives the time that took. */
async function send(page: Page, number: number): Promise<number> {
  const takenAtMs = Date.UTC(2026, 0, 1) + number * 1000;
  const data = sampleDashboard({ zoneCount: ZONES, takenAtMs });
  const zones = data.zones.map((zone, index) => {
    const loaded = {
      bytes: ((number * 4096 * (index + 1)) % (zone.sizeBytes ?? 1)) + 4096,
      exactness: 'exact' as const,
    };
    return { ...zone, loaded };
  });
  const timeline = sampleTimeline({ pointCount: 1, firstNumber: number, isWhole: false, endsAtMs: takenAtMs });
  const whole = sampleTimeline({ pointCount: 1440, intervalMs: 1000, firstNumber: number - 1439, endsAtMs: takenAtMs });
  return page.evaluate(
    async ({ told, more, all }) => {
      const posted = (globalThis as unknown as { posted: { type: string; look?: { timelineAfter: number | null } }[] })
        .posted;
      const look = posted.findLast(({ type }) => type === 'ready' || type === 'look')?.look;
      const start = performance.now();
      const isWholeWanted = (look?.timelineAfter ?? null) === null;
      const message = { type: 'data', look, baseline: null, baselineName: null };
      window.postMessage({ ...message, data: { ...told, timeline: isWholeWanted ? all : more } }, '*');
      const drawn = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
      await drawn();
      await drawn();
      posted.splice(0, posted.length - 2);
      return performance.now() - start;
    },
    { told: { ...data, zones }, more: timeline, all: whole },
  );
}

async function usedBytes(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize, embedderHeapUsedSize = 0 } = (await session.send('Runtime.getHeapUsage')) as {
    usedSize: number;
    embedderHeapUsedSize?: number;
  };
  return usedSize + embedderHeapUsedSize;
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

function row(what: string, figure: string): void {
  console.log(`  ${what.padEnd(40)} ${figure}`);
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`;
}

function kilobytes(bytes: number): string {
  return (bytes / 1024).toFixed(0);
}
