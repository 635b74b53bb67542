import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PrivateMemory } from '../../../../server/src/live/memory/privateMemory';
import { findPaths, readCyclePaths } from '../../../../server/src/live/servers/cyclePaths';
import { elfImage } from '../support/elfImage';
import { type MemoryFile, memoryProc } from '../support/memoryProc';

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

describe('paths of a process', () => {
  const STRINGS = ['/etc/nginx/nginx.conf', '', '/etc/nginx/', '/usr/share/nginx/'];
  const PROGRAM = '/usr/sbin/nginx';
  /** Where the file's first segment is mapped; it wants to be at 0x10000. */
  const BASE = 0x500000n;
  const SYMBOL_OFFSET = 0x5000n;
  const MAPS = [
    `500000-501000 r--p 00000000 08:01 5 ${PROGRAM}`,
    '505000-506000 rw-p 00000000 00:00 0 [heap]',
    '10000-30000 rw-p 00000000 00:00 0 ',
  ].join('\n');

  /** A process whose memory is first read in vain so often. */
  function processFiles(failures: number) {
    const memory = memoryWith(536, STRINGS);
    let left = failures;
    const files: Record<string, MemoryFile> = {
      '/proc/7/maps': MAPS,
      '/proc/7/exe': elfImage([{ name: 'ngx_cycle', value: 0x10000n + SYMBOL_OFFSET }], true),
      '/proc/7/mem': {
        read: (target, position) => {
          if (left-- > 0) return -1;
          const word = Buffer.alloc(8);
          word.writeBigUInt64LE(CYCLE);
          const isSymbol = BigInt(position) === BASE + SYMBOL_OFFSET;
          const bytes = isSymbol ? word : memory.read(BigInt(position), target.length);
          if (bytes === null) return -1;
          target.set(bytes);
          return bytes.length;
        },
      },
    };
    const proc = memoryProc(files);
    return { ...proc, readLink: (path: string) => (path === '/proc/7/exe' ? PROGRAM : proc.readLink(path)) };
  }

  it.each([0, 1, 2])('are read again where the process changed meanwhile (%i times)', (failures) => {
    expect(readCyclePaths(processFiles(failures), 7)).toEqual({
      configFile: '/etc/nginx/nginx.conf',
      prefix: '/usr/share/nginx/',
    });
  });

  it('are not looked for without an end', () => {
    const files = processFiles(1000);
    expect(readCyclePaths(files, 7)).toBeNull();
    expect(files.opened.filter((path) => path === '/proc/7/mem')).toHaveLength(3);
  });

  it('are found after the executable could not be read once', () => {
    const good = processFiles(0);
    let isFirst = true;
    const files = {
      ...good,
      open: (path: string) => {
        const file = good.open(path);
        if (path !== '/proc/7/exe' || file.refusal !== null || !isFirst) return file;
        isFirst = false;
        const stat = file.stat();
        return { ...file, read: () => -1, stat: () => stat && { ...stat, modifiedAtMs: 1234 } };
      },
    };
    expect(readCyclePaths(files, 7)).toBeNull();
    const later = { ...good, open: (path: string) => withTime(good.open(path)) };
    expect(readCyclePaths(later, 7)?.configFile).toBe('/etc/nginx/nginx.conf');
  });

  function withTime(file: ReturnType<ReturnType<typeof memoryProc>['open']>) {
    if (file.refusal !== null) return file;
    const stat = file.stat();
    return { ...file, stat: () => stat && { ...stat, modifiedAtMs: 1234 } };
  }
});
