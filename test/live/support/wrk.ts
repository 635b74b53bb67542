import { spawn, spawnSync } from 'node:child_process';

/** Null where the load generator is there, or why not. */
export function wrkMissing(): string | null {
  return spawnSync('wrk', ['--version']).error === undefined ? null : 'wrk is not installed';
}

/** One run of the load generator. */
export interface Load {
  readonly url: string;
  readonly seconds: number;
  readonly connections: number;
  /** Path of a script in wrk's Lua. */
  readonly script?: string;
  /** A connection for each request. */
  readonly isClosing?: boolean;
}

/** Runs wrk to its end and gives the number of requests that it made. It is ended by its own clock. */
export function runWrk({ url, seconds, connections, script, isClosing = false }: Load): Promise<number> {
  const words = ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '10s'];
  if (script !== undefined) words.push('-s', script);
  if (isClosing) words.push('-H', 'Connection: close');
  const child = spawn('wrk', [...words, url], { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
  }
  const kill = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', kill);
  return new Promise((done, fail) => {
    child.once('error', fail).once('close', (status) => {
      process.off('exit', kill);
      const requests = /(\d+) requests in/.exec(text)?.[1];
      if (status === 0 && requests !== undefined) done(Number(requests));
      else fail(new Error(`wrk ended with ${status}: ${text}`));
    });
  });
}
