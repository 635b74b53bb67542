import { pathToFileURL } from 'node:url';
import { liveTextsOf, liveTotalsOf } from '../../features/liveTotals';
import type { LiveStatus } from '../../shared/liveMessages';
import type { LiveServer, Rung } from '../../shared/liveServer';
import type { Followed } from './follower';

/**
 * What is told of the attached server in general.
 *
 * @param rootPath the config here that its figures belong to; null where there is none
 */
export function statusOf(
  { server, view, state, intervalMs, cost, trouble }: Followed,
  rootPath: string | null,
): LiveStatus {
  const figures = view && liveTotalsOf(view.sample);
  const known = view === null ? server : asRead(server, view.sample.rung);
  return {
    state,
    server: known,
    texts: liveTextsOf(known, figures),
    rootUri: rootPath === null ? null : pathToFileURL(rootPath).href,
    figures,
    sampledAtMs: view?.sample.takenAtMs ?? null,
    intervalMs,
    cost,
    verdict: view?.verdict?.text ?? null,
    lastEvent: view?.events.at(-1) ?? null,
    trouble,
  };
}

/** Rights may be others than when the server was found: another collector, another setting of the system. */
function asRead(server: LiveServer, rung: Rung): LiveServer {
  return server.access.rung === rung ? server : { ...server, access: { rung, missing: null, remedies: [] } };
}
