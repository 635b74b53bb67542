/**
 * What the dashboard costs the person: bytes of its page, what a sample of 500 zones takes of the page's main thread and of
 * its frames, the page's memory after an hour of samples, and, in a real VS Code, the time from the command to the first
 * chart.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { CDPSession, Page } from 'playwright-core';
import { launchBrowser } from '../scripts/host.mjs';
import { bundlePage } from '../scripts/pageBundle.mjs';
import { FILES, showPage } from '../test/dashboard/support/pageFiles';
import { feedSample, feedSamples, installFeed } from './dashboardFeed.mjs';
import { measureOpening } from './dashboardOpening.mjs';
import { median } from './median';

const ROOT = join(import.meta.dirname, '..');
/** From the project's root. */
const PAGE_FOLDER = 'out/bench/dashboard-page';
const ZONES = 500;

/** How long frames are watched, with samples and without. */
const WATCHED_SECONDS = 10;

/** Samples, one a second, after which the page's memory is told. */
const MEMORY_AT = [60, 600, 3600];

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
    await showPage(page, { folder: PAGE_FOLDER });
    await installFeed(page, ZONES);
    const session = await page.context().newCDPSession(page);
    await reportFrames(page, session);
    await reportMemory(page, session);
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
      const { frames: watched } = globalThis as unknown as { frames: number[] };
      if (watched !== frames) return;
      const now = performance.now();
      frames.push(now - last);
      last = now;
      requestAnimationFrame(note);
    };
    requestAnimationFrame(note);
  });
  await act();
  return page.evaluate(() => {
    const { frames } = globalThis as unknown as { frames: number[] };
    Object.assign(globalThis, { frames: [] });
    return frames;
  });
}

async function reportFrames(page: Page, session: CDPSession): Promise<void> {
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  for (let sample = 1; sample <= 5; sample++) await feedSample(page, sample);
  const idle = await watchFrames(page, () => page.waitForTimeout(WATCHED_SECONDS * 1000));
  const taken: number[] = [];
  const busy = await watchFrames(page, async () => {
    for (let second = 1; second <= WATCHED_SECONDS; second++) {
      await feedSample(page, 5 + second);
      await page.waitForTimeout(1000);
    }
  });
  for (let sample = 21; sample <= 40; sample++) {
    const before = await mainThreadMs(session);
    await feedSample(page, sample);
    taken.push((await mainThreadMs(session)) - before);
  }
  const long = busy.filter((time) => time > 50).length;
  row(
    `${ZONES} zones at 1 Hz: work for a sample`,
    `median ${ms(median(taken))}, worst ${ms(Math.max(...taken))} of the page's main thread`,
  );
  row('  frames', `median ${ms(median(busy))}, p99 ${ms(percentile(busy, 0.99))}, worst ${ms(Math.max(...busy))}`);
  row('  frames longer than 50 ms', `${long} of ${busy.length}`);
  row('  the same page at rest', `median ${ms(median(idle))}, p99 ${ms(percentile(idle, 0.99))}`);
}

/** What the page's main thread has worked so far, in milliseconds. */
async function mainThreadMs(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1000;
}

/** All samples of an hour, as fast as they are drawn. */
async function reportMemory(page: Page, session: CDPSession): Promise<void> {
  const script: number[] = [];
  const all: number[] = [];
  let told = 0;
  for (const wanted of MEMORY_AT) {
    await feedSamples(page, 100 + told + 1, 100 + wanted);
    told = wanted;
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize, embedderHeapUsedSize = 0 } = (await session.send('Runtime.getHeapUsage')) as {
      usedSize: number;
      embedderHeapUsedSize?: number;
    };
    script.push(usedSize);
    all.push(usedSize + embedderHeapUsedSize);
  }
  row(
    `memory, ${ZONES} zones, after 1, 10, 60 min`,
    `${all.map(megabytes).join(', ')} (an hour of samples, one a second)`,
  );
  row(
    "  of it the script's own values",
    `${script.map(megabytes).join(', ')}; the rest is the browser's, its text cache too`,
  );
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

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
