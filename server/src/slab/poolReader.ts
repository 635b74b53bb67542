import {
  figuresOf,
  headsOf,
  identityOf,
  type PoolIdentity,
  type PoolReading,
  readUntilStill,
  type SlabPool,
} from './pool';
import { type FreeListReading, followFreeList } from './poolFreeList';
import {
  hasSameConstants,
  isLocked,
  isSameHead,
  type PoolShape,
  pageShiftOf,
  readHead,
  recognize,
  type WordBuffer,
  wordAt,
  wordBuffer,
} from './poolHeader';
import { readLogContext } from './poolLogContext';
import type { ZoneBytes } from './zoneBytes';

/** Reads one pool again and again, and takes over what has not changed since: see {@link createPoolReader}. */
export interface PoolReader {
  read(bytes: ZoneBytes): PoolReading;
}

/** A pool that was recognised. */
interface KnownPool {
  readonly shape: PoolShape;
  readonly identity: PoolIdentity;
  /** The head of the last reading that stood still. */
  readonly head: WordBuffer;
  list: FreeListReading;
  pool: SlabPool;
  /** Two readings gave this text for log lines: a module that is still writing it is past that. */
  isTextCertain: boolean;
}

/**
 * Reads a pool's head and the beginning of its free list: the same work whatever the zone's size. Nothing is locked: the
 * head is read again until two readings agree with no change between them.
 *
 * What was worked out before is taken over only by what the zone's bytes say now: shape and text for log lines where all
 * words of the head that never change are the same (the self pointer is one of them); the whole reading where all of the
 * head and the free list are as they were when they stood still, and the lock is free (not in pools without statistics,
 * where most changes leave the head as it is).
 *
 * @param address of the mapping in the server's processes
 * @param pageSizeBytes of the machine
 */
export function createPoolReader(address: bigint, pageSizeBytes: number): PoolReader {
  const base = Number(address);
  const pageShift = pageShiftOf(pageSizeBytes);
  let known: KnownPool | null = null;
  let knownBytes = -1;

  function readAgain(bytes: ZoneBytes, head: WordBuffer): SlabPool | null {
    if (known?.isTextCertain !== true || known.shape.fields.stats === null) return null;
    if (isLocked(head) || !isSameHead(head, known.head, known.shape)) return null;
    return isSameList(followFreeList(bytes, head, known.shape), known.list) ? known.pool : null;
  }

  function readAnew(bytes: ZoneBytes): PoolReading {
    const heads = headsOf(pageShift ?? 0);
    const before = known !== null && hasSameConstants(heads.current, known.head, known.shape) ? known : null;
    let shape = before?.shape;
    if (shape === undefined) {
      known = null;
      const recognition = recognize(heads.current, bytes.sizeBytes, base, pageSizeBytes);
      if (recognition.kind === 'none') return { kind: 'none', contents: 'other', logContext: null };
      if (recognition.kind === 'unknown layout') return recognition;
      if (recognition.kind === 'overwritten') {
        const logContext = readLogContext(bytes, recognition.logContextOffset, -1, pageSizeBytes);
        return { kind: 'none', contents: 'overwritten pool', logContext };
      }
      shape = recognition.shape;
    }
    const list = readUntilStill(bytes, heads, shape, shape.fields.stats !== null);
    if (list === 'unreadable') return { kind: 'unreadable' };
    // The last head read may have another text than the one that was recognised.
    const isTextKnown = before?.isTextCertain === true && hasSameConstants(heads.current, before.head, shape);
    const identity = isTextKnown ? before.identity : identityOf(bytes, heads.current, shape);
    if (list === null) return { kind: 'inconsistent', ...identity };
    const pool = figuresOf(identity, heads.current, shape, list);
    const hasText = identity.logContext !== null || hasNoText(heads.current, shape);
    const isTextCertain = isTextKnown || (hasText && before?.identity.logContext === identity.logContext);
    const head = before?.head ?? wordBuffer(heads.current.bytes.length);
    head.words.set(heads.current.words);
    known = { shape, identity, head, list, pool, isTextCertain };
    return pool;
  }

  return {
    read(bytes) {
      if (pageShift === null) return { kind: 'unreadable' };
      if (bytes.sizeBytes !== knownBytes) known = null;
      knownBytes = bytes.sizeBytes;
      const head = headsOf(pageShift).current;
      if (!readHead(bytes, head)) return { kind: 'unreadable' };
      return readAgain(bytes, head) ?? readAnew(bytes);
    },
  };
}

/** Reads a pool once. */
export function readPool(bytes: ZoneBytes, address: bigint, pageSizeBytes: number): PoolReading {
  return createPoolReader(address, pageSizeBytes).read(bytes);
}

function isSameList(one: FreeListReading, other: FreeListReading): boolean {
  return (
    one.kind === 'followed' && other.kind === 'followed' && one.free === other.free && one.largest === other.largest
  );
}

/** The module set no text: log_ctx leads to the empty one of the pool itself. */
function hasNoText({ words }: WordBuffer, { base, fields }: PoolShape): boolean {
  return wordAt(words, fields.logContext) - base === fields.zero;
}
