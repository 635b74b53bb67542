import type { DashboardServer } from '../../shared/dashboard';
import type { LiveProcess } from '../../shared/liveServer';
import type { LiveView } from '../../shared/liveView';
import { rungText } from '../liveTexts';

/** Who is looked at, and by which right. */
export function dashboardServer({ server, sample }: LiveView, intervalMs: number): DashboardServer {
  const { masterPid, product, version, prefix, startedAtMs, access } = server;
  return {
    masterPid,
    product,
    version,
    prefix,
    startedAtMs,
    rung: sample.rung,
    rungText: rungText(sample.rung),
    // Of another collector with other rights it is not known what is missing.
    missing: sample.rung === access.rung ? access.missing : null,
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
