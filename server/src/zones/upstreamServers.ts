import type { ConfigFile, ConfigFiles } from '../config/configFiles';
import { byteLength } from '../config/sourceText';
import { argumentCount, argumentValue, childrenOf, type Directive, directiveName, parentOf } from '../config/tree';
import type { PlannedRequest } from '../slab/poolPlan';
import type { ZoneDeclaration } from './declarations';
import { bytesFor, compareVersions, type ServerBuild } from './serverBuild';
import type { VersionedBytes } from './zoneKind';

/**
 * What nginx copies into an upstream's zone when it makes it (ngx_http_upstream_zone_module.c and its stream twin;
 * structures of ngx_http_upstream_round_robin.h, sizes on x86_64).
 */
const PEERS_BYTES: VersionedBytes = [
  { since: '1.27.3', bytes: 96 },
  { since: '1.19.6', bytes: 80 },
  { since: '1.9.3', bytes: 72 },
  { since: '0', bytes: 64 },
];
const HTTP_PEER_BYTES: VersionedBytes = [
  { since: '1.29.6', bytes: 264, compatBytes: 320 },
  { since: '1.11.6', bytes: 184, compatBytes: 440 },
  { since: '1.9.11', bytes: 184 },
  { since: '0', bytes: 160 },
];
const STREAM_PEER_BYTES: VersionedBytes = [
  { since: '1.29.6', bytes: 264, compatBytes: 312 },
  { since: '0', bytes: 184, compatBytes: 384 },
];
/** A generation counter for the config stands before the peers. */
const COUNTER_SINCE = [1, 27, 3];
const COUNTER_BYTES = 8;
const NAME_STRUCT_BYTES = 16;
const SOCKADDR_BYTES = 112;
/** NGX_SOCKADDR_STRLEN: room for the longest unix socket's name. */
const ADDRESS_TEXT_BYTES = 113;
/** Versions in which the peer's size was not measured. */
const UNMEASURED_FROM = [1, 27, 0];
const UNMEASURED_TO = [1, 29, 6];

/** Requests that init makes for the upstreams of one zone, after the log_ctx string. */
export interface UpstreamRequests {
  readonly requests: readonly PlannedRequest[];
  /** Every size and the number of peers is known. */
  readonly isExact: boolean;
}

/** Works out the requests from the `server` lines of the upstreams that share a zone, in their order. */
export function upstreamRequests(
  config: ConfigFiles,
  declarations: readonly ZoneDeclaration[],
  build: ServerBuild,
): UpstreamRequests {
  const requests: PlannedRequest[] = [];
  const version = build.coreVersion;
  const isUnmeasured =
    version !== null && compareVersions(version, UNMEASURED_FROM) >= 0 && compareVersions(version, UNMEASURED_TO) < 0;
  let isExact = version !== null && !isUnmeasured;
  for (const declaration of declarations) {
    const upstream = parentOf(declaration.file.tree, declaration.directive);
    if (upstream < 0 || directiveName(declaration.file.tree, upstream) !== 'upstream') {
      // The upstream's block is in another file, so its servers are not seen from here.
      isExact = false;
      continue;
    }
    const peers = bytesFor(PEERS_BYTES, build);
    const peer = bytesFor(declaration.context.startsWith('stream') ? STREAM_PEER_BYTES : HTTP_PEER_BYTES, build);
    isExact &&= peers.isExact && peer.isExact;
    const servers = serversIn(config, declaration.file, upstream);
    isExact &&= servers.every((server) => server.isLiteral);
    if (version === null || compareVersions(version, COUNTER_SINCE) >= 0) requests.push({ bytes: COUNTER_BYTES });
    const name = argumentValue(declaration.file.tree, upstream, 1);
    requests.push({ bytes: peers.bytes }, { bytes: NAME_STRUCT_BYTES }, { bytes: byteLength(name) });
    const copy = (server: UpstreamServer): void => {
      requests.push({ bytes: peer.bytes }, { bytes: SOCKADDR_BYTES });
      requests.push({ bytes: ADDRESS_TEXT_BYTES }, { bytes: byteLength(server.address) });
    };
    servers.filter((server) => !server.isBackup).forEach(copy);
    const backups = servers.filter((server) => server.isBackup);
    if (backups.length > 0) requests.push({ bytes: peers.bytes });
    backups.forEach(copy);
  }
  return { requests, isExact };
}

interface UpstreamServer {
  readonly address: string;
  readonly isBackup: boolean;
  /** An address, not a name that may stand for several. */
  readonly isLiteral: boolean;
}

const LITERAL_ADDRESS = /^(?:unix:|\[[0-9A-Fa-f:.]+\](?::\d+)?$|\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?$)/;

function serversIn(config: ConfigFiles, file: ConfigFile, block: Directive): UpstreamServer[] {
  return childrenOf(file.tree, block).flatMap((directive): UpstreamServer[] => {
    const name = directiveName(file.tree, directive);
    if (name === 'include') {
      const paths = config.includes.get(file.path)?.get(directive)?.paths ?? [];
      return paths.flatMap((path) => {
        const included = config.files.get(path);
        // One level of includes, so that a hostile tree of them costs no more than its size.
        return included === undefined
          ? []
          : childrenOf(included.tree, -1).flatMap((child) => serverOf(included, child));
      });
    }
    return serverOf(file, directive);
  });
}

function serverOf({ tree }: ConfigFile, directive: Directive): UpstreamServer[] {
  if (directiveName(tree, directive) !== 'server' || argumentCount(tree, directive) === 0) return [];
  const address = argumentValue(tree, directive, 1);
  let isBackup = false;
  for (let argument = 2; argument <= argumentCount(tree, directive); argument++) {
    if (argumentValue(tree, directive, argument) === 'backup') isBackup = true;
  }
  return [{ address, isBackup, isLiteral: LITERAL_ADDRESS.test(address) }];
}
