import type { LiveExactness, LiveSlot, LiveWalk, PageState } from './liveSample';
import type { LiveProcess, MemoryBreakdown, MemoryUse, Rung, SampleCost } from './liveServer';
import type { ServerEvent, ZoneTrend } from './liveTrends';

/** Bytes, and how they were got. Null where they are not known. */
export interface Figure {
  readonly bytes: number | null;
  readonly exactness: LiveExactness;
}

/** Parts of the dashboard that cost the reader more than a refresh, and are worked out only while they can be seen. */
export type DashboardPart = 'process' | 'page map' | 'timeline';

/** What of a server or config a page looks at. */
export interface DashboardLook {
  /** The process whose memory is shown; null: the largest worker. */
  readonly pid: number | null;
  /** {@link DashboardZone.key}; null: the first zone. One that is not there means the first, too. */
  readonly zoneKey: string | null;
  readonly parts: readonly DashboardPart[];
  /** Number of the latest sample in the page's timeline of this zone and process; null: all samples are wanted. */
  readonly timelineAfter: number | null;
}

/** What a dashboard shows of one server, config or snapshot at one time. What is not known is null, never 0. */
export interface DashboardData {
  /**
   * `live`: figures come; `stopped`: the server has ended, figures are its last; `lost`: the collector does not answer;
   * `planned`: nothing runs, figures are worked out from the config; `snapshot`: out of a file.
   */
  readonly state: 'live' | 'stopped' | 'lost' | 'planned' | 'snapshot';
  /** `nginx 1.22.1, pid 4242`; of a config its file name; of a snapshot with where it comes from. */
  readonly title: string;
  /** Path of the main config; null where it is not known. */
  readonly configPath: string | null;
  /** Null where nothing runs. */
  readonly server: DashboardServer | null;
  /** Of the sample; where nothing runs, when the figures were worked out. Milliseconds since 1970. */
  readonly takenAtMs: number;
  readonly pageSizeBytes: number;
  /** What is wrong, for people; null while all is well. */
  readonly trouble: string | null;
  /** Where the config is not what the server runs, with what a reload does: all of them, and the worst for people. */
  readonly differences: { readonly count: number; readonly texts: readonly string[] };
  /** By loaded bytes, largest first; planned ones by size. Equal ones by name. */
  readonly zones: readonly DashboardZone[];
  readonly totals: DashboardTotals;
  /** Of the server: workers first, largest first. Empty where nothing runs. */
  readonly processes: readonly LiveProcess[];
  /** Of the process that is looked at. */
  readonly process: DashboardProcess | null;
  /** Of the zone that is looked at; null where there is no zone. */
  readonly zone: DashboardZoneDetail | null;
  /** Null unless it was asked for, and something was sampled. */
  readonly timeline: DashboardTimeline | null;
  readonly risk: MemoryRisk;
}

export interface DashboardServer {
  readonly masterPid: number;
  readonly product: string;
  readonly version: string | null;
  readonly prefix: string | null;
  readonly startedAtMs: number | null;
  readonly rung: Rung;
  /** What the rung means for figures, and what is missing for the next one (null on the highest), for people. */
  readonly rungText: string;
  readonly missing: string | null;
  /** Between the latest sample and the next. */
  readonly intervalMs: number;
  readonly cost: SampleCost | null;
}

export interface DashboardTotals {
  readonly zoneCount: number;
  /** Sizes of the zones together, as far as they are known. */
  readonly sizeBytes: number;
  readonly loaded: Figure;
  /** What the pools have handed out; at least, where a pool is not known. */
  readonly used: Figure;
  /** Since the zones were made; null where no pool keeps statistics. */
  readonly failures: number | null;
}

/** A piece of a zone's bar. Pieces follow one another from the zone's beginning and add up to what is mapped. */
export interface ZonePiece {
  /**
   * `metadata`, `used` (in slabs and pages that are handed out), `free again` (loaded once, free now): loaded.
   * `loaded`: loaded, and not known as what. `never touched`: mapped, and without RAM.
   */
  readonly piece: 'metadata' | 'used' | 'free again' | 'loaded' | 'never touched';
  readonly bytes: number;
}

export interface DashboardZone {
  /** The same over time, reloads and restarts: its name; with the inode behind it for a second one of that name. */
  readonly key: string;
  /** For people; `?` and the inode for one without a name. */
  readonly name: string;
  /** Directive, such as `lua_shared_dict`. */
  readonly kind: string | null;
  /** False for a zone of a config before a reload, which only old workers still have. */
  readonly isCurrent: boolean;
  /** Null for a planned zone, and one that only the config has. */
  readonly inode: number | null;
  readonly sizeBytes: number | null;
  readonly metadataBytes: number | null;
  /** Of a planned zone: what it holds when it is empty. */
  readonly loaded: Figure;
  /** What the pool has handed out, in whole pages. */
  readonly usedBytes: number | null;
  /** Pages that can still be handed out. */
  readonly freeBytes: number | null;
  /** Empty where what is loaded is not known. */
  readonly pieces: readonly ZonePiece[];
  /** What the page table of the process that is looked at has of it: what other tools show. */
  readonly pageTableBytes: number | null;
  /** Since the zone was made; null where the pool keeps no statistics. */
  readonly requests: number | null;
  readonly failures: number | null;
  /** The largest request that the pool could still serve; null where not all free runs were followed. */
  readonly largestRequestBytes: number | null;
  /** Null where too few samples were taken, or nothing runs. */
  readonly trend: ZoneTrend | null;
  /** In a file of this machine; null where none of it is known to declare the zone. Line and column count from 1. */
  readonly declaredAt: { readonly file: string; readonly line: number; readonly column: number } | null;
  /** How much fits into it when it is new, by the config; null where that is not known. */
  readonly capacity: PlannedCapacity | null;
  readonly isConsistent: boolean;
}

export interface PlannedCapacity {
  /** What an entry is, in the plural and in the person's language: keys, sessions. */
  readonly noun: string;
  readonly entries: number;
  readonly entryBytes: number;
  /** Where the entry's size comes from. */
  readonly basis: 'set' | 'key' | 'assumed';
}

/** The memory of one process. */
export interface DashboardProcess extends LiveProcess {
  /** Null unless it was asked for and may be read. */
  readonly breakdown: DashboardBreakdown | null;
}

export interface DashboardBreakdown {
  readonly takenAtMs: number;
  readonly isLuaJitEstimated: boolean;
  /** By what it is: of address space, and of RAM as the page table has it. */
  readonly parts: MemoryBreakdown['parts'];
  /**
   * The application as this worker runs it: as the resident parts, but with all that is loaded of the zones, whoever
   * touched it, in place of what this process has mapped of them.
   */
  readonly application: readonly { readonly use: MemoryUse; readonly figure: Figure }[];
  /** The part `shared zones` opened up, in the order of {@link DashboardData.zones}. */
  readonly zones: readonly {
    readonly zoneKey: string;
    readonly virtualBytes: number;
    readonly residentBytes: number | null;
    readonly loaded: Figure;
  }[];
}

export interface DashboardSlot extends LiveSlot {
  readonly usedBytes: number;
  readonly freeBytes: number;
  readonly bitmapBytes: number;
}

/** Of the pages in use: what they hold that no entry asked for. */
export interface SlabLosses {
  /** Chunks that are free in pages of their class: exact. */
  readonly freeChunkBytes: number;
  /** Chunks that hold the pages' own bitmaps: exact. */
  readonly bitmapBytes: number;
  /** Requests rounded up to chunks: by the size of an entry that is assumed for the zone; null where none is. */
  readonly roundingBytes: number | null;
  /** The most that rounding up can be: a request is longer than half a chunk, or has the smallest. */
  readonly roundingAtMostBytes: number;
}

/** One zone in detail. */
export interface DashboardZoneDetail {
  readonly zoneKey: string;
  /** Null where the pool is not known, or was being written at every attempt. */
  readonly slots: readonly DashboardSlot[] | null;
  /** Pages in allocations above half a page; null where the pool is not known. */
  readonly largeAllocationPages: number | null;
  readonly losses: SlabLosses | null;
  readonly walk: LiveWalk | null;
  /** Why there are no slots, or no walk, for people; null where there are. */
  readonly obstacle: string | null;
  readonly pageMap: DashboardPageMap | null;
  /** Why there is no page map, for people; null where there is, or none was asked for. */
  readonly pageMapObstacle: string | null;
}

/** The pages of a zone in cells of equal length, at most {@link MOST_CELLS} of them. */
export interface DashboardPageMap {
  readonly takenAtMs: number;
  readonly isConsistent: boolean;
  readonly totalPages: number;
  /** A power of two. The last cell may have fewer. */
  readonly pagesPerCell: number;
  /** Neighbouring cells that are alike stand together; none is left out. */
  readonly runs: readonly PageCellRun[];
}

export const MOST_CELLS = 4096;

export interface PageCellRun {
  readonly cellCount: number;
  /** Pages of one such cell by state; states that it has none of are left out. Their order is that of {@link PageState}. */
  readonly states: readonly { readonly state: Exclude<PageState, 'mixed'>; readonly pages: number }[];
  /** The class of all its slot pages; null where they differ, or are not known. */
  readonly slotBytes: number | null;
  /** Chunks in use of those that its slot pages have, from 0 to 1; null where that is not known. */
  readonly usedShare: number | null;
  /** Pages of one such cell that hold RAM, and that hold none; of the rest it is not known. */
  readonly loadedPages: number;
  readonly untouchedPages: number;
}

/** Figures over time, in lists of one length. */
export interface DashboardTimeline {
  /** False: only what came after {@link DashboardLook.timelineAfter}, to be put behind what the page has. */
  readonly isWhole: boolean;
  /** Rising numbers of samples. */
  readonly sampleNumbers: readonly number[];
  /** Never falls, also where the clock was put back. */
  readonly takenAtMs: readonly number[];
  readonly total: TimelineFigures;
  /** Of the zone that is looked at. */
  readonly zone: TimelineFigures | null;
  /** Of the process that is looked at. */
  readonly residentBytes: readonly (number | null)[];
  /** All that is known, oldest first. */
  readonly events: readonly ServerEvent[];
  /** On the growth of the process that is looked at, for people. */
  readonly verdict: string | null;
}

export interface TimelineFigures {
  readonly loadedBytes: readonly (number | null)[];
  readonly usedBytes: readonly (number | null)[];
  /** Since the zone was made. */
  readonly failures: readonly (number | null)[];
}

/** Memory that zones and processes take, or may take, against what there is. */
export interface MemoryRisk {
  readonly limits: readonly {
    readonly kind: 'host' | 'cgroup';
    readonly bytes: number;
    /** For people: `RAM`, `cgroup /system.slice (memory.max)`. */
    readonly label: string;
  }[];
  /** What the machine, or the cgroup, has left; null where it is not known. */
  readonly availableBytes: number | null;
  readonly scenarios: readonly RiskScenario[];
  readonly severity: 'fine' | 'tight' | 'over' | 'unknown';
  /** In words, with what the forecast takes for granted. */
  readonly text: string;
}

export interface RiskScenario {
  /** `empty`: a planned config's zones when they were just made. `forecast`: in a day, at the present growth. */
  readonly scenario: 'empty' | 'now' | 'forecast' | 'full';
  readonly zones: Figure;
  /** What the processes have of their own; null where nothing runs or it is not known. */
  readonly processes: Figure;
}
