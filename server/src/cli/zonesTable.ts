import Table from 'cli-table3';
import { type Analysis, totalEmptyLoadedBytes, totalSizeBytes } from '../features/analysis';
import { declaredAt } from '../features/zonesReport';
import type { Capacity } from '../zones/footprint';
import { formatBytes } from '../zones/sizeText';
import type { Zone } from '../zones/zoneModel';
import type { Target } from './analyzeFile';
import type { Terminal } from './terminal';

const BAR_CELLS = 10;

/** The table of a config's zones, for people. */
export function zonesTable(analysis: Analysis, target: Target, terminal: Terminal): string {
  const { model, host } = analysis;
  const { limitBytes } = host.memory;
  if (model.zones.length === 0) return `${heading(analysis, target, terminal)}\nNo shared memory zone is declared.\n`;
  const head = ['ZONE', 'DIRECTIVE', 'SIZE', 'EMPTY', 'FITS', 'SHARE OF MEMORY', 'DECLARED AT'];
  const table = new Table({
    head: head.map(terminal.dim),
    chars: BORDERLESS,
    style: { 'padding-left': 0, 'padding-right': 2, head: [], border: [] },
    colAligns: ['left', 'left', 'right', 'right', 'left', 'left', 'left'],
  });
  const zones = [...model.zones].sort((left, right) => (right.sizeBytes ?? 0) - (left.sizeBytes ?? 0));
  for (const zone of zones) {
    table.push([
      terminal.bold(printable(zone.name)),
      zone.isImplicit ? `(${zone.kind.module})` : (zone.kind.directive ?? ''),
      zone.sizeBytes === null ? '?' : formatBytes(zone.sizeBytes),
      emptyText(analysis, zone),
      fitsText(analysis.figures.get(zone)?.capacity ?? null),
      shareText(zone.sizeBytes, limitBytes),
      placeText(analysis, zone, terminal),
    ]);
  }
  return [
    heading(analysis, target, terminal),
    '',
    trimLines(table.toString()),
    '',
    totals(analysis, terminal),
    '',
  ].join('\n');
}

const BORDERLESS = Object.fromEntries(
  ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right', 'left', 'left-mid']
    .concat(['mid', 'mid-mid', 'right', 'right-mid', 'middle'])
    .map((name) => [name, '']),
);

/** A name from a hostile config must not steer the terminal. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '?');
}

function trimLines(text: string): string {
  return text.replace(/[ \t]+$/gm, '');
}

function heading({ model, host }: Analysis, target: Target, terminal: Terminal): string {
  const count = model.config.files.size;
  const { product, coreVersion } = target.build;
  const parts = [
    terminal.bold(terminal.showPath(model.config.rootPath)),
    `${count} ${count === 1 ? 'file' : 'files'}`,
    coreVersion === null
      ? `${product} (${target.buildSource})`
      : `${product} ${coreVersion.join('.')} (${target.buildSource})`,
    `pages of ${formatBytes(host.pageSizeBytes)}`,
  ];
  if (host.sharedHugePages.usedForZones && host.sharedHugePages.hugePageBytes !== null) {
    parts.push(
      `huge pages of ${formatBytes(host.sharedHugePages.hugePageBytes)} (shmem_enabled: ${host.sharedHugePages.setting})`,
    );
  }
  if (!model.config.isWhole) parts.push('a fragment: its main config was not found');
  return parts.join(' · ');
}

function emptyText(analysis: Analysis, zone: Zone): string {
  const footprint = analysis.figures.get(zone)?.footprint;
  if (footprint?.canStart === false) return 'no start';
  if (footprint === undefined || footprint.emptyLoadedBytes === null) return '?';
  const text = formatBytes(footprint.emptyLoadedBytes);
  if (footprint.exactness === 'exact') return text;
  return footprint.emptyFreePages === null ? `≥ ${text}` : `≈ ${text}`;
}

function fitsText(capacity: Capacity | null): string {
  if (capacity === null) return '–';
  const { entries, noun, keyBytes, valueBytes, slotBytes } = capacity;
  const parts = [keyBytes > 0 ? `key ${keyBytes}` : '', valueBytes > 0 ? `value ${valueBytes}` : ''].filter(
    (part) => part !== '',
  );
  const assumption = parts.length === 0 ? `${slotBytes} bytes each` : `${parts.join(' + ')} bytes`;
  return `≈ ${entries.toLocaleString('en-US')} ${noun} (${assumption})`;
}

function shareText(sizeBytes: number | null, limitBytes: number | null): string {
  if (sizeBytes === null || limitBytes === null) return '';
  const share = sizeBytes / limitBytes;
  const cells = Math.min(BAR_CELLS, share === 0 ? 0 : Math.max(1, Math.round(share * BAR_CELLS)));
  return `${'▮'.repeat(cells)}${'▯'.repeat(BAR_CELLS - cells)} ${percentText(share)}`;
}

function percentText(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.1) return '<0.1 %';
  return `${percent >= 10 ? Math.round(percent) : percent.toFixed(1)} %`;
}

function placeText(analysis: Analysis, zone: Zone, terminal: Terminal): string {
  const place = declaredAt(analysis, zone);
  return place === null ? terminal.dim('by the module') : `${terminal.showPath(place.file)}:${place.line}`;
}

function totals(analysis: Analysis, terminal: Terminal): string {
  const { model, host } = analysis;
  const { limitBytes, limitSource, availableBytes } = host.memory;
  const size = totalSizeBytes(analysis);
  const unknown = model.zones.filter((zone) => zone.sizeBytes === null).length;
  const parts = [
    `${model.zones.length} ${model.zones.length === 1 ? 'zone' : 'zones'}`,
    `${unknown > 0 ? '≥ ' : ''}${formatBytes(size)} when full`,
    `${formatBytes(totalEmptyLoadedBytes(analysis))} when empty`,
  ];
  if (limitBytes !== null) {
    parts.push(`${shareText(size, limitBytes)} of ${formatBytes(limitBytes)} (${limitSource})`);
  }
  if (availableBytes !== null) parts.push(`${formatBytes(availableBytes)} available now`);
  return terminal.bold(parts.join(' · '));
}
