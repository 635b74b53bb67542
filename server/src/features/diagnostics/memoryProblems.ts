import { sentences, t } from '../../l10n';
import { formatBytes } from '../../zones/sizeText';
import type { Zone } from '../../zones/zone';
import { type Analysis, totalEmptyLoadedBytes, totalSizeBytes } from '../analysis';
import type { Problem, RelatedPlace, Severity, ZoneProblemCode } from './problem';
import { sizedDeclaration } from './sizeProblems';

/** Zones named beside a problem that concerns all of them. */
const MOST_RELATED = 5;

/** What all zones together, or one that is far too big, may do to the memory of the host. */
export function memoryProblems(analysis: Analysis): Problem[] {
  return [...overShare(analysis), ...overTotals(analysis)];
}

function overShare({ model, host, settings }: Analysis): Problem[] {
  const { limitBytes, limitSource } = host.memory;
  if (limitBytes === null) return [];
  return model.zones.flatMap((zone): Problem[] => {
    const declaration = sizedDeclaration(zone);
    if (zone.sizeBytes === null || declaration === undefined) return [];
    const percent = (zone.sizeBytes / limitBytes) * 100;
    if (percent <= settings.zoneSharePercent) return [];
    const message = t(
      'Zone "{0}" may grow to {1}, {2} of the memory limit of {3} ({4}). Its pages are given one by one as it fills, and ' +
        'stay until a restart.',
      zone.name,
      formatBytes(zone.sizeBytes),
      formatPercent(percent),
      formatBytes(limitBytes),
      limitSource,
    );
    const { file, sizeRange: range } = declaration;
    return [{ code: 'zone-over-share', severity: 'warning', message, path: file.path, range, related: [] }];
  });
}

function formatPercent(percent: number): string {
  return `${percent >= 10 ? Math.round(percent) : percent.toFixed(1)} %`;
}

function overTotals(analysis: Analysis): Problem[] {
  const { model, host } = analysis;
  const largest = largestZones(model.zones);
  const declaration = largest[0] && sizedDeclaration(largest[0]);
  if (declaration === undefined) return [];
  const total = totalSizeBytes(analysis);
  const related = largest.slice(0, MOST_RELATED).flatMap(relatedZone);
  const problem = (code: ZoneProblemCode, severity: Severity, message: string): Problem => {
    const { file, sizeRange: range } = declaration;
    return { code, severity, message, path: file.path, range, related };
  };
  return [
    ...overLimit(analysis, total, problem),
    ...overCommitLimit(host.overcommit, total, problem),
    ...overAllMemory(analysis),
  ];
}

type MakeProblem = (code: ZoneProblemCode, severity: Severity, message: string) => Problem;

function overLimit(analysis: Analysis, total: number, problem: MakeProblem): Problem[] {
  const { limitBytes, limitSource, availableBytes } = analysis.host.memory;
  const { zones } = analysis.model;
  const sum = formatBytes(total);
  if (limitBytes !== null && total > limitBytes) {
    const limit = formatBytes(limitBytes);
    const growth =
      zones.length === 1
        ? t(
            'The one zone of this config may grow to {0}, more than the memory limit of {1} ({2}).',
            sum,
            limit,
            limitSource,
          )
        : t(
            'All {0} zones of this config together may grow to {1}, more than the memory limit of {2} ({3}).',
            zones.length,
            sum,
            limit,
            limitSource,
          );
    // The descriptors of a zone's pages are written at start: of a large enough one, they alone are too much.
    const whatHappens =
      totalEmptyLoadedBytes(analysis) > limitBytes
        ? t('Even empty they take more than that, so nginx is killed while it starts.')
        : t(
            'nginx starts, since the kernel gives pages only as they are used, and is killed or starts to swap when the ' +
              'zones have filled.',
          );
    return [problem('zones-over-limit', 'warning', sentences(growth, whatHappens))];
  }
  const atReload = limitBytes === null ? [] : overLimitAtReload(analysis, total, limitBytes, problem);
  // A zone that is empty holds a little already; what is still to come is the rest.
  const toCome = total - totalEmptyLoadedBytes(analysis);
  if (availableBytes === null || toCome <= availableBytes) return atReload;
  const available = formatBytes(availableBytes);
  const growth =
    zones.length === 1
      ? t(
          'The one zone of this config may grow to {0}, and {1} of memory are available on this machine now.',
          sum,
          available,
        )
      : t(
          'All {0} zones of this config together may grow to {1}, and {2} of memory are available on this machine now.',
          zones.length,
          sum,
          available,
        );
  const caveat = t('Where nginx runs here already, some of it is in its zones.');
  return [...atReload, problem('zones-over-available', 'warning', sentences(growth, caveat))];
}

/** Zones that a reload always makes anew exist twice until the old workers are gone. */
function overLimitAtReload(analysis: Analysis, total: number, limitBytes: number, problem: MakeProblem): Problem[] {
  const remade = analysis.model.zones.filter((zone) => zone.kind.reload === 'remade');
  const twice = remade.reduce((sum, zone) => sum + (zone.sizeBytes ?? 0), 0);
  const resized = largestZones(analysis.model.zones)[0];
  const resizedBytes = resized?.sizeBytes ?? 0;
  const limit = formatBytes(limitBytes);
  const { limitSource } = analysis.host.memory;
  const [first, ...others] = remade;
  if (first !== undefined && twice > 0 && total + twice > limitBytes) {
    const message =
      others.length === 0
        ? t(
            'At a reload the zones may take {0}, more than the memory limit of {1} ({2}): "{3}" ({4}) is made anew, and ' +
              'exists twice until the old workers have gone.',
            formatBytes(total + twice),
            limit,
            limitSource,
            first.name,
            formatBytes(twice),
          )
        : t(
            'At a reload the zones may take {0}, more than the memory limit of {1} ({2}): {3} of them ({4}) are made ' +
              'anew, and exist twice until the old workers have gone.',
            formatBytes(total + twice),
            limit,
            limitSource,
            remade.length,
            formatBytes(twice),
          );
    return [problem('zones-over-limit-at-reload', 'warning', message)];
  }
  if (total + twice + resizedBytes <= limitBytes || resized === undefined || resized.kind.reload === 'remade')
    return [];
  const message = t(
    'A reload that changes the size of "{0}" may take {1}, more than the memory limit of {2} ({3}): a resized zone exists ' +
      'twice until the old workers have gone.',
    resized.name,
    formatBytes(total + twice + resizedBytes),
    limit,
    limitSource,
  );
  return [problem('zones-over-limit-at-reload', 'information', message)];
}

function overCommitLimit(overcommit: Analysis['host']['overcommit'], total: number, problem: MakeProblem): Problem[] {
  const { mode, commitLimitBytes, committedBytes } = overcommit;
  if (mode !== 2 || commitLimitBytes === null) return [];
  const says = 'mmap(MAP_ANON|MAP_SHARED) failed (12: Cannot allocate memory)';
  if (total > commitLimitBytes) {
    const message = t(
      'vm.overcommit_memory is 2 and the commit limit {0}: the zones ask for {1} at start, used or not, so nginx cannot ' +
        'start ({2}).',
      formatBytes(commitLimitBytes),
      formatBytes(total),
      says,
    );
    return [problem('zones-over-commit-limit', 'error', message)];
  }
  const room = commitLimitBytes - (committedBytes ?? 0);
  if (committedBytes === null || total <= room) return [];
  const message = t(
    'vm.overcommit_memory is 2 and {0} are left under the commit limit: the zones ask for {1} at start, used or not, so ' +
      'nginx may fail to start ({2}).',
    formatBytes(Math.max(0, room)),
    formatBytes(total),
    says,
  );
  return [problem('zones-over-commit-limit', 'warning', message)];
}

/** Without overcommit settings of its own the kernel still maps nothing that all RAM and swap together could not hold. */
function overAllMemory({ model, host }: Analysis): Problem[] {
  const { totalBytes, swapTotalBytes } = host.memory;
  if (host.overcommit.mode !== 0 || totalBytes === null || swapTotalBytes === null) return [];
  const mostBytes = totalBytes + swapTotalBytes;
  return model.zones.flatMap((zone): Problem[] => {
    const declaration = sizedDeclaration(zone);
    if (declaration === undefined || zone.sizeBytes === null || zone.sizeBytes <= mostBytes) return [];
    const message = t(
      'Zone "{0}" is larger than all RAM and swap of this machine ({1}), which the kernel maps only with ' +
        'vm.overcommit_memory=1: here nginx cannot start ({2}).',
      zone.name,
      formatBytes(mostBytes),
      `mmap(MAP_ANON|MAP_SHARED, ${zone.sizeBytes}) failed (12: Cannot allocate memory)`,
    );
    const { file, sizeRange: range } = declaration;
    return [{ code: 'zones-over-commit-limit', severity: 'warning', message, path: file.path, range, related: [] }];
  });
}

function largestZones(zones: readonly Zone[]): Zone[] {
  return zones
    .filter((zone) => sizedDeclaration(zone) !== undefined)
    .sort((left, right) => (right.sizeBytes ?? 0) - (left.sizeBytes ?? 0));
}

function relatedZone(zone: Zone): RelatedPlace[] {
  const declaration = sizedDeclaration(zone);
  if (declaration === undefined || zone.sizeBytes === null) return [];
  const message = t('"{0}": {1}', zone.name, formatBytes(zone.sizeBytes));
  return [{ path: declaration.file.path, range: declaration.sizeRange, message }];
}
