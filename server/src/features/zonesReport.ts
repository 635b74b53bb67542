import { declaredAt } from '../zones/declaredAt';
import type { Capacity } from '../zones/footprint';
import type { Zone } from '../zones/zone';
import { type Analysis, totalEmptyLoadedBytes, totalSizeBytes } from './analysis';
import type { Problem, ProblemCode, Severity } from './diagnostics/problem';
import { locationOf } from './places';

/** What `zone-lens zones --json` prints; documented in docs/json.md. An unknown figure is null. */
export interface ZonesReport {
  readonly schema: 'zone-lens.zones/1';
  readonly root: string;
  readonly files: readonly string[];
  readonly pageSizeBytes: number;
  readonly server: {
    readonly product: string;
    readonly coreVersion: string | null;
    readonly withCompat: boolean | null;
  };
  readonly memory: {
    readonly limitBytes: number | null;
    readonly limitSource: string;
    readonly availableBytes: number | null;
    /** Size of the huge pages that zones get on this host; null where they get none. */
    readonly zoneHugePageBytes: number | null;
  };
  readonly zones: readonly ReportedZone[];
  readonly totals: ReportedTotals;
  readonly problems: readonly ReportedProblem[];
}

export interface ReportedZone {
  readonly name: string;
  /** Null for a zone that no directive declares. */
  readonly directive: string | null;
  readonly module: string;
  readonly implicit: boolean;
  readonly declaredAt: { readonly file: string; readonly line: number; readonly column: number } | null;
  readonly sizeBytes: number | null;
  readonly footprint: {
    readonly exactness: 'exact' | 'estimated';
    readonly usablePages: number | null;
    readonly metadataBytes: number | null;
    readonly emptyFreePages: number | null;
    readonly emptyLoadedBytes: number | null;
    readonly emptyUsedChunks: number | null;
    readonly emptyFreeChunks: number | null;
    /** False where nginx could not make the zone: what is put into it at start finds no page. */
    readonly canStart: boolean | null;
  };
  /** All null where it is not known what an entry takes, or the zone holds none. */
  readonly capacity: { readonly [Field in keyof Capacity]: Capacity[Field] | null };
  readonly whenFull: string;
  readonly onReload: string;
}

/** Sums over all zones. */
export interface ReportedTotals {
  /** Sizes that are known together; null where none is. */
  readonly sizeBytes: number | null;
  /** RAM that the zones hold when they are empty, as far as it is known; null where it is of none. */
  readonly emptyLoadedBytes: number | null;
  /** Zones whose size is not known, and that are in neither sum: with any, both are at least. */
  readonly unknownZones: number;
  /** Of `emptyLoadedBytes`: `exact` only where that of every zone is. */
  readonly exactness: 'exact' | 'estimated';
}

export interface ReportedProblem {
  readonly code: ProblemCode;
  readonly severity: Severity;
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Everything about a config's zones, for programs. */
export function zonesReport(analysis: Analysis, problems: readonly Problem[]): ZonesReport {
  const { model, host } = analysis;
  const { product, coreVersion, withCompat } = model.options.build;
  return {
    schema: 'zone-lens.zones/1',
    root: model.config.rootPath,
    files: [...model.config.files.keys()],
    pageSizeBytes: host.pageSizeBytes,
    server: { product, coreVersion: coreVersion?.join('.') ?? null, withCompat },
    memory: {
      limitBytes: host.memory.limitBytes,
      limitSource: host.memory.limitSource,
      availableBytes: host.memory.availableBytes,
      zoneHugePageBytes: host.sharedHugePages.usedForZones ? host.sharedHugePages.hugePageBytes : null,
    },
    zones: model.zones.map((zone) => reportedZone(analysis, zone)),
    totals: totalsOf(analysis),
    problems: problems.map((problem) => reportedProblem(analysis, problem)),
  };
}

/** Sums over all zones, and how far they can be relied on. */
export function totalsOf(analysis: Analysis): ReportedTotals {
  const { zones } = analysis.model;
  const footprints = zones.flatMap((zone) => analysis.figures.get(zone)?.footprint ?? []);
  const isSizeKnown = zones.length === 0 || zones.some((zone) => zone.sizeBytes !== null);
  const isLoadedKnown = zones.length === 0 || footprints.some((footprint) => footprint.emptyLoadedBytes !== null);
  return {
    sizeBytes: isSizeKnown ? totalSizeBytes(analysis) : null,
    emptyLoadedBytes: isLoadedKnown ? totalEmptyLoadedBytes(analysis) : null,
    unknownZones: zones.filter((zone) => zone.sizeBytes === null).length,
    exactness: footprints.every((footprint) => footprint.exactness === 'exact') ? 'exact' : 'estimated',
  };
}

function reportedZone(analysis: Analysis, zone: Zone): ReportedZone {
  const figures = analysis.figures.get(zone);
  const footprint = figures?.footprint;
  return {
    name: zone.name,
    directive: zone.isImplicit ? null : zone.kind.directive,
    module: zone.kind.module,
    implicit: zone.isImplicit,
    declaredAt: declaredAt(zone),
    sizeBytes: zone.sizeBytes,
    footprint: {
      exactness: footprint?.exactness ?? 'estimated',
      usablePages: footprint?.usablePages ?? null,
      metadataBytes: footprint?.metadataBytes ?? null,
      emptyFreePages: footprint?.emptyFreePages ?? null,
      emptyLoadedBytes: footprint?.emptyLoadedBytes ?? null,
      emptyUsedChunks: footprint?.emptyUsedChunks ?? null,
      emptyFreeChunks: footprint?.emptyFreeChunks ?? null,
      canStart: footprint?.canStart ?? null,
    },
    capacity: figures?.capacity ?? UNKNOWN_CAPACITY,
    whenFull: zone.kind.whenFull,
    onReload: zone.kind.onReload,
  };
}

const UNKNOWN_CAPACITY: ReportedZone['capacity'] = {
  noun: null,
  basis: null,
  keyBytes: null,
  valueBytes: null,
  entryBytes: null,
  slotBytes: null,
  entries: null,
  lostBytes: null,
  largestValueBytes: null,
};

/** A problem with its place as lines and columns. */
export function reportedProblem(analysis: Analysis, problem: Problem): ReportedProblem {
  const { file, line, column } = locationOf(analysis.model, problem);
  return { code: problem.code, severity: problem.severity, message: problem.message, file, line, column };
}
