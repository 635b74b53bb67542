import type { SharedHugePages } from './hostFacts';
import { isPowerOfTwo, parseCount } from './numbers';
import type { HostFiles } from './procFiles';

export type SharedHugePageSetting = NonNullable<SharedHugePages['setting']>;

const settings: readonly SharedHugePageSetting[] = ['always', 'within_size', 'advise', 'never', 'deny', 'force'];
const directory = '/sys/kernel/mm/transparent_hugepage';
const smallestPageBytes = 4096;
const largestHugePageBytes = 16 * 1024 ** 3;

/**
 * Documentation/admin-guide/mm/transhuge.rst, "Shared memory". Since Linux 6.11 each size has a setting of its own
 * (`hugepages-2048kB/shmem_enabled`), by default `inherit` for the size of a page-table leaf (hpage_pmd_size) and
 * `never` for the smaller ones. Where a zone can get several sizes, the figures are those of the largest, which the
 * kernel tries first; where it gets none, those of hpage_pmd_size.
 */
export function readSharedHugePages(files: HostFiles): SharedHugePages {
  const global = parseSharedSetting(files.read(`${directory}/shmem_enabled`) ?? '');
  if (global === null || global === 'inherit') return noHugePages;
  const leafBytes = parseHugePageBytes(files.read(`${directory}/hpage_pmd_size`) ?? '');
  if (leafBytes === null) return sharedHugePagesOf(global, null);
  const leaf = sharedHugePagesOf(settingForSize(files, leafBytes, global) ?? global, leafBytes);
  if (leaf.usedForZones) return leaf;
  for (let sizeBytes = leafBytes / 2; sizeBytes > smallestPageBytes; sizeBytes /= 2) {
    const setting = settingForSize(files, sizeBytes, global);
    if (setting !== null && isUsedForZones(setting)) return sharedHugePagesOf(setting, sizeBytes);
  }
  return leaf;
}

/** A kernel without huge pages for shared memory, or one whose setting could not be read. */
export const noHugePages: SharedHugePages = { setting: null, usedForZones: false, hugePageBytes: null };

export function sharedHugePagesOf(setting: SharedHugePageSetting, hugePageBytes: number | null): SharedHugePages {
  return { setting, usedForZones: isUsedForZones(setting), hugePageBytes };
}

/** nginx never calls madvise(MADV_HUGEPAGE), so `advise` gives its zones nothing. */
function isUsedForZones(setting: SharedHugePageSetting): boolean {
  return setting === 'always' || setting === 'within_size' || setting === 'force';
}

/**
 * What holds for one size, by shmem_allowable_huge_orders() in mm/shmem.c: a global `deny` beats everything, a global
 * `force` reaches only sizes that inherit. Null where the kernel has no setting for this size.
 */
function settingForSize(
  files: HostFiles,
  sizeBytes: number,
  global: SharedHugePageSetting,
): SharedHugePageSetting | null {
  const own = parseSharedSetting(files.read(`${directory}/hugepages-${sizeBytes / 1024}kB/shmem_enabled`) ?? '');
  if (own === null) return null;
  if (own === 'inherit' || global === 'deny') return global;
  return global === 'force' ? 'never' : own;
}

/** The bracketed word of `always within_size advise [never] deny force`. */
export function parseSharedSetting(text: string): SharedHugePageSetting | 'inherit' | null {
  const word = /\[([a-z_]{1,16})\]/.exec(text)?.[1];
  return word === 'inherit' ? word : (settings.find((setting) => setting === word) ?? null);
}

function parseHugePageBytes(text: string): number | null {
  const sizeBytes = parseCount(text);
  if (sizeBytes === null || !isPowerOfTwo(sizeBytes)) return null;
  return sizeBytes > smallestPageBytes && sizeBytes <= largestHugePageBytes ? sizeBytes : null;
}
