import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openPrivateMemory, type PrivateMemory } from '../../../../server/src/live/memory/privateMemory';
import type { MapsRow } from '../../../../server/src/live/system/maps';
import { readCycleZones } from '../../../../server/src/live/zones/cycleZones';
import { memoryProc } from '../support/memoryProc';

const HEAP = 0x1000_0000n;
const SYMBOL = HEAP;
const CYCLE = HEAP + 0x100n;
const LIST_OFFSET = 432;
const ELEMENTS = HEAP + 0x1000n;
const NAMES = HEAP + 0x3000n;
const ZONES = 0x7f00_0000_0000n;
const MEGABYTE = 0x10_0000n;

const HEAP_ROW: MapsRow = {
  start: HEAP,
  end: HEAP + 0x4000n,
  permissions: 'rw-p',
  offset: 0n,
  device: '00:00',
  inode: 0,
  path: '[heap]',
};

interface Element {
  readonly name: string;
  readonly address: bigint;
  readonly sizeBytes: bigint;
}

/** The private memory of a server with a list of zones. */
function heapWith(elements: readonly Element[], elementBytes = 88): Buffer {
  const heap = Buffer.alloc(0x4000);
  const word = (address: bigint, value: bigint): void => {
    heap.writeBigUInt64LE(value, Number(address - HEAP));
  };
  word(SYMBOL, CYCLE);
  const list = CYCLE + BigInt(LIST_OFFSET);
  word(list + 8n, ELEMENTS);
  word(list + 16n, BigInt(elements.length));
  word(list + 32n, BigInt(elementBytes));
  elements.forEach(({ name, address, sizeBytes }, index) => {
    const at = ELEMENTS + BigInt(index * elementBytes);
    const nameAt = NAMES + BigInt(index * 32);
    word(at + 8n, address);
    word(at + 16n, sizeBytes);
    word(at + 24n, BigInt(Buffer.byteLength(name)));
    word(at + 32n, nameAt);
    word(at + 64n, 0x5555n);
    heap.write(name, Number(nameAt - HEAP));
  });
  return heap;
}

function memoryOf(heap: Buffer, rows: readonly MapsRow[] = [HEAP_ROW]): PrivateMemory {
  const files = memoryProc({
    '/proc/7/mem': {
      read: (target, position) => {
        const part = heap.subarray(Number(BigInt(position) - HEAP)).subarray(0, target.length);
        target.set(part);
        return part.length;
      },
    },
  });
  const memory = openPrivateMemory(files, 7, rows);
  if (memory === null) throw new Error('no memory');
  return memory;
}

const isMapped = (address: bigint): number | null =>
  address >= ZONES && address < ZONES + 4n * MEGABYTE && address % MEGABYTE === 0n ? Number(MEGABYTE) : null;

const TWO: readonly Element[] = [
  { name: 'one', address: ZONES + MEGABYTE, sizeBytes: MEGABYTE - 5n },
  { name: 'zwei ü', address: ZONES, sizeBytes: MEGABYTE },
];

describe('readCycleZones', () => {
  it.each([72, 80, 88])('finds the list by what it holds, with elements of %i bytes', (elementBytes) => {
    const reading = readCycleZones(memoryOf(heapWith(TWO, elementBytes)), SYMBOL, isMapped);
    expect(reading?.cycle).toBe(CYCLE);
    expect(reading?.zones).toEqual([
      { name: 'one', address: ZONES + MEGABYTE, sizeBytes: 0xf_fffb, tag: 0x5555n, hasPool: true },
      { name: 'zwei ü', address: ZONES, sizeBytes: 0x10_0000, tag: 0x5555n, hasPool: true },
    ]);
  });

  it('does not take it for granted that a fork has made a pool', () => {
    const reading = readCycleZones(memoryOf(heapWith(TWO, 104)), SYMBOL, isMapped);
    expect(reading?.zones.map(({ hasPool }) => hasPool)).toEqual([false, false]);
  });

  it('leaves out zones that are unmapped already, or mapped with another size', () => {
    const elements = [
      ...TWO,
      { name: 'gone', address: ZONES + 8n * MEGABYTE, sizeBytes: MEGABYTE },
      { name: 'other', address: ZONES + 2n * MEGABYTE, sizeBytes: MEGABYTE * 2n },
    ];
    const reading = readCycleZones(memoryOf(heapWith(elements)), SYMBOL, isMapped);
    expect(reading?.zones.map(({ name }) => name)).toEqual(['one', 'zwei ü']);
  });

  it('takes no list in which a zone stands twice', () => {
    const [one] = TWO;
    const reading = readCycleZones(memoryOf(heapWith(one === undefined ? [] : [one, one])), SYMBOL, isMapped);
    expect(reading?.zones).toEqual([]);
  });

  it('gives nothing where there is no cycle', () => {
    expect(readCycleZones(memoryOf(Buffer.alloc(0x4000)), SYMBOL, isMapped)).toBeNull();
    expect(readCycleZones(memoryOf(heapWith(TWO)), 0x1234n, isMapped)).toBeNull();
  });

  it('comes to an end without an exception on whatever the memory holds', () => {
    const original = heapWith(TWO);
    const pointer = fc.constantFrom(HEAP, CYCLE, ELEMENTS, NAMES, ZONES, 0n, (1n << 64n) - 1n, 88n, 10_000n);
    const change = fc.tuple(fc.nat(0x4000 / 8 - 1), fc.oneof(pointer, fc.bigInt({ min: 0n, max: (1n << 64n) - 1n })));
    const nearList = fc.tuple(fc.integer({ min: 0x20, max: 0x60 }), pointer);
    fc.assert(
      fc.property(fc.array(fc.oneof(change, nearList), { maxLength: 30 }), (changes) => {
        const heap = Buffer.from(original);
        for (const [at, value] of changes) heap.writeBigUInt64LE(value, at * 8);
        for (const { address } of readCycleZones(memoryOf(heap), SYMBOL, isMapped)?.zones ?? []) {
          expect(isMapped(address)).not.toBeNull();
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('openPrivateMemory', () => {
  it('reads private memory and refuses all else', () => {
    const shared: MapsRow = {
      ...HEAP_ROW,
      start: HEAP + 0x4000n,
      end: HEAP + 0x8000n,
      permissions: 'rw-s',
      path: '/dev/zero (deleted)',
    };
    const unreadable: MapsRow = { ...HEAP_ROW, start: HEAP - 0x1000n, end: HEAP, permissions: '---p' };
    const memory = memoryOf(Buffer.alloc(0x8000), [unreadable, HEAP_ROW, shared]);
    expect(memory.read(HEAP, 8)).toHaveLength(8);
    expect(memory.read(HEAP + 0x3ff8n, 8)).toHaveLength(8);
    expect(memory.read(HEAP + 0x3ff9n, 8)).toBeNull();
    expect(memory.read(HEAP + 0x4000n, 8)).toBeNull();
    expect(memory.read(HEAP - 8n, 8)).toBeNull();
    expect(memory.read(HEAP, 1 << 30)).toBeNull();
    expect(memory.read(HEAP, -1)).toBeNull();
  });

  it('reads over the border of two private mappings', () => {
    const next: MapsRow = { ...HEAP_ROW, start: HEAP + 0x4000n, end: HEAP + 0x8000n };
    expect(memoryOf(Buffer.alloc(0x8000), [HEAP_ROW, next]).read(HEAP + 0x3ffcn, 8)).toHaveLength(8);
  });
});
