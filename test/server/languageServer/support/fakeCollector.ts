import { COLLECTOR_PROTOCOL, type Collector } from '../../../../server/src/shared/collectorProtocol';
import type { LivePageMap, SampleDepth, SampleOutcome } from '../../../../server/src/shared/liveSample';
import type { LiveServer, MemoryBreakdown, ServerMemory } from '../../../../server/src/shared/liveServer';
import { liveSample } from '../../support/live';

/** What a {@link fakeCollector} answers, and what it was asked. */
export interface FakeState {
  /** `servers`, `refresh`, `full`, `memory`, `process PID`, `zone INODE`. */
  readonly asked: string[];
  /** Whether each sample was to be fresh. */
  readonly fresh: boolean[];
  /** Servers of which it was asked whether they run. */
  readonly watched: string[];
  running: number;
  mostRunning: number;
  servers: readonly LiveServer[];
  answer: (depth: SampleDepth, serverId: string) => SampleOutcome;
  pageMap: (inode: number) => LivePageMap | null;
  isRunning: () => boolean;
  breakdown: (pid: number) => MemoryBreakdown | null;
  memory: () => ServerMemory | null;
}

/** A collector that answers as a test says. Each answer takes 10 ms. */
export function fakeCollector(servers: readonly LiveServer[]): {
  readonly state: FakeState;
  readonly collector: Collector;
} {
  const state: FakeState = {
    asked: [],
    fresh: [],
    watched: [],
    running: 0,
    mostRunning: 0,
    servers,
    answer: (depth, serverId) => ({
      kind: 'sample',
      sample: liveSample({ depth, serverId, takenAtMs: Date.now() }),
    }),
    isRunning: () => true,
    pageMap: () => null,
    breakdown: () => null,
    memory: () => null,
  };
  const later = async (): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, 10));
  };
  const collector: Collector = {
    hello: async () => ({ protocol: COLLECTOR_PROTOCOL, version: '', pid: 1, userId: 0 }),
    servers: async () => {
      state.asked.push('servers');
      return state.servers;
    },
    sample: async ({ serverId, depth, isFresh = false }) => {
      state.asked.push(depth);
      state.fresh.push(isFresh);
      state.running++;
      state.mostRunning = Math.max(state.mostRunning, state.running);
      await later();
      state.running--;
      return state.answer(depth, serverId);
    },
    isRunning: async ({ serverId }) => {
      state.watched.push(serverId);
      await later();
      return state.isRunning();
    },
    pageMap: async ({ inode }) => {
      state.asked.push(`zone ${inode}`);
      await later();
      return state.pageMap(inode);
    },
    memoryBreakdown: async ({ pid }) => {
      state.asked.push(`process ${pid}`);
      await later();
      return state.breakdown(pid);
    },
    serverMemory: async () => {
      state.asked.push('memory');
      await later();
      return state.memory();
    },
  };
  return { state, collector };
}
