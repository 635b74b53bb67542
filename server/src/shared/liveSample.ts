import type { LiveAccess, LiveProcess, Rung, SampleCost } from './liveServer';

/** How a live figure was got. `at least`: what could be seen; there may be more. */
export type LiveExactness = 'exact' | 'at least' | 'estimated';

/** A slot class of a slab pool. */
export interface LiveSlot {
  /** Bytes of its chunks. */
  readonly slotBytes: number;
  readonly pages: number;
  /** As nginx counts: without the chunks that hold the pages' own bitmaps. */
  readonly usedChunks: number;
  /** As nginx counts: chunks that can still be handed out of the pages of this class. */
  readonly freeChunks: number;
  /** Chunks that hold the pages' own bitmaps: neither used nor free in nginx's count. */
  readonly bitmapChunks: number;
  /** Requests and those that found no page, since the zone was made; null in pools without statistics (before 1.11.7). */
  readonly requests: number | null;
  readonly failures: number | null;
}

/** A zone's own account of its pages. */
export interface LivePages {
  readonly total: number;
  readonly free: number;
  readonly used: number;
  /** Pages of the longest free run; null where not all runs were followed. 0 where no page is free. */
  readonly largestFreeRun: number | null;
}

/** What the full walk of the page array found, beside the figures of a refresh. */
export interface LiveWalk {
  /** Free runs by length, longest first. */
  readonly freeRuns: readonly { readonly pages: number; readonly count: number }[];
  /** Allocations above half a page by length, longest first. */
  readonly pageAllocations: readonly { readonly pages: number; readonly count: number }[];
}

/** One zone of a running server at one time. What is not known is null, never 0. */
export interface LiveZone {
  /** The shmem file's inode: the same zone, in all processes and over a reload that keeps it. */
  readonly inode: number;
  /** False for a zone of a configuration before a reload, which only old workers still have. */
  readonly isCurrent: boolean;
  readonly name: string | null;
  /** Directive of its kind, such as `lua_shared_dict`; null where the kind is not known. */
  readonly kind: string | null;
  /** The module's name as the catalogue or the executable's symbol has it. */
  readonly module: string | null;
  /** What name and kind were told by; the first way that answered. */
  readonly namedBy: 'zone list' | 'log context' | 'size and order' | null;
  /** Address of the mapping, the same in all processes of a server, in hexadecimal without 0x. */
  readonly address: string;
  /** The configured size; the mapping's where that is not known. */
  readonly sizeBytes: number;
  /** The mapping: the configured size rounded up to pages. */
  readonly mappedBytes: number;
  /** Where the config file on disk declares it now. Line and column count from 1. */
  readonly declaredAt: { readonly file: string; readonly line: number; readonly column: number } | null;
  /** Pages that hold RAM or swap, whoever touched them. */
  readonly loaded: { readonly bytes: number | null; readonly exactness: LiveExactness };
  /** By process, what its page table has; null where it was not asked for (a refresh on the highest rung). */
  readonly mapped: readonly { readonly pid: number; readonly bytes: number }[] | null;
  /** `none`: the zone holds something else; `unknown layout`: not read; `unreadable`: this rung shows no byte of it. */
  readonly pool: 'slab' | 'none' | 'unknown layout' | 'unreadable';
  /** Bytes before the first page that can be handed out. */
  readonly metadataBytes: number | null;
  readonly pages: LivePages | null;
  readonly slots: readonly LiveSlot[] | null;
  /** All chunks, those that hold bitmaps counted as used. */
  readonly chunks: { readonly used: number; readonly free: number } | null;
  readonly walk: LiveWalk | null;
  /**
   * Why a full sample has no walk: `busy`: pages came and went at every attempt; `unreadable`: not all of the page array is
   * to be seen on this rung. Null where it was walked, and where it was not to be: a refresh, or no slab pool.
   */
  readonly walkObstacle: 'busy' | 'unreadable' | null;
  /** False where the server was writing at every attempt: pages, slots and chunks are then null. */
  readonly isConsistent: boolean;
}

/** All zones and processes of one server at one time. */
export interface LiveSample {
  readonly serverId: string;
  /** Milliseconds since 1970. */
  readonly takenAtMs: number;
  /** `full`: the page arrays were walked and page tables counted. */
  readonly depth: SampleDepth;
  readonly rung: Rung;
  readonly pageSizeBytes: number;
  readonly processes: readonly LiveProcess[];
  /** In the order of the server's own list where that could be read, else of their addresses. */
  readonly zones: readonly LiveZone[];
  readonly cost: SampleCost;
}

export type SampleDepth = 'refresh' | 'full';

/** A sample, or why there is none: `gone`: the server has ended; `changing`: it changed while it was read, ask again. */
export type SampleOutcome =
  | { readonly kind: 'sample'; readonly sample: LiveSample }
  | { readonly kind: 'gone' }
  | { readonly kind: 'changing' }
  | { readonly kind: 'refused'; readonly reason: string; readonly access?: LiveAccess };

/** What a page of a zone is. `mixed`: a group of pages that are not alike, see {@link LivePageMap.groupPages}. */
export type PageState = 'metadata' | 'free' | 'slot' | 'pages' | 'behind' | 'mixed';

/** How many pages of a group are in each state, and how many hold RAM; of the rest it is not known. */
export type MixedPages = Readonly<Record<Exclude<PageState, 'mixed'> | 'loaded' | 'notLoaded', number>>;

/** Neighbouring pages that are alike, or a group of which `mixed` tells what is in it. */
export interface PageRun {
  /** Page of the zone, counted from its beginning. */
  readonly firstPage: number;
  readonly pageCount: number;
  readonly state: PageState;
  /** Of the slot class; null for other states. */
  readonly slotBytes: number | null;
  /** Chunks in use of each of the pages (bitmap chunks not counted); null for other states. */
  readonly usedChunks: number | null;
  /** True where all of the pages hold RAM, false where none does; null where that is not known, or differs in a group. */
  readonly isLoaded: boolean | null;
  /** Only of a group of pages that are not alike. */
  readonly mixed?: MixedPages;
}

/** Every page of one zone. */
export interface LivePageMap {
  readonly inode: number;
  readonly takenAtMs: number;
  readonly pageSizeBytes: number;
  /** From the first page to the last, none left out; at most 65,536. */
  readonly runs: readonly PageRun[];
  /**
   * 1: each run is told. More (a power of two), where there would be too many runs: unlike neighbours stand together in
   * groups of so many pages, counted from the zone's beginning.
   */
  readonly groupPages: number;
  readonly isConsistent: boolean;
  readonly cost: SampleCost;
}
