import { readSync } from 'node:fs';
import { withZone, type ZoneMapping } from './zoneMemory';

const POOL_DATA_OFFSET = 184;
const QUEUE_OFFSET = 64;
const CACHE_COUNT_OFFSET = 104;
const MOST_NODES = 1_000_000;

/** What a module itself keeps of its entries, read from its own structures: no slab page is looked at. */
export interface OwnAccount {
  /** Length of the module's queue of entries: lua_shared_dict, limit_req, caches and TLS sessions keep one, at one place. */
  readonly entries: number;
  /** ngx_http_file_cache_sh_t.count; means nothing for other modules. */
  readonly cacheCount: number;
}

/** Walks the queue that begins 64 bytes into the struct to which the pool's `data` points. The server must be quiet. */
export function ownAccount(masterPid: number, mapping: ZoneMapping): OwnAccount {
  return withZone(masterPid, mapping, (fd) => {
    const word = Buffer.alloc(8);
    const at = (address: bigint): bigint => {
      const offset = address - mapping.start;
      if (offset < 0n || offset + 8n > BigInt(mapping.sizeBytes)) throw new Error('the queue leaves the zone');
      readSync(fd, word, 0, 8, Number(offset));
      return word.readBigUInt64LE(0);
    };
    const data = at(mapping.start + BigInt(POOL_DATA_OFFSET));
    const head = data + BigInt(QUEUE_OFFSET);
    let entries = 0;
    for (let node = at(head + 8n); node !== head; node = at(node + 8n)) {
      entries += 1;
      if (entries > MOST_NODES) throw new Error('the queue has no end');
    }
    return { entries, cacheCount: Number(at(data + BigInt(CACHE_COUNT_OFFSET))) };
  });
}
