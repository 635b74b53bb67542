import { type Attachment, createAttachment } from '../live/attachment';
import { memoryBreakdown } from '../live/processes/memoryBreakdown';
import { isSameProcess } from '../live/processes/processes';
import { serverMemory } from '../live/processes/serverMemory';
import { findServers } from '../live/servers/servers';
import type { ProcFiles } from '../live/system/procFiles';
import { COLLECTOR_PROTOCOL, type Collector, type SampleParams } from '../shared/collectorProtocol';
import type { SampleOutcome } from '../shared/liveSample';
import type { LiveServer } from '../shared/liveServer';

export interface LocalCollectorOptions {
  /** Of the program that it is part of. */
  readonly version?: string;
  /**
   * An answer that is younger is given again, so that no number of clients makes the reader work more often. Without it
   * only questions that wait at the same time share one answer, and so do those that are to be fresh.
   */
  readonly shareForMs?: number;
}

interface KnownServer {
  readonly server: LiveServer;
  readonly attachment: Attachment;
}

/** The collector in this process. Reading is not interrupted: a call may take as long as a sample does. */
export function createLocalCollector(
  files: ProcFiles,
  { version = '', shareForMs = 0 }: LocalCollectorOptions = {},
): Collector {
  let known = new Map<string, KnownServer>();
  const shared = createShared(shareForMs);

  const find = (): readonly LiveServer[] => {
    const servers = findServers(files);
    known = new Map(
      servers.map((server) => {
        const before = known.get(server.id);
        const isSame = before !== undefined && JSON.stringify(before.server) === JSON.stringify(server);
        return [server.id, isSame ? before : { server, attachment: createAttachment(files, server) }];
      }),
    );
    return servers;
  };
  const servers = (): Promise<readonly LiveServer[]> => shared.ask('servers', find);
  /** A server is only ever one that was found here. One that is not known may have been started since the last search. */
  const knownServer = async (serverId: string): Promise<KnownServer | null> => {
    if (!known.has(serverId)) await servers();
    return known.get(serverId) ?? null;
  };
  const sampleOf = async ({ serverId, depth, isFresh = false }: SampleParams): Promise<SampleOutcome> => {
    const found = await knownServer(serverId);
    if (found === null) return { kind: 'gone' };
    const full = `full ${serverId}`;
    const key = depth === 'refresh' && !shared.isWaiting(full) ? `refresh ${serverId}` : full;
    const sample = (): SampleOutcome => found.attachment.sample(depth);
    return isFresh ? shared.askAnew(key, sample) : shared.ask(key, sample);
  };

  return {
    hello: async () => ({
      protocol: COLLECTOR_PROTOCOL,
      version,
      pid: process.pid,
      // No user has a number on Windows, and there is nothing to be read there either.
      userId: process.geteuid?.() ?? -1,
    }),
    servers,
    sample: sampleOf,
    isRunning: async ({ serverId }) => {
      const found = await knownServer(serverId);
      return found !== null && isSameProcess(files, found.server.masterPid, found.server.startTicks);
    },
    pageMap: async ({ serverId, inode }) => {
      const found = await knownServer(serverId);
      return found && shared.ask(`pageMap ${serverId} ${inode}`, () => found.attachment.pageMap(inode));
    },
    memoryBreakdown: async ({ serverId, pid }) => {
      const found = await knownServer(serverId);
      return found && shared.ask(`memory ${serverId} ${pid}`, () => memoryBreakdown(files, found.server, pid));
    },
    serverMemory: async ({ serverId }) => {
      const found = await knownServer(serverId);
      return found && shared.ask(`limits ${serverId}`, () => serverMemory(files, found.server));
    },
  };
}

interface Shared {
  /** The answer of the same question that waits already or is young enough, else a new one. */
  ask<Answer>(key: string, work: () => Answer): Promise<Answer>;
  /** The same, but for an answer that is there already: one that was read before somebody asked is none. */
  askAnew<Answer>(key: string, work: () => Answer): Promise<Answer>;
  /** The question has been asked, and not been answered yet. */
  isWaiting(key: string): boolean;
}

function createShared(shareForMs: number): Shared {
  const answers = new Map<string, Promise<unknown>>();
  const waiting = new Set<string>();
  const ask = <Answer>(key: string, work: () => Answer): Promise<Answer> => {
    const before = answers.get(key);
    if (before !== undefined) return before as Promise<Answer>;
    const answer = new Promise<Answer>((resolve, reject) => {
      const forget = (): void => {
        if (answers.get(key) === answer) answers.delete(key);
      };
      // Later, so that all who ask now get the same answer.
      setImmediate(() => {
        waiting.delete(key);
        try {
          resolve(work());
        } catch (error) {
          reject(error);
        }
        if (shareForMs === 0) forget();
        else setTimeout(forget, shareForMs).unref();
      });
    });
    answers.set(key, answer);
    waiting.add(key);
    return answer;
  };
  return {
    ask,
    askAnew: (key, work) => {
      if (!waiting.has(key)) answers.delete(key);
      return ask(key, work);
    },
    isWaiting: (key) => waiting.has(key),
  };
}
