/**
 * The product's reader as a program of its own, for tests that run it with fewer rights: takes one JSON argument
 * ({@link ReaderTask}) and prints one ({@link ReaderReport}).
 */
import { createAttachment } from '../../../server/src/live/attachment';
import { findServers } from '../../../server/src/live/servers/servers';
import { realProcFiles } from '../../../server/src/live/system/realProcFiles';
import type { LiveSample } from '../../../server/src/shared/liveSample';
import type { LiveServer } from '../../../server/src/shared/liveServer';

export interface ReaderTask {
  /** As the reader sees it: it may stand in another process namespace. Null for the only server that there is. */
  readonly masterPid: number | null;
  /** Full inspections: a sample and every zone's page map. */
  readonly inspections: number;
}

export interface ReaderReport {
  readonly server: LiveServer;
  /** The last one; null where there was none. */
  readonly sample: LiveSample | null;
  /** How often each outcome came. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** What was said where reading was refused. */
  readonly reason: string | null;
  readonly pageMaps: number;
  readonly userId: number;
}

function inspect({ masterPid, inspections }: ReaderTask): ReaderReport {
  const files = realProcFiles();
  const servers = findServers(files);
  const server = servers.find((one) => masterPid === null || one.masterPid === masterPid);
  if (server === undefined) throw new Error(`no server ${masterPid} among ${servers.length}`);
  const attachment = createAttachment(files, server);
  const outcomes: Record<string, number> = {};
  let sample: LiveSample | null = null;
  let reason: string | null = null;
  let pageMaps = 0;
  for (let inspection = 0; inspection < inspections; inspection += 1) {
    const outcome = attachment.sample('full');
    outcomes[outcome.kind] = (outcomes[outcome.kind] ?? 0) + 1;
    if (outcome.kind === 'refused') reason = outcome.reason;
    if (outcome.kind !== 'sample') continue;
    sample = outcome.sample;
    for (const { inode } of sample.zones) {
      if (attachment.pageMap(inode) !== null) pageMaps += 1;
    }
  }
  return { server, sample, outcomes, reason, pageMaps, userId: process.geteuid?.() ?? -1 };
}

console.log(JSON.stringify(inspect(JSON.parse(process.argv[2] ?? '') as ReaderTask)));
