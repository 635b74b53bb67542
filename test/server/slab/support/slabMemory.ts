import { type SlabAge, STRUCT_OFFSETS } from './slabStructs';

/**
 * nginx's allocator (src/core/ngx_slab.c) word by word, in a zone of its own: what it stores, and in which order, is what a
 * server stores in shared memory. Written after the C code, in three ages of it; offsets by themselves, so that the
 * decoder is held against another account of them.
 */

/** One store of a 64-bit word. */
export interface Store {
  readonly offset: number;
  readonly value: bigint;
}

export interface SlabMemory {
  readonly age: SlabAge;
  readonly address: bigint;
  readonly pageBytes: number;
  /** The configured size. */
  readonly sizeBytes: number;
  /** The zone: whole pages. */
  readonly bytes: Uint8Array;
  /** Offset of the first page that can be handed out. */
  readonly start: number;
  readonly pageCount: number;
  /** ngx_slab_alloc(): the offset in the zone, null where there is no memory. */
  alloc(size: number): number | null;
  /** ngx_slab_free(). */
  free(offset: number): void;
  /** Sets log_ctx to a text that was allocated. */
  setLogContext(offset: number, text: string): void;
  /** ngx_slab_pool_t.log_nomem = 0. */
  clearLogNomem(): void;
  /** Stores since the last call, in order. */
  takeStores(): Store[];
}

const MIN_SHIFT = 3;
const BUSY = (1n << 64n) - 1n;
const PAGE_START = 1n << 63n;
const [PAGE, BIG, EXACT, SMALL] = [0n, 1n, 2n, 3n];
const LOCK_HOLDER = 4711n;

/** Makes a zone and lays a pool out in it: ngx_init_zone_pool() and ngx_slab_init(). */
export function createSlabMemory(options: {
  readonly sizeBytes: number;
  readonly pageBytes?: number;
  readonly age?: SlabAge;
  readonly address?: bigint;
}): SlabMemory {
  const { sizeBytes, pageBytes = 4096, age = '1.22.1', address = 0x7f12_3456_7000n & ~0xffffn } = options;
  const at = STRUCT_OFFSETS[age];
  const pageShift = BigInt(Math.log2(pageBytes));
  const exactShift = pageShift - 6n;
  const bytes = new Uint8Array(Math.ceil(sizeBytes / pageBytes) * pageBytes);
  const view = new DataView(bytes.buffer);
  const base = address;
  let stores: Store[] = [];

  const get = (pointer: bigint): bigint => view.getBigUint64(Number(pointer - base), true);
  const set = (pointer: bigint, value: bigint): void => {
    const word = BigInt.asUintN(64, value);
    view.setBigUint64(Number(pointer - base), word, true);
    stores.push({ offset: Number(pointer - base), value: word });
  };
  const add = (pointer: bigint, value: bigint): void => set(pointer, get(pointer) + value);

  // ngx_slab_page_t: slab, next, prev.
  const slabOf = (page: bigint): bigint => get(page);
  const setSlab = (page: bigint, value: bigint): void => set(page, value);
  const nextOf = (page: bigint): bigint => get(page + 8n);
  const setNext = (page: bigint, value: bigint): void => set(page + 8n, value);
  const prevOf = (page: bigint): bigint => get(page + 16n);
  const setPrev = (page: bigint, value: bigint): void => set(page + 16n, value);
  const linkOf = (page: bigint): bigint => prevOf(page) & ~3n;
  const typeOf = (page: bigint): bigint => prevOf(page) & 3n;

  const slotCount = Number(pageShift) - MIN_SHIFT;
  const slots = base + BigInt(at.size);
  const freeHead = base + BigInt(at.free);
  const stats = slots + BigInt(slotCount) * 24n;
  const statOf = (slot: bigint, field: 'total' | 'used' | 'reqs' | 'fails'): bigint =>
    stats + slot * 32n + { total: 0n, used: 8n, reqs: 16n, fails: 24n }[field];
  const count = (slot: bigint, field: 'total' | 'used' | 'reqs' | 'fails', change: bigint): void => {
    if (at.stats !== null) add(statOf(slot, field), change);
  };
  const countFreePages = (change: bigint): void => {
    if (at.pfree !== null) add(base + BigInt(at.pfree), change);
  };

  set(base + BigInt(at.end), base + BigInt(sizeBytes));
  set(base + 24n, BigInt(MIN_SHIFT));
  set(base + BigInt(at.addr), base);
  set(base + 16n, 8n);
  let p = slots;
  let size = base + BigInt(sizeBytes) - p;
  for (let slot = 0; slot < slotCount; slot++) {
    const head = slots + BigInt(slot) * 24n;
    setSlab(head, 0n);
    setNext(head, head);
    setPrev(head, 0n);
  }
  p += BigInt(slotCount) * 24n;
  if (at.stats !== null) {
    set(base + BigInt(at.stats), p);
    p += BigInt(slotCount) * 32n;
    size -= BigInt(slotCount) * (24n + 32n);
  }
  const array = p;
  let pages = size / (BigInt(pageBytes) + 24n);
  set(base + 32n, array);
  setSlab(freeHead, 0n);
  setNext(freeHead, array);
  setPrev(freeHead, 0n);
  setSlab(array, pages);
  setNext(array, freeHead);
  setPrev(array, freeHead);
  const startPointer = (array + pages * 24n + BigInt(pageBytes) - 1n) & ~(BigInt(pageBytes) - 1n);
  set(base + BigInt(at.start), startPointer);
  const tooMany = pages - (base + BigInt(sizeBytes) - startPointer) / BigInt(pageBytes);
  if (tooMany > 0n) {
    pages -= tooMany;
    setSlab(array, pages);
  }
  const last = array + pages * 24n;
  if (at.last !== null) set(base + BigInt(at.last), last);
  if (at.pfree !== null) set(base + BigInt(at.pfree), pages);
  set(base + BigInt(at.logContext), base + BigInt(at.zero));
  set(base + BigInt(at.zero), 0x100n);
  set(base + BigInt(at.zero) + 8n, 0n);

  const pageAddress = (page: bigint): bigint => ((page - array) / 24n) * BigInt(pageBytes) + startPointer;

  function unlink(page: bigint): void {
    const previous = linkOf(page);
    setNext(previous, nextOf(page));
    setPrev(nextOf(page), prevOf(page));
  }

  function allocPages(wanted: bigint): bigint | null {
    for (let page = nextOf(freeHead); page !== freeHead; page = nextOf(page)) {
      const length = slabOf(page);
      if (length < wanted) continue;
      if (length > wanted) {
        const rest = page + wanted * 24n;
        if (at.last !== null) setPrev(page + (length - 1n) * 24n, rest);
        setSlab(rest, length - wanted);
        setNext(rest, nextOf(page));
        setPrev(rest, prevOf(page));
        setNext(prevOf(page), rest);
        setPrev(nextOf(page), rest);
      } else {
        setNext(prevOf(page), nextOf(page));
        setPrev(nextOf(page), prevOf(page));
      }
      setSlab(page, wanted | PAGE_START);
      setNext(page, 0n);
      setPrev(page, PAGE);
      countFreePages(-wanted);
      for (let busy = page + 24n; busy < page + wanted * 24n; busy += 24n) {
        setSlab(busy, BUSY);
        setNext(busy, 0n);
        setPrev(busy, PAGE);
      }
      return page;
    }
    return null;
  }

  function freePages(freed: bigint, length: bigint): void {
    let page = freed;
    let others = length - 1n;
    countFreePages(length);
    setSlab(page, length);
    for (let inner = page + 24n; inner < page + length * 24n; inner += 8n) set(inner, 0n);
    if (nextOf(page) !== 0n) unlink(page);
    if (at.last !== null) {
      let join = page + slabOf(page) * 24n;
      if (join < last && typeOf(join) === PAGE && nextOf(join) !== 0n) {
        others += slabOf(join);
        setSlab(page, slabOf(page) + slabOf(join));
        unlink(join);
        setSlab(join, 0n);
        setNext(join, 0n);
        setPrev(join, PAGE);
      }
      if (page > array) {
        join = page - 24n;
        if (typeOf(join) === PAGE) {
          if (slabOf(join) === 0n) join = linkOf(join);
          if (nextOf(join) !== 0n) {
            others += slabOf(join);
            setSlab(join, slabOf(join) + slabOf(page));
            unlink(join);
            setSlab(page, 0n);
            setNext(page, 0n);
            setPrev(page, PAGE);
            page = join;
          }
        }
      }
      if (others > 0n) setPrev(page + others * 24n, page);
    }
    setPrev(page, freeHead);
    setNext(page, nextOf(freeHead));
    setPrev(nextOf(page), page);
    setNext(freeHead, page);
  }

  const bitmapWords = (shift: bigint): bigint => (BigInt(pageBytes) >> shift) / 64n;
  const bitmapChunks = (shift: bigint): bigint => {
    const chunks = (BigInt(pageBytes) >> shift) / ((1n << shift) * 8n);
    return chunks === 0n ? 1n : chunks;
  };

  function leaveSlot(page: bigint, type: bigint): void {
    unlink(page);
    setNext(page, 0n);
    setPrev(page, type);
  }

  function takeFrom(page: bigint, shift: bigint, slot: bigint): bigint {
    if (shift < exactShift) {
      const bitmap = pageAddress(page);
      for (let word = 0n; word < bitmapWords(shift); word++) {
        const bits = get(bitmap + word * 8n);
        if (bits === BUSY) continue;
        const bit = lowestClearBit(bits);
        set(bitmap + word * 8n, bits | (1n << bit));
        count(slot, 'used', 1n);
        let isFull = true;
        for (let later = word; later < bitmapWords(shift); later++) {
          if (get(bitmap + later * 8n) !== BUSY) isFull = false;
        }
        if (isFull) leaveSlot(page, SMALL);
        return bitmap + ((word * 64n + bit) << shift);
      }
      throw new Error('page is busy');
    }
    const isExact = shift === exactShift;
    const chunks = BigInt(pageBytes) >> shift;
    const mapShift = isExact ? 0n : 32n;
    const mask = ((1n << chunks) - 1n) << mapShift;
    const bit = lowestClearBit(slabOf(page) >> mapShift);
    if (bit >= chunks) throw new Error('page is busy');
    setSlab(page, slabOf(page) | (1n << (bit + mapShift)));
    if ((slabOf(page) & mask) === mask) leaveSlot(page, isExact ? EXACT : BIG);
    count(slot, 'used', 1n);
    return pageAddress(page) + (bit << shift);
  }

  function cut(page: bigint, shift: bigint, slot: bigint): bigint {
    const head = slots + slot * 24n;
    const chunks = BigInt(pageBytes) >> shift;
    let type = BIG;
    let total = chunks;
    let first = pageAddress(page);
    if (shift < exactShift) {
      const reserved = bitmapChunks(shift);
      const bitmap = pageAddress(page);
      const marked = (1n << (reserved + 1n)) - 1n;
      for (let word = 0n; word < bitmapWords(shift); word++) set(bitmap + word * 8n, (marked >> (word * 64n)) & BUSY);
      setSlab(page, shift);
      type = SMALL;
      total = chunks - reserved;
      first += reserved << shift;
    } else if (shift === exactShift) {
      setSlab(page, 1n);
      type = EXACT;
    } else {
      setSlab(page, (1n << 32n) | shift);
    }
    setNext(page, head);
    setPrev(page, head | type);
    setNext(head, page);
    count(slot, 'total', total);
    count(slot, 'used', 1n);
    return first;
  }

  function allocLocked(requested: number): bigint | null {
    const largest = pageBytes / 2;
    if (age === '1.6.3' ? requested >= largest : requested > largest) {
      const page = allocPages(BigInt(Math.ceil(requested / pageBytes)));
      return page === null ? null : pageAddress(page);
    }
    const shift = BigInt(Math.max(MIN_SHIFT, Math.ceil(Math.log2(Math.max(1, requested)))));
    const slot = shift - BigInt(MIN_SHIFT);
    count(slot, 'reqs', 1n);
    const partial = nextOf(slots + slot * 24n);
    if (nextOf(partial) !== partial) return takeFrom(partial, shift, slot);
    const page = allocPages(1n);
    if (page !== null) return cut(page, shift, slot);
    count(slot, 'fails', 1n);
    return null;
  }

  function freeLocked(pointer: bigint): void {
    const page = array + ((pointer - startPointer) >> pageShift) * 24n;
    const type = typeOf(page);
    if (type === PAGE) {
      freePages(page, slabOf(page) & ~PAGE_START);
      return;
    }
    const shift = type === EXACT ? exactShift : slabOf(page) & 15n;
    const slot = shift - BigInt(MIN_SHIFT);
    const chunk = (pointer & (BigInt(pageBytes) - 1n)) >> shift;
    if (nextOf(page) === 0n) {
      const head = slots + slot * 24n;
      setNext(page, nextOf(head));
      setNext(head, page);
      setPrev(page, head | type);
      setPrev(nextOf(page), page | type);
    }
    let total = BigInt(pageBytes) >> shift;
    let isEmpty: boolean;
    if (type === SMALL) {
      const bitmap = pageAddress(page);
      const word = bitmap + (chunk / 64n) * 8n;
      set(word, get(word) & ~(1n << (chunk % 64n)));
      const reserved = bitmapChunks(shift);
      total -= reserved;
      let all = 0n;
      for (let at = 0n; at < bitmapWords(shift); at++) all |= get(bitmap + at * 8n) << (at * 64n);
      isEmpty = all === (1n << reserved) - 1n;
    } else if (type === EXACT) {
      setSlab(page, slabOf(page) & ~(1n << chunk));
      isEmpty = slabOf(page) === 0n;
    } else {
      setSlab(page, slabOf(page) & ~(1n << (chunk + 32n)));
      isEmpty = slabOf(page) >> 32n === 0n;
    }
    if (isEmpty) {
      freePages(page, 1n);
      count(slot, 'total', -total);
    }
    count(slot, 'used', -1n);
  }

  function locked<Result>(work: () => Result): Result {
    set(base, LOCK_HOLDER);
    const result = work();
    set(base, 0n);
    return result;
  }

  return {
    ...{ age, address, pageBytes, sizeBytes, bytes },
    start: Number(startPointer - base),
    pageCount: Number(pages),
    alloc(requested) {
      const pointer = locked(() => allocLocked(requested));
      return pointer === null ? null : Number(pointer - base);
    },
    free: (offset) => locked(() => freeLocked(base + BigInt(offset))),
    setLogContext(offset, text) {
      const encoded = new TextEncoder().encode(`${text}\0`);
      const padded = new Uint8Array(Math.ceil(encoded.length / 8) * 8);
      padded.set(encoded);
      const words = new DataView(padded.buffer);
      for (let at = 0; at < padded.length; at += 8) set(base + BigInt(offset + at), words.getBigUint64(at, true));
      set(base + BigInt(at.logContext), base + BigInt(offset));
    },
    clearLogNomem: () => set(base + BigInt(at.zero), get(base + BigInt(at.zero)) & ~0x100n),
    takeStores() {
      const taken = stores;
      stores = [];
      return taken;
    },
  };
}

function lowestClearBit(bits: bigint): bigint {
  let bit = 0n;
  while ((bits >> bit) & 1n) bit++;
  return bit;
}
