import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dashboardOf } from '../../../server/src/features/dashboard/dashboardOf';
import type { DashboardLook, DashboardPart } from '../../../server/src/shared/dashboard';
import type { Snapshot } from '../../../server/src/shared/snapshot';
import { parseSnapshot } from '../../../server/src/snapshot/parseSnapshot';
import { snapshotOf } from '../../../server/src/snapshot/snapshotOf';
import { sourceOfSnapshot } from '../../../server/src/snapshot/sourceOfSnapshot';
import { type KnownServer, knownServer, SMALL_SCENE } from './support/snapshots';

const PARTS: readonly DashboardPart[] = ['process', 'page map', 'timeline'];

/** By way of a file. */
function reopened({ parts }: KnownServer): Snapshot {
  const parsed = parseSnapshot(JSON.stringify(snapshotOf(parts)));
  if ('problem' in parsed) throw new Error(parsed.problem);
  return parsed.snapshot;
}

const known = knownServer({ ...SMALL_SCENE, zoneCount: 8 });
const keys = dashboardOf(known.source, { pid: null, zoneKey: null, parts: [], timelineAfter: null }).zones.map(
  ({ key }) => key,
);
const pids = known.parts.view?.sample.processes.map(({ pid }) => pid) ?? [];

const anyLook: fc.Arbitrary<DashboardLook> = fc.record({
  pid: fc.option(fc.oneof(fc.constantFrom(...pids), fc.integer())),
  zoneKey: fc.option(fc.oneof(fc.constantFrom(...keys), fc.string())),
  parts: fc.subarray([...PARTS]),
  timelineAfter: fc.option(fc.integer({ min: -1, max: SMALL_SCENE.sampleCount + 2 })),
});

describe('a snapshot opened again', () => {
  it('shows the same figures, whatever is looked at', () => {
    const source = sourceOfSnapshot(reopened(known), 'monday.zone-lens.json');
    const shown = new Set<string>();
    fc.assert(
      fc.property(anyLook, (look) => {
        const live = dashboardOf(known.source, look);
        const again = dashboardOf(source, look);
        expect(again).toEqual({
          ...live,
          state: 'snapshot',
          title: 'nginx 1.22.1, pid 100 (monday.zone-lens.json)',
        });
        for (const part of look.parts) shown.add(part);
        if (look.timelineAfter === null && again.timeline !== null) {
          expect(again.timeline.sampleNumbers).toHaveLength(SMALL_SCENE.sampleCount);
        }
      }),
      { numRuns: 300 },
    );
    expect([...shown].sort()).toEqual([...PARTS].sort());
    expect(keys).toHaveLength(8);
  });

  it('shows all that there is to see', () => {
    const source = sourceOfSnapshot(reopened(known), 'a.json');
    const data = dashboardOf(source, { pid: 101, zoneKey: keys[0] ?? null, parts: PARTS, timelineAfter: null });
    expect(data.process?.breakdown).not.toBeNull();
    expect(data.zone?.pageMap?.runs.length).toBeGreaterThan(5);
    expect(data.timeline?.verdict).toMatch(/101/);
    expect(data.timeline?.total.loadedBytes.every((bytes) => bytes !== null && bytes > 0)).toBe(true);
    expect(data.server?.missing).not.toBeNull();
  });

  it('says why a page map is not there', () => {
    const source = sourceOfSnapshot(reopened({ ...known, parts: { ...known.parts, pageMaps: [] } }), 'a.json');
    const obstacle = (key: string): string | null | undefined =>
      dashboardOf(source, { pid: null, zoneKey: key, parts: ['page map'], timelineAfter: null }).zone?.pageMapObstacle;
    expect(obstacle('zone0')).toContain('the snapshot holds no page map');
    // It has no pool.
    expect(obstacle('zone4')).toMatch(/\S/);
    expect(obstacle('zone4')).not.toContain('snapshot');
    expect(source.pageMapObstacle(4711)).toBeNull();
  });

  it('may be of a config with nothing running', () => {
    const { view: _view, ...rest } = known.parts;
    const parts = { ...rest, view: null, breakdowns: [], pageMaps: [], verdicts: [] };
    const planned = reopened({ ...known, parts });
    const source = sourceOfSnapshot(planned, '\u001b[31mplan.json');
    expect(source.title).toBe('\\x1b[31mplan.json');
    const data = dashboardOf(source, { pid: 1, zoneKey: 'zone1', parts: PARTS, timelineAfter: null });
    expect(data).toMatchObject({ state: 'snapshot', server: null, process: null, takenAtMs: parts.savedAtMs });
    expect(data.zones.map(({ name }) => name).sort()).toEqual(['zone0', 'zone1', 'zone2']);
  });
});
