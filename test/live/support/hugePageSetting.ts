import { readFileSync, writeFileSync } from 'node:fs';

/** The kernel's setting for huge pages in shared memory, and its count of huge pages that it could not give. */
const SETTING_PATH = '/sys/kernel/mm/transparent_hugepage/shmem_enabled';
const COUNTERS_PATH = '/proc/vmstat';

export type HugePageSetting = 'never' | 'always' | 'within_size' | 'advise' | 'force' | 'deny';

/** The setting that holds now; null where the kernel has none. */
export function hugePageSetting(): string | null {
  try {
    return /\[(\w+)\]/.exec(readFileSync(SETTING_PATH, 'utf8'))?.[1] ?? null;
  } catch {
    return null;
  }
}

/** Null when the setting can be changed here, or the reason why not. */
export function hugePageSettingFixed(): string | null {
  const now = hugePageSetting();
  if (now === null) return `this kernel has no ${SETTING_PATH}`;
  try {
    writeFileSync(SETTING_PATH, now);
    return null;
  } catch (error) {
    return `${SETTING_PATH} cannot be written: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** How often the kernel had no huge page for shared memory and gave small ones; null where it does not count it. */
export function hugePageFallbacks(): number | null {
  const found = /^thp_file_fallback (\d+)$/m.exec(readFileSync(COUNTERS_PATH, 'utf8'));
  return found === null ? null : Number(found[1]);
}

/** Runs something under a setting and puts the earlier one back, also when the test process is ended meanwhile. */
export async function withHugePageSetting<T>(setting: HugePageSetting, run: () => Promise<T>): Promise<T> {
  const before = hugePageSetting();
  if (before === null || before === setting) return run();
  const restore = (): void => writeFileSync(SETTING_PATH, before);
  const restoreAndEnd = (signal: NodeJS.Signals): void => {
    restore();
    // Whoever else listens ends the process; where nobody does, the signal has to.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
  const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
  process.once('exit', restore);
  for (const signal of signals) process.prependOnceListener(signal, restoreAndEnd);
  try {
    writeFileSync(SETTING_PATH, setting);
    return await run();
  } finally {
    restore();
    process.off('exit', restore);
    for (const signal of signals) process.off(signal, restoreAndEnd);
  }
}
