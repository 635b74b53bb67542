import { posix } from 'node:path';
import { argumentRange, directiveName } from '../../config/tree';
import { listText, sentences, t } from '../../l10n';
import type { LiveZone } from '../../shared/liveSample';
import type { LiveView } from '../../shared/liveView';
import type { Place } from '../../zones/place';
import { formatBytes } from '../../zones/sizeText';
import type { Zone } from '../../zones/zone';
import type { ZoneKind } from '../../zones/zoneKind';
import type { ZoneModel } from '../../zones/zoneModel';
import type { Analysis } from '../analysis';
import { isRemadeWhenResized, survivesReload } from '../hover/zoneSentences';
import { serverText } from '../liveServerText';
import { kindsOf, liveJoinOf } from '../liveZones';
import { seesOurFiles } from '../seesOurFiles';
import { shownName } from '../shownPlace';
import { certaintyOf } from './certainty';
import { harmless } from './harmless';
import { isSameSize } from './liveSizes';
import type { Problem, RelatedPlace } from './problem';
import { sizedDeclaration } from './sizeProblems';

/** Zones named in one sentence. */
const MOST_NAMED = 5;

/** Where the config and what runs are not the same, and what a reload does about it. */
export function liveDriftProblems(analysis: Analysis, live: LiveView): Problem[] {
  const differences = differencesOf(analysis, live);
  return [...differences, ...otherConfig(analysis, live, differences)];
}

/** The same in words, the worst first, for where there are no places to tell it at. */
export function liveDriftTexts(analysis: Analysis, live: LiveView): string[] {
  const problems = [...otherConfig(analysis, live, []), ...differencesOf(analysis, live)];
  const rank = ({ severity }: Problem): number => (severity === 'warning' ? 0 : 1);
  return problems.sort((left, right) => rank(left) - rank(right)).map((problem) => harmless(problem).message);
}

function differencesOf(analysis: Analysis, live: LiveView): Problem[] {
  return [
    ...sizeDrift(analysis, live),
    ...kindDrift(analysis, live),
    ...notRunning(analysis, live),
    ...notInFile(analysis, live),
  ];
}

function sizeDrift(analysis: Analysis, live: LiveView): Problem[] {
  const { byZone } = liveJoinOf(analysis);
  const isRead = isReadByServer(analysis.model, live);
  return analysis.model.zones.flatMap((zone): Problem[] => {
    const running = byZone.get(zone);
    const declaration = sizedDeclaration(zone);
    if (running === undefined || declaration === undefined || zone.sizeBytes === null) return [];
    if (isSameSize(zone, running, live)) return [];
    const says = t(
      'Zone "{0}" is {1} in the file, but {2} in the running server ({3}).',
      zone.name,
      formatBytes(zone.sizeBytes),
      formatBytes(running.sizeBytes),
      serverText(live.server),
    );
    const isLost = isRead && isRemadeWhenResized(zone.kind);
    const reload = isLost
      ? t('A reload maps a new, empty zone: what is in the old one is lost.')
      : isRead
        ? t(zone.kind.onReload)
        : '';
    const { file, sizeText, sizeRange, nameRange } = declaration;
    return [
      {
        code: 'live-size-differs',
        severity: isLost ? 'warning' : 'information',
        message: sentences(says, reload),
        path: file.path,
        range: sizeText === null ? nameRange : sizeRange,
        related: otherSizes(zone),
      },
    ];
  });
}

/** The other declarations that would have to be changed together. */
function otherSizes(zone: Zone): RelatedPlace[] {
  const first = sizedDeclaration(zone);
  return zone.declarations
    .filter((one) => one !== first && one.sizeText !== null)
    .slice(0, MOST_NAMED)
    .map(({ file, sizeRange }) => ({ path: file.path, range: sizeRange, message: t('The same zone.') }));
}

/** nginx compares the modules of two zones of one name at a reload, and makes the second anew without a word. */
function kindDrift(analysis: Analysis, live: LiveView): Problem[] {
  const isRead = isReadByServer(analysis.model, live);
  return [...liveJoinOf(analysis).otherKind].flatMap(([zone, running]): Problem[] => {
    const [declaration] = zone.declarations;
    if (declaration === undefined) return [];
    const says = t(
      'In the running server ({0}), zone "{1}" belongs to {2}, in the file to {3}.',
      serverText(live.server),
      zone.name,
      ownerOf(running),
      zone.kind.directive ?? zone.kind.module,
    );
    const reload = isRead ? t('A reload makes a new, empty zone, and what is in the old one is lost.') : '';
    const { file, nameRange: range } = declaration;
    const [severity, message] = [isRead ? 'warning' : 'information', sentences(says, reload)] as const;
    return [{ code: 'live-kind-differs', severity, message, path: file.path, range, related: [] }];
  });
}

function ownerOf({ kind, module }: LiveZone): string {
  return kind ?? module ?? t('another module');
}

/** Only where every zone of the server has a name: one without could be this one. */
function notRunning(analysis: Analysis, live: LiveView): Problem[] {
  const { byZone, otherKind } = liveJoinOf(analysis);
  const { seesContexts, seesRepetition } = certaintyOf(analysis.model);
  if (!isReadByServer(analysis.model, live) || !seesContexts || !seesRepetition) return [];
  if (live.sample.zones.length === 0 || live.sample.zones.some(({ name, pool }) => name === null && pool !== 'none')) {
    return [];
  }
  return analysis.model.zones.flatMap((zone): Problem[] => {
    const declaration = sizedDeclaration(zone);
    if (byZone.has(zone) || otherKind.has(zone) || declaration === undefined || !hasSteadyName(zone.kind)) return [];
    const says = t('The running server ({0}) has no zone "{1}".', serverText(live.server), zone.name);
    const { file, nameRange: range } = declaration;
    const message = sentences(says, t('A reload makes it.'));
    return [{ code: 'live-zone-not-running', severity: 'information', message, path: file.path, range, related: [] }];
  });
}

/** The server lists the zone under the name that its directive gives: nothing that the module makes up. */
function hasSteadyName({ grammar, product, reload }: ZoneKind): boolean {
  const isNamed = ['keyed', 'spec', 'positional', 'separate'].includes(grammar.form);
  return isNamed && !(product === 'third-party' && reload === 'remade');
}

/** Only where all of the config is in sight, and of zones whose directives are known: others may well be declared. */
function notInFile(analysis: Analysis, live: LiveView): Problem[] {
  const { model } = analysis;
  const { seesEverything } = certaintyOf(model);
  const place = configPlace(model);
  if (!seesEverything || model.hasPlaceholders || place === null || !isReadByServer(model, live)) return [];
  const isDraining = live.sample.processes.some(({ role }) => role === 'old worker');
  const extra = liveJoinOf(analysis).unmatched.flatMap((running) => {
    const kind = kindsOf(running.kind).find(hasSteadyName);
    // While old workers drain, what only they have is no part of the present configuration.
    if (kind === undefined || (isDraining && running.namedBy !== 'zone list')) return [];
    return [{ running, kind }];
  });
  if (extra.length === 0) return [];
  const names = extra.slice(0, MOST_NAMED).map(({ running }) => {
    return t('"{0}" ({1})', shownName(running.name ?? ''), formatBytes(running.sizeBytes));
  });
  const says =
    extra.length === 1
      ? t(
          'The running server ({0}) has a zone that this config does not declare: {1}.',
          serverText(live.server),
          listText(names),
        )
      : t(
          'The running server ({0}) has {1} zones that this config does not declare: {2}.',
          serverText(live.server),
          extra.length,
          extra.length > MOST_NAMED ? `${listText(names)}, …` : listText(names),
        );
  const isLost = extra.some(({ kind }) => survivesReload(kind));
  const message = sentences(says, isLost ? lostText(extra.length) : t('A reload unmaps what is not declared.'));
  return [
    { ...place, code: 'live-zone-not-in-file', severity: isLost ? 'warning' : 'information', message, related: [] },
  ];
}

function lostText(count: number): string {
  return count === 1 ? t('A reload drops what is in it.') : t('A reload drops what is in them.');
}

/** What runs is another file, or not this one as it stands. */
function otherConfig({ model }: Analysis, live: LiveView, differences: readonly Problem[]): Problem[] {
  const place = configPlace(model);
  if (place === null) return [];
  const other = otherConfigFile(model, live);
  if (other !== null) {
    const message = t('The attached server ({0}) runs another main config: {1}.', serverText(live.server), other);
    return [{ ...place, code: 'live-config-differs', severity: 'information', message, related: [] }];
  }
  // One difference is told at its place.
  if (differences.length < 2) return [];
  const message = t(
    'The running server ({0}) does not run this config as it stands here: there are {1} differences. They end with a reload ' +
      'that nginx accepts.',
    serverText(live.server),
    differences.length,
  );
  const related = differences.slice(0, MOST_NAMED).map(({ path, range, message }) => ({ path, range, message }));
  return [{ ...place, code: 'live-config-differs', severity: 'information', message, related }];
}

/**
 * A reload reads this config, as far as can be told: not another main one, and no fragment, which no main config may
 * include. Of what is not read, a reload changes nothing.
 */
function isReadByServer(model: ZoneModel, live: LiveView): boolean {
  return model.config.isWhole && otherConfigFile(model, live) === null;
}

/** The server's main config where it surely is another file than ours; paths of another view of the files tell nothing. */
function otherConfigFile({ config, options }: ZoneModel, { server }: LiveView): string | null {
  const { configFile } = server;
  if (configFile === null || !seesOurFiles(server) || !config.isWhole) return null;
  const { realPath } = options.fileSystem;
  const isSame = realPath(posix.normalize(configFile)) === realPath(config.rootPath);
  return isSame ? null : configFile;
}

/** Where to tell what is about the whole config: at its `http`, or whatever comes first. */
function configPlace({ config }: ZoneModel): Place | null {
  const tree = config.files.get(config.rootPath)?.tree;
  if (tree === undefined || tree.directiveCount === 0) return null;
  let at = 0;
  for (let directive = 0; directive < tree.directiveCount; directive = tree.subtreeEnds[directive] ?? Infinity) {
    if (directiveName(tree, directive) !== 'http') continue;
    at = directive;
    break;
  }
  return { path: config.rootPath, range: argumentRange(tree, at, 0) };
}
