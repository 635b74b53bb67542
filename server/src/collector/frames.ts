/** What stands between a header and the next one, or why the stream can't be read on. */
export type Frame = { readonly fault: null; readonly text: string } | { readonly fault: string };

/** No header of this protocol comes near this. */
const LARGEST_HEADER_BYTES = 1024;

const HEADER_END = Buffer.from('\r\n\r\n');

/**
 * Cuts a stream into messages that have a `Content-Length` header each, as the Language Server Protocol does. A stream
 * that keeps to no header, or announces a message that is too large, ends with a fault: where its next message starts
 * can't be known. Takes what it is given only as fast as frames are taken off it, and never more than one message more.
 */
export async function* framesOf(input: AsyncIterable<Uint8Array>, largestBytes: number): AsyncGenerator<Frame> {
  let chunks: Uint8Array[] = [];
  let waitingBytes = 0;
  let neededBytes = 1;
  for await (const chunk of input) {
    chunks.push(chunk);
    waitingBytes += chunk.length;
    // Not joined anew for each of many small chunks.
    while (waitingBytes >= neededBytes) {
      const bytes = Buffer.concat(chunks, waitingBytes);
      const cut = cutFrame(bytes, largestBytes);
      if (cut.frame?.fault) {
        yield cut.frame;
        return;
      }
      if (cut.frame === null) {
        chunks = [bytes];
        neededBytes = cut.neededBytes;
        break;
      }
      const rest = bytes.subarray(cut.usedBytes);
      chunks = [rest];
      waitingBytes = rest.length;
      neededBytes = 1;
      yield cut.frame;
    }
  }
}

type Cut =
  | { readonly frame: Frame; readonly usedBytes: number }
  /** Not all of it is there; `neededBytes` in all are. */
  | { readonly frame: null; readonly neededBytes: number };

function cutFrame(bytes: Buffer, largestBytes: number): Cut {
  const headerBytes = bytes.subarray(0, LARGEST_HEADER_BYTES).indexOf(HEADER_END);
  if (headerBytes < 0) {
    if (bytes.length >= LARGEST_HEADER_BYTES) return faulty('no header ends within 1024 bytes');
    return { frame: null, neededBytes: bytes.length + 1 };
  }
  const match = /(?:^|\r\n)Content-Length: *(\d{1,10})(?:\r\n|$)/i.exec(bytes.toString('latin1', 0, headerBytes));
  if (match === null) return faulty('a header without Content-Length');
  const length = Number(match[1]);
  if (length > largestBytes) return faulty(`a message of ${length} bytes, and at most ${largestBytes} are taken`);
  const start = headerBytes + HEADER_END.length;
  const end = start + length;
  if (bytes.length < end) return { frame: null, neededBytes: end };
  return { frame: { fault: null, text: bytes.toString('utf8', start, end) }, usedBytes: end };
}

function faulty(fault: string): Cut {
  return { frame: { fault }, usedBytes: 0 };
}

/** A message with its header. */
export function frameOf(message: unknown): Buffer {
  const body = Buffer.from(JSON.stringify(message), 'utf8');
  return Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`, 'latin1'), body]);
}
