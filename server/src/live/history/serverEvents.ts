import type { LiveSample } from '../../shared/liveSample';
import type { LiveProcess } from '../../shared/liveServer';
import type { ServerEvent, ZoneChange } from '../../shared/liveTrends';
import { zoneKindsByDirective } from '../../zones/catalogue';
import { identityOf } from './processSeries';
import { areSameZones, haveFreshMemory, type KnownZone, removedZones, zoneChanges, zonesOf } from './zoneChanges';

/** Older events are forgotten. */
export const MOST_EVENTS = 50;

/**
 * Other zones and no other workers are waited on for so many samples: it may be the middle of a reload, or the process that
 * serves alone, which a reload does not replace.
 */
const ZONE_PATIENCE_SAMPLES = 3;
/** Workers that are not clearly replaced are waited on longer: those of before a reload may be slow to see that. */
const WORKER_PATIENCE_SAMPLES = 30;

/** How a server came after another one of the same config. */
export type Succession = 'restart' | 'binary upgrade';

/** Finds out what happened to a server by comparing samples. */
export interface EventWatch {
  /** Tells what happened between the sample before and this one; null for nothing, or not yet clear. */
  add(sample: LiveSample): ServerEvent | null;
  /** The next sample is of another server. */
  followTo(how: Succession, atMs: number): void;
  ended(atMs: number): void;
  /** Oldest first. */
  events(): readonly ServerEvent[];
}

/** What later samples are compared with. */
interface Known {
  readonly zones: readonly KnownZone[];
  readonly workers: ReadonlySet<string>;
  /** Processes that a reload replaces and a crash of a worker does not. */
  readonly helpers: ReadonlySet<string>;
}

/** A watch that has seen nothing. */
export function createEventWatch(): EventWatch {
  const events: ServerEvent[] = [];
  let known: Known | null = null;
  /** Workers of before the latest reload. They may go on for hours, and their end is no news. */
  let leaving: ReadonlySet<string> = new Set();
  let following: { readonly how: Succession; readonly atMs: number } | null = null;
  let unclearSamples = 0;

  const tell = (event: ServerEvent): ServerEvent => {
    events.push(event);
    if (events.length > MOST_EVENTS) events.shift();
    return event;
  };

  const startFrom = (sample: LiveSample): void => {
    const present = new Set(sample.processes.map(identityOf));
    leaving = new Set([...leaving].filter((identity) => present.has(identity)));
    known = knownOf(sample, leaving, known);
    unclearSamples = 0;
  };

  const reloaded = (sample: LiveSample, before: Known): ServerEvent => {
    leaving = new Set([...leaving, ...before.workers]);
    const zones = zoneChanges(before.zones, seenZones(sample, before), true);
    startFrom(sample);
    return tell({ atMs: sample.takenAtMs, kind: 'reload', zones });
  };

  /** What the latest event took for kept and is gone by now, with no reload since, was removed then. */
  const forgetKept = (sample: LiveSample): void => {
    const latest = events.at(-1);
    if (latest === undefined || latest.kind !== 'reload') return;
    const names = new Set(zonesOf(sample).map(({ name }) => name));
    const zones = latest.zones.map(
      (zone): ZoneChange =>
        zone.change === 'kept' && !names.has(zone.name) ? { ...zone, change: 'removed', sizeBytesAfter: null } : zone,
    );
    events[events.length - 1] = { ...latest, zones };
  };

  return {
    add(sample) {
      if (known === null) {
        startFrom(sample);
        return null;
      }
      const before = known;
      if (following !== null) {
        const { how, atMs } = following;
        following = null;
        leaving = new Set();
        const zones = zoneChanges(before.zones, seenZones(sample, before), false);
        startFrom(sample);
        return tell({ atMs, kind: how, zones });
      }
      const finding = compare(before, sample, leaving);
      if (finding === 'same') {
        startFrom(sample);
        return null;
      }
      if (finding === 'reload') return reloaded(sample, before);
      if (finding === 'worker replaced') {
        startFrom(sample);
        return tell({
          atMs: sample.takenAtMs,
          kind: finding,
          zones: zoneChanges(before.zones, seenZones(sample, before), true),
        });
      }
      if (finding === 'zones left') {
        forgetKept(sample);
        startFrom(sample);
        return null;
      }
      unclearSamples++;
      if (finding === 'other zones' && unclearSamples >= ZONE_PATIENCE_SAMPLES) return reloaded(sample, before);
      if (unclearSamples >= WORKER_PATIENCE_SAMPLES) startFrom(sample);
      return null;
    },
    followTo(how, atMs) {
      following = { how, atMs };
    },
    ended(atMs) {
      tell({ atMs, kind: 'stopped', zones: removedZones(known?.zones ?? []) });
    },
    events: () => events,
  };
}

function knownOf(sample: LiveSample, leaving: ReadonlySet<string>, before: Known | null): Known {
  return {
    zones: seenZones(sample, before),
    workers: new Set([...workersOf(sample)].filter((identity) => !leaving.has(identity))),
    helpers: helpersOf(sample),
  };
}

/** A sample without any right to see zones says nothing of them: they are taken to be what they were. */
function seenZones(sample: LiveSample, before: Known | null): readonly KnownZone[] {
  return sample.rung === 'none' && before !== null ? before.zones : zonesOf(sample);
}

type Finding = 'same' | 'reload' | 'worker replaced' | 'other zones' | 'zones left' | 'unclear';

function compare(before: Known, sample: LiveSample, leaving: ReadonlySet<string>): Finding {
  const hasSameZones = areSameZones(before.zones, seenZones(sample, before));
  const workers = [...workersOf(sample)].filter((identity) => !leaving.has(identity));
  const fresh = workers.filter((identity) => !before.workers.has(identity)).length;
  const stayed = workers.length - fresh;
  const lost = before.workers.size - stayed;
  if (fresh > 0 && lost > 0) {
    // Only a reload lets workers finish what they do.
    if (isAnyRetiring(before, sample)) return 'reload';
    if (!hasSameZones && stayed === 0) return 'reload';
    if (hasSameZones && stayed === 0) return isCrash(before, sample, workers.length) ? 'worker replaced' : 'reload';
    if (hasSameZones && fresh === lost) return 'worker replaced';
    return 'unclear';
  }
  if (!hasSameZones) {
    // Zones that only go were held by workers of before the latest reload.
    const isFresh = haveFreshMemory(before.zones, seenZones(sample, before));
    return isFresh || sample.processes.some(({ role }) => role === 'single') ? 'other zones' : 'zones left';
  }
  if (before.workers.size === 0 && fresh > 0) return 'same';
  return fresh === 0 && lost === 0 ? 'same' : 'unclear';
}

/**
 * All workers are others in the same zones, and nobody was seen finishing: mostly a reload that was over between two
 * samples. It was none where something stayed that a reload replaces: a helper, or a zone of a kind that is made anew each
 * time. (A sole worker that crashed, of a server with neither, looks like a reload; the master's memory does not tell the
 * two apart.)
 */
function isCrash(before: Known, sample: LiveSample, workerCount: number): boolean {
  if (workerCount !== before.workers.size) return false;
  if (before.zones.some(({ kind }) => isRemadeByReload(kind))) return true;
  const helpers = helpersOf(sample);
  const haveStayed = [...before.helpers].every((identity) => helpers.has(identity));
  return before.helpers.size > 0 && helpers.size === before.helpers.size && haveStayed;
}

function isRemadeByReload(kind: string | null): boolean {
  const rows = kind === null ? undefined : zoneKindsByDirective.get(kind);
  return rows?.every(({ reload }) => reload === 'remade') ?? false;
}

function isAnyRetiring(before: Known, sample: LiveSample): boolean {
  return sample.processes.some((process) => process.role === 'old worker' && before.workers.has(identityOf(process)));
}

function workersOf(sample: LiveSample): Set<string> {
  return identitiesOf(sample, (role) => role === 'worker' || role === 'single');
}

function helpersOf(sample: LiveSample): Set<string> {
  return identitiesOf(sample, (role) => role === 'cache manager' || role === 'privileged agent');
}

function identitiesOf(sample: LiveSample, isWanted: (role: LiveProcess['role']) => boolean): Set<string> {
  return new Set(sample.processes.filter(({ role }) => isWanted(role)).map(identityOf));
}
