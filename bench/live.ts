/**
 * What it costs to look at a running server, and what that does to the server: on nginx servers that are started here.
 * Run by `npm run bench`, alone by `npm run bench -- live`. The bundle starts itself again for what needs a process of its
 * own.
 */
import { cpus } from 'node:os';
import { nginxAvailable } from '../test/live/support/nginxServer';
import { measureLoad } from './liveLoad';
import { measurePeers } from './livePeers';
import { ping } from './livePing';
import { measureRefresh } from './liveRefresh';
import { sampleInTime } from './liveSampler';
import { measureWalk } from './liveWalk';

const PARTS = { refresh: measureRefresh, walk: measureWalk, load: measureLoad, peers: measurePeers };

const [mode = 'all', ...rest] = process.argv.slice(2);

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  if (mode === 'sampler')
    await sampleInTime(rest[0] === 'none' ? null : Number(rest[0]), Number(rest[1]), Number(rest[2]));
  else if (mode === 'ping') await ping(Number(rest[0]), rest[1] ?? '/');
  else await measureLive();
}

async function measureLive(): Promise<void> {
  console.log('\na running server');
  const reason = nginxAvailable(['lua']) ?? (process.getuid?.() === 0 ? null : 'this needs root');
  if (reason !== null) {
    console.log(`  not measured: ${reason}`);
    return;
  }
  console.log(`  ${cpus().length} processors, Node ${process.versions.node}`);
  for (const [name, measure] of Object.entries(PARTS)) {
    if (mode === 'all' || mode === name) await measure();
  }
}
