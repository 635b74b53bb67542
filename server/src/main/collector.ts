import { fstatSync } from 'node:fs';
import { createLocalCollector } from '../collector/localCollector';
import { COLLECTOR_HELP, CollectorUsageError, parseCollectorCommand } from '../collector/options';
import { serveCollector } from '../collector/serveCollector';
import { openSocket, SocketError } from '../collector/socket';
import { stackOf } from '../errorText';
import { giveWay } from '../live/system/giveWay';
import { realProcFiles } from '../live/system/realProcFiles';
import type { Collector } from '../shared/collectorProtocol';

declare const ZONE_LENS_VERSION: string;

/** Clients that ask more often than this get the same answer. */
const SHARE_FOR_MS = 100;

const UNUSABLE_ARGUMENTS = 2;

const failed = (error: unknown): void => {
  process.stderr.write(`${stackOf(error)}\n`);
};

function makeCollector(): Collector {
  giveWay();
  return createLocalCollector(realProcFiles(), { version: ZONE_LENS_VERSION, shareForMs: SHARE_FOR_MS });
}

async function serveSocket(path: string, ownerUserId: number | null): Promise<void> {
  const collector = makeCollector();
  const socket = await openSocket({
    path,
    ownerUserId,
    serve: (client) => void serveCollector(collector, client, client, failed).finally(() => client.destroy()),
  });
  process.once('exit', socket.close);
  // Without a listener a signal ends Node without its 'exit' event.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(0));
  // A parent that has gone closes its end. A terminal or /dev/null says nothing about who started this.
  const { stdin } = process;
  const status = fstatSync(stdin.fd);
  if (status.isFIFO() || status.isSocket())
    stdin
      .on('end', () => process.exit(0))
      .on('error', failed)
      .resume();
  process.stderr.write(`Listening on ${path}. Ctrl+C ends it.\n`);
}

async function run(): Promise<void> {
  const command = parseCollectorCommand(process.argv.slice(2), process.env.SUDO_UID);
  if (command.name === 'help') process.stdout.write(COLLECTOR_HELP);
  else if (command.name === 'version') process.stdout.write(`${ZONE_LENS_VERSION}\n`);
  else if (command.name === 'socket') await serveSocket(command.path, command.ownerUserId);
  else {
    await serveCollector(makeCollector(), process.stdin, process.stdout, failed);
    process.exit(0);
  }
}

run().catch((error: unknown) => {
  const isUsage = error instanceof CollectorUsageError;
  if (isUsage || error instanceof SocketError) process.stderr.write(`collector: ${error.message}\n`);
  else failed(error);
  process.exit(isUsage ? UNUSABLE_ARGUMENTS : 1);
});
