/** One nginx of each age of ngx_slab_pool_t. */
export type SlabAge = '1.22.1' | '1.10.3' | '1.6.3';

/** Bytes from the pool's beginning; `size` is sizeof(ngx_slab_pool_t). Null where that age has no such field. */
export interface StructOffsets {
  readonly last: number | null;
  readonly free: number;
  readonly stats: number | null;
  readonly pfree: number | null;
  readonly start: number;
  readonly end: number;
  readonly logContext: number;
  readonly zero: number;
  readonly addr: number;
  readonly size: number;
}

export const STRUCT_OFFSETS: Readonly<Record<SlabAge, StructOffsets>> = {
  '1.22.1': {
    ...{
      last: 40,
      free: 48,
      stats: 72,
      pfree: 80,
      start: 88,
      end: 96,
      logContext: 168,
      zero: 176,
      addr: 192,
      size: 200,
    },
  },
  '1.10.3': {
    ...{ last: 40, free: 48, stats: null, pfree: null, start: 72, end: 80, logContext: 152, zero: 160, addr: 176 },
    size: 184,
  },
  '1.6.3': {
    ...{ last: null, free: 40, stats: null, pfree: null, start: 64, end: 72, logContext: 144, zero: 152, addr: 168 },
    size: 176,
  },
};
