import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { largestTextFileBytes, realHostFiles } from '../../../server/src/host/procFiles';

describe('realHostFiles', () => {
  const files = realHostFiles();
  const folder = mkdtempSync(join(tmpdir(), 'zone-lens-host-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('reads files of /proc, whose size is said to be 0', (context) => {
    if (process.platform !== 'linux') context.skip('no /proc here');
    expect(files.read('/proc/self/stat')).toMatch(new RegExp(`^${process.pid} `));
    expect(files.readBytes('/proc/self/auxv', 8)).toHaveLength(8);
  });

  test('what cannot be read is null', () => {
    expect(files.read(join(folder, 'missing'))).toBeNull();
    expect(files.read(folder)).toBeNull();
    expect(files.read('a\0b')).toBeNull();
    expect(files.readBytes(join(folder, 'missing'), 10)).toBeNull();
    expect(files.listDirectories(join(folder, 'missing'))).toBeNull();
    expect(files.listDirectories(folder)).toEqual([]);
  });

  test('a FIFO does not hang the reader, a device is not read', (context) => {
    if (process.platform === 'win32') context.skip('no FIFOs here');
    execFileSync('mkfifo', [join(folder, 'fifo')]);
    expect(files.read(join(folder, 'fifo'))).toBeNull();
    expect(files.readBytes('/dev/zero', 100)).toBeNull();
  });

  test('whole text up to the cap, nothing beyond it; bytes are cut', () => {
    const path = join(folder, 'large');
    writeFileSync(path, 'begin');
    truncateSync(path, largestTextFileBytes);
    expect(files.read(path)).toHaveLength(largestTextFileBytes);
    truncateSync(path, largestTextFileBytes + 1);
    expect(files.read(path)).toBeNull();
    expect(Buffer.from(files.readBytes(path, 5) ?? []).toString()).toBe('begin');
    expect(files.readBytes(path, largestTextFileBytes * 2)).toHaveLength(largestTextFileBytes + 1);
  });
});
