import type { LivePageMap, SampleDepth, SampleOutcome } from './liveSample';
import type { LiveServer, MemoryBreakdown, ServerMemory } from './liveServer';

/**
 * What the collector answers, as JSON-RPC 2.0 with `Content-Length` headers over its standard streams or a Unix socket.
 * It only ever reads, and no parameter names a file: a server is named by its id, a zone by its inode.
 */
export const COLLECTOR_REQUESTS = {
  /** Nothing -> {@link CollectorHello}. */
  hello: 'hello',
  /** Nothing -> {@link LiveServer} list. */
  servers: 'servers',
  /** {@link SampleParams} -> {@link SampleOutcome}. */
  sample: 'sample',
  /** {@link ServerParams} -> whether it still runs: a look at one small file. */
  isRunning: 'isRunning',
  /** {@link PageMapParams} -> {@link LivePageMap} or null. */
  pageMap: 'pageMap',
  /** {@link MemoryBreakdownParams} -> {@link MemoryBreakdown} or null. */
  memoryBreakdown: 'memoryBreakdown',
  /** {@link ServerParams} -> {@link ServerMemory} or null. */
  serverMemory: 'serverMemory',
} as const;

/** Raised when a request or an answer changes its meaning. */
export const COLLECTOR_PROTOCOL = 2;

export interface CollectorHello {
  readonly protocol: number;
  readonly version: string;
  readonly pid: number;
  readonly userId: number;
}

export interface SampleParams {
  readonly serverId: string;
  readonly depth: SampleDepth;
  /** A person asks: no answer that began before counts, however young it is. */
  readonly isFresh?: boolean;
}

export interface PageMapParams {
  readonly serverId: string;
  readonly inode: number;
}

export interface MemoryBreakdownParams {
  readonly serverId: string;
  readonly pid: number;
}

export interface ServerParams {
  readonly serverId: string;
}

/** The collector, wherever it runs. Calls reject when it has gone. */
export interface Collector {
  hello(): Promise<CollectorHello>;
  servers(): Promise<readonly LiveServer[]>;
  sample(params: SampleParams): Promise<SampleOutcome>;
  isRunning(params: ServerParams): Promise<boolean>;
  pageMap(params: PageMapParams): Promise<LivePageMap | null>;
  memoryBreakdown(params: MemoryBreakdownParams): Promise<MemoryBreakdown | null>;
  serverMemory(params: ServerParams): Promise<ServerMemory | null>;
}
