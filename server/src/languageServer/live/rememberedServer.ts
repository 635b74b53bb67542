import { pathToFileURL } from 'node:url';
import type { RememberedServer } from '../../shared/liveMessages';
import type { LiveServer } from '../../shared/liveServer';
import { pathOfUri } from '../uris';

/** The one server that what is remembered can mean: pids change, config and prefix stay. Null for none, or several. */
export function serverRemembered(
  servers: readonly LiveServer[],
  { configFile, prefix }: RememberedServer,
): LiveServer | null {
  if (configFile === null) return null;
  const alike = servers.filter((server) => server.configFile === configFile && server.prefix === prefix);
  return alike.length === 1 ? (alike[0] ?? null) : null;
}

/** The config here that its figures belong to; null where none is known. */
export function rootRemembered({ rootUri }: RememberedServer): string | null {
  return rootUri === null ? null : pathOfUri(rootUri);
}

/**
 * What leads to a server again, whatever its pid is then; null where nothing does.
 *
 * @param rootPath the config here that its figures belong to; null where there is none
 */
export function rememberServer({ configFile, prefix }: LiveServer, rootPath: string | null): RememberedServer | null {
  if (configFile === null) return null;
  return { configFile, prefix, rootUri: rootPath === null ? null : pathToFileURL(rootPath).href };
}
