import { describe, expect, it } from 'vitest';
import { createLocalCollector } from '../../server/src/collector/localCollector';
import { dashboardOf } from '../../server/src/features/dashboard/dashboardOf';
import { createHistory } from '../../server/src/live/history/history';
import type { ProcFiles } from '../../server/src/live/system/procFiles';
import { realProcFiles } from '../../server/src/live/system/realProcFiles';
import type { LivePageMap, LiveSample, SampleDepth } from '../../server/src/shared/liveSample';
import type { LiveServer } from '../../server/src/shared/liveServer';
import type { Snapshot, SnapshotBreakdown } from '../../server/src/shared/snapshot';
import { parseSnapshot } from '../../server/src/snapshot/parseSnapshot';
import { snapshotOf } from '../../server/src/snapshot/snapshotOf';
import { sourceOfSnapshot } from '../../server/src/snapshot/sourceOfSnapshot';
import { ALL_KINDS_MODULES, allKindsConfig } from './support/allKinds';
import { ask } from './support/http';
import type { RunningNginx } from './support/nginxServer';
import { withoutMapFiles, withoutTracing } from './support/refusedFiles';
import { needForEach, useServers } from './support/session';

const start = useServers();
needForEach(...ALL_KINDS_MODULES);

const ATTEMPTS = 20;

/** All that a collector tells of a server, as it is saved. */
async function snapshotFrom(files: ProcFiles, running: RunningNginx): Promise<Snapshot> {
  const collector = createLocalCollector(files);
  const server = (await collector.servers()).find(({ masterPid }) => masterPid === running.masterPid);
  if (server === undefined) throw new Error('not found');
  const serverId = server.id;
  const sampleOf = async (depth: SampleDepth): Promise<LiveSample> => {
    for (let attempt = 1; ; attempt++) {
      const outcome = await collector.sample({ serverId, depth });
      if (outcome.kind === 'sample') return outcome.sample;
      if (attempt === ATTEMPTS) throw new Error(`no sample: ${outcome.kind}`);
    }
  };
  const history = createHistory();
  for (let number = 0; number < 3; number++) history.add(await sampleOf('refresh'));
  await running.reload();
  const sample = await sampleOf('full');
  history.add(sample);
  const breakdowns: SnapshotBreakdown[] = [];
  for (const { pid } of sample.processes) {
    const found = await collector.memoryBreakdown({ serverId, pid });
    if (found !== null) breakdowns.push({ ...found, takenAtMs: Date.now() });
  }
  const pageMaps: LivePageMap[] = [];
  for (const { inode } of sample.zones) {
    const found = await collector.pageMap({ serverId, inode });
    if (found !== null) pageMaps.push(found);
  }
  const memory = await collector.serverMemory({ serverId });
  if (memory === null) throw new Error('the server has gone');
  const verdicts = sample.processes.map(({ pid }) => history.verdict(pid)).filter((verdict) => verdict !== null);
  return snapshotOf({
    savedAtMs: Date.now(),
    writtenBy: '0.0.0',
    configPath: running.configPath,
    pageSizeBytes: sample.pageSizeBytes,
    memory,
    view: {
      server,
      sample,
      trends: history.trends(),
      events: history.events(),
      verdict: history.verdict(),
      state: 'live',
    },
    planned: [],
    history: history.samples(),
    verdicts,
    breakdowns,
    pageMaps,
  });
}

const RUNGS: readonly (readonly [LiveServer['access']['rung'], (files: ProcFiles) => ProcFiles])[] = [
  ['exact', (files) => files],
  ['mapped', withoutMapFiles],
  ['page tables', withoutTracing],
];

describe('a snapshot of a real server', () => {
  it.each(RUNGS)('opens again with all that was read on the rung %s', async (rung, refuse) => {
    const running = await start({ modules: ALL_KINDS_MODULES, config: (context) => allKindsConfig(context) });
    await ask(running.context.socket('web'), '/fill');
    const snapshot = await snapshotFrom(refuse(realProcFiles()), running);
    expect(snapshot.view?.sample.rung).toBe(rung);
    expect(snapshot.breakdowns.length).toBeGreaterThanOrEqual(3);
    expect(snapshot.pageMaps.length > 0).toBe(rung !== 'page tables');
    expect(snapshot.view?.events.map(({ kind }) => kind)).toContain('reload');

    const parsed = parseSnapshot(JSON.stringify(snapshot));
    expect(parsed).toEqual({ snapshot: JSON.parse(JSON.stringify(snapshot)) });
    if ('problem' in parsed) throw new Error(parsed.problem);
    const { zones, timeline } = dashboardOf(sourceOfSnapshot(parsed.snapshot, 'a.json'), {
      pid: null,
      zoneKey: 'dogs',
      parts: ['process', 'page map', 'timeline'],
      timelineAfter: null,
    });
    const loadedOf = (name: string | null): number | null | undefined =>
      snapshot.view?.sample.zones.find((zone) => zone.name === name)?.loaded.bytes;
    expect(zones.map(({ name, loaded }) => [name, loaded.bytes])).toEqual(
      zones.map(({ name }) => [name, loadedOf(name)]),
    );
    expect(zones).toHaveLength(snapshot.view?.sample.zones.length ?? -1);
    expect(timeline?.sampleNumbers).toHaveLength(4);
  });
});
