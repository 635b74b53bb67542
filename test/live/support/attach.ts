import { type Attachment, createAttachment } from '../../../server/src/live/attachment';
import { findServers } from '../../../server/src/live/servers/servers';
import type { ProcFiles } from '../../../server/src/live/system/procFiles';
import { realProcFiles } from '../../../server/src/live/system/realProcFiles';
import type { LiveSample, LiveZone, SampleDepth } from '../../../server/src/shared/liveSample';
import type { LiveServer } from '../../../server/src/shared/liveServer';
import { type ZoneReading, zonesOf } from './zoneMemory';

/** A sample may fall into a change of the server; more often in a row it does not in these tests. */
const MOST_ATTEMPTS = 20;

/** The server of a master, as the product finds it. Throws where it does not. */
export function liveServerOf(masterPid: number, files: ProcFiles = realProcFiles()): LiveServer {
  const servers = findServers(files);
  const found = servers.find((server) => server.masterPid === masterPid);
  if (found === undefined) {
    throw new Error(`no server ${masterPid} among ${servers.map((server) => server.masterPid).join(', ') || 'none'}`);
  }
  return found;
}

/** Begins to read a server as the product does. */
export function attachTo(masterPid: number, files: ProcFiles = realProcFiles()): Attachment {
  return createAttachment(files, liveServerOf(masterPid, files));
}

/** One sample; asks again while the server changes, and throws where there is none. */
export function sampleOf(attachment: Attachment, depth: SampleDepth): LiveSample {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = attachment.sample(depth);
    if (outcome.kind === 'sample') return outcome.sample;
    if (outcome.kind !== 'changing' || attempt === MOST_ATTEMPTS) throw new Error(`no sample: ${outcome.kind}`);
  }
}

/** The zone of a name; throws where there is none, or more than one. */
export function zoneNamed({ zones }: LiveSample, name: string): LiveZone {
  const found = zones.filter((zone) => zone.name === name);
  const [zone] = found;
  if (zone === undefined || found.length > 1) {
    throw new Error(`${found.length} zones ${name} among ${zones.map((one) => one.name ?? '?').join(', ')}`);
  }
  return zone;
}

/** All that two readers of a zone have to agree on; slots without pages are left out. */
export interface AgreedFigures {
  readonly mappedBytes: number;
  readonly loadedBytes: number | null;
  readonly metadataBytes: number | null;
  readonly pages: { readonly total: number; readonly free: number; readonly largestFreeRun: number } | null;
  readonly chunks: { readonly used: number; readonly free: number } | null;
  readonly slots: readonly string[] | null;
  readonly freeRuns: string | null;
  readonly pageAllocations: string | null;
}

/** What the product's full sample says of its zones, by inode. */
export function figuresOfSample({ zones }: LiveSample): Map<number, AgreedFigures> {
  return new Map(
    zones.map((zone) => [
      zone.inode,
      {
        mappedBytes: zone.mappedBytes,
        loadedBytes: zone.loaded.bytes,
        metadataBytes: zone.metadataBytes,
        pages: zone.pages && {
          total: zone.pages.total,
          free: zone.pages.free,
          largestFreeRun: zone.pages.largestFreeRun ?? -1,
        },
        chunks: zone.chunks,
        slots:
          zone.slots
            ?.filter(({ pages, requests }) => pages > 0 || requests !== 0)
            .map((slot) =>
              slotText(slot.slotBytes, slot.pages, slot.usedChunks, slot.freeChunks, slot.requests, slot.failures),
            ) ?? null,
        freeRuns: zone.walk && runsText(zone.walk.freeRuns.flatMap(({ pages, count }) => Array(count).fill(pages))),
        pageAllocations:
          zone.walk && runsText(zone.walk.pageAllocations.flatMap(({ pages, count }) => Array(count).fill(pages))),
      },
    ]),
  );
}

/** What the second decoder says of the same zones, by inode. The accept-mutex page is no zone and left out. */
export function figuresOfDecoder(masterPid: number): Map<number, AgreedFigures> {
  return new Map(
    zonesOf(masterPid)
      .filter(({ mapping, pool }) => pool !== null || mapping.sizeBytes > 4096)
      .map((reading) => [Number(reading.mapping.inode), figuresOfReading(reading)]),
  );
}

function figuresOfReading({ mapping, allocatedBytes, pool }: ZoneReading): AgreedFigures {
  return {
    mappedBytes: mapping.sizeBytes,
    loadedBytes: allocatedBytes,
    metadataBytes: pool?.startOffset ?? null,
    pages: pool && {
      total: pool.pageCount,
      free: pool.freePages,
      largestFreeRun: Math.max(0, ...pool.freeRuns),
    },
    chunks: pool && { used: pool.usedChunks, free: pool.freeChunks },
    slots:
      pool?.slots
        .filter(({ pages, reqs }) => pages > 0 || reqs !== 0)
        .map((slot) =>
          slotText(slot.chunkBytes, slot.pages, slot.used, slot.total - slot.used, slot.reqs, slot.fails),
        ) ?? null,
    freeRuns: pool && runsText(pool.freeRuns),
    pageAllocations: pool && runsText(pool.pageRuns),
  };
}

function slotText(
  slotBytes: number,
  pages: number,
  used: number,
  free: number,
  requests: number | null,
  failures: number | null,
): string {
  return `${slotBytes}: ${pages} pages, ${used} used, ${free} free, ${requests} requests, ${failures} failures`;
}

function runsText(runs: readonly number[]): string {
  return [...runs].sort((left, right) => right - left).join(' ');
}
