import type { HostFacts } from '../host/hostFacts';
import { type EntrySize, type FootprintTarget, type ZoneFigures, zoneFigures } from '../zones/footprint';
import type { Zone } from '../zones/zone';
import type { ZoneModel } from '../zones/zoneModel';

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
}

/** Works out the figures of all zones. The model must have been built for the host's page size. */
export function analyze(model: ZoneModel, host: HostFacts, settings: AnalysisSettings): Analysis {
  const target: FootprintTarget = {
    build: model.options.build,
    pageSizeBytes: host.pageSizeBytes,
    hugePageBytes: host.sharedHugePages.usedForZones ? host.sharedHugePages.hugePageBytes : null,
    entrySizes: settings.entrySizes,
  };
  const figures = new Map(model.zones.map((zone) => [zone, zoneFigures(zone, model.config, target)]));
  return { model, host, settings, figures };
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
