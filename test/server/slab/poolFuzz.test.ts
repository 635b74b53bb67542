import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { walkPool } from '../../../server/src/slab/poolWalk';
import { type PoolFigures, readPool as readByOther } from '../../live/support/slabPool';
import { createRandom } from '../../support/random';
import { countRuns } from './support/expectedPool';
import { findPoolFault, generateImage, type PoolImage } from './support/poolFuzzing';
import { imageBytes } from './support/zoneImage';

describe('broken pools', () => {
  it('never make the decoder throw, read outside of the zone, read without end, or give sums that do not add up', () => {
    const random = createRandom(1);
    const faults: string[] = [];
    for (let input = 0; input < 8000; input++) {
      const fault = findPoolFault(generateImage(random));
      if (fault !== null) faults.push(`input ${input}: ${fault}`);
    }
    expect(faults).toEqual([]);
  });

  it('are walked only where the second decoder finds the same', () => {
    const folder = mkdtempSync(join(tmpdir(), 'pool-'));
    const fd = openSync(join(folder, 'zone'), 'w+');
    try {
      const random = createRandom(2);
      let walked = 0;
      for (let input = 0; input < 6000; input++) {
        const image = generateImage(random);
        const { reading, walk } = walkPool(imageBytes(image.bytes), image.address, image.pageBytes);
        if (walk === null || reading.kind !== 'slab' || reading.layout !== '1.11.7+' || image.pageBytes !== 4096)
          continue;
        walked++;
        const other = otherFigures(fd, image);
        expect(walk.freeRuns).toEqual(countRuns(other.freeRuns.map((pages) => ({ pages }))));
        expect(walk.pageAllocations).toEqual(countRuns(other.pageRuns.map((pages) => ({ pages }))));
        expect(reading.chunks).toEqual({ used: other.usedChunks, free: other.freeChunks });
        expect(reading.slots?.map((slot) => [slot.pages, slot.usedChunks])).toEqual(
          other.slots.map((slot) => [slot.pages, slot.used]),
        );
      }
      expect(walked).toBeGreaterThan(300);
    } finally {
      closeSync(fd);
      rmSync(folder, { recursive: true });
    }
  });
});

function otherFigures(fd: number, { bytes, address }: PoolImage): PoolFigures {
  // A log_ctx that leads nowhere costs the product only the text, but is an error there: pool->zero is put in its place.
  const repaired = bytes.slice();
  new DataView(repaired.buffer).setBigUint64(168, address + 176n, true);
  repaired[176] = 0;
  ftruncateSync(fd, 0);
  writeSync(fd, repaired, 0, repaired.length, 0);
  const figures = readByOther({ fd, start: address, sizeBytes: bytes.length });
  if (figures === null) throw new Error('the second decoder finds no pool');
  return figures;
}
