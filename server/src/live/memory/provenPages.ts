/** Pages of a zone that hold RAM for certain, though no page table of a living process may have them. */
import { poolGeometry, poolLayoutOf, slotSizes } from '../../slab/layout';
import type { PoolReading } from '../../slab/pool';
import type { ZoneBytes } from '../../slab/zoneBytes';
import type { IsProven } from './zoneBytesOf';

const LAYOUTS = ['1.11.7', '1.7.2', '1.4.0'].map((version) => poolLayoutOf(version.split('.').map(Number)));
const DESCRIPTOR_BYTES = 24;
const STATISTICS_BYTES = 32;
/** ngx_slab_page_t: slab 0, next 8, prev 16; the low two bits of prev are the page's type (NGX_SLAB_SMALL is 3). */
const SMALL_PAGE = 3;
const SMALLEST_SHIFT = 3;

/** Nothing is known. */
export const NOTHING_PROVEN: IsProven = () => false;

/**
 * The pages that ngx_slab_init() writes: header and descriptors, from the zone's beginning. Only for zones of which the
 * server's own list says that a pool was made in them. Where the layout is not known, as far as it writes in each.
 */
export function initializedPages(sizeBytes: number, pageSizeBytes: number): IsProven {
  const least = Math.min(...LAYOUTS.map((layout) => poolGeometry(sizeBytes, pageSizeBytes, layout).initializedBytes));
  const pages = Math.ceil(least / pageSizeBytes);
  return (page) => page < pages;
}

/**
 * More, where the pool was recognised: all of its descriptors, and each page that is cut into small chunks.
 * ngx_slab_alloc_locked() writes the bitmap into such a page before it writes the descriptor, and no page of a zone is ever
 * given back to the kernel.
 *
 * @param bytes reads descriptors, which are proven already
 */
export function pagesProvenBy(
  bytes: ZoneBytes,
  reading: PoolReading,
  pageSizeBytes: number,
  before: IsProven,
): IsProven {
  if (reading.kind !== 'slab' && reading.kind !== 'inconsistent') return before;
  const { metadataBytes, configuredBytes } = reading;
  const layout = LAYOUTS.find(({ name }) => name === reading.layout);
  if (layout === undefined) return before;
  const { usablePages } = poolGeometry(configuredBytes, pageSizeBytes, layout);
  const metadataPages = metadataBytes / pageSizeBytes;
  const slots = slotSizes(pageSizeBytes).length;
  const arrayOffset = layout.poolBytes + slots * (DESCRIPTOR_BYTES + (layout.hasStatistics ? STATISTICS_BYTES : 0));
  const exactShift = Math.log2(pageSizeBytes / 64);
  const descriptor = Buffer.alloc(DESCRIPTOR_BYTES);
  return (page) => {
    if (page < metadataPages) return true;
    const number = page - metadataPages;
    if (number >= usablePages || !bytes.read(descriptor, arrayOffset + number * DESCRIPTOR_BYTES)) return false;
    const type = (descriptor[16] ?? 0) & 3;
    const shift = descriptor.readBigUInt64LE(0);
    return type === SMALL_PAGE && shift >= SMALLEST_SHIFT && shift < exactShift;
  };
}
