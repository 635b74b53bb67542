import { t } from '../../../../../server/src/l10n';
import type { ChartColumn, ChartRow, ChartTable } from '../../chartView';
import type { LossPiece } from './slabLosses';
import type { SlabRow } from './slabRows';

/** A row a class, and behind them a row a piece of the pages in use. */
export function slabTable(
  rows: readonly SlabRow[],
  rowsBefore: readonly (SlabRow | null)[] | null,
  losses: readonly LossPiece[],
): ChartTable {
  const columns: ChartColumn[] = [
    { key: 'class', label: t('class'), unit: 'text' },
    { key: 'pages', label: t('pages'), unit: 'count' },
    { key: 'bytes', label: t('size'), unit: 'bytes' },
    { key: 'usedChunks', label: t('used chunks'), unit: 'count' },
    { key: 'freeChunks', label: t('free chunks'), unit: 'count' },
    { key: 'bitmapChunks', label: t('bitmap chunks'), unit: 'count' },
    { key: 'usedBytes', label: t('used'), unit: 'bytes' },
    { key: 'freeBytes', label: t('free'), unit: 'bytes' },
    { key: 'bitmapBytes', label: t('bitmaps'), unit: 'bytes' },
    { key: 'requests', label: t('requests'), unit: 'count' },
    { key: 'failures', label: t('failures'), unit: 'count' },
  ];
  if (rowsBefore !== null) {
    columns.push(
      { key: 'usedBytesBefore', label: t('used in the snapshot'), unit: 'bytes' },
      { key: 'freeBytesBefore', label: t('free in the snapshot'), unit: 'bytes' },
    );
  }
  const classRows = rows.map((row, index): ChartRow => {
    const before = rowsBefore?.[index];
    return {
      key: row.slotBytes === null ? 'whole pages' : String(row.slotBytes),
      cells: [
        row.label,
        row.pages,
        row.bytes,
        row.usedChunks,
        row.freeChunks,
        row.bitmapChunks,
        row.usedBytes,
        row.freeBytes,
        row.bitmapBytes,
        row.requests,
        row.failures,
        ...(rowsBefore === null ? [] : [before?.usedBytes ?? null, before?.freeBytes ?? null]),
      ],
      exactness: 'exact',
      marked: [],
    };
  });
  const lossRows = losses.map(({ piece, label, bytes, exactness }): ChartRow => {
    const unknown = new Array<null>(columns.length - 3).fill(null);
    return {
      key: piece,
      cells: [t('of the pages in use: {0}', label), null, bytes, ...unknown],
      exactness,
      marked: exactness === 'exact' ? [] : ['bytes'],
    };
  });
  return { columns, rows: [...classRows, ...lossRows] };
}
