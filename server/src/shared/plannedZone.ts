import type { PlannedCapacity } from './dashboard';

/** A zone as the config declares it, with what it costs when it was just made. */
export interface PlannedZone {
  readonly name: string;
  /** Directive of its kind; null for a zone that a module makes by itself. */
  readonly kind: string | null;
  readonly sizeBytes: number | null;
  readonly exactness: 'exact' | 'estimated';
  readonly metadataBytes: number | null;
  readonly emptyLoadedBytes: number | null;
  readonly emptyFreePages: number | null;
  readonly capacity: PlannedCapacity | null;
  readonly declaredAt: { readonly file: string; readonly line: number; readonly column: number } | null;
  /** The zone of the running server that it is; null where nothing runs, or it is not there. */
  readonly inode: number | null;
}
