import { inflateRawSync } from 'node:zlib';

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const DEFLATED = 8;

/**
 * The files of a zip archive, by path.
 *
 * @throws when it is no archive, or one with what .vsix files do not have (more than 65,535 files, a comment).
 */
export function readZip(archive: Buffer): ReadonlyMap<string, Buffer> {
  const end = archive.length - 22;
  if (end < 0 || archive.readUInt32LE(end) !== END_OF_DIRECTORY) throw new Error('this is no zip archive');
  const files = new Map<string, Buffer>();
  let offset = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    if (archive.readUInt32LE(offset) !== DIRECTORY_ENTRY) throw new Error('the directory of the archive is broken');
    const nameBytes = archive.readUInt16LE(offset + 28);
    const name = archive.toString('utf8', offset + 46, offset + 46 + nameBytes);
    files.set(name, readEntry(archive, offset));
    offset += 46 + nameBytes + archive.readUInt16LE(offset + 30) + archive.readUInt16LE(offset + 32);
  }
  return files;
}

function readEntry(archive: Buffer, directoryOffset: number): Buffer {
  const method = archive.readUInt16LE(directoryOffset + 10);
  const packedBytes = archive.readUInt32LE(directoryOffset + 20);
  const header = archive.readUInt32LE(directoryOffset + 42);
  const start = header + 30 + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
  const packed = archive.subarray(start, start + packedBytes);
  return method === DEFLATED ? inflateRawSync(packed) : packed;
}
