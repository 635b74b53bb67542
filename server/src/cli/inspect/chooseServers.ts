import { resolve } from 'node:path';
import type { FileSystem } from '../../config/fileSystem';
import type { ProcFiles } from '../../live/system/procFiles';
import type { Collector } from '../../shared/collectorProtocol';
import type { LiveServer } from '../../shared/liveServer';
import { rootOf } from '../analyzeFile';
import type { InspectOptions } from './inspectOptions';

/** No running server is what the person asked for, or none may be read; the message says what to do. */
export class NothingToInspectError extends Error {}

/** Servers that the person asked for, at least one. */
export interface ChosenServers {
  readonly servers: readonly LiveServer[];
  /** What was taken for what, for people, where it is not just what they wrote. */
  readonly note: string | null;
}

/** Where servers are looked for. */
export interface ServerSearch {
  readonly collector: Collector;
  /** Of this process, which may see less than the collector does. */
  readonly files: ProcFiles;
  readonly fileSystem: FileSystem;
  /** Node's name of the system that this process runs on. */
  readonly platform: string;
}

const MOST_LISTED = 5;

/**
 * The running servers that the person asked for; a pid may also be the one that a server has inside of its container.
 * Throws {@link NothingToInspectError}, and UnreadableFileError for a config that can't be read.
 */
export async function chooseServers(
  search: ServerSearch,
  { pid, config }: Pick<InspectOptions, 'pid' | 'config'>,
): Promise<ChosenServers> {
  const servers = await search.collector.servers();
  if (pid !== null) return serverOfPid(search, servers, pid);
  if (config !== null) return { servers: await serversOfConfig(search, servers, resolve(config)), note: null };
  if (servers.length === 0) throw new NothingToInspectError(await noServer(search));
  return { servers, note: null };
}

async function serverOfPid(
  { collector, files }: ServerSearch,
  servers: readonly LiveServer[],
  pid: number,
): Promise<ChosenServers> {
  const master = servers.find(({ masterPid }) => masterPid === pid);
  if (master !== undefined) return { servers: [master], note: null };
  for (const server of servers) {
    const outcome = await collector.sample({ serverId: server.id, depth: 'refresh' });
    if (outcome.kind === 'sample' && outcome.sample.processes.some((one) => one.pid === pid)) {
      return { servers: [server], note: null };
    }
  }
  const inside = servers.filter(({ confinement }) => confinement?.innerPid === pid);
  const [only] = inside;
  if (only !== undefined && inside.length === 1) {
    return {
      servers: inside,
      note: `${pid} is what ${named(only)} sees itself as; here it is process ${only.masterPid}.`,
    };
  }
  if (only !== undefined) {
    const all = listed(inside);
    throw new NothingToInspectError(`${inside.length} servers see themselves as process ${pid}: write one of ${all}.`);
  }
  const name = files.readText(`/proc/${pid}/comm`)?.trimEnd();
  const what = name === undefined ? `there is no process ${pid}` : `process ${pid} is "${name}", which is no nginx`;
  throw new NothingToInspectError(`${what}; ${whatRuns(servers)}.`);
}

async function serversOfConfig(
  { files, fileSystem }: ServerSearch,
  servers: readonly LiveServer[],
  path: string,
): Promise<readonly LiveServer[]> {
  const running = servers.filter((server) => runsConfig(files, server, path));
  if (running.length > 0) return running;
  const root = rootOf(fileSystem, path, { root: undefined });
  const runningRoot = root === path ? [] : servers.filter((server) => runsConfig(files, server, root));
  if (runningRoot.length > 0) return runningRoot;
  const included = root === path ? '' : `, the main config of ${path}`;
  throw new NothingToInspectError(`no running server uses ${root}${included}; ${whatRuns(servers)}.`);
}

/** The same file, whatever links and namespaces lie between its names; the same name where files can't be compared. */
function runsConfig(files: ProcFiles, server: LiveServer, path: string): boolean {
  if (server.configFile === null) return false;
  const ours = files.stat(path);
  const theirs = files.stat(`${server.fileRoot}${server.configFile}`);
  if (ours !== null && theirs !== null) return ours.device === theirs.device && ours.inode === theirs.inode;
  return server.fileRoot === '' && server.configFile === path;
}

/** What runs instead of what was asked for: `running are ...`. */
function whatRuns(servers: readonly LiveServer[]): string {
  if (servers.length === 0) return 'no nginx runs here';
  return `running: ${listed(servers)}`;
}

function listed(servers: readonly LiveServer[]): string {
  const shown = servers.slice(0, MOST_LISTED).map(named);
  const rest = servers.length - shown.length;
  return `${shown.join(', ')}${rest === 0 ? '' : ` and ${rest} more`}`;
}

function named({ product, masterPid, configFile }: LiveServer): string {
  return `${product} ${masterPid} (${configFile ?? 'config not known'})`;
}

async function noServer({ collector, platform }: ServerSearch): Promise<string> {
  if (platform !== 'linux') {
    return `running servers can be read on Linux only, and this is ${platform}: run zone-lens on the server's host.`;
  }
  const { userId } = await collector.hello();
  const hidden = userId === 0 ? '' : ' Those of other users may be hidden from you: try it with sudo.';
  return `no running nginx was found on this machine.${hidden}`;
}
