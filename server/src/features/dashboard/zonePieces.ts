import type { ZonePiece } from '../../shared/dashboard';

/** What a zone's bar is cut by. */
export interface PiecedZone {
  /** What is mapped: whole pages. */
  readonly mappedBytes: number;
  readonly loadedBytes: number | null;
  /** Null where the pool is not known. */
  readonly metadataBytes: number | null;
  /** Null where the pool is not known. */
  readonly usedBytes: number | null;
  /** What the rest of the loaded pages is, beside metadata and used ones. */
  readonly rest: 'free again' | 'loaded';
}

/**
 * The pieces of a zone's bar: they add up to what is mapped, and all but `never touched` to what is loaded. Where less is
 * loaded than the pool has handed out (pages are handed out before they are touched), the last of it is what is not there.
 * None where it is not known what is loaded; pieces of nothing are left out.
 */
export function zonePieces({ mappedBytes, loadedBytes, metadataBytes, usedBytes, rest }: PiecedZone): ZonePiece[] {
  if (loadedBytes === null) return [];
  const mapped = atLeastZero(mappedBytes);
  const loaded = Math.min(mapped, atLeastZero(loadedBytes));
  const isPoolKnown = metadataBytes !== null && usedBytes !== null;
  const metadata = isPoolKnown ? Math.min(loaded, atLeastZero(metadataBytes)) : 0;
  const used = isPoolKnown ? Math.min(loaded - metadata, atLeastZero(usedBytes)) : 0;
  const pieces: ZonePiece[] = [
    { piece: 'metadata', bytes: metadata },
    { piece: 'used', bytes: used },
    { piece: isPoolKnown ? rest : 'loaded', bytes: loaded - metadata - used },
    { piece: 'never touched', bytes: mapped - loaded },
  ];
  return pieces.filter(({ bytes }) => bytes > 0);
}

function atLeastZero(bytes: number): number {
  return bytes > 0 ? bytes : 0;
}
