import { pathToFileURL } from 'node:url';
import type { RememberedServer } from '../../shared/liveMessages';
import type { LiveServer } from '../../shared/liveServer';

/** The one server that what is remembered can mean: pids change, config and prefix stay. Null for none, or several. */
export function serverRemembered(
  servers: readonly LiveServer[],
  { configFile, prefix }: RememberedServer,
): LiveServer | null {
  if (configFile === null) return null;
  const alike = servers.filter((server) => server.configFile === configFile && server.prefix === prefix);
  return alike.length === 1 ? (alike[0] ?? null) : null;
}

/**
 * What leads to a server again, whatever its pid is then; null where nothing does.
 *
 * @param rootPath the config that its figures belong to
 */
export function rememberServer({ configFile, prefix }: LiveServer, rootPath: string): RememberedServer | null {
  return configFile === null ? null : { configFile, prefix, rootUri: pathToFileURL(rootPath).href };
}
