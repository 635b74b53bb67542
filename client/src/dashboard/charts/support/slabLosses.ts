import { formatPercent } from '../../../../../server/src/features/figures';
import { liveBytesText } from '../../../../../server/src/features/liveTexts';
import { t } from '../../../../../server/src/l10n';
import type { DashboardZoneDetail } from '../../../../../server/src/shared/dashboard';
import type { LiveExactness } from '../../../../../server/src/shared/liveSample';
import type { SlabRow } from './slabRows';

/** A piece of the pages in use. Pieces add up to them. */
export interface LossPiece {
  readonly piece: 'entries' | 'rounding' | 'free chunks' | 'bitmaps';
  readonly label: string;
  readonly bytes: number;
  readonly exactness: LiveExactness;
  readonly text: string;
}

/** What the pages in use hold: entries, and what no entry asked for. Empty where that is not known, or no page is in use. */
export function lossesOf({ losses }: DashboardZoneDetail, rows: readonly SlabRow[]): LossPiece[] {
  const inUseBytes = rows.reduce((sum, { bytes }) => sum + bytes, 0);
  const hasLarge = rows.some(({ slotBytes }) => slotBytes === null);
  if (losses === null || inUseBytes === 0 || !hasLarge) return [];
  const { freeChunkBytes, bitmapBytes } = losses;
  // An entry that is assumed may be wrong: what rounding takes cannot be more than what is used.
  const usedBytes = Math.max(0, inUseBytes - freeChunkBytes - bitmapBytes);
  const roundingBytes = losses.roundingBytes === null ? null : Math.min(losses.roundingBytes, usedBytes);
  const piece = (name: LossPiece['piece'], label: string, bytes: number, exactness: LiveExactness): LossPiece => ({
    piece: name,
    label,
    bytes,
    exactness,
    text: t(
      '{0}: {1}, {2} of the pages in use',
      label,
      liveBytesText(bytes, exactness),
      formatPercent(bytes / inUseBytes),
    ),
  });
  const isRounded = roundingBytes !== null;
  return [
    piece(
      'entries',
      isRounded ? t('what entries asked for') : t('used chunks'),
      usedBytes - (roundingBytes ?? 0),
      isRounded ? 'estimated' : 'exact',
    ),
    ...(isRounded ? [piece('rounding', t('lost to rounding up'), roundingBytes, 'estimated')] : []),
    piece('free chunks', t('free chunks in pages of a class'), freeChunkBytes, 'exact'),
    piece('bitmaps', t('bitmaps'), bitmapBytes, 'exact'),
  ];
}
