import { expect, test } from 'vitest';
import { readLiveSettings } from '../../../../server/src/languageServer/live/liveSettings';

test.each([
  [undefined, 2000, null],
  [null, 2000, null],
  [{ live: 5 }, 2000, null],
  [{ live: { intervalSeconds: '1' } }, 2000, null],
  [{ live: { intervalSeconds: 0.1 } }, 2000, null],
  [{ live: { intervalSeconds: Number.NaN } }, 2000, null],
  [{ live: { intervalSeconds: 0.5 } }, 500, null],
  [{ live: { intervalSeconds: 1e9 } }, 3_600_000, null],
  [{ live: { collectorSocket: ' /run/x.sock ' } }, 2000, '/run/x.sock'],
  [{ live: { collectorSocket: 'x.sock' } }, 2000, null],
  [{ live: { collectorSocket: '/x\0y' } }, 2000, null],
])('settings %j are read, and what is wrong counts as not said', (section, intervalMs, collectorSocket) => {
  expect(readLiveSettings(section)).toEqual({ intervalMs, collectorSocket });
});
