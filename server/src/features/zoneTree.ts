import { posix } from 'node:path';
import { t } from '../l10n';
import type { DashboardSubject } from '../shared/dashboardMessages';
import type { LiveServer, SampleCost } from '../shared/liveServer';
import type { LiveView } from '../shared/liveView';
import type { DocumentPlace } from '../shared/messages';
import type { ZoneTree, ZoneTreeRoot } from '../shared/zoneTree';
import type { Place } from '../zones/place';
import { formatBytes } from '../zones/sizeText';
import { accessAsRead } from './accessAsRead';
import type { Analysis } from './analysis';
import { shorten } from './figures';
import { staleText } from './liveHints';
import { serverText } from './liveServerText';
import { ageText, rungText } from './liveTexts';
import { liveTextsOf, liveTotalsOf } from './liveTotals';
import { printable } from './printable';
import { totalsOf } from './zonesReport';
import { plannedZonesOfTree, runningZonesOfTree } from './zoneTreeZones';

/** A running server that is followed. */
export interface TreeServer {
  /** The same as long as it is followed, over restarts of the server too. */
  readonly key: string;
  readonly server: LiveServer;
  /** Null before the first sample. */
  readonly view: LiveView | null;
  readonly state: LiveView['state'];
  readonly intervalMs: number;
  readonly cost: SampleCost | null;
  readonly trouble: string | null;
  readonly isAttached: boolean;
  /** Main config that its figures belong to, as a path of this machine; empty where it is not known. */
  readonly rootPath: string;
  /** Of that config with the figures of this server; null where it is not open. */
  readonly analysis: Analysis | null;
}

/** A config with nothing running for it. */
export interface TreeConfig {
  readonly analysis: Analysis;
  readonly subject: DashboardSubject;
}

/** What a tree is made from. */
export interface ZoneTreeSource {
  readonly servers: readonly TreeServer[];
  readonly configs: readonly TreeConfig[];
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  /** Where an editor finds a place of a config; null where it can't. */
  readonly placeOf: (analysis: Analysis, place: Place) => DocumentPlace | null;
  /** The same for a file of this machine; line and column count from 1. */
  readonly filePlace: (file: string, line: number, column: number) => DocumentPlace;
}

const LONGEST_PATH = 200;

/** Running servers with their zones, the attached one on top, then configs with theirs. */
export function zoneTree(source: ZoneTreeSource): ZoneTree {
  const attachedFirst = [...source.servers].sort((left, right) => Number(right.isAttached) - Number(left.isAttached));
  const servers = attachedFirst.map((one) => serverRoot(one, source));
  const names = distinctNames(source.configs.map(({ analysis }) => analysis.model.config.rootPath));
  const configs = source.configs.map((one, index) => configRoot(one, names[index] ?? '', source));
  return { roots: [...servers, ...configs] };
}

function serverRoot(one: TreeServer, source: ZoneTreeSource): ZoneTreeRoot {
  const { key, server, view, state, isAttached } = one;
  const id = JSON.stringify(['server', key]);
  const texts = liveTextsOf(server, view === null ? null : liveTotalsOf(view.sample));
  const stale = view === null ? '' : staleText(view, source.nowMs);
  const config = configPathOf(one);
  return {
    id,
    kind: 'server',
    label: printable(texts.server),
    description: [stale, texts.figures, shownPath(posix.basename(config))].filter((part) => part !== '').join(' · '),
    tooltip: serverTooltip(one, source.nowMs),
    state,
    isAttached,
    subject: isAttached ? { kind: 'attached' } : { kind: 'server', serverId: server.id },
    zones: view === null ? [] : runningZonesOfTree(id, view, one.analysis, source),
  };
}

/** Of a container without a config here, the path that it is known by there; empty where that is not known either. */
function configPathOf({ rootPath, server }: TreeServer): string {
  return rootPath === '' ? (server.configFile ?? '') : rootPath;
}

function serverTooltip(one: TreeServer, nowMs: number): string[] {
  const { server, view, intervalMs, cost, trouble } = one;
  const { rung, missing } = accessAsRead(server.access, view?.sample.rung ?? server.access.rung);
  const seconds = Math.round(intervalMs / 100) / 10;
  const age = view === null ? '' : staleText(view, nowMs) || ageText(nowMs - view.sample.takenAtMs);
  return [
    printable(serverText(server)),
    shownPath(configPathOf(one)),
    trouble ?? '',
    rungText(rung),
    missing ?? '',
    cost === null ? '' : t('every {0} s, a sample costs {1} ms', seconds, Math.round(cost.wallMilliseconds * 10) / 10),
    age === '' ? '' : t('Figures: {0}', age),
    view?.verdict?.text ?? '',
  ].filter((line) => line !== '');
}

function configRoot({ analysis, subject }: TreeConfig, name: string, source: ZoneTreeSource): ZoneTreeRoot {
  const { rootPath } = analysis.model.config;
  const id = JSON.stringify(['config', rootPath]);
  const { sizeBytes, emptyLoadedBytes, unknownZones, exactness } = totalsOf(analysis);
  const zoneCount = analysis.model.zones.length;
  const atLeast = unknownZones > 0 ? '≥ ' : '';
  const size = sizeBytes === null ? t('size not known') : `${atLeast}${formatBytes(sizeBytes)}`;
  const emptyMark = exactness === 'exact' ? atLeast : '≈ ';
  const empty =
    emptyLoadedBytes === null || zoneCount === 0
      ? ''
      : t('loaded when empty: {0}', `${emptyMark}${formatBytes(emptyLoadedBytes)}`);
  return {
    id,
    kind: 'config',
    label: name,
    description: countText(zoneCount, size),
    tooltip: [shownPath(rootPath), t('Nothing runs: figures are worked out from the config.'), empty].filter(
      (line) => line !== '',
    ),
    state: 'planned',
    isAttached: false,
    subject,
    zones: plannedZonesOfTree(id, analysis, source),
  };
}

function countText(zoneCount: number, size: string): string {
  if (zoneCount === 0) return t('no zones');
  return zoneCount === 1 ? t('1 zone of {0}', size) : t('{0} zones of {1}', zoneCount, size);
}

function shownPath(path: string): string {
  return shorten(printable(path), LONGEST_PATH);
}

/** Names of files, with their folder where several have the same one. */
function distinctNames(paths: readonly string[]): string[] {
  const inFolder = (path: string): string => posix.join(posix.basename(posix.dirname(path)), posix.basename(path));
  const count = (nameOf: (path: string) => string, path: string): number =>
    paths.filter((other) => nameOf(other) === nameOf(path)).length;
  return paths.map((path) => {
    const nameOf = count(posix.basename, path) === 1 ? posix.basename : count(inFolder, path) === 1 ? inFolder : null;
    return shownPath(nameOf === null ? path : nameOf(path));
  });
}
