import type { ConnectedCollector } from '../../collector/connectCollector';
import { translatedAccess } from '../../live/accessTexts';

/** A collector whose texts for people are in the language of this process: the collector's own speaks English. */
export function translatedCollector(collector: ConnectedCollector): ConnectedCollector {
  return {
    ...collector,
    servers: async () => {
      const servers = await collector.servers();
      return servers.map((server) => ({ ...server, access: translatedAccess(server.access) }));
    },
    sample: async (params) => {
      const outcome = await collector.sample(params);
      if (outcome.kind !== 'refused' || outcome.access === undefined) return outcome;
      return { ...outcome, reason: translatedAccess(outcome.access).missing ?? outcome.reason };
    },
  };
}
