import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openProcesses } from '../../server/src/live/memory/openProcesses';
import { processZoneBytes } from '../../server/src/live/memory/zoneBytesOf';
import { zoneMappings as mappingsOf, parseMaps } from '../../server/src/live/system/maps';
import type { ProcFiles } from '../../server/src/live/system/procFiles';
import { realProcFiles } from '../../server/src/live/system/realProcFiles';
import type { LiveSample } from '../../server/src/shared/liveSample';
import type { Rung } from '../../server/src/shared/liveServer';
import { ALL_KINDS_MODULES, allKindsConfig } from './support/allKinds';
import { attachTo, sampleOf } from './support/attach';
import { ask } from './support/http';
import type { RunningNginx, StartOptions } from './support/nginxServer';
import { ANOTHER_USER, asUser, ORDINARY_USER, useOtherReader } from './support/otherReader';
import { processTitle, processTree, signal } from './support/processTree';
import { withoutTracing } from './support/refusedFiles';
import { need, useServers } from './support/session';
import { stillnessOf } from './support/stillness';
import { zoneMappings } from './support/zoneMemory';

const INSPECTIONS = 1000;
const PAGE_BYTES = 4096;

const start = useServers();
const runReader = useOtherReader();

/** Starts a server with zones of all kinds, puts something into them, and lets it fall asleep. */
async function startUsed(options: Partial<StartOptions> = {}): Promise<RunningNginx> {
  const server = await start({ modules: ALL_KINDS_MODULES, config: (context) => allKindsConfig(context), ...options });
  expect(await ask(server.context.socket('web'), '/fill')).toBe('5020');
  endCacheLoader(server.masterPid);
  await untilStill(server.masterPid);
  return server;
}

/** A minute after the start it would go through its zone, and end by itself. */
function endCacheLoader(masterPid: number): void {
  const loader = processTree(masterPid).find(({ pid }) => processTitle(pid) === 'nginx: cache loader process');
  if (loader !== undefined) signal(loader, 'SIGTERM');
}

/** Waits until nothing moves by itself any more. */
async function untilStill(masterPid: number): Promise<void> {
  await expect
    .poll(
      async () => {
        const before = JSON.stringify(stillnessOf(masterPid));
        await new Promise((done) => setTimeout(done, 300));
        return JSON.stringify(stillnessOf(masterPid)) === before;
      },
      { timeout: 20_000, interval: 10 },
    )
    .toBe(true);
}

/** Inspects a server from this process as often as asked, a page map of every zone each time. */
function inspectHere(server: RunningNginx, files: ProcFiles): { readonly rung: Rung; readonly sample: LiveSample } {
  const attachment = attachTo(server.masterPid, files);
  let sample = sampleOf(attachment, 'full');
  for (let inspection = 1; inspection < INSPECTIONS; inspection += 1) {
    sample = sampleOf(attachment, 'full');
    for (const { inode } of sample.zones) attachment.pageMap(inode);
  }
  return { rung: attachment.server.access.rung, sample };
}

describe(`${INSPECTIONS} full inspections change nothing`, () => {
  it('on the highest rung', async (context) => {
    need(context, ...ALL_KINDS_MODULES);
    const server = await startUsed();
    const before = stillnessOf(server.masterPid);
    const { rung, sample } = inspectHere(server, realProcFiles());
    expect(stillnessOf(server.masterPid)).toEqual(before);
    expect(rung).toBe('exact');
    expect(sample.zones.length).toBeGreaterThanOrEqual(11);
    expect(sample.zones.filter(({ isConsistent }) => !isConsistent)).toEqual([]);
  });

  it('as the same ordinary user, where every byte is read through /proc/PID/mem', async (context) => {
    need(context, ...ALL_KINDS_MODULES);
    const hasYama = existsSync('/proc/sys/kernel/yama/ptrace_scope');
    context.skip(hasYama, 'yama may refuse /proc/PID/mem here');
    const server = await startUsed({ ownerId: ORDINARY_USER, before: () => asUser(ORDINARY_USER) });
    const before = stillnessOf(server.masterPid);
    const report = await runReader(asUser(ORDINARY_USER), { masterPid: server.masterPid, inspections: INSPECTIONS });
    expect(stillnessOf(server.masterPid)).toEqual(before);
    expect(report).toMatchObject({ userId: ORDINARY_USER, outcomes: { sample: INSPECTIONS } });
    expect(report.server.access.rung).toBe('mapped');
    // It did read: pools are decoded, and no figure is called exact.
    const pools = report.sample?.zones.filter(({ pool }) => pool === 'slab') ?? [];
    expect(pools.length).toBeGreaterThanOrEqual(10);
    expect(pools.filter(({ loaded }) => loaded.exactness === 'exact')).toEqual([]);
  });

  it('as the same ordinary user after a reload, when page tables have forgotten the zones', async (context) => {
    need(context, ...ALL_KINDS_MODULES);
    context.skip(existsSync('/proc/sys/kernel/yama/ptrace_scope'), 'yama may refuse /proc/PID/mem here');
    const server = await startUsed({
      config: (place) => allKindsConfig(place, { main: 'daemon on; worker_processes 2;' }),
      ownerId: ORDINARY_USER,
      before: () => asUser(ORDINARY_USER),
    });
    await server.reload();
    endCacheLoader(server.masterPid);
    await untilStill(server.masterPid);
    const before = stillnessOf(server.masterPid);
    const task = { masterPid: server.masterPid, inspections: INSPECTIONS };
    const { sample, outcomes } = await runReader(asUser(ORDINARY_USER), task);
    expect(outcomes).toEqual({ sample: INSPECTIONS });
    const after = stillnessOf(server.masterPid);
    // Pages that a pool proves to hold RAM are read; they enter the page table of the process they are read through.
    expect({ ...after, pageTables: [] }).toEqual({ ...before, pageTables: [] });
    expect(sample?.zones.find(({ name }) => name === 'dogs')?.loaded.exactness).toBe('at least');
  });

  it('asking for every page of every zone through /proc/PID/mem, holes among them', async (context) => {
    need(context, ...ALL_KINDS_MODULES);
    const server = await startUsed();
    const before = stillnessOf(server.masterPid);
    const files = realProcFiles();
    const pids = processTree(server.masterPid).map(({ pid }) => pid);
    const counts = { read: 0, refused: 0 };
    for (const mapping of mappingsOf(parseMaps(files.readText(`/proc/${server.masterPid}/maps`) ?? ''))) {
      const processes = openProcesses(files);
      const bytes = processZoneBytes(processes, pids, mapping, PAGE_BYTES, () => false);
      const page = new Uint8Array(PAGE_BYTES);
      for (let offset = 0; offset < mapping.mappedBytes; offset += PAGE_BYTES) {
        counts[bytes.read(page, offset) ? 'read' : 'refused'] += 1;
      }
      processes.close();
    }
    expect(stillnessOf(server.masterPid)).toEqual(before);
    expect(counts.read).toBeGreaterThan(500);
    expect(counts.refused).toBeGreaterThan(25_000);
  });

  it('where tracing is refused and only page tables open', async (context) => {
    need(context, ...ALL_KINDS_MODULES);
    const server = await startUsed();
    const before = stillnessOf(server.masterPid);
    const { rung, sample } = inspectHere(server, withoutTracing(realProcFiles()));
    expect(stillnessOf(server.masterPid)).toEqual(before);
    expect(rung).toBe('page tables');
    expect(sample.zones.filter(({ pool }) => pool !== 'unreadable')).toEqual([]);
  });

  it('as another user, who is shown nothing', async (context) => {
    need(context, ...ALL_KINDS_MODULES);
    const server = await startUsed();
    const before = stillnessOf(server.masterPid);
    const report = await runReader(asUser(ANOTHER_USER), { masterPid: server.masterPid, inspections: INSPECTIONS });
    expect(stillnessOf(server.masterPid)).toEqual(before);
    expect(report.server.access.rung).toBe('none');
    expect(Object.values(report.outcomes).reduce((sum, count) => sum + count, 0)).toBe(INSPECTIONS);
  });
});

/** Without these, the tests above could pass because nothing that they look at ever moves. */
describe('what shows a reader that is not careful', () => {
  it('sees a hole that is filled by reading it through /proc/PID/mem', async (context) => {
    need(context, ...ALL_KINDS_MODULES);
    const server = await startUsed();
    const before = stillnessOf(server.masterPid);
    const largest = zoneMappings(server.masterPid).toSorted((a, b) => b.sizeBytes - a.sizeBytes)[0];
    const fd = openSync(`/proc/${server.masterPid}/mem`, 'r');
    try {
      readSync(fd, Buffer.alloc(4096), 0, 4096, (largest?.end ?? 0n) - 4096n);
    } finally {
      closeSync(fd);
    }
    const after = stillnessOf(server.masterPid);
    expect(after.zones).not.toEqual(before.zones);
    expect(after.pageTables).not.toEqual(before.pageTables);
  });

  it('sees a worker that was stopped for a moment', async (context) => {
    need(context, ...ALL_KINDS_MODULES);
    const server = await startUsed();
    const before = stillnessOf(server.masterPid);
    const worker = server.workers()[0] ?? 0;
    process.kill(worker, 'SIGSTOP');
    process.kill(worker, 'SIGCONT');
    await untilStill(server.masterPid);
    const after = stillnessOf(server.masterPid);
    expect(after.processes).not.toEqual(before.processes);
    expect(after.zones).toEqual(before.zones);
  });
});
