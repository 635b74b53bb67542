import { serveCollector } from '../../../server/src/collector/serveCollector';
import { type OpenSocket, openSocket } from '../../../server/src/collector/socket';
import type { Collector } from '../../../server/src/shared/collectorProtocol';

/** Lets clients of this user ask a collector at a path. Whoever opens it closes it. */
export function openCollectorSocket(path: string, collector: Collector): Promise<OpenSocket> {
  const serve: Parameters<typeof openSocket>[0]['serve'] = (client) =>
    void serveCollector(collector, client, client, () => undefined);
  return openSocket({ path, ownerUserId: null, serve });
}
