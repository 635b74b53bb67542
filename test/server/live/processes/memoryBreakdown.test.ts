import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PrivateMemory } from '../../../../server/src/live/memory/privateMemory';
import { memoryBreakdown } from '../../../../server/src/live/processes/memoryBreakdown';
import { findLuaJit } from '../../../../server/src/live/processes/memoryBreakdownLuaJit';
import { usesOf } from '../../../../server/src/live/processes/memoryBreakdownUses';
import { parseMaps } from '../../../../server/src/live/system/maps';
import type { ProcFile, ProcFiles } from '../../../../server/src/live/system/procFiles';
import { fakeProcFiles } from '../support/serversFakeProc';
import { UNREAD_SERVER } from '../support/unreadServer';

const PAGE = 4096;
const GRANULE = 0x20000;

const MAPS = `400000-410000 r-xp 00000000 08:01 5 /usr/sbin/nginx
410000-412000 rw-p 00010000 08:01 5 /usr/sbin/nginx
412000-420000 rw-p 00000000 00:00 0
500000-540000 rw-p 00000000 00:00 0 [heap]
7f0000000000-7f0000100000 rw-p 00000000 00:00 0
7f0000200000-7f0000201000 ---p 00000000 00:00 0
7f0000201000-7f0000a01000 rw-p 00000000 00:00 0
7f0001000000-7f0001a00000 rw-s 00000000 00:01 77 /dev/zero (deleted)
7f0002000000-7f0002010000 r-xp 00000000 00:00 0
7f0002020000-7f0002030000 rwxp 00000000 00:00 0
7f0003000000-7f0003001000 r--p 00000000 08:01 6 /usr/lib/libx.so.1.2
7f0003001000-7f0003002000 rw-p 00001000 08:01 6 /usr/lib/libx.so.1.2
7f0003002000-7f0003004000 rw-p 00000000 00:00 0
7f0004000000-7f0004100000 r--p 00000000 08:01 7 /usr/lib/locale/locale-archive
7f0004200000-7f0004201000 rw-s 00000000 00:05 9 /dev/shm/other
7f0005000000-7f0005004000 r--p 00000000 00:00 0 [vvar]
7f0005004000-7f0005006000 r-xp 00000000 00:00 0 [vdso]
7ffc00000000-7ffc00021000 rw-p 00000000 00:00 0 [stack]
ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0 [vsyscall]
`;

/** Every page is there whose number `isPresent` likes. */
function pagemapOf(isPresent: (page: number) => boolean): ProcFile {
  return {
    refusal: null,
    read: (target, position) => {
      target.fill(0);
      for (let at = 0; at + 8 <= target.length; at += 8) {
        if (isPresent((Number(position) + at) / 8)) target[at + 7] = 0x81;
      }
      return target.length;
    },
    stat: () => null,
    close: () => undefined,
  };
}

function systemWith(maps: string, pagemap: ProcFile | null, memory: ProcFile | null = null): ProcFiles {
  const files = fakeProcFiles({ processes: [{ pid: 100, commandLine: 'nginx: master process a\0', more: { maps } }] });
  return {
    ...files,
    open: (path) => {
      const file = path === '/proc/100/pagemap' ? pagemap : path === '/proc/100/mem' ? memory : null;
      return file ?? { refusal: 'EACCES' };
    },
  };
}

describe('uses of mappings', () => {
  it('are told by files, places and neighbours', () => {
    expect(usesOf(parseMaps(MAPS)).map(({ use }) => use)).toEqual([
      'code and libraries',
      'code and libraries',
      'code and libraries',
      'heap',
      'heap',
      'stack',
      'stack',
      'shared zones',
      'LuaJIT',
      'other',
      'code and libraries',
      'code and libraries',
      'code and libraries',
      'other',
      'other',
      'other',
      'other',
      'stack',
      'other',
    ]);
  });

  it('are the heap’s where malloc keeps a range for later', () => {
    const maps = `7f0000000000-7f0000021000 rw-p 00000000 00:00 0\n7f0000021000-7f0004000000 ---p 00000000 00:00 0\n`;
    expect(usesOf(parseMaps(maps)).map(({ use }) => use)).toEqual(['heap', 'heap']);
  });
});

describe('memory by use', () => {
  it('is counted page by page', () => {
    const even = memoryBreakdown(
      systemWith(
        MAPS,
        pagemapOf((page) => page % 2 === 0),
      ),
      UNREAD_SERVER,
      100,
    );
    const sizes = new Map(
      even?.parts.map(({ use, virtualBytes, residentBytes }) => [use, [virtualBytes, residentBytes]]),
    );
    expect(sizes.get('shared zones')).toEqual([0xa00000, 0x500000]);
    expect(sizes.get('heap')).toEqual([0x140000, 0xa0000]);
    expect(sizes.get('LuaJIT')).toEqual([0x10000, 0x8000]);
    // [vvar] is no memory of the process, though its pages are in the table; [vsyscall] is no part of it at all.
    expect(sizes.get('other')).toEqual([0x117000, 0x10000 / 2 + 0x100000 / 2 + PAGE + PAGE]);
    expect(even?.isLuaJitEstimated).toBe(true);
  });

  it('has no resident figures without page tables, and none for what is too large to count', () => {
    const unknown = memoryBreakdown(systemWith(MAPS, null), UNREAD_SERVER, 100);
    expect(unknown?.parts.every(({ residentBytes }) => residentBytes === null)).toBe(true);
    const huge = `${MAPS}100000000000-200000000000 rw-s 00000000 00:01 78 /dev/zero (deleted)\n`;
    const some = memoryBreakdown(
      systemWith(
        huge,
        pagemapOf(() => true),
      ),
      UNREAD_SERVER,
      100,
    );
    expect(some?.parts.filter(({ residentBytes }) => residentBytes === null).map(({ use }) => use)).toEqual([
      'shared zones',
    ]);
    // The one that is too large hides no other.
    expect(some?.zones).toEqual([
      { inode: 78, virtualBytes: 2 ** 44, residentBytes: null },
      { inode: 77, virtualBytes: 0xa00000, residentBytes: 0xa00000 },
    ]);
  });

  it('opens up its zones, in the order of addresses, and a zone that was cut in two as one', () => {
    const maps = `${MAPS.replace('7f0001000000-7f0001a00000 rw-s 00000000 00:01 77 /dev/zero (deleted)\n', '')
      .split('\n')
      .slice(0, 7)
      .join('\n')}
7f0001000000-7f0001a00000 rw-s 00000000 00:01 79 /dev/zero (deleted)
7f0001a00000-7f0001a10000 rw-s 00000000 00:01 77 /dev/zero (deleted)
7f0001a10000-7f0001a14000 r--s 00010000 00:01 77 /dev/zero (deleted)
7f0001b00000-7f0001b01000 rw-s 00000000 00:05 9 /dev/shm/other
`;
    const isPresent = (page: number) => page === 0x7f0001a00 || page === 0x7f0001a13 || page % 4 === 1;
    const read = memoryBreakdown(systemWith(maps, pagemapOf(isPresent)), UNREAD_SERVER, 100);
    expect(read?.zones).toEqual([
      { inode: 79, virtualBytes: 0xa00000, residentBytes: 0xa00000 / 4 },
      { inode: 77, virtualBytes: 0x14000, residentBytes: 0x14000 / 4 + 2 * PAGE },
    ]);
    const part = read?.parts.find(({ use }) => use === 'shared zones');
    expect(part).toMatchObject({ virtualBytes: 0xa14000, residentBytes: 0xa14000 / 4 + 2 * PAGE });
    const blind = memoryBreakdown(systemWith(maps, null), UNREAD_SERVER, 100);
    expect(blind?.zones.map(({ residentBytes }) => residentBytes)).toEqual([null, null]);
    expect(blind?.zones.map(({ virtualBytes }) => virtualBytes)).toEqual([0xa00000, 0x14000]);
  });

  it('finds LuaJIT’s segment behind a library too, where its .bss would stand', () => {
    const bytes = new Map([
      [0x412000 + 8, 0x373n],
      [0x412000 + 856, 0x412000n],
      [0x412000 + 864, 0x8000n],
    ]);
    const memory: ProcFile = {
      ...pagemapOf(() => true),
      read: (target, position) => {
        target.fill(0);
        const view = new DataView(target.buffer, target.byteOffset, target.length);
        for (let at = 0; at + 8 <= target.length; at += 8) {
          view.setBigUint64(at, bytes.get(Number(position) + at) ?? 0n, true);
        }
        return target.length;
      },
    };
    const found = memoryBreakdown(
      systemWith(
        MAPS,
        pagemapOf(() => true),
        memory,
      ),
      UNREAD_SERVER,
      100,
    );
    expect(found?.isLuaJitEstimated).toBe(false);
    expect(found?.parts.find(({ use }) => use === 'LuaJIT')?.virtualBytes).toBe(0x8000 + 0x10000);
    expect(found?.parts.find(({ use }) => use === 'code and libraries')?.virtualBytes).toBe(0x20000 - 0x8000 + 0x4000);
  });

  it('is none of what is not there', () => {
    const files = systemWith(MAPS, null);
    expect(memoryBreakdown(files, UNREAD_SERVER, 101)).toBeNull();
    expect(memoryBreakdown(files, { ...UNREAD_SERVER, startTicks: 1 }, 100)).toBeNull();
    expect(memoryBreakdown(systemWith('', null), UNREAD_SERVER, 100)).toBeNull();
  });
});

describe('LuaJIT’s memory', () => {
  const BASE = 0x7f0000000000n;

  /** A piece of memory at BASE with words at offsets. */
  function memoryOf(sizeBytes: number, words: Readonly<Record<number, bigint>>): Buffer {
    const bytes = Buffer.alloc(sizeBytes);
    for (const [offset, word] of Object.entries(words))
      bytes.writeBigUInt64LE(BigInt.asUintN(64, word), Number(offset));
    return bytes;
  }

  function find(bytes: Buffer, isPresent: (page: number) => boolean = () => true, cutAt: readonly number[] = []) {
    const read: [number, number][] = [];
    const memory: PrivateMemory = {
      read: (address, length) => {
        const from = Number(address - BASE);
        if (from < 0 || from + length > bytes.length) return null;
        read.push([from, length]);
        return bytes.subarray(from, from + length);
      },
      close: () => undefined,
    };
    const ends = [...cutAt, bytes.length];
    const rows = ends.map((end, index) => ({ start: BASE + BigInt(ends[index - 1] ?? 0), end: BASE + BigInt(end) }));
    const mappings = rows.map((row) => ({
      ...row,
      permissions: 'rw-p',
      offset: 0n,
      device: '00:00',
      inode: 0,
      path: '',
    }));
    const pagemap = pagemapOf((page) => isPresent(page - Number(BASE / BigInt(PAGE))));
    const found = findLuaJit(mappings, { memory, pagemap, pageSizeBytes: PAGE });
    const ranges = found.ranges.map(({ start, end }) => [Number(start - BASE), Number(end - BASE)]);
    return { ranges, isComplete: found.isComplete, read };
  }

  /** A state in a granule at `at`, whose newest segment is given. */
  const state = (at: number, start: number, size: number, next = 0): Record<number, bigint> => ({
    [at + 8]: 0x373n,
    [at + 856]: BASE + BigInt(start),
    [at + 864]: BigInt(size),
    [at + 872]: next === 0 ? 0n : BASE + BigInt(next),
  });

  it('is the segments of its allocator, and blocks that have mappings of their own', () => {
    const bytes = memoryOf(GRANULE * 8, {
      // A large block, one of malloc's, a segment, the older segment with the state in it.
      0: 1n,
      8: BigInt(GRANULE - 32) | 2n,
      [GRANULE]: 0n,
      [GRANULE + 8]: BigInt(GRANULE) | 2n,
      [GRANULE * 6 + 1000]: BASE + BigInt(GRANULE * 5),
      [GRANULE * 6 + 1008]: BigInt(GRANULE * 2),
      ...state(GRANULE * 6, GRANULE * 2, GRANULE * 2, GRANULE * 6 + 1000),
    });
    const ranges = [
      [0, GRANULE],
      [GRANULE * 2, GRANULE * 4],
      [GRANULE * 5, GRANULE * 7],
    ];
    expect(find(bytes)).toMatchObject({ ranges, isComplete: true });
    expect(find(bytes, () => true, [GRANULE * 3, GRANULE * 6])).toMatchObject({ ranges, isComplete: true });
  });

  it('is not believed where segments do not hold together', () => {
    const outside = memoryOf(GRANULE * 2, state(0, GRANULE, GRANULE * 2));
    const without = memoryOf(GRANULE * 2, state(0, GRANULE, GRANULE));
    const endless = memoryOf(GRANULE * 2, state(0, 0, GRANULE, 856));
    const empty = memoryOf(GRANULE * 2, state(0, 0, 0));
    const negative = memoryOf(GRANULE * 2, { ...state(0, GRANULE, 0), 864: -BigInt(GRANULE) });
    for (const bytes of [outside, without, endless, empty, negative]) {
      expect(find(bytes)).toMatchObject({ ranges: [], isComplete: false });
    }
  });

  it('is looked for only in pages that are there', () => {
    const bytes = memoryOf(GRANULE * 2, state(0, 0, GRANULE * 2));
    expect(find(bytes, (page) => page !== 0)).toMatchObject({ ranges: [], isComplete: false });
    const { read } = find(bytes, (page) => page === 32);
    expect(read.every(([from]) => Math.floor(from / PAGE) === 32)).toBe(true);
  });

  it('takes any memory', () => {
    const word = fc.oneof(
      fc.bigInt(0n, (1n << 64n) - 1n),
      fc.constantFrom(0n, 1n, 0x373n, 0x372n, BASE, BigInt(GRANULE) | 2n, BigInt(GRANULE - 32) | 2n, BigInt(GRANULE)),
      fc.bigInt(0n, BigInt(GRANULE * 5)).map((offset) => BASE + offset),
    );
    const place = fc.oneof(
      fc.constantFrom(0, 8, 856, 864, 872),
      fc.integer({ min: 0, max: GRANULE / 8 - 1 }).map((index) => index * 8),
    );
    const words = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), place, word), { maxLength: 30 });
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 5 }), (all, modulus) => {
        const bytes = memoryOf(
          GRANULE * 4,
          Object.fromEntries(all.map(([granule, offset, value]) => [granule * GRANULE + offset, value])),
        );
        const { ranges } = find(bytes, (page) => page % modulus === 0, [GRANULE]);
        let from = 0;
        for (const [start = -1, end = -1] of ranges) {
          expect(start).toBeGreaterThanOrEqual(from);
          expect(end).toBeGreaterThan(start);
          from = end;
        }
        expect(from).toBeLessThanOrEqual(bytes.length);
      }),
      { numRuns: 2000 },
    );
  });
});
