/** A symbol of a made-up executable. */
export interface MadeSymbol {
  readonly name: string;
  readonly value: bigint;
}

const STRINGS_AT = 0x400;
const SYMBOLS_AT = 0x200;
const DYNAMIC_AT = 0x180;
const SECTIONS_AT = 0x800;
const FILE_BYTES = 0x1000;
const LOADED_AT = 0x10000;

/** A small ELF64 executable: one loaded segment, one table of dynamic symbols, with section headers or without. */
export function elfImage(symbols: readonly MadeSymbol[], hasSections: boolean): Buffer {
  const bytes = Buffer.alloc(FILE_BYTES);
  const word = (at: number, value: number): void => {
    bytes.writeBigUInt64LE(BigInt(value), at);
  };
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  word(0x20, 0x40);
  bytes.writeUInt16LE(56, 0x36);
  bytes.writeUInt16LE(2, 0x38);
  bytes.writeUInt16LE(64, 0x3a);
  if (hasSections) {
    word(0x28, SECTIONS_AT);
    bytes.writeUInt16LE(3, 0x3c);
  }
  const segments = [
    { type: 1, offset: 0, size: FILE_BYTES },
    { type: 2, offset: DYNAMIC_AT, size: 48 },
  ];
  segments.forEach(({ type, offset, size }, index) => {
    const at = 0x40 + index * 56;
    bytes.writeUInt32LE(type, at);
    word(at + 8, offset);
    word(at + 16, offset + LOADED_AT);
    word(at + 32, size);
  });
  let stringsEnd = 1;
  symbols.forEach(({ name, value }, index) => {
    const at = SYMBOLS_AT + index * 24;
    bytes.writeUInt32LE(stringsEnd, at);
    bytes[at + 4] = 0x11;
    bytes.writeUInt16LE(5, at + 6);
    bytes.writeBigUInt64LE(value, at + 8);
    stringsEnd += bytes.write(`${name}\0`, STRINGS_AT + stringsEnd, 'latin1');
  });
  const tags = [6, SYMBOLS_AT + LOADED_AT, 5, STRINGS_AT + LOADED_AT, 10, stringsEnd];
  tags.forEach((value, index) => {
    word(DYNAMIC_AT + index * 8, value);
  });
  const sections = [
    { type: 11, offset: SYMBOLS_AT, size: symbols.length * 24, link: 2 },
    { type: 3, offset: STRINGS_AT, size: stringsEnd, link: 0 },
  ];
  sections.forEach(({ type, offset, size, link }, index) => {
    const at = SECTIONS_AT + (index + 1) * 64;
    bytes.writeUInt32LE(type, at + 4);
    word(at + 24, offset);
    word(at + 32, size);
    bytes.writeUInt32LE(link, at + 40);
  });
  return bytes;
}
