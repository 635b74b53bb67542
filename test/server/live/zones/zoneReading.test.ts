import { describe, expect, it } from 'vitest';
import { UNKNOWN_ZONE } from '../../../../server/src/live/zones/zoneNames';
import { liveZoneOf, readZonePool } from '../../../../server/src/live/zones/zoneReading';
import type { ZoneSource } from '../../../../server/src/live/zones/zoneSources';
import type { LiveZone, SampleDepth } from '../../../../server/src/shared/liveSample';
import { createPoolReader } from '../../../../server/src/slab/poolReader';
import { createAccountedPool } from '../../slab/support/slabAccount';
import { imageBytes } from '../../slab/support/zoneImage';

const { memory } = createAccountedPool({ sizeBytes: 10_485_760 });

const SOURCE: ZoneSource = {
  mapping: {
    inode: 7,
    start: memory.address,
    end: memory.address + BigInt(memory.bytes.length),
    mappedBytes: memory.bytes.length,
    fileName: '',
  },
  pid: 10,
  isCurrent: true,
  path: '',
  address: memory.address.toString(16),
};

function zoneAt(depth: SampleDepth, isReadable: (page: number) => boolean, image = memory.bytes): LiveZone {
  const pool = createPoolReader(memory.address, 4096);
  const found = readZonePool(pool, imageBytes(image, isReadable), SOURCE, 4096, depth);
  return liveZoneOf(SOURCE, null, UNKNOWN_ZONE, {
    ...found,
    loaded: { bytes: null, exactness: 'at least' },
    mapped: null,
  });
}

describe('a walk that is missing', () => {
  it('says that not all of the page array is to be seen', () => {
    expect(zoneAt('full', (page) => page === 0)).toMatchObject({
      walk: null,
      walkObstacle: 'unreadable',
      pool: 'slab',
    });
  });

  it('says that the server was writing', () => {
    const locked = memory.bytes.slice();
    locked[0] = 1;
    expect(zoneAt('full', () => true, locked)).toMatchObject({ walk: null, walkObstacle: 'busy' });
  });

  it('says nothing where it was not asked for, is there, or there is no pool', () => {
    expect(zoneAt('refresh', () => true)).toMatchObject({ walk: null, walkObstacle: null });
    expect(zoneAt('full', () => true)).toMatchObject({ walk: { pageAllocations: [] }, walkObstacle: null });
    const zeros = new Uint8Array(memory.bytes.length);
    expect(zoneAt('full', () => true, zeros)).toMatchObject({ pool: 'none', walkObstacle: null });
  });
});
