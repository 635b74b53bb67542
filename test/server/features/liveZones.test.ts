import { describe, expect, test } from 'vitest';
import { liveJoinOf, liveZoneOf } from '../../../server/src/features/liveZones';
import { zoneNamed } from '../zones/modelOf';
import { withCursorInHttp } from './cursor';
import { attached, liveView, liveZone, type ViewSetup } from './support/liveView';

/** Inode of the running zone that the zone `dogs` of a text is; null where it is none. */
function inodeOf(text: string, zones: Parameters<typeof liveView>[0], setup: ViewSetup = {}): number | null {
  const analysis = attached(withCursorInHttp(`|${text}`).analysis, liveView(zones, setup));
  return liveZoneOf(analysis, zoneNamed(analysis.model, 'dogs'))?.inode ?? null;
}

const DOGS = 'lua_shared_dict dogs 100m;';

const PROXY_CACHE = { kind: null, module: 'ngx_http_proxy_module' } as const;
const LIMIT_REQ = { kind: 'limit_req_zone', module: null } as const;

describe('a zone of the config is the running one', () => {
  test.each([
    ['of its name and directive', DOGS, { module: null }],
    ['of its name and module', DOGS, { kind: null }],
    ['of its name, where nothing more is known', DOGS, { kind: null, module: null, namedBy: 'size and order' }],
    ['of another directive of the same module', 'proxy_cache_path /tmp/c keys_zone=dogs:1m;', PROXY_CACHE],
    ['that writes the same text for the log', 'dynamic_limit_req_zone $uri zone=dogs:1m rate=1r/s;', LIMIT_REQ],
  ] as const)('%s', (_, text, changes) => {
    expect(inodeOf(text, [liveZone('dogs', changes)])).toBe(100);
  });

  test.each([
    ['of another name', DOGS, liveZone('cats')],
    ['without a name', DOGS, liveZone(null)],
    ['of another directive', DOGS, liveZone('dogs', LIMIT_REQ)],
    ['of another module', DOGS, liveZone('dogs', { kind: null, module: 'ngx_http_limit_conn_module' })],
  ])('but not one %s', (_, text, zone) => {
    expect(inodeOf(text, [zone])).toBeNull();
  });

  test('and none without a server', () => {
    const { analysis } = withCursorInHttp(`|${DOGS}`);
    expect(liveZoneOf(analysis, zoneNamed(analysis.model, 'dogs'))).toBeNull();
  });
});

describe('of two mappings of one zone', () => {
  const older = liveZone('dogs', { inode: 7, namedBy: 'log context' });
  const newer = liveZone('dogs', { inode: 9, namedBy: 'log context' });

  test('the one that was made later counts', () => {
    expect(inodeOf(DOGS, [older, newer])).toBe(9);
    expect(inodeOf(DOGS, [newer, older])).toBe(9);
  });

  test('the one that only old workers have is gone', () => {
    expect(inodeOf(DOGS, [{ ...newer, isCurrent: false }, older])).toBe(7);
    expect(inodeOf(DOGS, [{ ...newer, isCurrent: false }])).toBeNull();
  });
});

test('what runs under another kind, and what the config does not name, stand apart', () => {
  const zones = [liveZone('dogs', LIMIT_REQ), liveZone('cats', { inode: 2 }), liveZone(null, { inode: 3 })];
  const analysis = attached(withCursorInHttp(`|${DOGS}`).analysis, liveView(zones));
  const { byZone, otherKind, unmatched } = liveJoinOf(analysis);
  expect(byZone.size).toBe(0);
  expect([...otherKind].map(([zone, running]) => [zone.name, running.inode])).toEqual([['dogs', 100]]);
  expect(unmatched.map(({ inode }) => inode)).toEqual([2]);
  // Asked for at each keystroke and by each feature: worked out once.
  expect(liveJoinOf(analysis)).toBe(liveJoinOf({ ...analysis }));
});
