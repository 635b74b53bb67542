import type { ConfigFile, ConfigFiles } from '../config/configFiles';
import { byteLength } from '../config/sourceText';
import {
  argumentCount,
  argumentValue,
  childrenOf,
  type Directive,
  directiveName,
  isTemplated,
  parentOf,
  subtreeEnd,
} from '../config/tree';
import type { PlannedRequest } from '../slab/poolPlan';
import type { ZoneDeclaration } from './declarations';
import { bytesFor, compareVersions, type ServerBuild } from './serverBuild';
import type { VersionedBytes } from './zoneKind';

/**
 * What nginx copies into an upstream's zone when it makes it (ngx_http_upstream_zone_module.c and its stream twin;
 * structures of ngx_http_upstream_round_robin.h, sizes on x86_64 with TLS, compiled from 40 releases).
 */
const PEERS_BYTES: VersionedBytes = [
  { since: '1.27.3', bytes: 96 },
  { since: '1.19.6', bytes: 80 },
  { since: '1.9.3', bytes: 72 },
  { since: '0', bytes: 64 },
];
const HTTP_PEER_BYTES: VersionedBytes = [
  { since: '1.31.0', bytes: 264, compatBytes: 320 },
  { since: '1.29.6', bytes: 216, compatBytes: 320 },
  { since: '1.27.3', bytes: 200, compatBytes: 320 },
  { since: '1.11.5', bytes: 184, compatBytes: 440 },
  { since: '0', bytes: 160 },
];
const STREAM_PEER_BYTES: VersionedBytes = [
  { since: '1.31.0', bytes: 256, compatBytes: 312 },
  { since: '1.27.3', bytes: 200, compatBytes: 312 },
  { since: '1.11.5', bytes: 184, compatBytes: 384 },
  { since: '0', bytes: 160 },
];
/** A generation counter for the config stands before the peers. */
const COUNTER_SINCE = [1, 27, 3];
const COUNTER_BYTES = 8;
/** The upstream's name, addresses and their texts are copied too; before, the structures pointed into the config. */
const TEXTS_SINCE = [1, 13, 4];
const NAME_STRUCT_BYTES = 16;
const SOCKADDR_BYTES = 112;
/** NGX_SOCKADDR_STRLEN: room for the longest unix socket's name. */
const ADDRESS_TEXT_BYTES = 113;
/** NGX_HTTP_UPSTREAM_SID_LEN, of http only. */
const STICKY_ID_SINCE = [1, 29, 6];
const STICKY_ID_BYTES = 32;

/** Requests that init makes for the upstreams of one zone, after the log_ctx string. */
export interface UpstreamRequests {
  readonly requests: readonly PlannedRequest[];
  /** Servers that the config puts into the zone. */
  readonly servers: number;
  /** Every size and the number of peers is known. */
  readonly isExact: boolean;
}

/** Works out the requests from the `server` lines of the upstreams that share a zone. */
export function upstreamRequests(
  config: ConfigFiles,
  declarations: readonly ZoneDeclaration[],
  build: ServerBuild,
): UpstreamRequests {
  const requests: PlannedRequest[] = [];
  const seen = new Map<ConfigFile, Set<Directive>>();
  let isExact = build.coreVersion !== null;
  let count = 0;
  for (const declaration of declarations) {
    const { file, context } = declaration;
    const upstream = parentOf(file.tree, declaration.directive);
    if (upstream < 0 || directiveName(file.tree, upstream) !== 'upstream') {
      // The upstream's block is in another file, so its servers are not seen from here.
      isExact = false;
      continue;
    }
    const done = seen.get(file) ?? new Set();
    seen.set(file, done);
    // An upstream has one zone, the last that it names; naming it twice changes nothing.
    if (done.has(upstream) || lastZoneOf(file, upstream) !== declaration.name) continue;
    done.add(upstream);
    const subsystem = context.startsWith('stream') ? 'stream' : 'http';
    const { servers, isComplete } = serversIn(config, file, upstream);
    const sizes = sizesFor(subsystem, build);
    isExact &&= sizes.isExact && context === `${subsystem}/upstream` && !isTemplated(file.tree, upstream, 1);
    isExact &&= isComplete && servers.every((server) => server.isLiteral);
    count += servers.length;
    const name = argumentValue(file.tree, upstream, 1);
    requests.push(...sizes.before, ...bytesOf([sizes.peers]));
    if (sizes.copiesTexts) requests.push(...bytesOf([NAME_STRUCT_BYTES, byteLength(name)]));
    const copy = (server: UpstreamServer): void => {
      requests.push(...sizes.peer);
      if (sizes.copiesTexts) requests.push({ bytes: byteLength(server.address) });
    };
    servers.filter((server) => !server.isBackup).forEach(copy);
    const backups = servers.filter((server) => server.isBackup);
    if (backups.length > 0) requests.push({ bytes: sizes.peers });
    backups.forEach(copy);
  }
  return { requests, servers: count, isExact };
}

interface CopySizes {
  readonly before: readonly PlannedRequest[];
  readonly peers: number;
  /** All of one server but the text of its `server` line. */
  readonly peer: readonly PlannedRequest[];
  readonly copiesTexts: boolean;
  readonly isExact: boolean;
}

type SizesOfBuild = Partial<Record<'http' | 'stream', CopySizes>>;

const SIZES = new WeakMap<ServerBuild, SizesOfBuild>();

function sizesFor(subsystem: 'http' | 'stream', build: ServerBuild): CopySizes {
  const known = SIZES.get(build)?.[subsystem];
  if (known !== undefined) return known;
  const sizes = workOutSizes(subsystem, build);
  SIZES.set(build, { ...SIZES.get(build), [subsystem]: sizes });
  return sizes;
}

function workOutSizes(subsystem: 'http' | 'stream', build: ServerBuild): CopySizes {
  const { coreVersion } = build;
  const isSince = (version: readonly number[]): boolean =>
    coreVersion === null || compareVersions(coreVersion, version) >= 0;
  const peers = bytesFor(PEERS_BYTES, build);
  const peer = bytesFor(subsystem === 'http' ? HTTP_PEER_BYTES : STREAM_PEER_BYTES, build);
  const copiesTexts = isSince(TEXTS_SINCE);
  const texts = copiesTexts ? [SOCKADDR_BYTES, ADDRESS_TEXT_BYTES] : [];
  const stickyId = subsystem === 'http' && isSince(STICKY_ID_SINCE) ? [STICKY_ID_BYTES] : [];
  return {
    before: bytesOf(isSince(COUNTER_SINCE) ? [COUNTER_BYTES] : []),
    peers: peers.bytes,
    peer: bytesOf([peer.bytes, ...texts, ...stickyId]),
    copiesTexts,
    isExact: peers.isExact && peer.isExact,
  };
}

function bytesOf(sizes: readonly number[]): PlannedRequest[] {
  return sizes.map((bytes) => ({ bytes }));
}

function lastZoneOf({ tree }: ConfigFile, upstream: Directive): string | null {
  let name: string | null = null;
  const end = subtreeEnd(tree, upstream);
  for (let child = upstream + 1; child < end; child = subtreeEnd(tree, child)) {
    if (directiveName(tree, child) === 'zone') name = argumentValue(tree, child, 1);
  }
  return name;
}

interface UpstreamServer {
  readonly address: string;
  readonly isBackup: boolean;
  /** An address, not a name that may stand for several. */
  readonly isLiteral: boolean;
}

interface ServerList {
  readonly servers: readonly UpstreamServer[];
  /** Every file that the block includes was seen. */
  readonly isComplete: boolean;
}

const LITERAL_ADDRESS = /^(?:unix:|\[[0-9A-Fa-f:.]+\](?::\d+)?$|\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?$)/;

/** Parameters that have the address looked up while serving. */
const LOOKED_UP = /^(?:resolve$|service=)/;

/** More than any upstream has: a file that is included over and over must not fill our memory. */
const MOST_SERVERS = 100_000;

function serversIn(config: ConfigFiles, file: ConfigFile, block: Directive): ServerList {
  const servers: UpstreamServer[] = [];
  let isComplete = true;
  const end = subtreeEnd(file.tree, block);
  for (let directive = block + 1; directive < end; directive = subtreeEnd(file.tree, directive)) {
    if (servers.length > MOST_SERVERS) return { servers, isComplete: false };
    const name = directiveName(file.tree, directive);
    if (name !== 'include') {
      const server = name === 'server' ? serverOf(file, directive) : null;
      if (server !== null) servers.push(server);
      continue;
    }
    const target = config.includes.get(file.path)?.get(directive);
    if (target === undefined || config.isIncomplete) isComplete = false;
    for (const path of target?.paths ?? []) {
      const included = config.files.get(path);
      if (included === undefined) continue;
      for (const child of childrenOf(included.tree, -1)) {
        if (servers.length > MOST_SERVERS) return { servers, isComplete: false };
        const childName = directiveName(included.tree, child);
        const server = childName === 'server' ? serverOf(included, child) : null;
        if (server !== null) servers.push(server);
        // One level of includes is enough for servers.
        if (childName === 'include') isComplete = false;
      }
    }
  }
  return { servers, isComplete };
}

function serverOf({ tree }: ConfigFile, directive: Directive): UpstreamServer | null {
  if (argumentCount(tree, directive) === 0) return null;
  const address = argumentValue(tree, directive, 1);
  let isBackup = false;
  let isLiteral = LITERAL_ADDRESS.test(address);
  for (let argument = 2; argument <= argumentCount(tree, directive); argument++) {
    const parameter = argumentValue(tree, directive, argument);
    if (parameter === 'backup') isBackup = true;
    if (LOOKED_UP.test(parameter)) isLiteral = false;
  }
  return { address, isBackup, isLiteral };
}
