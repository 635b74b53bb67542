import { printable } from '../../../server/src/features/printable';
import { t } from '../../../server/src/l10n';
import type { DashboardData, DashboardZone } from '../../../server/src/shared/dashboard';
import type { LiveProcess } from '../../../server/src/shared/liveServer';
import type { ChartColumn, ChartRow, ChartTable } from './chartView';
import { roleText } from './roleText';

type Value = number | null;

/** A figure that is compared. */
interface Compared {
  readonly key: string;
  readonly label: string;
  readonly unit: 'bytes' | 'count';
}

/** All zones of one time or the other with what they held, by how much the loaded bytes differ. */
export function zoneComparison(now: DashboardData, before: DashboardData): ChartTable {
  const zonesBefore = new Map(before.zones.map((zone) => [zone.key, zone]));
  const zonesNow = new Map(now.zones.map((zone) => [zone.key, zone]));
  const columns = comparedColumns({ key: 'zone', label: t('Zone') }, [
    { key: 'loadedBytes', label: t('Loaded'), unit: 'bytes' },
    { key: 'usedBytes', label: t('Used'), unit: 'bytes' },
    { key: 'failures', label: t('Failures'), unit: 'count' },
  ]);
  const rows = [...new Set([...zonesNow.keys(), ...zonesBefore.keys()])].map((key) => {
    const zone = zonesNow.get(key);
    const other = zonesBefore.get(key);
    const cells = [
      ...thenNow(other?.loaded.bytes, zone?.loaded.bytes),
      ...thenNow(other?.usedBytes, zone?.usedBytes),
      ...thenNow(other?.failures, zone?.failures),
    ];
    return row(key, zoneName(zone, other), cells, [zone, other].map(loadedExactness));
  });
  return { columns, rows: rows.toSorted((left, right) => size(right.cells[3]) - size(left.cells[3])) };
}

/** Processes by what they do: their number, the largest of them, and what they have of their own together. */
export function processComparison(now: DashboardData, before: DashboardData): ChartTable {
  const columns = comparedColumns({ key: 'role', label: t('Processes') }, [
    { key: 'processes', label: t('Number'), unit: 'count' },
    // Zones would be in a sum once for each process.
    { key: 'residentBytes', label: t('Resident, the largest'), unit: 'bytes' },
    { key: 'privateBytes', label: t('Of their own, together'), unit: 'bytes' },
  ]);
  const roles = new Set([...now.processes, ...before.processes].map(({ role }) => role));
  const rows = [...roles].map((role) => {
    const [present, past] = [now, before].map(({ processes }) => processes.filter((process) => process.role === role));
    const cells = [
      ...thenNow(past?.length, present?.length),
      ...thenNow(largestResident(past), largestResident(present)),
      ...thenNow(privateSum(past), privateSum(present)),
    ];
    return row(role, roleText(role), cells, []);
  });
  return { columns, rows };
}

function comparedColumns(first: { key: string; label: string }, compared: readonly Compared[]): ChartColumn[] {
  return [
    { ...first, unit: 'text' },
    ...compared.flatMap(({ key, label, unit }) => [
      { key: `${key}Then`, label: t('{0} then', label), unit },
      { key: `${key}Now`, label: t('{0} now', label), unit },
      { key: `${key}Difference`, label: t('{0}: difference', label), unit },
    ]),
  ];
}

/** What is not on one side, or not known, has no difference. */
function thenNow(then: Value | undefined, now: Value | undefined): Value[] {
  return [then ?? null, now ?? null, then == null || now == null ? null : now - then];
}

function row(
  key: string,
  name: string,
  cells: readonly Value[],
  exactness: readonly (DashboardZone['loaded']['exactness'] | null)[],
): ChartRow {
  const least = exactness.find((one) => one === 'estimated') ?? exactness.find((one) => one === 'at least') ?? 'exact';
  return {
    key,
    cells: [name, ...cells],
    exactness: least,
    marked: ['loadedBytesThen', 'loadedBytesNow', 'loadedBytesDifference'],
  };
}

function zoneName(now: DashboardZone | undefined, before: DashboardZone | undefined): string {
  const name = printable((now ?? before)?.name ?? '');
  if (before === undefined) return t('{0} (new)', name);
  return now === undefined ? t('{0} (gone)', name) : name;
}

function loadedExactness(zone: DashboardZone | undefined): DashboardZone['loaded']['exactness'] | null {
  return zone?.loaded.exactness ?? null;
}

/** Null where one of them is not known, and where there is none. */
function privateSum(processes: readonly LiveProcess[] | undefined): Value {
  return joined(
    processes,
    ({ privateBytes }) => privateBytes,
    (one, other) => one + other,
  );
}

/** The same, of the largest. */
function largestResident(processes: readonly LiveProcess[] | undefined): Value {
  return joined(processes, ({ residentBytes }) => residentBytes, Math.max);
}

function joined(
  processes: readonly LiveProcess[] | undefined,
  bytesOf: (process: LiveProcess) => Value,
  join: (one: number, other: number) => number,
): Value {
  if (processes === undefined || processes.length === 0) return null;
  return processes.map(bytesOf).reduce((one, other) => (one === null || other === null ? null : join(one, other)));
}

function size(value: string | number | null | undefined): number {
  return typeof value === 'number' ? Math.abs(value) : -1;
}
