import type { DashboardServer } from '../../shared/dashboard';
import type { LiveProcess } from '../../shared/liveServer';
import type { LiveView } from '../../shared/liveView';
import { accessAsRead } from '../accessAsRead';
import { rungText } from '../liveTexts';

/** Who is looked at, and by which right. */
export function dashboardServer({ server, sample }: LiveView, intervalMs: number): DashboardServer {
  const { masterPid, product, version, prefix, startedAtMs } = server;
  const { rung, missing } = accessAsRead(server.access, sample.rung);
  return {
    masterPid,
    product,
    version,
    prefix,
    startedAtMs,
    rung,
    rungText: rungText(rung),
    missing,
    intervalMs,
    cost: sample.cost,
  };
}

const ROLES: readonly LiveProcess['role'][] = ['worker', 'single', 'old worker', 'master'];

/** Workers first, then the master and what it has beside them; of one role the largest first. */
export function sortedProcesses(processes: readonly LiveProcess[]): LiveProcess[] {
  const placeOf = ({ role }: LiveProcess): number => (ROLES.includes(role) ? ROLES.indexOf(role) : ROLES.length);
  return [...processes].sort(
    (left, right) =>
      placeOf(left) - placeOf(right) ||
      (right.residentBytes ?? -1) - (left.residentBytes ?? -1) ||
      left.pid - right.pid,
  );
}
