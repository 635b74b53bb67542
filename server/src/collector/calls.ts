import type { Readable, Writable } from 'node:stream';
import { frameOf, framesOf } from './frames';

/** Requests to the other end of a pair of streams, and their answers, as JSON-RPC. */
export interface Calls {
  /** The answer; rejects with the other end's error, or when the streams end. */
  call(method: string, params: unknown): Promise<unknown>;
}

/** A page map of a zone of many gigabytes has some megabytes. */
const LARGEST_ANSWER_BYTES = 256 * 1024 * 1024;

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** @param ended the error for what is still waiting when the streams end */
export function createCalls(input: Readable, output: Writable, ended: () => Error): Calls {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let hasEnded = false;
  const take = (text: string): void => {
    const answer = JSON.parse(text) as { id?: unknown; result?: unknown; error?: { message?: unknown } } | null;
    const id = typeof answer?.id === 'number' ? answer.id : -1;
    const asked = waiting.get(id);
    waiting.delete(id);
    if (answer?.error) asked?.reject(new Error(String(answer.error.message)));
    else asked?.resolve(answer?.result);
  };
  const read = async (): Promise<void> => {
    try {
      for await (const frame of framesOf(input, LARGEST_ANSWER_BYTES)) {
        if (frame.fault !== null) break;
        take(frame.text);
      }
    } catch {
      // Cut off, or no JSON: there is nothing more to be had from it.
    }
    hasEnded = true;
    input.destroy();
    for (const { reject } of waiting.values()) reject(ended());
    waiting.clear();
  };
  void read();
  return {
    call: (method, params) =>
      new Promise((resolve, reject) => {
        if (hasEnded) {
          reject(ended());
          return;
        }
        lastId++;
        waiting.set(lastId, { resolve, reject });
        output.write(frameOf({ jsonrpc: '2.0', id: lastId, method, params }));
      }),
  };
}
