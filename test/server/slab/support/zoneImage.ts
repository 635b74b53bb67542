import type { ZoneBytes } from '../../../../server/src/slab/zoneBytes';

/** Bytes that count what is read of them, and say where something outside was asked for. */
export interface ImageBytes extends ZoneBytes {
  reads(): number;
  bytesRead(): number;
  /** Reads that leave the zone: there must be none. */
  outside(): number;
}

/** An image in memory as a zone; `isReadable` is asked about each page that a read touches. */
export function imageBytes(image: Uint8Array, isReadable: (page: number) => boolean = () => true): ImageBytes {
  let reads = 0;
  let bytesRead = 0;
  let outside = 0;
  return {
    sizeBytes: image.length,
    read(target, offset) {
      reads++;
      if (!Number.isInteger(offset) || offset < 0 || offset + target.length > image.length) {
        outside++;
        return false;
      }
      bytesRead += target.length;
      for (let page = Math.floor(offset / 4096); page <= Math.floor((offset + target.length - 1) / 4096); page++) {
        if (!isReadable(page)) return false;
      }
      target.set(image.subarray(offset, offset + target.length));
      return true;
    },
    reads: () => reads,
    bytesRead: () => bytesRead,
    outside: () => outside,
  };
}
