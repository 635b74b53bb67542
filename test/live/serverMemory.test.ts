import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { serverMemory } from '../../server/src/live/processes/serverMemory';
import { realProcFiles } from '../../server/src/live/system/realProcFiles';
import { liveServerOf } from './support/attach';
import { type MemoryCgroup, makeMemoryCgroup } from './support/memoryCgroup';
import { nginxAvailable, processTree, type RunningNginx, startNginx } from './support/nginxServer';

const files = realProcFiles();
const reason = nginxAvailable([]);
const MEBIBYTE = 1024 * 1024;
let nginx: RunningNginx | null = null;
let cgroup: MemoryCgroup | null = null;

afterEach(async () => {
  await nginx?.stop();
  await cgroup?.remove();
  [nginx, cgroup] = [null, null];
});

async function start(): Promise<RunningNginx> {
  nginx = await startNginx({
    config: ({ httpPaths, socket }) => `events {} http { ${httpPaths} limit_req_zone $uri zone=reqs:1m rate=1r/s;
      server { listen ${socket('a')}; } }`,
  });
  return nginx;
}

describe.skipIf(reason !== null)(`what limits a server${reason === null ? '' : `: ${reason}`}`, () => {
  it('has the machine’s memory', async () => {
    const { masterPid } = await start();
    const memory = serverMemory(files, liveServerOf(masterPid));
    const totalKilobytes = /^MemTotal: +(\d+) kB$/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1];
    expect(memory?.totalBytes).toBe(Number(totalKilobytes) * 1024);
    expect(memory?.availableBytes).toBeGreaterThan(0);
    expect(memory?.availableBytes).toBeLessThan(memory?.totalBytes ?? 0);
  });

  it('has the limit of the cgroup that the master is in, and no longer when it has ended', async (context) => {
    const made = makeMemoryCgroup();
    if (typeof made === 'string') return context.skip(made);
    cgroup = made;
    const running = await start();
    const server = liveServerOf(running.masterPid);
    cgroup.limitTo(96 * MEBIBYTE);
    const before = serverMemory(files, server);
    expect(before?.cgroup?.limitBytes).not.toBe(96 * MEBIBYTE);

    cgroup.take(processTree(running.masterPid).map(({ pid }) => pid));
    const inside = serverMemory(files, server);
    expect(inside).toMatchObject({
      cgroup: { limitBytes: 96 * MEBIBYTE, label: `cgroup /${cgroup.name} (${cgroup.limitFile})` },
      isWhole: true,
    });
    expect(inside?.cgroup?.availableBytes).toBeLessThanOrEqual(96 * MEBIBYTE);
    expect(inside?.cgroup?.availableBytes).toBeGreaterThan(64 * MEBIBYTE);

    await running.stop();
    expect(serverMemory(files, server)).toBeNull();
  });
});
