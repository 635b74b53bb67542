import { describe, expect, it } from 'vitest';
import { createPoolReader } from '../../../server/src/slab/poolReader';
import { createAccountedPool } from './support/slabAccount';
import { imageBytes } from './support/zoneImage';

const ADDRESS = 0x7f12_3456_0000n;
const SIZE = 1_048_576;
const TEXT_AT = 40_000;
const TEXT = ' in lua_shared_dict zone "dogs"';

function zoneOf(text: string) {
  const pool = createAccountedPool({ sizeBytes: SIZE, address: ADDRESS });
  pool.alloc(64);
  const { memory } = pool;
  memory.setLogContext(TEXT_AT, text);
  const view = new DataView(memory.bytes.buffer, memory.bytes.byteOffset, memory.bytes.length);
  const reader = createPoolReader(ADDRESS, 4096);
  const read = () => reader.read(imageBytes(memory.bytes));
  return { pool, memory, view, reader, read };
}

/** The same read three times: all of it is known then. */
function knownZone() {
  const zone = zoneOf(TEXT);
  for (let count = 0; count < 3; count++) expect(zone.read()).toMatchObject({ kind: 'slab', logContext: TEXT });
  return zone;
}

describe('a reader that remembers its pool', () => {
  it('takes two reads for a quiet one, and gives the same reading', () => {
    const { memory, reader, read } = zoneOf(TEXT);
    const first = read();
    const second = read();
    expect(second).toEqual(first);
    const bytes = imageBytes(memory.bytes);
    expect(reader.read(bytes)).toBe(second);
    expect(bytes.reads()).toBe(2);
  });

  it('sees every change, and reads the text for log lines no more', () => {
    const { pool, memory, reader } = knownZone();
    pool.alloc(64);
    const bytes = imageBytes(memory.bytes);
    const reading = reader.read(bytes);
    expect(reading).toEqual(createPoolReader(ADDRESS, 4096).read(imageBytes(memory.bytes)));
    expect(reading).toMatchObject({ chunks: { used: 2 }, logContext: TEXT });
    expect(bytes.reads()).toBe(3);
  });

  it('sees a free list that no longer fits a head that is the same', () => {
    const { view, read } = knownZone();
    const firstFree = Number(view.getBigUint64(56, true) - ADDRESS);
    view.setBigUint64(firstFree, view.getBigUint64(firstFree, true) + 1n, true);
    expect(read()).toMatchObject({ kind: 'inconsistent' });
  });

  it('does not keep a text that was still being written', () => {
    const { memory, read } = zoneOf(' in lua_sha');
    expect(read()).toMatchObject({ logContext: ' in lua_sha' });
    memory.setLogContext(TEXT_AT, TEXT);
    for (let count = 0; count < 3; count++) expect(read()).toMatchObject({ logContext: TEXT });
  });

  it('asks again for a text that it was not shown', () => {
    const { memory, reader, read } = zoneOf(TEXT);
    const isShown = (page: number): boolean => page !== Math.floor(TEXT_AT / 4096);
    for (let count = 0; count < 3; count++) {
      expect(reader.read(imageBytes(memory.bytes, isShown))).toMatchObject({ kind: 'slab', logContext: null });
    }
    expect(read()).toMatchObject({ logContext: TEXT });
  });

  it.each([
    ['self pointer', 192],
    ['end', 96],
    ['start', 88],
    ['page array', 32],
  ])('trusts nothing where the %s is another', (_, offset) => {
    const { memory, view, read } = knownZone();
    view.setBigUint64(offset, view.getBigUint64(offset, true) + 4096n, true);
    const anew = createPoolReader(ADDRESS, 4096).read(imageBytes(memory.bytes));
    expect(anew.kind).toBe('unknown layout');
    expect(read()).toEqual(anew);
  });

  it('recognises another pool that stands there, and what is none', () => {
    const { reader } = knownZone();
    const image = imageBytes(createAccountedPool({ sizeBytes: 65_536, address: ADDRESS }).memory.bytes);
    expect(reader.read(image)).toMatchObject({ kind: 'slab', configuredBytes: 65_536, logContext: null });
    expect(reader.read(imageBytes(new Uint8Array(65_536))).kind).toBe('none');
  });
});
