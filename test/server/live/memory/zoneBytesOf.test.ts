import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openProcesses } from '../../../../server/src/live/memory/openProcesses';
import { fileZoneBytes, processZoneBytes } from '../../../../server/src/live/memory/zoneBytesOf';
import type { ZoneMapping } from '../../../../server/src/live/system/maps';
import { type MemoryFile, memoryProc } from '../support/memoryProc';

const PAGE = 4096;
const PAGES = 8;
const START = 0x7f0000000000n;
const MAPPING: ZoneMapping = {
  inode: 1,
  start: START,
  end: START + BigInt(PAGES * PAGE),
  mappedBytes: PAGES * PAGE,
  fileName: '',
};

const CONTENT = Buffer.from(Array.from({ length: PAGES * PAGE }, (_, at) => (at * 7 + Math.floor(at / PAGE)) & 255));

/** Processes that each have some pages of the zone, and a note of every page that was read through them. */
function processesWith(pagesOf: Readonly<Record<number, readonly number[]>>) {
  const touched: string[] = [];
  const files: Record<string, MemoryFile> = {};
  for (const [pid, pages] of Object.entries(pagesOf)) {
    files[`/proc/${pid}/pagemap`] = {
      read: (target, position) => {
        const first = Number(position) / 8 - Number(START) / PAGE;
        for (let at = 0; at < target.length; at++)
          target[at] = at % 8 === 7 && pages.includes(first + (at >> 3)) ? 0x80 : 0;
        return target.length;
      },
    };
    files[`/proc/${pid}/mem`] = {
      read: (target, position) => {
        const offset = Number(BigInt(position) - START);
        for (let page = Math.floor(offset / PAGE); page * PAGE < offset + target.length; page++)
          touched.push(`${pid}:${page}`);
        target.set(CONTENT.subarray(offset, offset + target.length));
        return target.length;
      },
    };
  }
  return { open: openProcesses(memoryProc(files)), touched };
}

describe('processZoneBytes', () => {
  it('reads each page through a process that has it', () => {
    const { open, touched } = processesWith({ 10: [0], 11: [1, 2] });
    const bytes = processZoneBytes(open, [10, 11], MAPPING, PAGE, () => false);
    const target = Buffer.alloc(2 * PAGE + 100);
    expect(bytes.read(target, 50)).toBe(true);
    expect(target.equals(CONTENT.subarray(50, 50 + target.length))).toBe(true);
    expect(touched).toEqual(['10:0', '11:1', '11:2']);
  });

  it('reads nothing of a range in which a page may be a hole', () => {
    const { open, touched } = processesWith({ 10: [0, 2] });
    const bytes = processZoneBytes(open, [10], MAPPING, PAGE, () => false);
    expect(bytes.read(Buffer.alloc(3 * PAGE), 0)).toBe(false);
    expect(touched).toEqual([]);
  });

  it('reads a page that no process has where it is proven to hold RAM', () => {
    const { open, touched } = processesWith({ 10: [], 11: [1] });
    const bytes = processZoneBytes(open, [10, 11], MAPPING, PAGE, (page) => page === 0);
    expect(bytes.read(Buffer.alloc(2 * PAGE), 0)).toBe(true);
    expect(touched).toEqual(['10:0', '11:1']);
  });

  it('asks the master last, which alone can have put another zone there, and reads proven pages through it', () => {
    const { open, touched } = processesWith({ 10: [0, 1], 11: [1], 12: [] });
    const bytes = processZoneBytes(open, [10, 11, 12], MAPPING, PAGE, (page) => page === 2);
    expect(bytes.read(Buffer.alloc(3 * PAGE), 0)).toBe(true);
    expect(touched).toEqual(['10:0', '11:1', '10:2']);
  });

  it('reads nothing outside of the zone, and nothing through processes that are gone', () => {
    const { open } = processesWith({ 10: [0, 1, 2, 3, 4, 5, 6, 7] });
    const bytes = processZoneBytes(open, [10], MAPPING, PAGE, () => true);
    expect(bytes.read(Buffer.alloc(1), PAGES * PAGE)).toBe(false);
    expect(bytes.read(Buffer.alloc(2), PAGES * PAGE - 1)).toBe(false);
    expect(bytes.read(Buffer.alloc(1), -1)).toBe(false);
    expect(bytes.read(Buffer.alloc(1), Number.NaN)).toBe(false);
    expect(bytes.read(Buffer.alloc(1), 0.5)).toBe(false);
    const gone = processZoneBytes(open, [99], MAPPING, PAGE, () => false);
    expect(gone.read(Buffer.alloc(1), 0)).toBe(false);
    expect(processZoneBytes(open, [], MAPPING, PAGE, () => true).read(Buffer.alloc(1), 0)).toBe(false);
  });

  it('never reads through a process what that process has not, whatever is asked', () => {
    const pages = fc.uniqueArray(fc.nat(PAGES - 1));
    fc.assert(
      fc.property(pages, pages, pages, fc.nat(PAGES * PAGE), fc.nat(3 * PAGE), (one, other, proven, offset, length) => {
        const has: Record<string, readonly number[]> = { 10: one, 11: other };
        const { open, touched } = processesWith(has);
        const bytes = processZoneBytes(open, [10, 11], MAPPING, PAGE, (page) => proven.includes(page));
        const target = Buffer.alloc(length);
        if (bytes.read(target, offset)) expect(target.equals(CONTENT.subarray(offset, offset + length))).toBe(true);
        for (const note of touched) {
          const [pid = '', page = ''] = note.split(':');
          const isHeld = has[pid]?.includes(Number(page)) === true;
          const isProven =
            proven.includes(Number(page)) && !one.includes(Number(page)) && !other.includes(Number(page));
          expect(isHeld || isProven).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('fileZoneBytes', () => {
  it('puts short reads together and stops at the end of the zone', () => {
    const file = memoryProc({
      '/zone': {
        read: (target, position) => {
          const part = CONTENT.subarray(Number(position), Number(position) + Math.min(1000, target.length));
          target.set(part);
          return part.length;
        },
      },
    }).open('/zone');
    if (file.refusal !== null) throw new Error(file.refusal);
    const bytes = fileZoneBytes(file, CONTENT.length);
    const target = Buffer.alloc(5000);
    expect(bytes.read(target, 123)).toBe(true);
    expect(target.equals(CONTENT.subarray(123, 5123))).toBe(true);
    expect(bytes.read(target, CONTENT.length - 4999)).toBe(false);
    expect(fileZoneBytes(file, CONTENT.length + PAGE).read(target, CONTENT.length - 100)).toBe(false);
  });
});
