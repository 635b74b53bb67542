import type { Session } from '../../session/session';
import type { TrackedServer } from '../live/followers';
import type { Live } from '../live/live';

/** The followed server whose figures belong to a config, the attached one first; null where nothing was read of any. */
export function serverOfConfig(live: Live, session: Session, rootPath: string): TrackedServer | null {
  const real = session.realPathOf(rootPath);
  const isOfConfig = (tracked: TrackedServer): boolean => {
    const root = live.rootHereOf(tracked);
    return tracked.follower.followed().view !== null && root !== null && session.realPathOf(root) === real;
  };
  const all = live.followers.all().filter(isOfConfig);
  return all.find((tracked) => tracked === live.attached()) ?? all[0] ?? null;
}
