import { t } from '../l10n';
import type { HostFacts, SharedHugePages } from './hostFacts';
import { isPageSizeBytes, usualPageSizeBytes } from './pageSize';
import { noHugePages, type SharedHugePageSetting, sharedHugePagesOf } from './sharedHugePages';

/** What a person said of the host that the configuration is meant for. Undefined: not said. */
export interface TargetHostSettings {
  readonly memoryBytes?: number | undefined;
  readonly pageSizeBytes?: number | undefined;
  /** What stands in that host's /sys/kernel/mm/transparent_hugepage/shmem_enabled. */
  readonly sharedHugePages?: SharedHugePageSetting | undefined;
}

/**
 * The facts to work with when a person has described the target host, over those of this machine.
 *
 * - Memory said: it is another host. Nothing of this machine is left: the memory is what was said, page size 4096 and
 *   no huge pages unless said too; free memory, swap and overcommit are not known. `origin` is `target`.
 * - Only the page size or the huge pages said: "this machine, but ...". Memory and overcommit stay this machine's, so
 *   `origin` stays `machine`: the same arm64 server can boot a 4 KiB or a 64 KiB kernel, and whoever means another host
 *   says its memory. A page size OTHER than this machine's is another kernel, though, whose huge pages have another
 *   size and a setting of their own: this machine's do not carry over, and none are used unless said.
 * - Nothing said: this machine's facts, unchanged.
 *
 * Throws a RangeError, in words for the person, for a figure that no host can have.
 */
export function targetHostFacts(settings: TargetHostSettings, machine: HostFacts): HostFacts {
  const { memoryBytes, pageSizeBytes, sharedHugePages } = settings;
  if (memoryBytes !== undefined && !(Number.isSafeInteger(memoryBytes) && memoryBytes > 0)) {
    throw new RangeError(t("The target host's memory cannot be {0} bytes: give a size such as 2g.", memoryBytes));
  }
  if (pageSizeBytes !== undefined && !isPageSizeBytes(pageSizeBytes)) {
    throw new RangeError(
      t(
        "The target host's page size cannot be {0} bytes: give a power of two from 4k to 1m, such as 4k, 16k or 64k.",
        pageSizeBytes,
      ),
    );
  }
  if (memoryBytes !== undefined) {
    const targetPageSizeBytes = pageSizeBytes ?? usualPageSizeBytes;
    return {
      origin: 'target',
      pageSizeBytes: targetPageSizeBytes,
      memory: {
        totalBytes: memoryBytes,
        availableBytes: null,
        swapTotalBytes: null,
        swapFreeBytes: null,
        limitBytes: memoryBytes,
        limitSource: t('set for the target host'),
      },
      overcommit: { mode: null, commitLimitBytes: null, committedBytes: null },
      sharedHugePages: hugePagesAsSaid(sharedHugePages, targetPageSizeBytes) ?? noHugePages,
    };
  }
  if (pageSizeBytes === undefined && sharedHugePages === undefined) return machine;
  const { pageSizeAssumed, ...rest } = machine;
  const isOtherKernel = pageSizeBytes !== undefined && (pageSizeBytes !== machine.pageSizeBytes || pageSizeAssumed);
  const kept = isOtherKernel ? noHugePages : machine.sharedHugePages;
  return {
    ...rest,
    ...(pageSizeBytes === undefined && pageSizeAssumed !== undefined ? { pageSizeAssumed } : {}),
    pageSizeBytes: pageSizeBytes ?? machine.pageSizeBytes,
    sharedHugePages: hugePagesAsSaid(sharedHugePages, pageSizeBytes ?? machine.pageSizeBytes) ?? kept,
  };
}

/**
 * A huge page is what one page of page-table entries maps. An entry has 8 bytes on x86-64, arm64 and riscv64, which
 * makes 2 MiB for 4 KiB pages, 32 MiB for 16 KiB and 512 MiB for 64 KiB.
 */
function hugePagesAsSaid(setting: SharedHugePageSetting | undefined, pageSizeBytes: number): SharedHugePages | null {
  return setting === undefined ? null : sharedHugePagesOf(setting, (pageSizeBytes / 8) * pageSizeBytes);
}
