import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { frameOf, framesOf } from '../../../server/src/collector/frames';
import { ROOT } from './runCli';

export const COLLECTOR = join(ROOT, 'dist/collector.js');

const LARGEST_ANSWER_BYTES = 64 * 1024 * 1024;

/** One end of a conversation with a collector, below any library. */
export interface Talk {
  /** Sends bytes as they are. */
  raw(bytes: string | Buffer): void;
  /** Sends a message with its header. */
  send(message: unknown): void;
  /** The next message; null when the other end has closed. */
  next(): Promise<unknown>;
  /** Asks, and gives the result; rejects with the error. */
  ask(method: string, params?: unknown): Promise<unknown>;
}

export function talkOver(input: Readable, output: Writable): Talk {
  const frames = framesOf(input, LARGEST_ANSWER_BYTES);
  output.on('error', () => undefined);
  let id = 0;
  const next = async (): Promise<unknown> => {
    const { value, done } = await frames.next();
    if (done || value === undefined || value.fault !== null) return null;
    return JSON.parse(value.text);
  };
  const send = (message: unknown): void => void output.write(frameOf(message));
  return {
    raw: (bytes) => void output.write(bytes),
    send,
    next,
    ask: async (method, params) => {
      id++;
      send({ jsonrpc: '2.0', id, method, params });
      const answer = (await next()) as { id: number; result?: unknown; error?: { message: string } } | null;
      if (answer?.id !== id) throw new Error(`an answer to something else: ${JSON.stringify(answer)}`);
      if (answer.error) throw new Error(answer.error.message);
      return answer.result;
    },
  };
}

/** Starts the built collector. Whoever does that ends it. */
export function startCollector(args: readonly string[] = [], environment: NodeJS.ProcessEnv = {}): ChildProcess {
  return spawn(process.execPath, [COLLECTOR, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
}

/** How a process ends: its exit code, or its signal. */
export function endOf(child: ChildProcess): Promise<number | string | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.signalCode ?? child.exitCode);
  return new Promise((resolve) => child.once('exit', (code, signal) => resolve(signal ?? code)));
}
