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
    const message =
      `Zone "${zone.name}" may grow to ${formatBytes(zone.sizeBytes)}, ${formatPercent(percent)} of the memory limit of ` +
      `${formatBytes(limitBytes)} (${limitSource}). Its pages are given one by one as it fills, and stay until a restart.`;
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
  const zones =
    model.zones.length === 1
      ? 'The one zone of this config'
      : `All ${model.zones.length} zones of this config together`;
  const all = `${zones} may grow to ${formatBytes(total)}`;
  return [
    ...overLimit(analysis, total, all, problem),
    ...overCommitLimit(host.overcommit, total, problem),
    ...overAllMemory(analysis),
  ];
}

type MakeProblem = (code: ZoneProblemCode, severity: Severity, message: string) => Problem;

function overLimit(analysis: Analysis, total: number, all: string, problem: MakeProblem): Problem[] {
  const { limitBytes, limitSource, availableBytes } = analysis.host.memory;
  if (limitBytes !== null && total > limitBytes) {
    // The descriptors of a zone's pages are written at start: of a large enough one, they alone are too much.
    const whatHappens =
      totalEmptyLoadedBytes(analysis) > limitBytes
        ? 'Even empty they take more than that, so nginx is killed while it starts.'
        : 'nginx starts, since the kernel gives pages only as they are used, and is killed or starts to swap when the ' +
          'zones have filled.';
    const message = `${all}, more than the memory limit of ${formatBytes(limitBytes)} (${limitSource}). ${whatHappens}`;
    return [problem('zones-over-limit', 'warning', message)];
  }
  const atReload = limitBytes === null ? [] : overLimitAtReload(analysis, total, limitBytes, problem);
  // A zone that is empty holds a little already; what is still to come is the rest.
  const toCome = total - totalEmptyLoadedBytes(analysis);
  if (availableBytes === null || toCome <= availableBytes) return atReload;
  const message =
    `${all}, and ${formatBytes(availableBytes)} of memory are available on this machine now. ` +
    'Where nginx runs here already, some of it is in its zones.';
  return [...atReload, problem('zones-over-available', 'warning', message)];
}

/** Zones that a reload always makes anew exist twice until the old workers are gone. */
function overLimitAtReload(analysis: Analysis, total: number, limitBytes: number, problem: MakeProblem): Problem[] {
  const remade = analysis.model.zones.filter((zone) => zone.kind.reload === 'remade');
  const twice = remade.reduce((sum, zone) => sum + (zone.sizeBytes ?? 0), 0);
  const resized = largestZones(analysis.model.zones)[0];
  const resizedBytes = resized?.sizeBytes ?? 0;
  const limit = `the memory limit of ${formatBytes(limitBytes)} (${analysis.host.memory.limitSource})`;
  if (twice > 0 && total + twice > limitBytes) {
    const message =
      `At a reload the zones may take ${formatBytes(total + twice)}, more than ${limit}: ` +
      `${remade.length === 1 ? `"${remade[0]?.name}"` : `${remade.length} of them`} (${formatBytes(twice)}) ` +
      `${remade.length === 1 ? 'is made anew, and exists' : 'are made anew, and exist'} twice until the old workers have gone.`;
    return [problem('zones-over-limit-at-reload', 'warning', message)];
  }
  if (total + twice + resizedBytes <= limitBytes || resized === undefined || resized.kind.reload === 'remade')
    return [];
  const message =
    `A reload that changes the size of "${resized.name}" may take ${formatBytes(total + twice + resizedBytes)}, more ` +
    `than ${limit}: a resized zone exists twice until the old workers have gone.`;
  return [problem('zones-over-limit-at-reload', 'information', message)];
}

function overCommitLimit(overcommit: Analysis['host']['overcommit'], total: number, problem: MakeProblem): Problem[] {
  const { mode, commitLimitBytes, committedBytes } = overcommit;
  if (mode !== 2 || commitLimitBytes === null) return [];
  const says = 'mmap(MAP_ANON|MAP_SHARED) failed (12: Cannot allocate memory)';
  if (total > commitLimitBytes) {
    const message =
      `vm.overcommit_memory is 2 and the commit limit ${formatBytes(commitLimitBytes)}: the zones ask for ` +
      `${formatBytes(total)} at start, used or not, so nginx cannot start (${says}).`;
    return [problem('zones-over-commit-limit', 'error', message)];
  }
  const room = commitLimitBytes - (committedBytes ?? 0);
  if (committedBytes === null || total <= room) return [];
  const message =
    `vm.overcommit_memory is 2 and ${formatBytes(Math.max(0, room))} are left under the commit limit: the zones ask for ` +
    `${formatBytes(total)} at start, used or not, so nginx may fail to start (${says}).`;
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
    const message =
      `Zone "${zone.name}" is larger than all RAM and swap of this machine (${formatBytes(mostBytes)}), which the kernel ` +
      'maps only with vm.overcommit_memory=1: here nginx cannot start (mmap(MAP_ANON|MAP_SHARED, ' +
      `${zone.sizeBytes}) failed (12: Cannot allocate memory)).`;
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
  const message = `"${zone.name}": ${formatBytes(zone.sizeBytes)}`;
  return [{ path: declaration.file.path, range: declaration.sizeRange, message }];
}
