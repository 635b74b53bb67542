import type { LiveExactness } from './liveSample';
import type { LiveServer, SampleCost } from './liveServer';
import type { ServerEvent } from './liveTrends';

/** A server in words of the editor's language, as hints and hovers have them. */
export interface LiveTexts {
  /** `nginx 1.22.1, pid 4242`. */
  readonly server: string;
  /** All zones together: `≥ 412 of 780 MB loaded`. */
  readonly figures: string;
  /** What the rung means for figures. */
  readonly rung: string;
}

/** What of a server is shown before it is attached. */
export interface LiveServerRow {
  readonly texts: LiveTexts;
  readonly server: LiveServer;
  /** It runs the config that was asked about: `certain` on at most one row. */
  readonly match: 'certain' | 'likely' | 'none';
  /** Zones together; null where nothing can be read. */
  readonly figures: LiveTotals | null;
}

/** All zones of a server together. */
export interface LiveTotals {
  readonly zoneCount: number;
  /** Configured sizes. */
  readonly sizeBytes: number;
  readonly loadedBytes: number | null;
  /** The lowest of the zones'. */
  readonly exactness: LiveExactness;
}

export interface LiveServersParams {
  /** The document that is being looked at; null for none. */
  readonly uri: string | null;
}

export interface LiveServersAnswer {
  readonly rows: readonly LiveServerRow[];
  /** Why the collector does not answer, for people; null where it does. */
  readonly failure: string | null;
}

/** What is remembered of an attached server: pids change. */
export interface RememberedServer {
  readonly configFile: string | null;
  readonly prefix: string | null;
  /** The config that its figures belong to; null where it is none of this machine. */
  readonly rootUri: string | null;
}

/** What to attach to. */
export type LiveTarget =
  | { readonly kind: 'server'; readonly id: string }
  | { readonly kind: 'remembered'; readonly remembered: RememberedServer }
  /** The one that certainly runs the config of the document. */
  | { readonly kind: 'certain' };

export interface LiveAttachParams {
  /** The document whose config gets the figures; null: the config that the server runs. */
  readonly uri: string | null;
  readonly target: LiveTarget;
}

export type LiveAttachAnswer =
  | { readonly kind: 'attached'; readonly status: LiveStatus }
  /** No such server runs, or not certainly one. */
  | { readonly kind: 'not found' }
  /** It runs, and nothing of it can be read. */
  | { readonly kind: 'not permitted'; readonly server: LiveServer }
  | { readonly kind: 'failed'; readonly reason: string };

/**
 * What live figures are worth: `looked at`: something shows them in a window that a person works in; `in sight`: in
 * another window, on a second screen perhaps; `none`: nothing shows them.
 */
export type LiveAttention = 'looked at' | 'in sight' | 'none';

export interface LiveShownParams {
  readonly attention: LiveAttention;
}

export interface LiveCollectorParams {
  /** Path of the socket of a collector that the person has just started; null: as the settings say. */
  readonly socket: string | null;
}

/** What is known of the attached server in general. */
export interface LiveStatus {
  /** `live`; `stopped`: the server has ended and another is looked for; `lost`: the collector does not answer. */
  readonly state: 'live' | 'stopped' | 'lost';
  readonly server: LiveServer;
  readonly texts: LiveTexts;
  /** Config that the figures belong to; null where it is none of this machine, as that of a container. */
  readonly rootUri: string | null;
  /** Null before the first sample. */
  readonly figures: LiveTotals | null;
  /** Milliseconds since 1970. */
  readonly sampledAtMs: number | null;
  /** Between the latest sample and the next. */
  readonly intervalMs: number;
  readonly cost: SampleCost | null;
  /** In words, on the growth of its processes. */
  readonly verdict: string | null;
  readonly lastEvent: ServerEvent | null;
  /** What is wrong, for people; null while figures come. */
  readonly trouble: string | null;
}

/** Names of the requests about running servers; see `messages.ts` on why these are names only. */
export const LIVE_REQUESTS = {
  /** {@link LiveServersParams} -> {@link LiveServersAnswer}. */
  servers: 'zoneLens/liveServers',
  /** {@link LiveAttachParams} -> {@link LiveAttachAnswer}; what was attached before is detached. */
  attach: 'zoneLens/liveAttach',
  /** Nothing -> null. */
  detach: 'zoneLens/liveDetach',
  /** Nothing -> {@link LiveStatus} after a full sample of all that are followed, or null where nothing is attached. */
  refresh: 'zoneLens/liveRefresh',
  /** {@link LiveCollectorParams} -> null. It holds until the language server ends. */
  collector: 'zoneLens/liveCollector',
} as const;

export const LIVE_NOTIFICATIONS = {
  /** To the server: {@link LiveShownParams}. */
  shown: 'zoneLens/liveShown',
  /** To the client: {@link LiveStatus} or null, whenever it is another. */
  status: 'zoneLens/liveStatus',
} as const;
