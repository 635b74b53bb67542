import type { HostFacts } from '../host/hostFacts';
import type { LiveView } from '../shared/liveView';
import { type EntrySize, type FootprintTarget, type ZoneFigures, zoneFigures } from '../zones/footprint';
import type { Zone } from '../zones/zone';
import type { ZoneModel } from '../zones/zoneModel';
import { createFigures, type KnownFigures } from './figureReuse';

/** What a person may set about judging zones. */
export interface AnalysisSettings {
  /** Share of the memory limit above which one zone is warned about, in percent. */
  readonly zoneSharePercent: number;
  readonly entrySizes: ReadonlyMap<string, EntrySize>;
}

export const DEFAULT_SETTINGS: AnalysisSettings = { zoneSharePercent: 25, entrySizes: new Map() };

/** A config's zones with their figures on a host: what every feature answers from. */
export interface Analysis {
  readonly model: ZoneModel;
  readonly host: HostFacts;
  readonly settings: AnalysisSettings;
  readonly figures: ReadonlyMap<Zone, ZoneFigures>;
  /** The running server that this config is attached to. */
  readonly live: LiveView | null;
}

/**
 * Works out the figures of all zones. The model must have been built for the host's page size.
 *
 * @param previous an older version of the analysis: figures of what has not changed since are taken over. The result is
 *   the same without it.
 */
export function analyze(model: ZoneModel, host: HostFacts, settings: AnalysisSettings, previous?: Analysis): Analysis {
  const target = targetOf(model, host, settings);
  const figuresOf = createFigures(model, target, previous ? knownFigures(previous) : null);
  const figures = new Map(model.zones.map((zone, place) => [zone, figuresOf(zone, place)]));
  return { model, host, settings, figures, live: previous?.live ?? null };
}

function knownFigures({ model, host, settings, figures }: Analysis): KnownFigures {
  return { zones: model.zones, figures, target: targetOf(model, host, settings) };
}

function targetOf(model: ZoneModel, host: HostFacts, settings: AnalysisSettings): FootprintTarget {
  return {
    build: model.options.build,
    pageSizeBytes: host.pageSizeBytes,
    hugePageBytes: host.sharedHugePages.usedForZones ? host.sharedHugePages.hugePageBytes : null,
    entrySizes: settings.entrySizes,
  };
}

/** What a zone's figures would be with another size, and with entries of another size where that is given. */
export function figuresAtSize(analysis: Analysis, zone: Zone, sizeBytes: number, entrySize?: EntrySize): ZoneFigures {
  const { model, host, settings } = analysis;
  const target = targetOf(model, host, settings);
  const entrySizes = entrySize === undefined ? target.entrySizes : new Map([[zone.name, entrySize]]);
  return zoneFigures({ ...zone, sizeBytes }, model.config, { ...target, entrySizes });
}

/** Sizes of all zones together; zones of unknown size are left out. */
export function totalSizeBytes(analysis: Analysis): number {
  return analysis.model.zones.reduce((sum, zone) => sum + (zone.sizeBytes ?? 0), 0);
}

/** RAM that all zones hold when they are empty. */
export function totalEmptyLoadedBytes(analysis: Analysis): number {
  let sum = 0;
  for (const { footprint } of analysis.figures.values()) sum += footprint.emptyLoadedBytes ?? 0;
  return sum;
}
