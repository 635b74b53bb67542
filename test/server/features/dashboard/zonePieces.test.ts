import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type PiecedZone, zonePieces } from '../../../../server/src/features/dashboard/zonePieces';

const FILLED: PiecedZone = { mappedBytes: 100, loadedBytes: 60, metadataBytes: 5, usedBytes: 40, rest: 'free again' };

const shown = (zone: PiecedZone): string =>
  zonePieces(zone)
    .map(({ piece, bytes }) => `${piece} ${bytes}`)
    .join(', ');

test.each([
  ['all that is known', {}, 'metadata 5, used 40, free again 15, never touched 40'],
  ['pages that were handed out and never touched', { loadedBytes: 30 }, 'metadata 5, used 25, never touched 70'],
  ['metadata that was never touched', { loadedBytes: 3 }, 'metadata 3, never touched 97'],
  ['nothing loaded', { loadedBytes: 0 }, 'never touched 100'],
  ['all loaded', { loadedBytes: 100 }, 'metadata 5, used 40, free again 55'],
  ['more loaded than mapped', { loadedBytes: 120, usedBytes: 95 }, 'metadata 5, used 95'],
  ['a pool that is not known', { usedBytes: null }, 'loaded 60, never touched 40'],
  ['metadata that are not known', { metadataBytes: null }, 'loaded 60, never touched 40'],
  ['what is loaded is not known', { loadedBytes: null }, ''],
  [
    'a zone that was just made, in huge pages',
    { rest: 'loaded' as const },
    'metadata 5, used 40, loaded 15, never touched 40',
  ],
])('%s', (_title, changes, pieces) => {
  expect(shown({ ...FILLED, ...changes })).toBe(pieces);
});

test('pieces add up to what is mapped, and those with RAM to what is loaded', () => {
  const bytes = fc.nat(1000);
  fc.assert(
    fc.property(
      bytes,
      bytes,
      fc.option(bytes),
      fc.option(bytes),
      (mappedBytes, loadedBytes, metadataBytes, usedBytes) => {
        const pieces = zonePieces({ mappedBytes, loadedBytes, metadataBytes, usedBytes, rest: 'free again' });
        const sum = (list: typeof pieces): number => list.reduce((all, piece) => all + piece.bytes, 0);
        expect(sum(pieces)).toBe(mappedBytes);
        expect(sum(pieces.filter(({ piece }) => piece !== 'never touched'))).toBe(Math.min(mappedBytes, loadedBytes));
        expect(pieces.every((piece) => piece.bytes > 0)).toBe(true);
      },
    ),
  );
});
