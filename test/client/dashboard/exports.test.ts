import { expect, test } from 'vitest';
import type { ChartView } from '../../../client/src/dashboard/chartView';
import { chartCsv, chartJson, exportFileName } from '../../../client/src/dashboard/exports';

const VIEW: ChartView = {
  id: 'loaded',
  title: 'Loaded',
  summary: '',
  notes: [],
  controls: [],
  option: null,
  empty: null,
  heightPx: 0,
  legend: [],
  items: [],
  table: {
    columns: [
      { key: 'zone', label: 'Zone', unit: 'text' },
      { key: 'loadedBytes', label: 'Loaded', unit: 'bytes' },
    ],
    rows: [
      { key: 'a', cells: ['=1+1', 4096], exactness: 'at least', marked: ['loadedBytes'] },
      { key: 'b', cells: ['say "a", b\nc', null], exactness: 'exact', marked: [] },
      { key: 'c', cells: ['-2', -2], exactness: 'exact', marked: [] },
    ],
  },
};
const SOURCE = { title: 'nginx 1.22.1, pid 42', takenAtMs: Date.UTC(2026, 10, 21, 10, 30) };

test('CSV has raw numbers, an empty field for what is not known, and no formula', () => {
  expect(chartCsv(VIEW.table)).toBe(
    [
      'zone,loadedBytes,exactness,marked',
      "'=1+1,4096,at least,loadedBytes",
      '"say ""a"", b\nc",,exact,',
      "'-2,-2,exact,",
      '',
    ].join('\n'),
  );
});

test('JSON says what its figures are, of what and when', () => {
  expect(JSON.parse(chartJson(VIEW, SOURCE))).toMatchObject({
    schema: 'zone-lens.chart/1',
    chart: 'loaded',
    source: SOURCE.title,
    takenAt: '2026-11-21T10:30:00.000Z',
    columns: [{ unit: 'text' }, { key: 'loadedBytes', unit: 'bytes' }],
    rows: [{ exactness: 'at least', cells: { zone: '=1+1', loadedBytes: 4096 } }, { cells: { loadedBytes: null } }, {}],
  });
});

test('file names are made of what every system takes', () => {
  expect(exportFileName(VIEW, SOURCE, 'csv')).toBe('nginx-1.22.1-pid-42-loaded-2026-11-21T10-30-00.csv');
  expect(exportFileName(VIEW, { ...SOURCE, title: '../..\\\u0000' }, 'png')).toBe(
    'zones-loaded-2026-11-21T10-30-00.png',
  );
});
