import type { Readable, Writable } from 'node:stream';
import type { Collector } from '../shared/collectorProtocol';
import { type Answer, answerTo, faultAnswer } from './answers';
import { frameOf, framesOf } from './frames';

/** The longest request has a few hundred bytes. */
export const LARGEST_REQUEST_BYTES = 64 * 1024;

/**
 * Answers one client over a pair of streams, one request after the other: a client that asks faster than it reads waits,
 * and costs no more memory than one answer. A library is not used here: this may run with more rights than whoever asks,
 * so it takes no message of any length, and is small enough to be read.
 *
 * @param failed is told of what went wrong inside
 * @returns settles when the client has gone, or sent what can't be read on
 */
export async function serveCollector(
  collector: Collector,
  input: Readable,
  output: Writable,
  failed: (error: unknown) => void,
): Promise<void> {
  let hasGone = false;
  const gone = (): void => {
    hasGone = true;
  };
  // A client may go in the middle of an answer.
  output.on('error', gone).on('close', gone);
  try {
    for await (const frame of framesOf(input, LARGEST_REQUEST_BYTES)) {
      if (hasGone) return;
      if (frame.fault !== null) {
        await send(output, faultAnswer(frame.fault));
        return;
      }
      const answer = await answerTo(collector, frame.text, failed);
      if (answer !== null && !hasGone) await send(output, answer);
    }
  } catch {
    // The input was cut off; there is nobody to tell.
  }
}

/** Settles when the client has taken enough of it, or has gone. */
function send(output: Writable, answer: Answer): Promise<void> {
  return new Promise((resolve) => {
    if (output.write(frameOf(answer))) {
      resolve();
      return;
    }
    const done = (): void => {
      output.off('drain', done).off('close', done).off('error', done);
      resolve();
    };
    output.on('drain', done).on('close', done).on('error', done);
  });
}
