import { describe, expect, it } from 'vitest';
import type { ChartTable } from '../../../client/src/dashboard/chartView';
import { processComparison, zoneComparison } from '../../../client/src/dashboard/comparisonTables';
import type { DashboardData, DashboardZone } from '../../../server/src/shared/dashboard';
import { sampleDashboard } from './support/sampleData';

function cell(table: ChartTable, rowKey: string, columnKey: string): string | number | null | undefined {
  const column = table.columns.findIndex(({ key }) => key === columnKey);
  expect(column, columnKey).toBeGreaterThanOrEqual(0);
  return table.rows.find(({ key }) => key === rowKey)?.cells[column];
}

function withZones(data: DashboardData, change: (zone: DashboardZone) => Partial<DashboardZone>): DashboardData {
  return { ...data, zones: data.zones.map((zone) => ({ ...zone, ...change(zone) })) };
}

describe('zoneComparison', () => {
  const now = sampleDashboard();

  it('has what was and what is of each zone, and by how much it differs', () => {
    const before = withZones(now, ({ key, failures }) =>
      key === 'dogs' ? { loaded: { bytes: 4096, exactness: 'exact' }, usedBytes: 0, failures } : {},
    );
    const table = zoneComparison(now, before);
    const dogs = now.zones.find(({ key }) => key === 'dogs');
    expect(cell(table, 'dogs', 'loadedBytesThen')).toBe(4096);
    expect(cell(table, 'dogs', 'loadedBytesNow')).toBe(dogs?.loaded.bytes);
    expect(cell(table, 'dogs', 'loadedBytesDifference')).toBe((dogs?.loaded.bytes ?? 0) - 4096);
    expect(cell(table, 'dogs', 'usedBytesDifference')).toBe(dogs?.usedBytes);
    expect(cell(table, 'dogs', 'failuresDifference')).toBe(0);
    // The largest difference first.
    expect(table.rows[0]?.key).toBe('dogs');
    expect(table.rows.every(({ cells }) => cells.length === table.columns.length)).toBe(true);
  });

  it('sorts a zone that shrank by how much, too', () => {
    const before = withZones(now, ({ key }) =>
      key === 'addr' ? { loaded: { bytes: 9 * 1024 ** 3, exactness: 'exact' } } : {},
    );
    const table = zoneComparison(now, before);
    expect(table.rows[0]?.key).toBe('addr');
    expect(cell(table, 'addr', 'loadedBytesDifference')).toBeLessThan(0);
  });

  it('says which zones are new and which are gone, without a figure for what is not there', () => {
    const [first, ...others] = now.zones;
    const gone = { ...(first as DashboardZone), key: 'gone', name: 'gone' };
    const table = zoneComparison(now, { ...now, zones: [...others, gone] });
    expect(cell(table, 'dogs', 'zone')).toBe('dogs (new)');
    expect(cell(table, 'gone', 'zone')).toBe('gone (gone)');
    expect(cell(table, 'dogs', 'loadedBytesThen')).toBeNull();
    expect(cell(table, 'gone', 'loadedBytesNow')).toBeNull();
    expect(cell(table, 'gone', 'loadedBytesDifference')).toBeNull();
  });

  it('has no difference of what is not known, and never takes it for 0', () => {
    const before = withZones(now, () => ({
      loaded: { bytes: null, exactness: 'exact' },
      usedBytes: null,
      failures: null,
    }));
    const table = zoneComparison(now, before);
    for (const key of ['loadedBytesDifference', 'usedBytesDifference', 'failuresDifference']) {
      expect(table.rows.map((row) => cell(table, row.key, key))).toEqual(now.zones.map(() => null));
    }
  });

  it.each([
    ['at least', 'exact', 'at least'],
    ['estimated', 'at least', 'estimated'],
    ['exact', 'exact', 'exact'],
  ] as const)('is as exact as the less exact side: %s now, %s then', (present, past, exactness) => {
    const side = (of: typeof present) => withZones(now, ({ loaded }) => ({ loaded: { ...loaded, exactness: of } }));
    const table = zoneComparison(side(present), side(past));
    expect(new Set(table.rows.map((row) => row.exactness))).toEqual(new Set([exactness]));
    expect(table.rows[0]?.marked).toContain('loadedBytesDifference');
  });

  it('keeps a hostile name on one line', () => {
    const table = zoneComparison(
      withZones(now, ({ key }) => (key === 'dogs' ? { name: 'a\n\u202eb' } : {})),
      now,
    );
    expect(cell(table, 'dogs', 'zone')).toBe('a\\n\\u202eb');
  });
});

describe('processComparison', () => {
  const now = sampleDashboard();

  it('counts processes of a role, and never adds up what they share', () => {
    const before = { ...now, processes: now.processes.filter(({ pid }) => pid !== 4244) };
    const table = processComparison(now, before);
    const [largest, second] = now.processes;
    expect(cell(table, 'worker', 'processesThen')).toBe(1);
    expect(cell(table, 'worker', 'processesNow')).toBe(2);
    expect(cell(table, 'worker', 'processesDifference')).toBe(1);
    expect(cell(table, 'worker', 'residentBytesNow')).toBe(largest?.residentBytes);
    expect(cell(table, 'worker', 'residentBytesDifference')).toBe(0);
    expect(cell(table, 'worker', 'privateBytesNow')).toBe((largest?.privateBytes ?? 0) + (second?.privateBytes ?? 0));
  });

  it('does not know the sum of what is not known, nor what a role holds that is not there', () => {
    const processes = now.processes.map((process) =>
      process.pid === 4244 ? { ...process, residentBytes: null, privateBytes: null } : process,
    );
    const table = processComparison({ ...now, processes }, { ...now, processes: [] });
    expect(cell(table, 'worker', 'residentBytesNow')).toBeNull();
    expect(cell(table, 'worker', 'privateBytesNow')).toBeNull();
    expect(cell(table, 'master', 'privateBytesThen')).toBeNull();
    expect(cell(table, 'master', 'processesThen')).toBe(0);
  });

  it('is empty where nothing ran at either time', () => {
    const planned = sampleDashboard({ kind: 'planned' });
    expect(processComparison(planned, planned).rows).toEqual([]);
  });
});
