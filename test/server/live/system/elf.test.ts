import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dynamicSymbols, readElf } from '../../../../server/src/live/system/elf';
import type { ProcFile } from '../../../../server/src/live/system/procFiles';
import { memoryProc } from '../support/memoryProc';

function fileOf(bytes: Uint8Array): ProcFile {
  const file = memoryProc({ '/x': bytes }).open('/x');
  if (file.refusal !== null) throw new Error(file.refusal);
  return file;
}

interface Symbol {
  readonly name: string;
  readonly value: bigint;
  readonly info?: number;
  readonly section?: number;
}

const STRINGS_AT = 0x400;
const SYMBOLS_AT = 0x200;
const DYNAMIC_AT = 0x180;
const SECTIONS_AT = 0x800;

/** A small executable with one loaded segment and a table of dynamic symbols. */
function elf(symbols: readonly Symbol[], { hasSections = true } = {}): Buffer {
  const bytes = Buffer.alloc(0x1000);
  bytes.writeUInt32BE(0x7f454c46, 0);
  bytes.set([2, 1, 1], 4);
  bytes.writeBigUInt64LE(0x40n, 0x20);
  bytes.writeUInt16LE(56, 0x36);
  bytes.writeUInt16LE(2, 0x38);
  bytes.writeUInt16LE(64, 0x3a);
  if (hasSections) {
    bytes.writeBigUInt64LE(BigInt(SECTIONS_AT), 0x28);
    bytes.writeUInt16LE(3, 0x3c);
  }
  const program = (at: number, type: number, offset: number, size: number): void => {
    bytes.writeUInt32LE(type, at);
    bytes.writeBigUInt64LE(BigInt(offset), at + 8);
    bytes.writeBigUInt64LE(BigInt(offset) + 0x10000n, at + 16);
    bytes.writeBigUInt64LE(BigInt(size), at + 32);
  };
  program(0x40, 1, 0, 0x1000);
  program(0x40 + 56, 2, DYNAMIC_AT, 48);
  let stringsEnd = 1;
  symbols.forEach(({ name, value, info = 0x11, section = 5 }, index) => {
    const at = SYMBOLS_AT + index * 24;
    bytes.writeUInt32LE(stringsEnd, at);
    bytes[at + 4] = info;
    bytes.writeUInt16LE(section, at + 6);
    bytes.writeBigUInt64LE(value, at + 8);
    stringsEnd += bytes.write(`${name}\0`, STRINGS_AT + stringsEnd, 'latin1');
  });
  const dynamic = (index: number, tag: number, value: number): void => {
    bytes.writeBigUInt64LE(BigInt(tag), DYNAMIC_AT + index * 16);
    bytes.writeBigUInt64LE(BigInt(value), DYNAMIC_AT + index * 16 + 8);
  };
  dynamic(0, 6, SYMBOLS_AT + 0x10000);
  dynamic(1, 5, STRINGS_AT + 0x10000);
  dynamic(2, 10, stringsEnd);
  const section = (index: number, type: number, offset: number, size: number, link: number): void => {
    const at = SECTIONS_AT + index * 64;
    bytes.writeUInt32LE(type, at + 4);
    bytes.writeBigUInt64LE(BigInt(offset), at + 24);
    bytes.writeBigUInt64LE(BigInt(size), at + 32);
    bytes.writeUInt32LE(link, at + 40);
  };
  section(1, 11, SYMBOLS_AT, symbols.length * 24, 2);
  section(2, 3, STRINGS_AT, stringsEnd, 0);
  return bytes;
}

const SYMBOLS: readonly Symbol[] = [
  { name: 'ngx_cycle', value: 0x1234n },
  { name: 'ngx_http_limit_req_module', value: 0x2000n },
];

describe('readElf', () => {
  it.each([true, false])('finds variables by name and by value (section headers: %s)', (hasSections) => {
    const image = readElf(fileOf(elf(SYMBOLS, { hasSections })));
    expect(image?.segments).toEqual([{ offset: 0n, address: 0x10000n, fileBytes: 0x1000n }]);
    expect(image?.symbols.valueOf('ngx_cycle')).toBe(0x1234n);
    expect(image?.symbols.nameOf(0x2000n)).toBe('ngx_http_limit_req_module');
    expect(image?.symbols.valueOf('ngx_other')).toBeNull();
    expect(image?.symbols.nameOf(0x2001n)).toBeNull();
  });

  it('takes neither functions nor what is defined elsewhere', () => {
    const symbols = dynamicSymbols(
      fileOf(
        elf([
          { name: 'ngx_function', value: 0x10n, info: 0x12 },
          { name: 'ngx_imported', value: 0x20n, section: 0 },
        ]),
      ),
    );
    expect(symbols?.valueOf('ngx_function')).toBeNull();
    expect(symbols?.valueOf('ngx_imported')).toBeNull();
  });

  it('says of what is no ELF64 file that it is none', () => {
    expect(readElf(fileOf(Buffer.from('#!/bin/sh\n')))).toBeNull();
    expect(readElf(fileOf(Buffer.alloc(0)))).toBeNull();
    const other = elf(SYMBOLS);
    other[4] = 1;
    expect(readElf(fileOf(other))).toBeNull();
  });

  it('makes no room for tables that are larger than the file', () => {
    const bytes = elf(SYMBOLS);
    bytes.writeBigUInt64LE(1n << 40n, SECTIONS_AT + 64 + 32);
    expect(readElf(fileOf(bytes))?.symbols.valueOf('ngx_cycle')).toBeNull();
  });

  it('reads the symbols of a program that runs', () => {
    const symbols = dynamicSymbols(fileOf(readFileSync('/proc/self/exe').subarray(0)));
    expect(symbols?.valueOf('environ') ?? symbols?.valueOf('stdout')).not.toBeNull();
  });

  it('survives any change of a file', () => {
    const original = elf(SYMBOLS);
    const change = fc.tuple(fc.nat(original.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 40 }), fc.nat(original.length), (changes, length) => {
        const bytes = Buffer.from(original);
        for (const [at, value] of changes) bytes[at] = value;
        const image = readElf(fileOf(bytes.subarray(0, length)));
        image?.symbols.valueOf('ngx_cycle');
      }),
      { numRuns: 3000 },
    );
  });
});
