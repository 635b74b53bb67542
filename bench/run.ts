/**
 * `npm run bench`: measures against peers on the same files in the same run, so that the ratios hold on any machine.
 * Every measured command is a process of its own, pinned to one processor where that can be done, and the commands
 * take turns.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { generateTree } from './configTree';
import { measureEditor } from './editor';
import { median } from './median';

const NGINX = '/usr/sbin/nginx';
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const SERVERS = 100_000;
const ZONES = 1_000;
/** The peer parser would take minutes for the whole tree. */
const PEER_SERVERS = 4_000;

const [coldModel = '', peerParser = '', languageServer = ''] = process.argv.slice(2);
const canPin = existsSync('/usr/bin/taskset');
const folder = mkdtempSync(join(tmpdir(), 'zone-lens-bench-'));

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  try {
    const tree = generateTree(folder, SERVERS, ZONES);
    const small = mkdtempSync(join(folder, 'peer-'));
    generateTree(small, PEER_SERVERS, ZONES);
    console.log(
      `${cpus()[0]?.model ?? 'processor'}, Node ${process.versions.node}, ${canPin ? 'one processor' : 'not pinned'}`,
    );
    console.log(
      `tree: ${megabytes(tree.bytes)} MB, ${tree.files} files, ${tree.servers} servers, ${tree.zones} zones; ${ROUNDS} rounds\n`,
    );
    const own: ColdModel[] = [];
    const nginx: number[] = [];
    const peer: { totalMs: number; bytes: number; peakBytes: number }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      own.push(runJson<ColdModel>(process.execPath, [coldModel, tree.rootPath]));
      if (existsSync(NGINX)) nginx.push(timeNginx(folder, tree.rootPath));
      peer.push(runJson(process.execPath, [peerParser, small]));
    }
    report(tree.bytes, own, nginx, peer);
    await measureEditor(languageServer, join(folder, 'editor'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface ColdModel {
  readonly parseMs: number;
  readonly modelMs: number;
  readonly problemsMs: number;
  readonly totalMs: number;
  readonly peakBytes: number;
  readonly errors: number;
}

function report(
  bytes: number,
  own: readonly ColdModel[],
  nginx: readonly number[],
  peer: readonly { totalMs: number; bytes: number; peakBytes: number }[],
): void {
  const modelMs = median(own.map((run) => run.parseMs + run.modelMs));
  const totalMs = median(own.map((run) => run.totalMs));
  row('zone-lens, cold: read + parse', `${median(own.map((run) => run.parseMs)).toFixed(0)} ms`);
  row('zone-lens, cold: zones and figures', `${median(own.map((run) => run.modelMs)).toFixed(0)} ms`);
  row('zone-lens, cold: problems', `${median(own.map((run) => run.problemsMs)).toFixed(0)} ms`);
  row('zone-lens, cold: parse + model', `${modelMs.toFixed(0)} ms = ${speed(bytes, modelMs)} MB/s (goal: at least 40)`);
  row('zone-lens, cold: with all problems', `${totalMs.toFixed(0)} ms = ${speed(bytes, totalMs)} MB/s`);
  row('zone-lens: peak memory', `${megabytes(median(own.map((run) => run.peakBytes)))} MB`);
  row('zone-lens: errors reported', String(own[0]?.errors ?? '?'));
  if (nginx.length === 0) row('nginx -t', 'no nginx here');
  else {
    const nginxMs = median(nginx);
    row('nginx -t, same files', `${nginxMs.toFixed(0)} ms = ${speed(bytes, nginxMs)} MB/s`);
    row('ratio nginx -t / zone-lens with all', `${(nginxMs / totalMs).toFixed(1)} (goal: above 1)`);
  }
  const parseSpeed = bytes / median(own.map((run) => run.parseMs));
  const peerSpeed = median(peer.map((run) => run.bytes / run.totalMs));
  row('nginx-conf (npm), read + parse', `${(peerSpeed / 1e3).toFixed(1)} MB/s`);
  row('ratio zone-lens / nginx-conf, parse', (parseSpeed / peerSpeed).toFixed(1));
}

function speed(bytes: number, milliseconds: number): string {
  return (bytes / 1e3 / milliseconds).toFixed(1);
}

function row(what: string, figure: string): void {
  console.log(`${what.padEnd(38)} ${figure}`);
}

/** Wall time of `nginx -t` over the tree, its exit checked. */
function timeNginx(prefix: string, rootPath: string): number {
  const start = performance.now();
  const [command, args] = pinned(NGINX, ['-t', '-q', '-p', prefix, '-c', rootPath]);
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`nginx -t refused the generated tree: ${stderr.slice(0, 500)}`);
  return performance.now() - start;
}

function runJson<T>(command: string, args: readonly string[]): T {
  const [pinnedCommand, pinnedArgs] = pinned(command, args);
  return JSON.parse(execFileSync(pinnedCommand, pinnedArgs, { encoding: 'utf8' })) as T;
}

function pinned(command: string, args: readonly string[]): [string, string[]] {
  return canPin ? ['/usr/bin/taskset', ['-c', '0', command, ...args]] : [command, [...args]];
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
