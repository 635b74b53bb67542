import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type RunningNginx, startNginx } from '../test/live/support/nginxServer';
import { luaConfig, outputOf, request, row, startSelf } from './liveSupport';
import { median } from './median';

const WRK = '/usr/bin/wrk';
const ROUNDS = Number(process.env.BENCH_LOAD_ROUNDS ?? 18);
const ROUND_SECONDS = 2;
const INTERVAL_MS = 100;
const DICTIONARIES = 20;

/** What wrk saw in one round. */
interface Round {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** Processor time of the worker for one request: what others do on the machine tells little on it. */
  readonly workerMicroseconds: number;
}

/** What goes on beside the load: nothing, looks at the server, or as much work that has nothing to do with it. */
type Company = 'none' | 'watching' | 'busy';

/** A round of each, one right after the other. */
type Rounds = Readonly<Record<Company, Round>>;

/** Writes what wrk counts in numbers and not as text that was rounded. */
const REPORT = `done = function(summary, latency)
  io.write(string.format('REPORT {"requests":%d,"duration":%d,"p50":%d,"p99":%d,"max":%d}\\n', summary.requests,
    summary.duration, latency:percentile(50), latency:percentile(99), latency.max))
end`;

const WORK = `location = /work { content_by_lua_block {
  local key = math.random(1, 200000)
  local dict = ngx.shared["work_" .. (key % ${DICTIONARIES})]
  dict:set(key, key, key % 3)
  dict:get(key + 1)
  ngx.print("done")
} }`;

/** Requests and latency under load, with and without somebody looking ten times a second, in turns. */
export async function measureLoad(): Promise<void> {
  if (!existsSync(WRK)) {
    row('load with and without attach', 'no wrk here');
    return;
  }
  const zones = Array.from({ length: DICTIONARIES }, (_, index) => `lua_shared_dict work_${index} 10m;`).join('\n');
  const server = await startNginx({ config: luaConfig(zones, WORK), modules: ['lua'] });
  try {
    const port = server.context.port(0);
    await request(port, '/work');
    const script = join(server.prefix, 'report.lua');
    writeFileSync(script, REPORT);
    await load(server, script);
    const rounds: Rounds[] = [];
    let samples = 0;
    let { cpuMs } = await accompaniedLoad(server, script, 'watching', 0);
    for (let round = 0; round < ROUNDS; round++) {
      const measured: Partial<Record<Company, Round>> = {};
      // Who comes first changes from round to round, so that a drift of the machine favours nobody.
      for (const company of ORDERS[round % ORDERS.length] ?? []) {
        const one = await accompaniedLoad(server, script, company, cpuMs);
        measured[company] = one.round;
        if (company !== 'watching') continue;
        samples += one.samples;
        cpuMs = one.cpuMs;
      }
      const { none, watching, busy } = measured;
      if (none === undefined || watching === undefined || busy === undefined) throw new Error('a round is missing');
      rounds.push({ none, watching, busy });
    }
    report(rounds, samples, cpuMs);
  } finally {
    await server.stop();
  }
}

const ORDERS: readonly (readonly Company[])[] = [
  ['none', 'watching', 'busy'],
  ['busy', 'none', 'watching'],
  ['watching', 'busy', 'none'],
];

interface Accompanied {
  readonly round: Round;
  readonly samples: number;
  /** Of one sample. */
  readonly cpuMs: number;
}

/** A round beside a process of ours. */
async function accompaniedLoad(
  server: RunningNginx,
  script: string,
  company: Company,
  busyMs: number,
): Promise<Accompanied> {
  const pid = company === 'watching' ? server.masterPid : 'none';
  const sampler = startSelf(['sampler', pid, INTERVAL_MS, company === 'busy' ? busyMs : 0]);
  const output = outputOf(sampler);
  if (sampler.stdout !== null) await once(sampler.stdout, 'data');
  const round = await load(server, script);
  sampler.stdin?.end();
  const [samples = 0, cpuMs = 0] = ((await output).trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  return { round, samples, cpuMs };
}

async function load(server: RunningNginx, script: string): Promise<Round> {
  const [pid = 0] = server.workers();
  const before = runTimeOf(pid);
  const args = ['-t1', '-c16', `-d${ROUND_SECONDS}s`, '-s', script, `http://127.0.0.1:${server.context.port(0)}/work`];
  const { stdout } = await promisify(execFile)(WRK, args);
  const text = /^REPORT (.*)$/m.exec(stdout)?.[1];
  if (text === undefined) throw new Error(`wrk said: ${stdout}`);
  const told = JSON.parse(text) as { requests: number; duration: number; p50: number; p99: number; max: number };
  return {
    requestsPerSecond: told.requests / (told.duration / 1e6),
    p50Ms: told.p50 / 1000,
    p99Ms: told.p99 / 1000,
    maxMs: told.max / 1000,
    workerMicroseconds: (runTimeOf(pid) - before) / 1000 / told.requests,
  };
}

/** Nanoseconds that a process was running: the first figure of its schedstat. */
function runTimeOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/schedstat`, 'latin1').split(' ')[0]);
}

function report(rounds: readonly Rounds[], samples: number, cpuMs: number): void {
  row('wrk, with a 10 Hz attach and without', `${rounds.length} rounds of each (${samples} samples)`);
  row(
    'as much other work',
    `${cpuMs.toFixed(2)} ms of processor time ten times a second: what a full machine makes of it`,
  );
  for (const [name, figureOf, digits] of [
    ['requests/s', (round: Round) => round.requestsPerSecond, 0],
    ['p50, ms', (round: Round) => round.p50Ms, 3],
    ['p99, ms', (round: Round) => round.p99Ms, 3],
    ['longest, ms', (round: Round) => round.maxMs, 1],
    ['CPU of the worker a request, µs', (round: Round) => round.workerMicroseconds, 2],
  ] as const) {
    const [none, watching, busy] = (['none', 'watching', 'busy'] as const).map((company) =>
      rounds.map((one) => figureOf(one[company])),
    );
    if (none === undefined || watching === undefined || busy === undefined) continue;
    row(name, `without ${spread(none, digits)}, with ${spread(watching, digits)}, other work ${spread(busy, digits)}`);
    row('  with, against without', changeText(changes(watching, none)));
    row('  with, against other work', changeText(changes(watching, busy)));
  }
}

function changes(figures: readonly number[], others: readonly number[]): number[] {
  return figures.map((figure, index) => figure / (others[index] ?? Number.NaN) - 1);
}

/** The median of changes from pair to pair, and between which two of them it lies with 95 % certainty (sign test). */
function changeText(shares: readonly number[]): string {
  const sorted = [...shares].sort((left, right) => left - right);
  const outside = Math.max(0, Math.floor((sorted.length - 1.96 * Math.sqrt(sorted.length)) / 2));
  const [low = Number.NaN, high = Number.NaN] = [sorted[outside], sorted.at(-1 - outside)];
  const isNoise = low <= 0 && high >= 0;
  const verdict = isNoise ? 'no difference outside noise' : 'a difference';
  return `change ${percent(median(shares))} (95 %: ${percent(low)} to ${percent(high)}): ${verdict} (goal: none)`;
}

function spread(values: readonly number[], digits: number): string {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return `${median(values).toFixed(digits)} (${low.toFixed(digits)} to ${high.toFixed(digits)})`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
