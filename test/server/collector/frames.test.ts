import { describe, expect, test } from 'vitest';
import { type Frame, frameOf, framesOf } from '../../../server/src/collector/frames';

const LARGEST = 1000;

async function framesFrom(chunks: readonly Uint8Array[]): Promise<Frame[]> {
  const found: Frame[] = [];
  const input = (async function* () {
    yield* chunks;
  })();
  for await (const frame of framesOf(input, LARGEST)) found.push(frame);
  return found;
}

function texts(frames: readonly Frame[]): unknown[] {
  return frames.map((frame) => (frame.fault === null ? frame.text : { fault: frame.fault }));
}

describe('messages of a stream', () => {
  const three = Buffer.concat([frameOf({ a: 1 }), frameOf('zwei ü 二'), frameOf([])]);
  const wanted = ['{"a":1}', '"zwei ü 二"', '[]'];

  test.each([1, 2, 7, 30, 10_000])('are cut in the same way when they come in pieces of %i bytes', async (length) => {
    const pieces: Uint8Array[] = [];
    for (let start = 0; start < three.length; start += length) pieces.push(three.subarray(start, start + length));
    expect(texts(await framesFrom(pieces))).toEqual(wanted);
  });

  test('may have other headers, in any case', async () => {
    const text = 'content-type: x\r\ncontent-length:2\r\n\r\n{}Content-Length: 0\r\nA: b\r\n\r\n';
    expect(texts(await framesFrom([Buffer.from(text)]))).toEqual(['{}', '']);
  });

  test('that are cut off are none', async () => {
    expect(texts(await framesFrom([three.subarray(0, three.length - 1)]))).toEqual(wanted.slice(0, 2));
    expect(texts(await framesFrom([Buffer.from('Content-Le')]))).toEqual([]);
  });

  test.each([
    ['GET / HTTP/1.1\r\nHost: x\r\n\r\n', /without Content-Length/],
    ['X: Content-Length: 2\r\n\r\n{}', /without Content-Length/],
    ['Content-Length: -1\r\n\r\n', /without Content-Length/],
    ['Content-Length: 1001\r\n\r\n', /1001 bytes, and at most 1000/],
    ['Content-Length: 9999999999\r\n\r\n', /at most 1000/],
    ['Content-Length: 99999999999999999999\r\n\r\n', /without Content-Length/],
    ['x'.repeat(2000), /no header ends/],
  ])('end at %j', async (text, fault) => {
    const [first, ...rest] = await framesFrom([Buffer.from(text), frameOf({})]);
    expect(first?.fault).toMatch(fault);
    expect(rest).toEqual([]);
  });

  test('cost no more memory than one that is as large as it may be', async () => {
    let given = 0;
    const endless = (async function* () {
      yield Buffer.from('Content-Length: 1000\r\n\r\n');
      for (; given < 1_000_000; given += 500) yield Buffer.alloc(500, 'x');
    })();
    for await (const frame of framesOf(endless, LARGEST)) {
      if (frame.fault !== null) break;
    }
    expect(given).toBeLessThan(5000);
  });
});
