import { describe, expect, it } from 'vitest';
import type { HistorySamples, ProcessLine, ZoneLine } from '../../../server/src/shared/historySamples';
import type { LivePageMap } from '../../../server/src/shared/liveSample';
import { MOST_FIGURES_WRITTEN, MOST_RUNS_WRITTEN } from '../../../server/src/snapshot/bounds';
import { parseSnapshot } from '../../../server/src/snapshot/parseSnapshot';
import { snapshotOf } from '../../../server/src/snapshot/snapshotOf';
import { knownServer, SMALL_SCENE } from './support/snapshots';

const { parts } = knownServer(SMALL_SCENE);
const SAMPLES = 1440;

function line<Value>(value: (sample: number) => Value): Value[] {
  return Array.from({ length: SAMPLES }, (_, sample) => value(sample));
}

/** Zone number N has N KB loaded; process N has ended unless the view has it. */
function historyOf(zoneCount: number, processCount: number): HistorySamples {
  const zones = Array.from({ length: zoneCount }, (_, index): ZoneLine => {
    const loadedBytes = line((sample) => (sample === SAMPLES - 1 && index % 2 === 0 ? null : index * 1024));
    return { name: `zone${index}`, kind: null, loadedBytes, usedBytes: loadedBytes, failures: line(() => null) };
  });
  const processes = Array.from({ length: processCount }, (_, index): ProcessLine => {
    const isLiving = index === 0;
    const pid = isLiving ? 101 : 5000 + index;
    const last = isLiving ? SAMPLES : index;
    return {
      pid,
      startTicks: pid * 10,
      role: 'worker',
      residentBytes: line((sample) => (sample < last ? 4096 : null)),
    };
  });
  return {
    takenAtMs: line((sample) => sample * 1000),
    total: { loadedBytes: line((sample) => sample), usedBytes: line(() => null), failures: line(() => 5) },
    zones,
    processes,
  };
}

function figureCount({ takenAtMs, zones, processes }: HistorySamples): number {
  return takenAtMs.length * (4 + 3 * zones.length + processes.length);
}

/** In whatever order. */
function isSame(some: readonly unknown[], others: readonly unknown[] = []): boolean {
  const texts = (list: readonly unknown[]): string[] => list.map((one) => JSON.stringify(one)).sort();
  return texts(some).join('\n') === texts(others).join('\n');
}

describe('a snapshot', () => {
  it('is all that there is where that is not much', () => {
    expect(snapshotOf(parts)).toEqual({
      schema: 'zone-lens.snapshot/1',
      ...parts,
      verdicts: expect.toSatisfy((verdicts) => isSame(verdicts, parts.verdicts)),
      pageMaps: expect.toSatisfy((pageMaps) => isSame(pageMaps, parts.pageMaps)),
    });
    const { verdict } = parts.view ?? {};
    expect(verdict).not.toBeNull();
    expect(snapshotOf({ ...parts, verdicts: [] }).verdicts).toEqual([verdict]);
    expect(snapshotOf({ ...parts, view: null, verdicts: [] }).verdicts).toEqual([]);
  });

  it('keeps lines of zones with the most loaded, and all zones together as they were', () => {
    const history = historyOf(500, 300);
    const bounded = snapshotOf({ ...parts, history }).history;
    expect(figureCount(bounded)).toBeLessThanOrEqual(MOST_FIGURES_WRITTEN);
    expect(figureCount(bounded)).toBeGreaterThan(MOST_FIGURES_WRITTEN * 0.98);
    expect(bounded.takenAtMs).toEqual(history.takenAtMs);
    expect(bounded.total).toEqual(history.total);
    expect(bounded.zones).toEqual(history.zones.slice(-bounded.zones.length));
    // The one that lives, and those that ended last.
    expect(bounded.processes[0]?.pid).toBe(101);
    expect(bounded.processes.slice(1)).toEqual(history.processes.slice(1 - bounded.processes.length));
    const parsed = parseSnapshot(JSON.stringify(snapshotOf({ ...parts, history })));
    expect(parsed).toHaveProperty('snapshot');
  });

  it('keeps all processes where zones leave room', () => {
    const bounded = snapshotOf({ ...parts, history: historyOf(90, 40) }).history;
    expect(bounded.processes).toHaveLength(40);
    expect(bounded.zones.length).toBeLessThan(90);
  });

  it('has page maps of zones with the most loaded', () => {
    const [map, ...others] = parts.pageMaps;
    if (map === undefined) throw new Error('no page map');
    const runs = (count: number): LivePageMap['runs'] =>
      Array.from({ length: count }, (_, firstPage) => ({
        firstPage,
        pageCount: 1,
        state: 'free',
        slotBytes: null,
        usedChunks: null,
        isLoaded: firstPage % 2 === 0,
      }));
    const large = others.map((one) => ({ ...one, runs: runs(40_000) }));
    const kept = snapshotOf({ ...parts, pageMaps: [map, ...large] }).pageMaps;
    const loadedOf = (inode: number): number =>
      parts.view?.sample.zones.find((zone) => zone.inode === inode)?.loaded.bytes ?? 0;
    const byLoaded = [map, ...large].sort((one, other) => loadedOf(other.inode) - loadedOf(one.inode));
    const twoLarge = byLoaded.filter((one) => one !== map).slice(0, 2);
    expect(kept).toEqual(byLoaded.filter((one) => one === map || twoLarge.includes(one)));
    expect(kept.reduce((sum, one) => sum + one.runs.length, 0)).toBeLessThanOrEqual(MOST_RUNS_WRITTEN);
  });
});
