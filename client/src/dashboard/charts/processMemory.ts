import { formatPercent } from '../../../../server/src/features/figures';
import { liveBytesText } from '../../../../server/src/features/liveTexts';
import { printable } from '../../../../server/src/features/printable';
import { processName } from '../../../../server/src/features/processName';
import { sentences, t } from '../../../../server/src/l10n';
import type {
  DashboardBreakdown,
  DashboardData,
  DashboardProcess,
  DashboardZone,
} from '../../../../server/src/shared/dashboard';
import type { ChartContext, ChartControl, ChartItem, ChartView } from '../chartView';
import { emptyChart } from './support/emptyChart';
import { atItsTime } from './support/itsTime';
import {
  type MemoryBar,
  type MemoryDrawing,
  memoryBar,
  memoryHeightPx,
  memoryOption,
  memoryPlaces,
  partFill,
  viewLabel,
} from './support/memoryOption';
import {
  MEMORY_VIEWS,
  type MemoryPart,
  type MemoryView,
  openedUp,
  partsByUse,
  partsByZone,
  partsTotal,
} from './support/memoryParts';
import { memoryTable } from './support/memoryTable';

/** The memory of one process: address space, RAM as its page table has it, and the application as it runs it. */
export function processMemory(context: ChartContext): ChartView {
  const { data, baseline, theme } = context;
  const title = t('Process memory');
  const breakdown = data.process?.breakdown ?? null;
  if (data.process === null || breakdown === null) {
    return emptyChart({ id: 'process', title, empty: emptyText(data), table: memoryTable(data, baseline) });
  }
  const isOpened = context.choice('zones') === 'by zone';
  const isOneScale = context.choice('scale') === 'one';
  const parts = partsOf(breakdown, data.zones, isOpened);
  const before = baseline?.process?.breakdown ?? null;
  const oldParts = before === null ? null : oldPartsOf(before, baseline?.zones ?? [], parts, isOpened);
  const drawing: MemoryDrawing = {
    parts: withOldOnes(parts, oldParts ?? []),
    bars: barsOf(parts, oldParts),
    isOneScale,
    textOf: pieceText,
  };
  return {
    id: 'process',
    title,
    summary: atItsTime(data, summary(data.process, parts)),
    notes: notesOf(context, breakdown, isOneScale),
    controls: controls(breakdown, isOpened, isOneScale),
    option: memoryOption(context, drawing),
    empty: null,
    heightPx: memoryHeightPx(drawing),
    legend: drawing.parts.map((part) => {
      const { color } = partFill(theme, part);
      return { label: printable(part.label), colour: color, pattern: part.pattern };
    }),
    table: memoryTable(data, baseline),
    items: itemsOf(drawing),
  };
}

function partsOf(breakdown: DashboardBreakdown, zones: readonly DashboardZone[], isOpened: boolean): MemoryPart[] {
  const parts = partsByUse(breakdown);
  return isOpened ? openedUp(parts, partsByZone(breakdown, zones)) : parts;
}

/** The snapshot's parts, opened up as those of now are: a zone that has no piece now stands with the others. */
function oldPartsOf(
  before: DashboardBreakdown,
  oldZones: readonly DashboardZone[],
  parts: readonly MemoryPart[],
  isOpened: boolean,
): MemoryPart[] {
  const uses = partsByUse(before);
  if (!isOpened) return uses;
  const drawn = new Set(parts.map(({ key }) => key));
  const zones = partsByZone(before, oldZones);
  const own = zones.filter(({ key }) => drawn.has(key));
  return openedUp(uses, [...own, ...zones.filter(({ key }) => !drawn.has(key))], own.length);
}

/** Parts of now, and behind them those that only the snapshot has. */
function withOldOnes(parts: readonly MemoryPart[], oldParts: readonly MemoryPart[]): MemoryPart[] {
  const drawn = new Set(parts.map(({ key }) => key));
  return [...parts, ...oldParts.filter(({ key }) => !drawn.has(key))];
}

/** A bar for each way to count, with that of the snapshot below it. */
function barsOf(parts: readonly MemoryPart[], oldParts: readonly MemoryPart[] | null): MemoryBar[] {
  return MEMORY_VIEWS.flatMap((view) => {
    const label = viewLabel(view);
    const bar = memoryBar(view, view, label, parts);
    return oldParts === null
      ? [bar]
      : [bar, memoryBar(`${view} before`, view, t('{0}, in the snapshot', label), oldParts)];
  });
}

function pieceText(part: MemoryPart, bar: MemoryBar): string {
  const figure = bar.figures.get(part.key) ?? { bytes: null, exactness: 'exact' };
  const text = t('{0}: {1} {2}', bar.label, printable(part.label), liveBytesText(figure.bytes, figure.exactness));
  const { bytes } = bar.total;
  return figure.bytes === null || bytes === null || bytes <= 0
    ? text
    : `${text} (${formatPercent(figure.bytes / bytes)})`;
}

function itemsOf(drawing: MemoryDrawing): ChartItem[] {
  return memoryPlaces(drawing)
    .filter(({ part, bar }) => (bar.figures.get(part.key)?.bytes ?? 0) > 0)
    .map(({ part, bar, seriesIndex, dataIndex }) => {
      const item = { seriesIndex, dataIndex, text: pieceText(part, bar) };
      return part.zoneKey === null ? item : { ...item, zoneKey: part.zoneKey };
    });
}

function controls(breakdown: DashboardBreakdown, isOpened: boolean, isOneScale: boolean): ChartControl[] {
  const scale = {
    id: 'scale',
    label: t('Scale'),
    options: [
      { value: 'own', label: t('one for virtual, one for RAM') },
      { value: 'one', label: t('one for all bars') },
    ],
    value: isOneScale ? 'one' : 'own',
  };
  if (breakdown.zones.length === 0) return [scale];
  const zones = {
    id: 'zones',
    label: t('Shared zones'),
    options: [
      { value: 'together', label: t('together') },
      { value: 'by zone', label: t('by zone') },
    ],
    value: isOpened ? 'by zone' : 'together',
  };
  return [zones, scale];
}

function summary(process: DashboardProcess, parts: readonly MemoryPart[]): string {
  const text = (view: MemoryView) => {
    const { bytes, exactness } = partsTotal(parts, view);
    return liveBytesText(bytes, exactness);
  };
  const name = processName(process);
  if (partsTotal(parts, 'resident').bytes === null) {
    return t('{0}: {1} virtual; how much RAM it holds is not known.', name, text('virtual'));
  }
  return t(
    '{0}: {1} resident, of {2} virtual. With every loaded page of the zones it comes to {3}.',
    name,
    text('resident'),
    text('virtual'),
    text('application'),
  );
}

function notesOf({ baseline }: ChartContext, breakdown: DashboardBreakdown, isOneScale: boolean): string[] {
  const notes = [
    t(
      'Application: the process’s own memory and every loaded page of the zones, whoever touched it. Resident: pages of zones count only once this process has touched them, so a new worker begins with none after a reload.',
    ),
    t('All processes share the zones: adding up their resident memory counts the same pages again and again.'),
  ];
  if (!isOneScale) notes.push(t('Virtual has a scale of its own: addresses cost no RAM.'));
  if (breakdown.isLuaJitEstimated) {
    notes.push(t('≈ LuaJIT: its memory has no name of its own; it is told from the heap by its addresses.'));
  }
  if (breakdown.parts.some(({ residentBytes }) => residentBytes === null)) {
    notes.push(t('The page table of this process may not be read, so what is resident is not known.'));
  }
  if (baseline !== null && (baseline.process?.breakdown ?? null) === null) {
    notes.push(t('The snapshot does not have this breakdown.'));
  }
  return notes;
}

function emptyText({ state, process, server }: DashboardData): string {
  if (state === 'snapshot') return t('This snapshot does not have the breakdown of this process: choose another one.');
  if (server === null) {
    return t(
      'Nothing runs that uses this config. Start nginx, then run “Inspect Live Server” to see what its processes hold.',
    );
  }
  if (process === null) return t('No process of this server is left. Figures come again once it runs.');
  if (server.rung === 'none') {
    const text = t('The memory of {0} may not be read.', processName(process));
    return sentences(text, server.missing ?? '');
  }
  return t('The memory of {0} was not read yet.', processName(process));
}
