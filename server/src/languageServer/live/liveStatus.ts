import { pathToFileURL } from 'node:url';
import { accessAsRead } from '../../features/accessAsRead';
import { liveTextsOf, liveTotalsOf } from '../../features/liveTotals';
import type { LiveStatus } from '../../shared/liveMessages';
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
  const known = view === null ? server : { ...server, access: accessAsRead(server.access, view.sample.rung) };
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
