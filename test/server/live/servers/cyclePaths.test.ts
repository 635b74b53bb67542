import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PrivateMemory } from '../../../../server/src/live/memory/privateMemory';
import { findPaths } from '../../../../server/src/live/servers/cyclePaths';

const CYCLE = 0x10000n;
const TEXTS = 0x20000n;

/** A cycle with strings at an offset, their bytes elsewhere; nothing else may be read. */
function memoryWith(offset: number, strings: readonly string[]): PrivateMemory {
  const cycle = Buffer.alloc(1024);
  const texts = Buffer.from(strings.join(''), 'latin1');
  let at = 0;
  for (const [index, text] of strings.entries()) {
    cycle.writeBigUInt64LE(BigInt(text.length), offset + index * 16);
    cycle.writeBigUInt64LE(TEXTS + BigInt(at), offset + index * 16 + 8);
    at += text.length;
  }
  return memoryOf(cycle, texts);
}

function memoryOf(cycle: Buffer, texts: Buffer): PrivateMemory {
  return {
    read: (address, length) => {
      const [bytes, start] = address >= TEXTS ? [texts, TEXTS] : [cycle, CYCLE];
      const from = Number(address - start);
      return from < 0 || from + length > bytes.length ? null : bytes.subarray(from, from + length);
    },
    close: () => undefined,
  };
}

describe('paths of the running cycle', () => {
  it.each([352, 536, 576])('are found at offset %i', (offset) => {
    const strings = ['/etc/nginx/nginx.conf', 'daemon off;', '/etc/nginx/', '/usr/share/nginx/'];
    expect(findPaths(memoryWith(offset, strings), CYCLE)).toEqual({
      configFile: '/etc/nginx/nginx.conf',
      prefix: '/usr/share/nginx/',
    });
  });

  it('may be relative, and without directives', () => {
    expect(findPaths(memoryWith(536, ['./nginx.conf', '', './', './']), CYCLE)).toEqual({
      configFile: './nginx.conf',
      prefix: './',
    });
  });

  it.each([
    [['/etc/nginx/nginx.conf', '', '/etc/', '/usr/']],
    [['/etc/nginx/nginx.conf', '', '/etc/nginx/', '/usr']],
    [['nginx.conf', '', '', '/usr/']],
    [['/etc/a\0b', '', '/etc/', '/usr/']],
  ])('are not %j', (strings) => {
    expect(findPaths(memoryWith(536, strings), CYCLE)).toBeNull();
  });

  it('are none in any other memory', () => {
    const word = fc.oneof(
      fc.bigInt(0n, (1n << 64n) - 1n),
      fc.bigInt(0n, 64n),
      fc.bigInt(0n, 100n).map((at) => TEXTS + at),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 128 }), fc.uint8Array({ maxLength: 80 }), (words, texts) => {
        const cycle = Buffer.alloc(1024);
        for (const [index, value] of words.entries()) cycle.writeBigUInt64LE(value, index * 8);
        const found = findPaths(memoryOf(cycle, Buffer.from(texts)), CYCLE);
        if (found !== null) expect(found.prefix.endsWith('/') && found.configFile.includes('/')).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
