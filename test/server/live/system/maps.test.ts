import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMaps, zoneMappings } from '../../../../server/src/live/system/maps';

const ZONE = '/dev/zero (deleted)';

function zoneRow(
  start: string,
  end: string,
  inode: number,
  more: { permissions?: string; offset?: string; path?: string } = {},
): string {
  const { permissions = 'rw-s', offset = '00000000', path = ZONE } = more;
  return `${start}-${end} ${permissions} ${offset} 00:01 ${inode}                          ${path}\n`;
}

describe('parseMaps', () => {
  it('reads rows with and without a path', () => {
    const text = `55d0c0a00000-55d0c0a2c000 r--p 00001000 fe:01 131 /usr/sbin/nginx\n7ffd00000000-7ffd00001000 rw-p 00000000 00:00 0 \n${zoneRow('7f0000000000', '7f0000100000', 42)}ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]\n`;
    expect(parseMaps(text)).toEqual([
      {
        start: 0x55d0c0a00000n,
        end: 0x55d0c0a2c000n,
        permissions: 'r--p',
        offset: 0x1000n,
        device: 'fe:01',
        inode: 131,
        path: '/usr/sbin/nginx',
      },
      {
        start: 0x7ffd00000000n,
        end: 0x7ffd00001000n,
        permissions: 'rw-p',
        offset: 0n,
        device: '00:00',
        inode: 0,
        path: '',
      },
      {
        start: 0x7f0000000000n,
        end: 0x7f0000100000n,
        permissions: 'rw-s',
        offset: 0n,
        device: '00:01',
        inode: 42,
        path: ZONE,
      },
      {
        start: 0xffffffffff600000n,
        end: 0xffffffffff601000n,
        permissions: '--xp',
        offset: 0n,
        device: '00:00',
        inode: 0,
        path: '[vsyscall]',
      },
    ]);
  });

  it('reads every row of a real process', () => {
    const text = readFileSync('/proc/self/maps', 'latin1');
    expect(parseMaps(text)).toHaveLength(text.trimEnd().split('\n').length);
  });

  it.each([
    'nothing',
    '7f00-7f00 rw-s 0 00:01 1 x',
    '8000-7000 rw-s 0 00:01 1 x',
    '7f00000000000000000-8 rw-s 0 00:01 1',
    '7000-8000 rwxq 0 00:01 1',
    '7000-8000 rw-s 0 00:01 99999999999999999999',
    '7000-8000 rw-s',
  ])('leaves out what is no row: %s', (text) => {
    expect(parseMaps(text)).toEqual([]);
  });

  it('takes any text without an exception', () => {
    const row = fc
      .tuple(
        fc.bigInt({ min: 0n, max: 1n << 64n }),
        fc.bigInt({ min: 0n, max: 1n << 64n }),
        fc.constantFrom('rw-s', 'r--p', 'xxxx'),
        fc.bigInt({ min: 0n, max: 1n << 66n }),
        fc.nat(),
        fc.oneof(fc.constant(ZONE), fc.string()),
      )
      .map(
        ([start, end, permissions, offset, inode, path]) =>
          `${start.toString(16)}-${end.toString(16)} ${permissions} ${offset.toString(16)} 00:01 ${inode} ${path}`,
      );
    fc.assert(
      fc.property(fc.array(fc.oneof(row, fc.string())), (lines) => {
        for (const mapping of zoneMappings(parseMaps(lines.join('\n')))) {
          expect(mapping.mappedBytes).toBe(Number(mapping.end - mapping.start));
          expect(mapping.mappedBytes).toBeGreaterThan(0);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('zoneMappings', () => {
  const zonesOf = (text: string) =>
    zoneMappings(parseMaps(text)).map(({ inode, fileName, mappedBytes }) => [inode, fileName, mappedBytes]);

  it('takes shared memory without a file, and nothing else', () => {
    const text =
      zoneRow('7f0000000000', '7f0000100000', 42) +
      zoneRow('7f0000200000', '7f0000300000', 43, { permissions: 'rw-p' }) +
      zoneRow('7f0000400000', '7f0000500000', 44, { path: '/memfd:x (deleted)' }) +
      zoneRow('7f0000600000', '7f0000700000', 45, { path: '/srv/dev/zero (deleted)' }) +
      zoneRow('7f0000800000', '7f0000900000', 46, { permissions: '---s' });
    expect(zonesOf(text)).toEqual([[42, '7f0000000000-7f0000100000', 0x100000]]);
  });

  it('joins a mapping that was cut, under the name of its first part', () => {
    const text =
      zoneRow('7f0000000000', '7f0000001000', 42) +
      zoneRow('7f0000001000', '7f0000100000', 42, { permissions: 'r--s', offset: '00001000' });
    expect(zonesOf(text)).toEqual([[42, '7f0000000000-7f0000001000', 0x100000]]);
  });

  it('does not join what is no continuation, nor takes the rest of something for a zone', () => {
    const text =
      zoneRow('7f0000000000', '7f0000001000', 42) +
      zoneRow('7f0000001000', '7f0000100000', 42, { offset: '00002000' }) +
      zoneRow('7f0000200000', '7f0000300000', 43, { offset: '00001000' });
    expect(zonesOf(text)).toEqual([[42, '7f0000000000-7f0000001000', 0x1000]]);
  });

  it('takes System V segments where there is nothing else', () => {
    const segment = zoneRow('7f0000000000', '7f0000100000', 3, { path: '/SYSV00000000 (deleted)' });
    expect(zonesOf(segment)).toEqual([[3, '7f0000000000-7f0000100000', 0x100000]]);
    expect(zonesOf(segment + zoneRow('7f0000200000', '7f0000300000', 42))).toEqual([
      [42, '7f0000200000-7f0000300000', 0x100000],
    ]);
  });
});
