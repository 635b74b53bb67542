import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { LiveZone } from '../server/src/shared/liveSample';
import { startNginx } from '../test/live/support/nginxServer';
import { attach, type Cost, costOf, luaConfig, row, sampleOf } from './liveSupport';

const ROUNDS = 300;
const WARM_UP = 100;

/** What a refresh costs: by the number of zones, and by their size. */
export async function measureRefresh(): Promise<void> {
  const tenth: Cost[] = [];
  for (const [count, sizeText] of [
    [10, '1m'],
    [100, '1m'],
    [500, '1m'],
    [1, '1m'],
    [1, '100m'],
    [1, '10g'],
  ] as const) {
    const cost = await refreshCost(count, sizeText);
    if (count === 1) tenth.push(cost);
  }
  const [small, , large] = tenth;
  if (small !== undefined && large !== undefined) {
    row('ratio of 10g to 1m', `${(large.cpuMs / small.cpuMs).toFixed(2)} (goal: flat)`);
  }
}

async function refreshCost(count: number, sizeText: string): Promise<Cost> {
  // ngx_lua reads sizes with k and m only.
  const size = sizeText === '10g' ? '10240m' : sizeText;
  const zones = Array.from({ length: count }, (_, index) => `lua_shared_dict zone_${index} ${size};`).join('\n');
  const server = await startNginx({ config: luaConfig(zones), modules: ['lua'] });
  try {
    const attachment = attach(server.masterPid);
    const { zones: found, rung, cost } = sampleOf(attachment, 'refresh');
    if (found.length !== count) throw new Error(`${found.length} zones are found instead of ${count}`);
    costOf(WARM_UP, () => sampleOf(attachment, 'refresh'));
    const measured = costOf(ROUNDS, () => sampleOf(attachment, 'refresh'));
    if (count === 100) measureFloor(server.masterPid, found);
    const goal = count === 100 ? ' (goal: at most 2 ms of CPU)' : '';
    row(
      `refresh, ${count} × ${sizeText}`,
      `${measured.cpuMs.toFixed(2)} ms of CPU, ${measured.wallMs.toFixed(2)} ms, first ${cost.wallMilliseconds.toFixed(0)} ms, rung ${rung}${goal}`,
    );
    return measured;
  } finally {
    await server.stop();
  }
}

/** What the kernel and Node take for the least that has to be done, with nothing of ours: on a busy machine all costs more. */
function measureFloor(masterPid: number, zones: readonly LiveZone[]): void {
  const page = Buffer.alloc(4096);
  const paths = zones.map(({ address, mappedBytes }) => {
    const end = BigInt(`0x${address}`) + BigInt(mappedBytes);
    return `/proc/${masterPid}/map_files/${address}-${end.toString(16)}`;
  });
  const readAll = (): void => {
    for (const path of paths) {
      const descriptor = openSync(path, 'r');
      readSync(descriptor, page, 0, page.length, 0);
      fstatSync(descriptor);
      closeSync(descriptor);
    }
  };
  costOf(WARM_UP, readAll);
  const { cpuMs, wallMs } = costOf(ROUNDS, readAll);
  row(
    `bare open, read, fstat, close × ${paths.length}`,
    `${cpuMs.toFixed(2)} ms of CPU, ${wallMs.toFixed(2)} ms, with nothing of ours`,
  );
}
