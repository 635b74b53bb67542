import { describe, expect, it } from 'vitest';
import { createHighWater } from '../../../../server/src/live/memory/mappedPages';
import { openProcesses } from '../../../../server/src/live/memory/openProcesses';
import { createRungReader } from '../../../../server/src/live/memory/rungReader';
import type { ZoneFinder, ZoneSource } from '../../../../server/src/live/zones/zoneSources';
import type { LiveProcess } from '../../../../server/src/shared/liveServer';
import { memoryProc } from '../support/memoryProc';

const PAGE = 4096;

function sourceAt(start: bigint): ZoneSource {
  const mappedBytes = 8 * PAGE;
  const mapping = { inode: 5, start, end: start + BigInt(mappedBytes), mappedBytes, fileName: '' };
  return { mapping, pid: 10, isCurrent: true, path: '', address: start.toString(16) };
}

function process(pid: number, role: LiveProcess['role']): LiveProcess {
  const figures = { virtualBytes: null, residentBytes: null, sharedBytes: null, privateBytes: null };
  return { pid, startTicks: 1, role, ...figures };
}

const finder: ZoneFinder = {
  find: () => null,
  isUnchanged: () => true,
  holders: (_, processes) => processes.map(({ pid }) => pid),
};

/** A zone whose first page each process has; notes the processes whose memory is read. */
function readerOf(rung: 'mapped' | 'page tables') {
  const readThrough: number[] = [];
  const pagemap = {
    read: (target: Uint8Array, position: number | bigint) => {
      for (let at = 0; at < target.length; at++) target[at] = at === 7 && Number(position) % 64 === 0 ? 0x80 : 0;
      return target.length;
    },
  };
  const memoryOf = (pid: number) => ({
    read: (target: Uint8Array) => {
      readThrough.push(pid);
      return target.length;
    },
  });
  const files = memoryProc({
    ...{ '/proc/10/pagemap': pagemap, '/proc/11/pagemap': pagemap, '/proc/12/pagemap': pagemap },
    ...{ '/proc/10/mem': memoryOf(10), '/proc/11/mem': memoryOf(11), '/proc/12/mem': memoryOf(12) },
  });
  const reader = createRungReader(files, finder, PAGE, rung, createHighWater());
  const processes = [process(10, 'master'), process(11, 'worker'), process(12, 'other')];
  const read = (source: ZoneSource) => {
    const open = openProcesses(files);
    try {
      return reader.read(open, source, null, processes, 'refresh');
    } finally {
      open.close();
    }
  };
  return { reader, read, readThrough };
}

describe('a reader on the lower rungs', () => {
  it('counts page tables now and then, and anew for a zone that got the number of one that is gone', () => {
    const { reader, read } = readerOf('page tables');
    const source = sourceAt(0x7f0000000000n);
    expect(read(source)?.mapped).toHaveLength(3);
    reader.keepOnly(new Set([5]));
    expect(read(source)?.mapped).toBeNull();
    reader.keepOnly(new Set([6]));
    expect(read(source)?.mapped).toHaveLength(3);
    expect(read(source)?.mapped).toBeNull();
    expect(read(sourceAt(0x7f0000100000n))?.mapped).toHaveLength(3);
  });

  it('reads no byte through a process that may be gone at any moment', () => {
    const { read, readThrough } = readerOf('mapped');
    expect(read(sourceAt(0x7f0000000000n))?.reading.kind).toBe('none');
    expect(new Set(readThrough)).toEqual(new Set([11]));
  });
});
