import { posix } from 'node:path';
import { t } from '../l10n';
import type { LiveZone } from '../shared/liveSample';
import type { LiveView } from '../shared/liveView';
import type { DocumentPlace } from '../shared/messages';
import type { ZoneTreeZone } from '../shared/zoneTree';
import type { ZoneDeclaration } from '../zones/declarations';
import { formatBytes } from '../zones/sizeText';
import type { Zone } from '../zones/zone';
import type { Analysis } from './analysis';
import { zoneKeysOf } from './dashboard/zoneKeys';
import { sizedDeclaration } from './diagnostics/sizeProblems';
import { compactCount, emptyLoadedText, fitsMark } from './hover/figureTexts';
import { hoveredZone } from './hover/liveRows';
import { zoneFiguresText } from './liveTexts';
import { kindsOf, liveJoinOf } from './liveZones';
import { locationOf } from './places';
import { seesOurFiles } from './seesOurFiles';
import { shownName } from './shownPlace';
import { sizeTextFor } from './sizing';
import { zoneLevelOf } from './zoneFill';
import type { ZoneTreeSource } from './zoneTree';
import { figuresText, plannedZoneRows, runningZoneRows, tooltipLines } from './zoneTreeRows';

/** A zone and what the order of zones goes by. */
interface Sortable {
  readonly bytes: number | null;
  readonly item: ZoneTreeZone;
}

/** Zones of a running server by what is loaded of them. */
export function runningZonesOfTree(
  rootId: string,
  view: LiveView,
  analysis: Analysis | null,
  source: ZoneTreeSource,
): ZoneTreeZone[] {
  const { zones, pageSizeBytes } = view.sample;
  const keys = zoneKeysOf(zones);
  const trends = new Map(view.trends.map((trend) => [trend.inode, trend]));
  const declared = analysis === null ? new Map<LiveZone, Zone>() : declaredZones(analysis);
  const items = zones.map((running, index): Sortable => {
    const key = keys[index] ?? '';
    const zone = declared.get(running) ?? null;
    const trend = trends.get(running.inode) ?? null;
    const figures = zone && analysis?.figures.get(zone);
    const hovered = analysis && zone && figures ? hoveredZone(analysis, zone, figures, source.nowMs) : null;
    const kind = zone?.kind ?? kindsOf(running.kind)[0] ?? null;
    const place = zone && analysis ? declarationOf(analysis, zone, source) : foundDeclaration(view, running, source);
    const rows = runningZoneRows({ view, running, trend, hovered, placeText: place?.text ?? null });
    const label = running.name === null ? t('? (inode {0})', running.inode) : shownName(running.name);
    const old = running.isCurrent ? '' : ` · ${t('old workers only')}`;
    return {
      bytes: running.loaded.bytes,
      item: {
        id: JSON.stringify([rootId, key]),
        label,
        description: `${zoneFiguresText(running, pageSizeBytes)}${old}`,
        tooltip: [label, ...tooltipLines(rows)],
        // What holds now is not known of a server that is not read.
        level: view.state === 'live' ? zoneLevelOf(running, trend, pageSizeBytes, kind) : 'not known',
        zoneKey: key,
        declaration: place?.place ?? null,
        canBeSized: zone !== null && analysis !== null && canBeSized(analysis, zone),
        figures: figuresText(label, rows),
      },
    };
  });
  return sorted(items);
}

/** Zones of a config by their size. */
export function plannedZonesOfTree(rootId: string, analysis: Analysis, source: ZoneTreeSource): ZoneTreeZone[] {
  const { zones } = analysis.model;
  const keys = zoneKeysOf(zones.map(({ name }) => ({ name, inode: null })));
  const items = zones.map((zone, index): Sortable => {
    const key = keys[index] ?? '';
    const place = declarationOf(analysis, zone, source);
    const rows = plannedZoneRows(zone, analysis.figures.get(zone) ?? null, place?.text ?? null);
    const label = shownName(zone.name);
    return {
      bytes: zone.sizeBytes,
      item: {
        id: JSON.stringify([rootId, key]),
        label,
        description: plannedText(analysis, zone),
        tooltip: [label, ...tooltipLines(rows)],
        level: 'not known',
        zoneKey: key,
        declaration: place?.place ?? null,
        canBeSized: canBeSized(analysis, zone),
        figures: figuresText(label, rows),
      },
    };
  });
  return sorted(items);
}

/** `100 MB · 608 KB when empty · fits ≈ 814k`. */
function plannedText({ figures }: Analysis, zone: Zone): string {
  const { footprint, capacity = null } = figures.get(zone) ?? {};
  const parts = [zone.sizeBytes === null ? t('size not known') : formatBytes(zone.sizeBytes)];
  if (footprint?.canStart === false) return [...parts, t('too small')].join(' · ');
  if (footprint !== undefined && footprint.emptyLoadedBytes !== null) {
    parts.push(t('{0} when empty', emptyLoadedText(footprint)));
    if (capacity !== null)
      parts.push(t('fits {0}', `${fitsMark(footprint.exactness, capacity)}${compactCount(capacity.entries)}`));
  }
  return parts.join(' · ');
}

/** The zones of the config that run, by what they are in the server. */
function declaredZones(analysis: Analysis): Map<LiveZone, Zone> {
  const join = liveJoinOf(analysis);
  return new Map([...join.byZone, ...join.otherKind].map(([zone, running]) => [running, zone]));
}

/** Where something is declared, for an editor and in words. */
interface Declared {
  readonly place: DocumentPlace | null;
  readonly text: string;
}

function declarationOf(analysis: Analysis, zone: Zone, { placeOf }: ZoneTreeSource): Declared | null {
  const declaration = declarationToShow(zone);
  if (declaration === undefined) return null;
  const place = { path: declaration.file.path, range: declaration.nameRange };
  const { file, line } = locationOf(analysis.model, place);
  return { place: placeOf(analysis, place), text: placeText(file, line) };
}

/** Where the file on disk declares it, as its server sees it: only of one that sees our files it is one of them. */
function foundDeclaration(
  { server }: LiveView,
  { declaredAt }: LiveZone,
  { filePlace }: ZoneTreeSource,
): Declared | null {
  if (declaredAt === null) return null;
  const { file, line, column } = declaredAt;
  return { place: seesOurFiles(server) ? filePlace(file, line, column) : null, text: placeText(file, line) };
}

function placeText(file: string, line: number): string {
  return `${shownName(posix.basename(file))}:${line}`;
}

function declarationToShow(zone: Zone): ZoneDeclaration | undefined {
  return sizedDeclaration(zone) ?? zone.declarations[0];
}

/** "Size This Zone" has an answer. */
function canBeSized({ host }: Analysis, zone: Zone): boolean {
  const { kind, declarations } = zone;
  if (kind.entry === null || kind.memory !== 'slab' || declarations.length === 0) return false;
  return sizeTextFor(host.pageSizeBytes, kind) !== null;
}

/** The largest first, those of which it is not known last; equal ones by name. */
function sorted(items: readonly Sortable[]): ZoneTreeZone[] {
  return [...items]
    .sort(
      (left, right) =>
        (right.bytes ?? -1) - (left.bytes ?? -1) ||
        compare(left.item.label, right.item.label) ||
        compare(left.item.id, right.item.id),
    )
    .map(({ item }) => item);
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
