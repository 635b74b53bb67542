import { describe, expect, test } from 'vitest';
import { inlayHints, inlayTooltip, liveHintsShown } from '../../../server/src/features/inlayHints';
import type { LiveView } from '../../../server/src/shared/liveView';
import { ROOT } from '../zones/modelOf';
import { withCursorInHttp } from './cursor';
import { attached, liveView, liveZone, TAKEN_AT_MS, type ViewSetup } from './support/liveView';

const ALL = { usable: true, fits: true, live: true };
const DOGS = '|lua_shared_dict dogs 100m;';

/** Texts of the hints of a text that is attached to a server. */
function textsOf(live: LiveView, parts = ALL, nowMs = TAKEN_AT_MS, text = DOGS): string[] {
  const { analysis } = withCursorInHttp(text);
  return inlayHints(attached(analysis, live), ROOT, { start: 0, end: 10_000 }, parts, nowMs).map((hint) => hint.text);
}

describe('an attached hint', () => {
  test('has the live figures in place of the others', () => {
    expect(textsOf(liveView([liveZone('dogs')]))).toEqual(['37.2 of 100 MB loaded · 36.6 used ▮▮▮▯▯▯▯▯']);
  });

  test('has them of the size that runs, whatever the file says', () => {
    const small = liveZone('dogs', { sizeBytes: 50 * 2 ** 20 });
    expect(textsOf(liveView([small]))).toEqual(['37.2 of 50 MB loaded · 36.6 used ▮▮▮▮▮▮▯▯']);
  });

  test('marks what is not exact', () => {
    const mapped = liveZone('dogs', { loaded: { bytes: 65_536, exactness: 'at least' }, pages: null });
    expect(textsOf(liveView([mapped]))).toEqual(['≥ 64 KB of 100 MB loaded ▮▯▯▯▯▯▯▯']);
  });

  test.each([
    [{ state: 'stopped' }, 0, 'server stopped'],
    [{ state: 'lost' }, 0, 'no longer refreshed'],
    [{}, 61_000, '1 min ago'],
  ] as const)('says that its figures are old: %o after %i ms', (setup: ViewSetup, ageMs, said) => {
    const texts = textsOf(liveView([liveZone('dogs')], setup), ALL, TAKEN_AT_MS + ageMs);
    expect(texts).toEqual([`37.2 of 100 MB loaded · 36.6 used ▮▮▮▯▯▯▯▯ · ${said}`]);
  });

  test('is like one without a server where the server has no such zone, or it is not wanted', () => {
    const plain = ['99.4 MB usable · fits ≈ 814k keys'];
    expect(textsOf(liveView([liveZone('cats')]))).toEqual(plain);
    expect(textsOf(liveView([liveZone('dogs')]), { ...ALL, live: false })).toEqual(plain);
  });

  test('changes only when what is shown does', () => {
    const { analysis } = withCursorInHttp(DOGS);
    const shown = (loadedBytes: number, takenAtMs: number): string => {
      const zone = liveZone('dogs', { loaded: { bytes: loadedBytes, exactness: 'exact' } });
      return liveHintsShown(attached(analysis, liveView([zone], { sample: { takenAtMs } })));
    };
    const before = shown(39_022_592, TAKEN_AT_MS);
    expect(shown(39_022_592 + 4096, TAKEN_AT_MS + 2000)).toBe(before);
    expect(shown(39_022_592 + 2 ** 20, TAKEN_AT_MS + 2000)).not.toBe(before);
    expect(liveHintsShown(analysis)).toBe('');
  });
});

describe('its tooltip', () => {
  const { analysis } = withCursorInHttp(DOGS);
  const view = liveView([liveZone('dogs')]);

  test('says whose figures they are, and how exact', () => {
    const [hint] = inlayHints(attached(analysis, view), ROOT, { start: 0, end: 10_000 }, ALL, TAKEN_AT_MS + 3000);
    expect(hint?.tooltip.split('  \n')).toEqual([
      '`dogs`: 100 MB',
      'loaded: 37.2 MB',
      'used: 36.6 MB',
      'nginx 1\\.22\\.1\\, pid 4242 · exact: the kernel’s own account',
    ]);
  });

  test('says how old they are when it is asked for', () => {
    const tooltip = inlayTooltip(attached(analysis, view), 'dogs', TAKEN_AT_MS + 3000);
    expect(tooltip?.split('  \n').at(-1)).toBe('3 s ago');
    const stopped = attached(analysis, { ...view, state: 'stopped' });
    expect(
      inlayTooltip(stopped, 'dogs', TAKEN_AT_MS + 3000)
        ?.split('  \n')
        .at(-1),
    ).toBe('server stopped');
    expect(inlayTooltip(attached(analysis, view), 'cats', TAKEN_AT_MS)).toBeNull();
  });

  test('lets nothing of the server steer it', () => {
    const evil = liveView([liveZone('dogs')], { server: { product: '[x](command:evil)`', version: '<b>' } });
    const tooltip = inlayTooltip(attached(analysis, evil), 'dogs', TAKEN_AT_MS) ?? '';
    expect(tooltip).toContain('\\[x\\]\\(command\\:evil\\)\\` \\<b\\>\\, pid 4242');
  });
});
