import { type ChildProcess, spawn } from 'node:child_process';
import { get } from 'node:http';
import { type Attachment, createAttachment } from '../server/src/live/attachment';
import { findServers } from '../server/src/live/servers/servers';
import type { ProcFiles } from '../server/src/live/system/procFiles';
import { realProcFiles } from '../server/src/live/system/realProcFiles';
import type { LiveSample, SampleDepth } from '../server/src/shared/liveSample';
import type { RunningNginx } from '../test/live/support/nginxServer';
import { median } from './median';

/** Finds the server with this master and begins to read it. */
export function attach(masterPid: number, files: ProcFiles = realProcFiles()): Attachment {
  const server = findServers(files).find((found) => found.masterPid === masterPid);
  if (server === undefined) throw new Error(`no server with the master ${masterPid} is found`);
  return createAttachment(files, server);
}

/** A sample, asked for again while the server changes. */
export function sampleOf(attachment: Attachment, depth: SampleDepth): LiveSample {
  for (let attempt = 0; attempt < 10; attempt++) {
    const outcome = attachment.sample(depth);
    if (outcome.kind === 'sample') return outcome.sample;
    if (outcome.kind !== 'changing') throw new Error(`no sample: ${JSON.stringify(outcome)}`);
  }
  throw new Error('the server does not stop changing');
}

export interface Cost {
  readonly cpuMs: number;
  readonly wallMs: number;
}

/** What calls cost, each: the median of wall time; of processor time, which ticks coarsely, the mean. */
export function costOf(rounds: number, call: () => void): Cost {
  const walls: number[] = [];
  const before = process.cpuUsage();
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    call();
    walls.push(performance.now() - start);
  }
  const { user, system } = process.cpuUsage(before);
  return { cpuMs: (user + system) / 1000 / rounds, wallMs: median(walls) };
}

/** The answer to a request. */
export function request(port: number, path: string): Promise<string> {
  return new Promise((done, fail) => {
    get({ host: '127.0.0.1', port, path, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => {
        if (response.statusCode === 200) done(text.trim());
        else fail(new Error(`${path}: ${response.statusCode} ${text.slice(0, 200)}`));
      });
    }).on('error', fail);
  });
}

/** Starts this program again in another mode. */
export function startSelf(args: readonly (string | number)[]): ChildProcess {
  return spawn(process.execPath, [process.argv[1] ?? '', ...args.map(String)], { stdio: ['pipe', 'pipe', 'inherit'] });
}

/** All that a process writes, once it has ended. */
export function outputOf(child: ChildProcess): Promise<string> {
  return new Promise((done, fail) => {
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    child.on('error', fail);
    child.on('close', () => done(text));
  });
}

/** A config of an http server with Lua; `main` goes to the http block, `locations` into its server. */
export function luaConfig(main: string, locations = ''): (context: RunningNginx['context']) => string {
  return (context) => `
worker_processes 1;
events { worker_connections 1024; }
http {
  ${context.httpPaths.replace(/access_log [^;]*;/, 'access_log off;')}
  keepalive_requests 1000000000;
  lua_load_resty_core off;
  ${main}
  server {
    listen ${context.port(0)};
    location = /ping { return 200 "pong"; }
    ${locations}
  }
}`;
}

export function row(what: string, figure: string): void {
  console.log(`  ${what.padEnd(36)} ${figure}`);
}
