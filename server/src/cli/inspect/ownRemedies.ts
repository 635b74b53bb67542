import type { Collector } from '../../shared/collectorProtocol';

const WITH_SUDO = 'Run zone-lens with sudo, or name a collector that runs as root: --collector SOCKET.';

/**
 * A collector in this process, which says of servers that it may not read whole how this command gets there: the first of
 * the remedies for a collector that is no root's is to run it as root.
 */
export function withOwnRemedies(collector: Collector): Collector {
  return {
    ...collector,
    servers: async () => {
      const servers = await collector.servers();
      const { userId } = await collector.hello();
      if (userId === 0) return servers;
      return servers.map((server) => {
        const { access } = server;
        if (access.remedies.length === 0) return server;
        return { ...server, access: { ...access, remedies: [WITH_SUDO, ...access.remedies.slice(1)] } };
      });
    },
  };
}
