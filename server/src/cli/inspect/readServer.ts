import type { Collector } from '../../shared/collectorProtocol';
import type { LiveSample, SampleDepth } from '../../shared/liveSample';
import type { LiveServer, MemoryBreakdown } from '../../shared/liveServer';

/** What one reading of a server gave. */
export type ServerReading =
  | {
      readonly kind: 'sample';
      readonly sample: LiveSample;
      /** By pid, of those processes of which it could be read; null where it was not asked for. */
      readonly memory: ReadonlyMap<number, MemoryBreakdown> | null;
    }
  | { readonly kind: 'gone' }
  /** It changed while it was read, at every attempt. */
  | { readonly kind: 'changing' }
  /** The reason is for people and tells the remedy. */
  | { readonly kind: 'refused'; readonly reason: string };

/** A server and what reading it gave. */
export interface InspectedServer {
  readonly server: LiveServer;
  readonly reading: ServerReading;
}

/** A reload takes some tens of milliseconds in which processes come and go. */
const ATTEMPTS = 5;
const PAUSE_MS = 40;

/** How a server is read. */
export interface ReadingTools {
  readonly collector: Collector;
  readonly depth: SampleDepth;
  /** With each process's memory by what it is. */
  readonly withMemory: boolean;
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** Takes a sample of a server, once more where it was changing. */
export async function readServer(server: LiveServer, tools: ReadingTools): Promise<ServerReading> {
  const { collector, depth, withMemory, pause } = tools;
  for (let attempt = 1; ; attempt++) {
    const outcome = await collector.sample({ serverId: server.id, depth });
    if (outcome.kind === 'sample') {
      const { sample } = outcome;
      return { kind: 'sample', sample, memory: withMemory ? await readMemory(collector, sample) : null };
    }
    if (outcome.kind === 'refused') return { kind: 'refused', reason: refusal(server, outcome.reason) };
    if (outcome.kind !== 'changing' || attempt === ATTEMPTS) return outcome;
    await pause(PAUSE_MS);
  }
}

async function readMemory(
  collector: Collector,
  { serverId, rung, processes }: LiveSample,
): Promise<ReadonlyMap<number, MemoryBreakdown>> {
  const memory = new Map<number, MemoryBreakdown>();
  if (rung === 'none') return memory;
  for (const { pid } of processes) {
    const breakdown = await collector.memoryBreakdown({ serverId, pid });
    if (breakdown !== null) memory.set(pid, breakdown);
  }
  return memory;
}

/** Why a reading has no figures of zones, for people; null where it has some. */
export function readingProblem({ server, reading }: InspectedServer): string | null {
  switch (reading.kind) {
    case 'sample':
      return reading.sample.rung === 'none' ? refusal(server, null) : null;
    case 'gone':
      return 'the server has ended.';
    case 'changing':
      return 'the server was changing at every attempt: ask again when it has settled.';
    case 'refused':
      return reading.reason;
  }
}

function refusal({ access }: LiveServer, reason: string | null): string {
  const why = sentence(reason ?? access.missing ?? 'its memory may not be read');
  const [remedy] = access.remedies;
  return remedy === undefined || why.includes(remedy) ? why : `${why} ${sentence(remedy)}`;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
