import { printable } from '../../features/printable';
import type { LiveConfinement, LiveProcess, LiveServer } from '../../shared/liveServer';
import { wrapItems } from '../textFit';
import { durationText } from './liveText';
import type { LiveScreen } from './zoneTable';

/** Characters of a container's id that tell it apart, as its runtime shows it. */
const CONTAINER_ID_LENGTH = 12;

/**
 * Who a server is, and which files it runs with.
 *
 * @param processes empty where they are not known
 */
export function serverHeading(
  server: LiveServer,
  processes: readonly LiveProcess[],
  { terminal, columns, nowMs }: LiveScreen & { readonly nowMs: number },
): readonly string[] {
  const { product, version, startedAtMs, upgradesPid, confinement } = server;
  const hasLost = hasLostMaster(server, processes);
  const identity = [
    terminal.bold(printable(version === null ? product : `${product} ${version}`)),
    hasLost ? terminal.paint('warning', 'master lost') : '',
    leadText(server, hasLost),
    startedAtMs === null ? '' : `up ${durationText(nowMs - startedAtMs)}`,
    upgradesPid === null ? '' : `takes over from ${upgradesPid}`,
    confinement === null ? '' : confinementText(confinement),
    server.isExecutableReplaced ? 'its executable was replaced since it started' : '',
  ];
  const files = [
    server.configFile === null ? 'config not known' : terminal.showPath(server.configFile),
    server.prefix === null ? '' : `prefix ${printable(server.prefix)}`,
  ];
  return [...inLines(identity, columns), ...inLines(files, columns)];
}

/** A killed master's workers go on serving; then the server is known by the oldest of them. */
function hasLostMaster({ isSingleProcess }: LiveServer, processes: readonly LiveProcess[]): boolean {
  if (isSingleProcess || processes.length === 0) return false;
  return processes.every(({ role }) => role !== 'master' && role !== 'single');
}

function leadText({ masterPid, isSingleProcess }: LiveServer, hasLost: boolean): string {
  if (hasLost) return `oldest worker ${masterPid}`;
  return `${isSingleProcess ? 'process' : 'master'} ${masterPid}`;
}

function inLines(parts: readonly string[], columns: number | null): readonly string[] {
  return wrapItems(
    parts.filter((part) => part !== ''),
    ' · ',
    columns,
  );
}

function confinementText({ kind, containerId, innerPid }: LiveConfinement): string {
  const id = containerId === null ? '' : ` ${printable(containerId.slice(0, CONTAINER_ID_LENGTH))}`;
  const pid = innerPid === null ? '' : ` as pid ${innerPid}`;
  const where = { container: 'in the container', namespace: 'in namespaces of its own', chroot: 'in a chroot' };
  return kind === 'container' && containerId === null ? `in a container${pid}` : `${where[kind]}${id}${pid}`;
}
