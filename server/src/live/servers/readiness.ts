import { TICKS_PER_SECOND } from '../../shared/clockTicks';
import type { ProcessStat } from '../processes/processStat';
import type { ProcFiles } from '../system/procFiles';

/** A master that reads its config and makes its zones takes no longer, by far. */
const LONGEST_START_SECONDS = 10;
const MOST_DESCRIPTORS = 512;

/**
 * A process with a server's arguments and without a title can be a master that still starts, or one that only hands over
 * to another. It serves by itself (ngx_single_process_cycle()) where it waits for events, or has been there for long.
 */
export function hasBegunToServe(files: ProcFiles, { pid, startTicks }: ProcessStat): boolean {
  const folder = `/proc/${pid}/fd`;
  const descriptors = (files.list(folder) ?? []).slice(0, MOST_DESCRIPTORS);
  if (descriptors.some((name) => files.readLink(`${folder}/${name}`) === 'anon_inode:[eventpoll]')) return true;
  const uptimeSeconds = Number.parseFloat(files.readText('/proc/uptime') ?? '');
  return Number.isFinite(uptimeSeconds) && uptimeSeconds - startTicks / TICKS_PER_SECOND > LONGEST_START_SECONDS;
}
