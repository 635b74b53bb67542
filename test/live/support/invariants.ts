import type { LiveSample, LiveZone } from '../../../server/src/shared/liveSample';

const PAGE_BYTES = 4096;

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/**
 * What cannot be of a zone, each in a line; none for a good one. A zone that is marked as inconsistent has no figures that
 * could be wrong.
 *
 * @param before the last good reading of the same zone: counters and loaded bytes never fall
 */
export function contradictionsOf(zone: LiveZone, before: LiveZone | null): string[] {
  const found: string[] = [];
  const must = (holds: boolean, what: string): void => {
    if (!holds) found.push(`${zone.name}: ${what}`);
  };
  const { pages, slots, chunks, walk, loaded } = zone;
  must(
    loaded.bytes !== null && loaded.bytes <= zone.mappedBytes,
    `${loaded.bytes} of ${zone.mappedBytes} bytes loaded`,
  );
  must((loaded.bytes ?? 0) >= (before?.loaded.bytes ?? 0), `${loaded.bytes} loaded after ${before?.loaded.bytes}`);
  if (!zone.isConsistent) {
    must(pages === null && slots === null && chunks === null && walk === null, 'figures of an inconsistent reading');
    return found;
  }
  if (pages === null || slots === null || chunks === null) {
    must(false, 'consistent, and without figures');
    return found;
  }
  must(pages.free + pages.used === pages.total, `pages ${pages.free} + ${pages.used} of ${pages.total}`);
  must(before?.pages == null || before.pages.total === pages.total, `${pages.total} pages in all`);
  must(pages.largestFreeRun === null || pages.largestFreeRun <= pages.free, `a free run of ${pages.largestFreeRun}`);
  const slotPages = sum(slots.map((slot) => slot.pages));
  must(slotPages <= pages.used, `${slotPages} pages in slots, ${pages.used} used`);
  for (const slot of slots) {
    const { slotBytes, usedChunks, freeChunks, bitmapChunks } = slot;
    const all = slot.pages * (PAGE_BYTES / slotBytes);
    must(usedChunks + freeChunks + bitmapChunks === all && freeChunks >= 0, `${slotBytes}: ${JSON.stringify(slot)}`);
    const earlier = before?.slots?.find((one) => one.slotBytes === slotBytes);
    must((slot.requests ?? 0) >= (earlier?.requests ?? 0), `${slotBytes}: requests fell`);
    must((slot.failures ?? 0) >= (earlier?.failures ?? 0), `${slotBytes}: failures fell`);
  }
  must(chunks.used === sum(slots.map((slot) => slot.usedChunks + slot.bitmapChunks)), `${chunks.used} chunks used`);
  must(chunks.free === sum(slots.map((slot) => slot.freeChunks)), `${chunks.free} chunks free`);
  if (walk !== null) {
    const inRuns = sum(walk.freeRuns.map(({ pages: length, count }) => length * count));
    const inAllocations = sum(walk.pageAllocations.map(({ pages: length, count }) => length * count));
    must(inRuns === pages.free, `${inRuns} pages in free runs, ${pages.free} free`);
    must(slotPages + inAllocations + inRuns === pages.total, `${slotPages} + ${inAllocations} + ${inRuns} pages`);
    must(pages.largestFreeRun === (walk.freeRuns[0]?.pages ?? 0), `longest run ${pages.largestFreeRun}`);
  }
  return found;
}

/** Goes through samples in the order of time, and keeps count. */
export class SampleJudge {
  readonly contradictions: string[] = [];
  samples = 0;
  readings = 0;
  /** Readings that the product marked as inconsistent, by depth. */
  readonly inconsistent = { refresh: 0, full: 0 };
  private readonly lastGood = new Map<number, LiveZone>();

  judge({ zones, depth }: LiveSample): void {
    this.samples += 1;
    for (const zone of zones) {
      this.readings += 1;
      if (!zone.isConsistent) this.inconsistent[depth] += 1;
      this.contradictions.push(...contradictionsOf(zone, this.lastGood.get(zone.inode) ?? null));
      if (zone.isConsistent) this.lastGood.set(zone.inode, zone);
    }
  }
}
