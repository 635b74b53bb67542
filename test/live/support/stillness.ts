import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { processTitle, processTree } from './processTree';
import { allocatedBytes, withZone, type ZoneMapping, zoneMappings } from './zoneMemory';

const PAGE_BYTES = 4096;
const CHUNK_BYTES = 1024 * 1024;

/**
 * All by which it would show that somebody touched an idle server. Its master and workers sleep without a timer: as long as
 * nobody wakes them, the kernel counts no switch. A stop (SIGSTOP, ptrace) wakes a process first.
 */
export interface Stillness {
  /** A row for each zone: the shmem file's blocks, and a digest of every byte, the lock word among them. */
  readonly zones: readonly string[];
  /** A row for master and workers each: state, tracer, context switches, page faults. The cache's processes have a clock. */
  readonly processes: readonly string[];
  /** A row for each process and zone: pages in its page table. */
  readonly pageTables: readonly string[];
}

/** Takes it down; reads zones only through map_files, which fills no hole. */
export function stillnessOf(masterPid: number): Stillness {
  const mappings = zoneMappings(masterPid);
  const pids = processTree(masterPid).map(({ pid }) => pid);
  return {
    zones: mappings.map((mapping) => zoneRow(masterPid, mapping)),
    processes: pids.filter((pid) => !processTitle(pid).startsWith('nginx: cache ')).map(processRow),
    pageTables: pids.flatMap((pid) =>
      mappings.map((mapping) => `${pid} ${mapping.inode}: ${pagesMapped(pid, mapping)}`),
    ),
  };
}

function zoneRow(pid: number, mapping: ZoneMapping): string {
  return withZone(pid, mapping, (fd) => {
    const digest = createHash('sha256');
    const bytes = Buffer.alloc(CHUNK_BYTES);
    for (let at = 0; at < mapping.sizeBytes; ) {
      const got = readSync(fd, bytes, 0, CHUNK_BYTES, at);
      digest.update(bytes.subarray(0, got));
      at += got;
    }
    return `${mapping.inode}: ${allocatedBytes(fd)} bytes held, ${digest.digest('hex')}`;
  });
}

function processRow(pid: number): string {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  const rows = ['State', 'TracerPid', 'voluntary_ctxt_switches', 'nonvoluntary_ctxt_switches'];
  const told = rows.map((name) => new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)?.[0].replace('\t', ' '));
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return [processTitle(pid).slice(0, 30), pid, ...told, `faults ${fields[7]} ${fields[9]}`].join(', ');
}

/** Bit 63 of each row of pagemap: this process has the page. */
function pagesMapped(pid: number, { start, sizeBytes }: ZoneMapping): number {
  const rows = Buffer.alloc((sizeBytes / PAGE_BYTES) * 8);
  const fd = openSync(`/proc/${pid}/pagemap`, 'r');
  try {
    readSync(fd, rows, 0, rows.length, (start / BigInt(PAGE_BYTES)) * 8n);
  } finally {
    closeSync(fd);
  }
  let pages = 0;
  for (let at = 7; at < rows.length; at += 8) if (rows.readUInt8(at) >= 0x80) pages += 1;
  return pages;
}
