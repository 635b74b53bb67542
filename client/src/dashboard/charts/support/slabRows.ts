import { formatCount, formatPercent } from '../../../../../server/src/features/figures';
import { t } from '../../../../../server/src/l10n';
import type { DashboardSlot, DashboardZoneDetail } from '../../../../../server/src/shared/dashboard';
import { formatBytes } from '../../../../../server/src/zones/sizeText';
import { chunksText, pagesText } from './countTexts';

/** What the bars of the slab chart count. */
export type SlabUnit = 'bytes' | 'chunks';

/** A slot class, or all allocations above half a page together. What is not known is null. */
export interface SlabRow {
  /** `64 bytes`, `whole pages`. */
  readonly label: string;
  /** Null for allocations above half a page. */
  readonly slotBytes: number | null;
  readonly pages: number;
  /** Of allocations above half a page their number. */
  readonly usedChunks: number | null;
  readonly freeChunks: number | null;
  readonly bitmapChunks: number | null;
  readonly usedBytes: number;
  readonly freeBytes: number;
  readonly bitmapBytes: number;
  /** All bytes of its pages. */
  readonly bytes: number;
  readonly requests: number | null;
  readonly failures: number | null;
}

/** The classes from the smallest on, and behind them the allocations above half a page where they are known. */
export function slabRows(
  { largeAllocationPages, walk }: DashboardZoneDetail,
  slots: readonly DashboardSlot[],
  pageSizeBytes: number,
): SlabRow[] {
  const rows: SlabRow[] = slots.map((slot) => ({
    ...slot,
    label: formatBytes(slot.slotBytes),
    bytes: slot.pages * pageSizeBytes,
  }));
  if (largeAllocationPages === null) return rows;
  const bytes = largeAllocationPages * pageSizeBytes;
  return [
    ...rows,
    {
      label: t('whole pages'),
      slotBytes: null,
      pages: largeAllocationPages,
      usedChunks: walk === null ? null : walk.pageAllocations.reduce((sum, { count }) => sum + count, 0),
      freeChunks: null,
      bitmapChunks: null,
      usedBytes: bytes,
      freeBytes: 0,
      bitmapBytes: 0,
      bytes,
      requests: null,
      failures: null,
    },
  ];
}

/** All that is known of a row, a line each. */
export function rowLines(row: SlabRow, before: SlabRow | null): string[] {
  const lines = row.slotBytes === null ? largeLines(row) : classLines(row, row.slotBytes);
  if (row.requests !== null && row.failures !== null) {
    lines.push(t('requests since the zone was made: {0}', formatCount(row.requests)));
    lines.push(
      row.failures > 0
        ? `✕ ${t('of them failed, as no page was free: {0}', formatCount(row.failures))}`
        : t('none failed'),
    );
  }
  if (before !== null)
    lines.push(t('in the snapshot: {0} used, {1} free', formatBytes(before.usedBytes), formatBytes(before.freeBytes)));
  return lines;
}

/** The same in one line. */
export function rowText(row: SlabRow, before: SlabRow | null): string {
  return rowLines(row, before).join('; ');
}

function classLines(row: SlabRow, slotBytes: number): string[] {
  const share = row.bytes > 0 ? ` (${formatPercent(row.usedBytes / row.bytes)})` : '';
  const lines = [
    t('Chunks of {0} in {1}', formatBytes(slotBytes), pagesText(row.pages)),
    `${t('used: {0}, {1}', chunksText(row.usedChunks ?? 0), formatBytes(row.usedBytes))}${share}`,
    t('free: {0}, {1}', chunksText(row.freeChunks ?? 0), formatBytes(row.freeBytes)),
  ];
  if ((row.bitmapChunks ?? 0) > 0) {
    lines.push(t('bitmaps: {0}, {1}', chunksText(row.bitmapChunks ?? 0), formatBytes(row.bitmapBytes)));
  }
  return lines;
}

function largeLines({ pages, bytes, usedChunks }: SlabRow): string[] {
  const size = t('{0}, {1}', pagesText(pages), formatBytes(bytes));
  return [
    t('Allocations above half a page'),
    usedChunks === null ? size : `${size}; ${t('number: {0}', formatCount(usedChunks))}`,
  ];
}
