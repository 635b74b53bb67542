import { processName } from '../../../../../server/src/features/processName';
import { t } from '../../../../../server/src/l10n';
import type { DashboardData } from '../../../../../server/src/shared/dashboard';
import type { ChartColumn, ChartRow, ChartTable } from '../../chartView';
import { MEMORY_VIEWS, type MemoryPart, partsByUse, partsByZone, partsTotal } from './memoryParts';
import { weakest } from './sumFigures';

/** Columns of {@link MEMORY_VIEWS}. */
const KEYS = { virtual: 'virtualBytes', resident: 'residentBytes', application: 'applicationBytes' } as const;
const OLD_KEYS = {
  virtual: 'snapshotVirtualBytes',
  resident: 'snapshotResidentBytes',
  application: 'snapshotApplicationBytes',
} as const;

/** The memory of the process by use and by zone, and all processes. */
export function memoryTable(data: DashboardData, baseline: DashboardData | null): ChartTable {
  const now = partsIn(data);
  const before = baseline === null ? null : new Map(partsIn(baseline).map((row) => [row.key, row]));
  const columns: ChartColumn[] = [
    { key: 'of', label: t('Of'), unit: 'text' },
    { key: 'what', label: t('What'), unit: 'text' },
    { key: 'virtualBytes', label: t('Virtual'), unit: 'bytes' },
    { key: 'residentBytes', label: t('Resident'), unit: 'bytes' },
    { key: 'applicationBytes', label: t('Application'), unit: 'bytes' },
    { key: 'sharedBytes', label: t('Shared'), unit: 'bytes' },
    { key: 'privateBytes', label: t('Private'), unit: 'bytes' },
    ...(before === null
      ? []
      : ([
          { key: OLD_KEYS.virtual, label: t('Virtual, in the snapshot'), unit: 'bytes' },
          { key: OLD_KEYS.resident, label: t('Resident, in the snapshot'), unit: 'bytes' },
          { key: OLD_KEYS.application, label: t('Application, in the snapshot'), unit: 'bytes' },
        ] as const)),
  ];
  const rows = now.map((row) => partRow(row, before === null ? null : (before.get(row.key) ?? 'none')));
  return { columns, rows: [...rows, ...processRows(data, before !== null)] };
}

/** A row of the table before it is one. */
interface NamedPart {
  readonly key: string;
  readonly of: string;
  readonly what: string;
  readonly figures: MemoryPart['figures'];
}

function partsIn({ process, zones }: DashboardData): NamedPart[] {
  if (process === null || process.breakdown === null) return [];
  const uses = partsByUse(process.breakdown);
  const total = {
    virtual: partsTotal(uses, 'virtual'),
    resident: partsTotal(uses, 'resident'),
    application: partsTotal(uses, 'application'),
  };
  const name = processName(process);
  const named = (prefix: string, of: string) => (part: MemoryPart) => ({
    key: `${prefix}:${part.key}`,
    of,
    what: part.label,
    figures: part.figures,
  });
  return [
    ...uses.map(named('use', name)),
    { key: 'total', of: name, what: t('all together'), figures: total },
    ...partsByZone(process.breakdown, zones).map(named('zone', t('shared zones'))),
  ];
}

/** `before`: null without a snapshot, `none` where it does not have this part. */
function partRow({ key, of, what, figures }: NamedPart, before: NamedPart | 'none' | null): ChartRow {
  const old =
    before === null ? [] : MEMORY_VIEWS.map((view) => (before === 'none' ? null : before.figures[view].bytes));
  const told = [
    ...MEMORY_VIEWS.map((view) => ({ key: KEYS[view], figure: figures[view] })),
    ...(before === null || before === 'none'
      ? []
      : MEMORY_VIEWS.map((view) => ({ key: OLD_KEYS[view], figure: before.figures[view] }))),
  ];
  const inexact = told.filter(({ figure }) => figure.bytes !== null && figure.exactness !== 'exact');
  return {
    key,
    cells: [of, what, ...MEMORY_VIEWS.map((view) => figures[view].bytes), null, null, ...old],
    exactness: weakest(inexact.map(({ figure }) => figure.exactness)),
    marked: inexact.map((one) => one.key),
  };
}

function processRows({ processes }: DashboardData, hasSnapshot: boolean): ChartRow[] {
  return processes.map((process) => ({
    key: `process:${process.pid}:${process.startTicks}`,
    cells: [
      t('all processes'),
      processName(process),
      process.virtualBytes,
      process.residentBytes,
      null,
      process.sharedBytes,
      process.privateBytes,
      ...(hasSnapshot ? [null, null, null] : []),
    ],
    exactness: 'exact',
    marked: [],
  }));
}
