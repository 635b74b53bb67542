import type { Page } from 'playwright-core';
import { sampleDashboard, sampleTimeline } from '../test/client/dashboard/support/sampleData';

const INTERVAL_MS = 1000;

/** Samples that a whole timeline has: as many as the extension sends at most. */
const WHOLE_POINTS = 1440;

/** An hour of them should not take a quarter of one. */
const SAMPLES_A_FRAME = 10;

/** What {@link installFeed} puts into the page. */
interface Feeding {
  feed: (number: number) => void;
}

/**
 * Gives the page a stand-in for the extension's host, which runs in the page, so that handing samples over from here costs
 * the page no time.
 */
export async function installFeed(page: Page, zoneCount: number): Promise<void> {
  const startsAtMs = Date.UTC(2026, 0, 1);
  const data = sampleDashboard({ zoneCount, takenAtMs: startsAtMs });
  const whole = sampleTimeline({ pointCount: WHOLE_POINTS, intervalMs: INTERVAL_MS, endsAtMs: startsAtMs });
  await page.evaluate(makeFeed, { data, whole, intervalMs: INTERVAL_MS });
}

/** Tells the page one more sample, as the extension does, and waits until it is drawn. */
export async function feedSample(page: Page, number: number): Promise<void> {
  await page.evaluate(async (sample) => {
    (globalThis as unknown as Feeding).feed(sample);
    for (let frame = 0; frame < 10; frame++) await new Promise((resolve) => requestAnimationFrame(resolve));
  }, number);
}

/** Tells the page samples as fast as it takes them: all go through it, and each frame draws the latest. */
export async function feedSamples(page: Page, from: number, to: number): Promise<void> {
  await page.evaluate(
    async ([first, last, atOnce]) => {
      for (let sample = first; sample <= last; sample++) {
        (globalThis as unknown as Feeding).feed(sample);
        const isFrameDue = (sample - first) % atOnce === atOnce - 1;
        await new Promise<unknown>((resolve) => {
          if (isFrameDue) requestAnimationFrame(() => setTimeout(resolve, 0));
          else {
            // Not before the page has had the sample; a timer would wait longer.
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = resolve;
            port2.postMessage(null);
          }
        });
      }
    },
    [from, to, SAMPLES_A_FRAME] as const,
  );
  await feedSample(page, to + 1);
}

/** Runs in the page. All zones are others with each sample, and so stand in another order. */
function makeFeed(given: {
  readonly data: ReturnType<typeof sampleDashboard>;
  readonly whole: ReturnType<typeof sampleTimeline>;
  readonly intervalMs: number;
}): void {
  const { data, whole, intervalMs } = given;
  const { pageSizeBytes } = data;
  type Posted = { type: string; look?: { timelineAfter: number | null; parts: string[] } }[];
  const posted = (globalThis as unknown as { posted: Posted }).posted;

  const zonesAt = (number: number) =>
    data.zones.map((zone, index) => {
      const { sizeBytes } = zone;
      if (sizeBytes === null) return zone;
      const pageCount = sizeBytes / pageSizeBytes;
      const loaded = (Math.floor((number * (index + 1)) % pageCount) + 1) * pageSizeBytes;
      const used = Math.floor(loaded / pageSizeBytes / 2) * pageSizeBytes;
      const pieces = [
        { piece: 'used', bytes: used },
        { piece: 'free again', bytes: loaded - used },
        { piece: 'never touched', bytes: sizeBytes - loaded },
      ];
      return { ...zone, loaded: { bytes: loaded, exactness: 'exact' }, usedBytes: used, pieces };
    });
  const detailAt = (number: number, takenAtMs: number) => {
    const { zone } = data;
    if (zone === null || zone.pageMap === null) return zone;
    const runs = zone.pageMap.runs.map((run) =>
      run.usedShare === null ? run : { ...run, usedShare: (number % 10) / 10 },
    );
    return { ...zone, pageMap: { ...zone.pageMap, takenAtMs, runs } };
  };
  const timelineAt = (number: number, isWhole: boolean) => {
    const count = isWhole ? whole.sampleNumbers.length : 1;
    const sum = (values: readonly number[], more: number) => values.slice(-count).map((value) => value + more);
    const turned = (values: readonly (number | null)[]) => {
      const from = number % values.length;
      return [...values.slice(from), ...values.slice(0, from)].slice(-count);
    };
    const figures = ({ loadedBytes, usedBytes, failures }: typeof whole.total) => ({
      loadedBytes: turned(loadedBytes),
      usedBytes: turned(usedBytes),
      failures: failures.slice(-count),
    });
    return {
      ...whole,
      isWhole,
      sampleNumbers: sum(whole.sampleNumbers, number),
      takenAtMs: sum(whole.takenAtMs, number * intervalMs),
      total: figures(whole.total),
      zone: whole.zone === null ? null : figures(whole.zone),
      residentBytes: turned(whole.residentBytes),
    };
  };
  const feed = (number: number): void => {
    const look = posted.findLast(({ type }) => type === 'ready' || type === 'look')?.look;
    const timeline = look?.parts.includes('timeline') ? timelineAt(number, look.timelineAfter === null) : null;
    const takenAtMs = data.takenAtMs + number * intervalMs;
    const told = { ...data, takenAtMs, zones: zonesAt(number), zone: detailAt(number, takenAtMs), timeline };
    window.postMessage({ type: 'data', data: told, look, baseline: null, baselineName: null }, '*');
    posted.splice(0, posted.length - 2);
  };
  Object.assign(globalThis, { feed });
}
