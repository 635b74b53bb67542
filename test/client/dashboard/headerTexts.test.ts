import { afterAll, expect, test, vi } from 'vitest';
import { readingText, totalsText } from '../../../client/src/dashboard/headerTexts';
import type { DashboardTotals } from '../../../server/src/shared/dashboard';
import { sampleDashboard } from './support/sampleData';

// The page's language says how numbers are written.
vi.stubGlobal('document', { documentElement: { lang: 'en' } });
afterAll(() => vi.unstubAllGlobals());

const MB = 1024 * 1024;
const NONE = { bytes: null, exactness: 'at least' } as const;
const TOTALS: DashboardTotals = {
  zoneCount: 1200,
  sizeBytes: 100 * MB,
  loaded: { bytes: 40 * MB, exactness: 'exact' },
  used: { bytes: 12 * MB, exactness: 'exact' },
  failures: 0,
};
const { server } = sampleDashboard();

test.each<[string, Partial<DashboardTotals>]>([
  ['1,200 zones: 40 MB loaded of 100 MB, 12 MB used.', {}],
  ['1 zone: 40 MB loaded of 100 MB, 12 MB used.', { zoneCount: 1 }],
  ['No shared memory zones.', { zoneCount: 0 }],
  ['1,200 zones: 40 MB loaded of 100 MB, 12 MB used. 1 request failed.', { failures: 1 }],
  ['1,200 zones: 40 MB loaded of 100 MB, 12 MB used. 1,500 requests failed.', { failures: 1500 }],
  ['1,200 zones: 40 MB loaded of 100 MB, 12 MB used.', { failures: null }],
  ['1,200 zones of 100 MB: 12 MB used; what is loaded is not known.', { loaded: NONE }],
  ['1,200 zones of 100 MB; what of it is loaded is not known.', { loaded: NONE, used: NONE }],
  [
    '1,200 zones: ≥ 40 MB loaded of 100 MB; what is used is not known.',
    { loaded: { bytes: 40 * MB, exactness: 'at least' }, used: NONE },
  ],
])('running: %s', (text, totals) => {
  expect(totalsText({ server, totals: { ...TOTALS, ...totals } })).toBe(text);
});

test.each<[string, Partial<DashboardTotals>]>([
  ['2 zones of 100 MB: ≈ 40 MB just after the start.', { loaded: { bytes: 40 * MB, exactness: 'estimated' } }],
  ['2 zones of 100 MB; what they hold just after the start is not known.', { loaded: NONE }],
])('planned: %s', (text, totals) => {
  expect(totalsText({ server: null, totals: { ...TOTALS, zoneCount: 2, failures: null, ...totals } })).toBe(text);
});

test('how figures are read is a sentence, with what is missing behind it', () => {
  const rungText = 'exact: the kernel’s own account';
  expect(readingText({ rungText, missing: null })).toBe('Exact: the kernel’s own account.');
  expect(readingText({ rungText, missing: 'It takes a right.' })).toBe(
    'Exact: the kernel’s own account. It takes a right.',
  );
});
