import { fileZoneBytes } from '../server/src/live/memory/zoneBytesOf';
import { realProcFiles } from '../server/src/live/system/realProcFiles';
import { walkPool } from '../server/src/slab/poolWalk';
import { startNginx } from '../test/live/support/nginxServer';
import { attach, costOf, luaConfig, request, row, sampleOf } from './liveSupport';

/** Keys of a request that fills; a worker serves nothing else meanwhile. */
const KEYS_A_REQUEST = 250_000;

interface Filling {
  readonly valueBytes: number;
  readonly keys: number;
}

interface WalkedZone {
  readonly sizeText: string;
  readonly size: string;
  readonly goalMs: number;
  readonly rounds: number;
  readonly fillings: readonly Filling[];
}

const ZONES: readonly WalkedZone[] = [
  { sizeText: '100 MB', size: '100m', goalMs: 25, rounds: 30, fillings: [{ valueBytes: 8, keys: 300_000 }] },
  {
    sizeText: '10 GB',
    size: '10240m',
    goalMs: 1000,
    rounds: 5,
    fillings: [
      { valueBytes: 1800, keys: 1_500_000 },
      { valueBytes: 8, keys: 2_000_000 },
      { valueBytes: 9000, keys: 50_000 },
    ],
  },
];

const FILL = `location = /fill { content_by_lua_block {
  local from, to = tonumber(ngx.var.arg_from), tonumber(ngx.var.arg_to)
  local value, dict = string.rep("v", tonumber(ngx.var.arg_bytes)), ngx.shared.walked
  for index = from, to do assert(dict:safe_set(index, value)) end
  ngx.say("done")
} }`;

/** What it costs to walk a zone's page array, and to take a whole full sample. */
export async function measureWalk(): Promise<void> {
  for (const zone of ZONES) await measureZone(zone);
}

async function measureZone({ sizeText, size, goalMs, rounds, fillings }: WalkedZone): Promise<void> {
  const server = await startNginx({ config: luaConfig(`lua_shared_dict walked ${size};`, FILL), modules: ['lua'] });
  try {
    let last = 0;
    for (const { valueBytes, keys } of fillings) {
      for (const end = last + keys; last < end; last += KEYS_A_REQUEST) {
        const to = Math.min(end, last + KEYS_A_REQUEST);
        await request(server.context.port(0), `/fill?from=${last + 1}&to=${to}&bytes=${valueBytes}`);
      }
    }
    const attachment = attach(server.masterPid);
    const { zones } = sampleOf(attachment, 'full');
    const [zone] = zones;
    if (zone === undefined || zone.pages === null || zone.walk === null) throw new Error('the zone is not walked');
    const loaded = `${((zone.loaded.bytes ?? 0) / 1024 ** 2).toFixed(0)} MB loaded`;
    const wholly = costOf(rounds, () => void sampleOf(attachment, 'full'));
    const files = realProcFiles();
    const start = BigInt(`0x${zone.address}`);
    const end = start + BigInt(zone.mappedBytes);
    const file = files.open(`/proc/${server.masterPid}/map_files/${start.toString(16)}-${end.toString(16)}`);
    if (file.refusal !== null) throw new Error(`the zone can not be opened: ${file.refusal}`);
    const bytes = fileZoneBytes(file, zone.mappedBytes);
    const walk = costOf(rounds, () => void walkPool(bytes, start, 4096));
    const walked = walkPool(bytes, start, 4096);
    file.close();
    if (walked.walk === null) throw new Error(`the zone is not walked: ${walked.obstacle}`);
    row(
      `full walk, ${sizeText}, ${loaded}`,
      `${walk.wallMs.toFixed(1)} ms, ${walk.cpuMs.toFixed(1)} ms of CPU (goal: at most ${goalMs} ms)`,
    );
    row(
      `full sample of that server`,
      `${wholly.wallMs.toFixed(1)} ms, ${wholly.cpuMs.toFixed(1)} ms of CPU, page tables of ${zone.mapped?.length ?? 0} processes counted too`,
    );
  } finally {
    await server.stop();
  }
}
