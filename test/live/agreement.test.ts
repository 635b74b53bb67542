import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Attachment } from '../../server/src/live/attachment';
import type { ProcFile, ProcFiles } from '../../server/src/live/system/procFiles';
import { realProcFiles } from '../../server/src/live/system/realProcFiles';
import type { LiveSample, LiveZone } from '../../server/src/shared/liveSample';
import { attachTo, figuresOfDecoder, figuresOfSample, sampleOf, zoneNamed } from './support/attach';
import { CHURN_MODULES, churnConfig, DICTS, opensslMissing, writeWrkScript } from './support/churn';
import { ask } from './support/http';
import { SampleJudge } from './support/invariants';
import type { RunningNginx } from './support/nginxServer';
import { ownAccount } from './support/ownAccounts';
import { need, useServers } from './support/session';
import { runWrk, wrkMissing } from './support/wrk';
import { zoneMappings } from './support/zoneMemory';

const PAGE_BYTES = 4096;
const ROUNDS = 5;
const ROUND_SECONDS = 4;
/** Every so many samples one walks all page arrays. */
const FULL_EVERY = 10;
const QUIET_ATTEMPTS = 50;
/** pfree in ngx_slab_pool_t. */
const FREE_PAGES_OFFSET = 80;

const start = useServers();

interface DictFigures {
  readonly keys: number;
  readonly elements: number;
  readonly freeBytes: number;
  readonly capacityBytes: number;
}

/** Everything that is asked in one quiet moment. */
interface QuietMoment {
  readonly sample: LiveSample;
  /** What the second decoder found, before the sample and after it. */
  readonly decoded: ReturnType<typeof figuresOfDecoder>;
  readonly dicts: Readonly<Record<string, DictFigures>>;
  readonly nchanStatus: string;
}

/** Samples as fast as they come until the load is over. */
async function sampleUnderLoad(server: RunningNginx, attachment: Attachment, judge: SampleJudge): Promise<number> {
  const { context } = server;
  let isOver = false;
  const load = Promise.all([
    runWrk({
      url: `http://127.0.0.1:${context.port(0)}`,
      seconds: ROUND_SECONDS,
      connections: 8,
      script: writeWrkScript(server.prefix),
    }),
    runWrk({ url: `https://127.0.0.1:${context.port(1)}/`, seconds: ROUND_SECONDS, connections: 2, isClosing: true }),
  ]).finally(() => {
    isOver = true;
  });
  for (let count = 1; !isOver; count += 1) {
    const outcome = attachment.sample(count % FULL_EVERY === 0 ? 'full' : 'refresh');
    expect(outcome.kind).toBe('sample');
    if (outcome.kind === 'sample') judge.judge(outcome.sample);
    await nextTurn();
  }
  return (await load).reduce((sum, requests) => sum + requests, 0);
}

/** Waits for a moment in which nothing moved between the first and the last question. */
async function quietMoment(server: RunningNginx, attachment: Attachment): Promise<QuietMoment> {
  const web = server.context.socket('web');
  for (let attempt = 1; attempt <= QUIET_ATTEMPTS; attempt += 1) {
    const dicts = JSON.parse(await ask(web, '/figures')) as Record<string, DictFigures>;
    const nchanStatus = await ask(web, '/nchan');
    const decoded = figuresOfDecoder(server.masterPid);
    const sample = sampleOf(attachment, 'full');
    const after = JSON.stringify([...figuresOfDecoder(server.masterPid)]);
    const dictsAfter = JSON.parse(await ask(web, '/figures')) as Record<string, DictFigures>;
    const isQuiet = JSON.stringify([...decoded]) === after && JSON.stringify(dicts) === JSON.stringify(dictsAfter);
    if (isQuiet && nchanStatus === (await ask(web, '/nchan'))) return { sample, decoded, dicts, nchanStatus };
    await sleep(200);
  }
  throw new Error('the server did not become quiet');
}

/** Allocations of all sizes, bitmaps not counted: what a module has asked for and not given back. */
function allocationsOf({ name, slots, walk }: LiveZone): number {
  if (slots === null || walk === null) throw new Error(`${name} was not walked`);
  const chunks = slots.reduce((sum, { usedChunks }) => sum + usedChunks, 0);
  return walk.pageAllocations.reduce((sum, { count }) => sum + count, chunks);
}

function expectAgreement(
  server: RunningNginx,
  fresh: LiveSample,
  { sample, decoded, dicts, nchanStatus }: QuietMoment,
): void {
  const { masterPid } = server;
  // The second decoder, and through it the kernel's blocks. Not asked anew: what was asked since took chunks of its own.
  expect(figuresOfSample(sample)).toEqual(decoded);
  expect(sample.zones.filter(({ isConsistent }) => !isConsistent)).toEqual([]);
  const mappings = new Map(zoneMappings(masterPid).map((mapping) => [Number(mapping.inode), mapping]));
  const account = (name: string) => {
    const mapping = mappings.get(zoneNamed(sample, name).inode);
    if (mapping === undefined) throw new Error(`${name} is not mapped`);
    return ownAccount(masterPid, mapping);
  };
  const since = (name: string): number =>
    allocationsOf(zoneNamed(sample, name)) - allocationsOf(zoneNamed(fresh, name));

  for (const name of DICTS) {
    const zone = zoneNamed(sample, name);
    const { keys, elements, freeBytes, capacityBytes } = dicts[name] as DictFigures;
    expect([name, zone.sizeBytes, (zone.pages?.free ?? -1) * PAGE_BYTES]).toEqual([name, capacityBytes, freeBytes]);
    expect([name, since(name)]).toEqual([name, keys + elements]);
    expect([name, account(name).entries]).toEqual([name, keys]);
  }
  expect(since('req')).toBe(account('req').entries);
  expect(since('conn')).toBe(0);
  expect(since('peers')).toBe(0);
  expect(since('keys')).toBe(account('keys').entries);
  expect(since('keys')).toBe(account('keys').cacheCount);
  // A session is one allocation or two (node and ASN.1), by version.
  const sessions = account('tls').entries;
  expect(sessions).toBeGreaterThan(0);
  expect([sessions, 2 * sessions]).toContain(since('tls'));
  // nchan counts in whole pages, from a pool that it takes to begin right behind the header (shm_used_pages()).
  const memstore = zoneNamed(sample, 'memstore');
  const nchanPages = Math.floor((memstore.sizeBytes - 200) / (PAGE_BYTES + 24));
  const nchanUsedKilobytes = Number(/^shared memory used: (\d+)K$/m.exec(nchanStatus)?.[1]);
  expect((nchanPages - (memstore.pages?.free ?? -1)) * (PAGE_BYTES / 1024)).toBe(nchanUsedKilobytes);
}

describe('figures of a server under load', () => {
  it('agree with every other account in quiet moments, and never contradict themselves in busy ones', async (context) => {
    need(context, ...CHURN_MODULES);
    for (const reason of [wrkMissing(), opensslMissing()]) context.skip(reason !== null, reason ?? '');
    const server = await start({ modules: CHURN_MODULES, config: churnConfig });
    const attachment = attachTo(server.masterPid);
    const fresh = sampleOf(attachment, 'full');
    const judge = new SampleJudge();
    let requests = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      requests += await sampleUnderLoad(server, attachment, judge);
      expect(judge.contradictions).toEqual([]);
      expectAgreement(server, fresh, await quietMoment(server, attachment));
    }
    const { samples, readings, inconsistent } = judge;
    console.info(
      `${requests} requests, ${samples} samples with ${readings} zone readings; marked as inconsistent: ` +
        `${inconsistent.refresh} of refreshes, ${inconsistent.full} of full walks; no contradiction`,
    );
    // The load was one: every kind of zone was written to, entries were evicted, whole pages were handed out.
    const last = sampleOf(attachment, 'full');
    for (const name of [...DICTS, 'req', 'conn', 'keys', 'tls', 'uploads', 'memstore']) {
      const requestsOf = (sample: LiveSample): number =>
        zoneNamed(sample, name).slots?.reduce((sum, slot) => sum + (slot.requests ?? 0), 0) ?? 0;
      expect([name, requestsOf(last) > requestsOf(fresh)]).toEqual([name, true]);
    }
    const failures = (name: string) =>
      zoneNamed(last, name).slots?.reduce((sum, { failures }) => sum + (failures ?? 0), 0);
    expect(failures('small')).toBeGreaterThan(0);
    expect(zoneNamed(last, 'mixed').walk?.pageAllocations.length).toBeGreaterThan(5);
    expect(samples).toBeGreaterThan(1000);
    expect(inconsistent.refresh).toBeLessThan(readings / 10);
  });
});

/** The real system, but each reading of a zone's beginning finds one free page less than there are: a torn reading. */
function withTornHeaders(files: ProcFiles): ProcFiles {
  return {
    ...files,
    open: (path) => {
      const file = files.open(path);
      if (file.refusal !== null || !path.includes('/map_files/')) return file;
      return { ...file, read: (target, position) => tornRead(file, target, Number(position)) };
    },
  };
}

function tornRead(file: ProcFile, target: Uint8Array, position: number): number {
  const got = file.read(target, position);
  const at = FREE_PAGES_OFFSET - position;
  if (at < 0 || at + 8 > got) return got;
  const view = new DataView(target.buffer, target.byteOffset, target.byteLength);
  view.setBigUint64(at, view.getBigUint64(at, true) - 1n, true);
  return got;
}

describe('a reading that is torn', () => {
  it('is marked, and shows no figure but what the kernel says', async (context) => {
    need(context, 'lua');
    const server = await start({
      modules: ['lua'],
      config: `events {} http { lua_shared_dict dogs 10m; lua_shared_dict cats 1m;
        init_by_lua_block { for entry = 1, 1000 do ngx.shared.dogs:set(entry, string.rep('v', entry * 3)) end } }`,
    });
    const whole = attachTo(server.masterPid);
    const torn = attachTo(server.masterPid, withTornHeaders(realProcFiles()));
    for (const depth of ['refresh', 'full'] as const) {
      const right = sampleOf(whole, depth);
      expect(right.zones.map(({ isConsistent }) => isConsistent)).toEqual([true, true]);
      const nothing = { isConsistent: false, pages: null, slots: null, chunks: null, walk: null };
      expect(sampleOf(torn, depth).zones).toEqual([
        expect.objectContaining({ name: 'dogs', loaded: zoneNamed(right, 'dogs').loaded, ...nothing }),
        expect.objectContaining({ name: 'cats', loaded: zoneNamed(right, 'cats').loaded, ...nothing }),
      ]);
    }
    const { inode } = zoneNamed(sampleOf(torn, 'refresh'), 'dogs');
    expect(torn.pageMap(inode)?.isConsistent ?? false).toBe(false);
  });
});
