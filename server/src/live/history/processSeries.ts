import type { LiveSample } from '../../shared/liveSample';
import type { LiveProcess } from '../../shared/liveServer';
import { type Column, createBytesColumn } from './columns';

/** Processes that are watched, those that have gone among them; each has 5,760 bytes of columns. */
export const MOST_PROCESSES = 256;

/** What a process held at one time. Null: not known. */
export interface ProcessReading {
  readonly elapsedMs: number;
  readonly residentBytes: number;
  readonly sharedBytes: number | null;
  readonly privateBytes: number | null;
  /** Pages of zones that its page table has. */
  readonly mappedBytes: number | null;
}

/** What is kept of one process. */
export interface ProcessSeries {
  readonly pid: number;
  readonly startTicks: number;
  readonly role: LiveProcess['role'];
  readonly resident: Column;
  /** Number of the first sample that had it. */
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly first: ProcessReading | null;
  readonly latest: ProcessReading | null;
  /** The first and the latest reading with page tables counted. */
  readonly firstMapped: ProcessReading | null;
  readonly latestMapped: ProcessReading | null;
}

export interface ProcessSeriesStore {
  add(sample: LiveSample, sampleNumber: number, elapsedMs: number, rows: readonly number[]): void;
  all(): readonly ProcessSeries[];
  of(process: LiveProcess): ProcessSeries | null;
}

type Mutable = { -readonly [Key in keyof ProcessSeries]: ProcessSeries[Key] };

/** An empty store. */
export function createProcessSeries(): ProcessSeriesStore {
  let series: Mutable[] = [];
  const byIdentity = new Map<string, Mutable>();

  /** Gives up those that were not seen for longest. */
  const makeRoom = (sampleNumber: number): void => {
    if (series.length < MOST_PROCESSES) return;
    const gone = series.filter((found) => found.lastSeen < sampleNumber);
    gone.sort((left, right) => left.lastSeen - right.lastSeen);
    const given = new Set(gone.slice(0, 1 + series.length - MOST_PROCESSES));
    series = series.filter((found) => !given.has(found));
    for (const found of given) byIdentity.delete(identityOf(found));
  };

  const find = (process: LiveProcess, sampleNumber: number): Mutable | null => {
    const identity = identityOf(process);
    const found = byIdentity.get(identity);
    if (found !== undefined) return found;
    makeRoom(sampleNumber);
    if (series.length >= MOST_PROCESSES) return null;
    const made: Mutable = {
      pid: process.pid,
      startTicks: process.startTicks,
      role: process.role,
      resident: createBytesColumn(),
      firstSeen: sampleNumber,
      lastSeen: sampleNumber,
      first: null,
      latest: null,
      firstMapped: null,
      latestMapped: null,
    };
    series.push(made);
    byIdentity.set(identity, made);
    return made;
  };

  return {
    add(sample, sampleNumber, elapsedMs, rows) {
      // First, so that none of those which are there gives its room to another one.
      for (const process of sample.processes) {
        const known = byIdentity.get(identityOf(process));
        if (known !== undefined) known.lastSeen = sampleNumber;
      }
      for (const found of series) for (const row of rows) found.resident.set(row, null);
      const mapped = mappedByPid(sample);
      for (const process of sample.processes) {
        const found = find(process, sampleNumber);
        if (found === null) continue;
        found.role = process.role;
        for (const row of rows) found.resident.set(row, process.residentBytes);
        if (process.residentBytes === null) continue;
        const reading: ProcessReading = {
          elapsedMs,
          residentBytes: process.residentBytes,
          sharedBytes: process.sharedBytes,
          privateBytes: process.privateBytes,
          mappedBytes: mapped.get(process.pid) ?? null,
        };
        found.first ??= reading;
        found.latest = reading;
        if (reading.mappedBytes !== null) {
          found.firstMapped ??= reading;
          found.latestMapped = reading;
        }
      }
    },
    all: () => series,
    of: (process) => byIdentity.get(identityOf(process)) ?? null,
  };
}

/** Pid and start time: no other process ever has both. */
export function identityOf(process: { readonly pid: number; readonly startTicks: number }): string {
  return `${process.pid} ${process.startTicks}`;
}

/** Bytes of all zones that each process has mapped; empty where page tables of one zone were not counted. */
function mappedByPid(sample: LiveSample): Map<number, number> {
  const sums = new Map<number, number>();
  for (const zone of sample.zones) {
    if (zone.mapped === null) return new Map();
    for (const { pid, bytes } of zone.mapped) sums.set(pid, (sums.get(pid) ?? 0) + bytes);
  }
  return sums;
}
