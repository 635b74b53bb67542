import { describe, expect, test } from 'vitest';
import { type TreeConfig, type TreeServer, type ZoneTreeSource, zoneTree } from '../../../server/src/features/zoneTree';
import type { LiveZone } from '../../../server/src/shared/liveSample';
import type { ZoneTreeRoot, ZoneTreeZone } from '../../../server/src/shared/zoneTree';
import { createRandom } from '../../support/random';
import { ROOT } from '../zones/modelOf';
import { type CursorSetup, withCursorInHttp } from './cursor';
import {
  attached,
  failingZone,
  filledZone,
  liveView,
  liveZone,
  MB,
  TAKEN_AT_MS,
  trendOf,
  type ViewSetup,
} from './support/liveView';

const URI = 'file:///etc/nginx/nginx.conf';

/** Offsets stand for columns of one line. */
const PLACES: Pick<ZoneTreeSource, 'nowMs' | 'placeOf' | 'filePlace'> = {
  nowMs: TAKEN_AT_MS + 3000,
  placeOf: (_, { path, range }) => ({ uri: `file://${path}`, position: { line: 0, character: range.start } }),
  filePlace: (file, line, column) => ({
    uri: `file://${file}`,
    position: { line: line - 1, character: column - 1 },
  }),
};

interface ServerSetup extends ViewSetup {
  /** What stands in the http block of its config; none: that is not open. */
  readonly text?: string;
  readonly changes?: Partial<TreeServer>;
}

function treeServer(zones: readonly LiveZone[], { text, changes = {}, ...setup }: ServerSetup = {}): TreeServer {
  const view = liveView(zones, setup);
  return {
    key: 'attached',
    server: view.server,
    view,
    state: view.state,
    intervalMs: 2000,
    cost: view.sample.cost,
    trouble: null,
    isAttached: true,
    rootPath: ROOT,
    analysis: text === undefined ? null : attached(withCursorInHttp(`|${text}`).analysis, view),
    ...changes,
  };
}

function treeConfig(text: string, setup: CursorSetup = {}): TreeConfig {
  return { analysis: withCursorInHttp(`|${text}`, setup).analysis, subject: { kind: 'config', uri: URI } };
}

function rootOf(servers: readonly TreeServer[], configs: readonly TreeConfig[] = []): ZoneTreeRoot {
  const [root] = zoneTree({ ...PLACES, servers, configs }).roots;
  if (root === undefined) throw new Error('the tree is empty');
  return root;
}

function zoneOf(zones: readonly LiveZone[], setup: ServerSetup = {}): ZoneTreeZone {
  const [zone] = rootOf([treeServer(zones, setup)]).zones;
  if (zone === undefined) throw new Error('the server has no zone');
  return zone;
}

describe('a running server', () => {
  test('is told with its config, its figures and how they were got', () => {
    const root = rootOf([treeServer([liveZone('dogs')])]);
    expect(root).toMatchObject({
      kind: 'server',
      label: 'nginx 1.22.1, pid 4242',
      description: '37.2 of 100 MB loaded · nginx.conf',
      state: 'live',
      isAttached: true,
      subject: { kind: 'attached' },
    });
    expect(root.tooltip).toEqual([
      'nginx 1.22.1, pid 4242',
      '/etc/nginx/nginx.conf',
      'exact: the kernel’s own account',
      'every 2 s, a sample costs 1 ms',
      'Figures: 3 s ago',
    ]);
  });

  test.each([
    ['stopped', 'server stopped · 37.2 of 100 MB loaded · nginx.conf'],
    ['lost', 'no longer refreshed · 37.2 of 100 MB loaded · nginx.conf'],
  ] as const)('that is %s says so, and of no zone how it fares now', (state, description) => {
    const root = rootOf([treeServer([failingZone('dogs', 5)], { state, changes: { trouble: 'gone' } })]);
    expect(root).toMatchObject({ state, description, zones: [{ level: 'not known' }] });
    expect(root.tooltip).toContain('gone');
  });

  test('says what is missing, as long as it is the collector that was told of', () => {
    const access = { rung: 'mapped', missing: 'may not open map_files', remedies: [] } as const;
    const told = (rung: 'mapped' | 'exact') =>
      rootOf([treeServer([], { server: { access }, sample: { rung } })]).tooltip.join('\n');
    expect(told('mapped')).toContain('may not open map_files');
    expect(told('exact')).not.toContain('may not open map_files');
  });

  test('of which no config is known here has the path that it has for its own', () => {
    const one = treeServer([], { changes: { rootPath: '' } });
    const inside = rootOf([{ ...one, server: { ...one.server, configFile: '/inside/other.conf' } }]);
    expect(inside.description).toMatch(/ · other\.conf$/);
    expect(inside.tooltip).toContain('/inside/other.conf');
    const unknown = rootOf([{ ...one, server: { ...one.server, configFile: null } }]);
    expect(unknown.description).not.toMatch(/·\s*$/);
    expect(unknown.tooltip).not.toContain('');
  });

  test('that was not sampled yet has no zones, and no figures that are 0', () => {
    const root = rootOf([treeServer([], { changes: { view: null } })]);
    expect(root).toMatchObject({ description: 'figures not known · nginx.conf', zones: [] });
  });

  test('that only a dashboard shows stands below the attached one, and is opened by its id', () => {
    const other = treeServer([], { changes: { key: 'other', isAttached: false } });
    const { roots } = zoneTree({ ...PLACES, servers: [other, treeServer([])], configs: [] });
    expect(roots.map(({ isAttached }) => isAttached)).toEqual([true, false]);
    expect(roots[1]?.subject).toEqual({ kind: 'server', serverId: other.server.id });
  });
});

describe('zones of a server', () => {
  test('stand in the order of what is loaded, equal ones by name, unknown ones last', () => {
    const loaded = (name: string, bytes: number | null, inode: number): LiveZone =>
      liveZone(name, { inode, loaded: { bytes, exactness: 'exact' } });
    const zones = [loaded('b', 5 * MB, 1), loaded('none', null, 2), loaded('a', 5 * MB, 3), loaded('most', 9 * MB, 4)];
    expect(rootOf([treeServer(zones)]).zones.map(({ label }) => label)).toEqual(['most', 'a', 'b', 'none']);
  });

  test.each([
    ['of which all is known', liveZone('dogs'), '37.2 of 100 MB loaded · 36.6 used'],
    [
      'seen from below',
      liveZone('dogs', { loaded: { bytes: 2 * MB, exactness: 'at least' }, pages: null }),
      '≥ 2 of 100 MB loaded',
    ],
    [
      'of which nothing can be read',
      liveZone('dogs', { loaded: { bytes: null, exactness: 'exact' }, pages: null }),
      '100 MB mapped',
    ],
    [
      'that only old workers have',
      liveZone('dogs', { isCurrent: false }),
      '37.2 of 100 MB loaded · 36.6 used · old workers only',
    ],
  ])('%s', (_, zone, description) => {
    expect(zoneOf([zone]).description).toBe(description);
  });

  test.each([
    ['fine', liveZone('dogs'), {}],
    ['nearly full', filledZone('dogs', 1000), {}],
    ['nearly full', filledZone('dogs', 9000), { trends: [trendOf({ fullInMs: 60_000 })] }],
    ['full', filledZone('dogs', 0), {}],
    ['failing', failingZone('dogs', 5), { trends: [trendOf({ failuresPerMinute: 3 })] }],
    ['fine', failingZone('dogs', 5), {}],
    ['not known', liveZone('dogs', { pages: null }), {}],
    ['not known', liveZone('dogs', { pool: 'none', pages: null }), {}],
    // What holds the servers of an upstream has hardly more to come.
    ['fine', filledZone('dogs', 1000, { kind: 'zone', module: 'ngx_http_upstream_zone_module' }), {}],
  ] as const)('are %s', (level, zone, setup) => {
    expect(zoneOf([zone], setup).level).toBe(level);
  });

  test('tells in its tooltip and for copying every figure, rounded and whole', () => {
    const text = 'lua_shared_dict dogs 100m;';
    const trends = [trendOf({ loadedBytesPerMinute: 1.2 * MB, usedBytesPerMinute: 1.1 * MB, fullInMs: 57 * 60_000 })];
    const zone = zoneOf([liveZone('dogs')], { text, trends });
    expect(zone.tooltip).toEqual([
      'dogs',
      'Kind: lua_shared_dict',
      'Size: 100 MB',
      'Loaded: 37.2 MB',
      'Used: 36.6 MB',
      'Free: 62.8 MB',
      'the biggest value that still fits: 62.8 MB',
      'Metadata: 600 KB',
      'Failures: 0',
      'Growth: +1.2 MB loaded, +1.1 MB used a minute',
      'full in ≈ 57 min',
      'Declared: nginx.conf:3',
    ]);
    expect(zone.figures.split('\n').slice(0, 5)).toEqual([
      'dogs',
      '  Kind: lua_shared_dict',
      '  Size: 100 MB (104,857,600 bytes)',
      '  Loaded: 37.2 MB (39,022,592 bytes)',
      '  Used: 36.6 MB (38,408,192 bytes)',
    ]);
  });

  test('leads to the name in its declaration, and can be sized there', () => {
    const text = 'lua_shared_dict dogs 100m;';
    const { declaration, canBeSized } = zoneOf([liveZone('dogs')], { text });
    const before = withCursorInHttp('lua_shared_dict |dogs 100m;').offset;
    expect(declaration).toEqual({ uri: URI, position: { line: 0, character: before } });
    expect(canBeSized).toBe(true);
  });

  test.each([
    ['where the reader found it, while the config is not open', {}, 'file:///etc/nginx/lua.conf'],
    ['nowhere, where the server sees other files', { fileRoot: '/proc/7/root' }, null],
  ])('%s', (_, server, uri) => {
    const zone = liveZone('dogs', { declaredAt: { file: '/etc/nginx/lua.conf', line: 7, column: 3 } });
    const { declaration, canBeSized, tooltip } = zoneOf([zone], { server });
    expect(declaration).toEqual(uri === null ? null : { uri, position: { line: 6, character: 2 } });
    expect(tooltip).toContain('Declared: lua.conf:7');
    expect(canBeSized).toBe(false);
  });

  test('keep their ids over a restart, and with other figures in another order', () => {
    const ids = (zones: readonly LiveZone[], setup: ServerSetup = {}): Map<string, string> =>
      new Map(rootOf([treeServer(zones, setup)]).zones.map(({ label, id }) => [label, id]));
    const before = ids([liveZone('dogs'), liveZone('cats', { inode: 2, loaded: { bytes: 1, exactness: 'exact' } })]);
    const later = ids([liveZone('cats', { inode: 77 }), filledZone('dogs', 0, { inode: 78 })], {
      server: { id: '9-9', masterPid: 9 },
    });
    expect(later).toEqual(before);
  });

  test('shows no name as it is that could steer a screen', () => {
    const name = `a\u202e\n${'x'.repeat(500)}`;
    const { label, tooltip, figures } = zoneOf([liveZone(name)]);
    expect(label.length).toBeLessThanOrEqual(60);
    for (const text of [label, ...tooltip, figures]) expect(text).not.toContain('\u202e');
    expect(label).not.toContain('\n');
  });
});

describe('a config with nothing running', () => {
  const text = 'lua_shared_dict cats 1m; lua_shared_dict dogs 100m; limit_req_zone $uri zone=one:10m rate=1r/s;';

  test('says what it will cost', () => {
    const root = rootOf([], [treeConfig(text)]);
    expect(root).toMatchObject({
      kind: 'config',
      label: 'nginx.conf',
      description: '4 zones of 111.0 MB',
      state: 'planned',
      subject: { kind: 'config', uri: URI },
    });
    expect(root.zones.map(({ label }) => label)).toEqual(['dogs', 'one', 'cats', 'nginx_shared_zone']);
    expect(root.zones[0]).toMatchObject({
      description: '100 MB · 608 KB when empty · fits ≈ 814k',
      level: 'not known',
      zoneKey: 'dogs',
      canBeSized: true,
    });
    expect(root.zones[0]?.tooltip).toContain('Declared: nginx.conf:3');
  });

  test.each([
    ['of unknown size', 'lua_shared_dict dogs 1x;', 'size not known'],
    ['that nginx could not make', 'lua_shared_dict dogs 8k;', '8 KB · too small'],
  ])('has a zone %s', (_, conf, description) => {
    const { zones } = rootOf([], [treeConfig(conf)]);
    expect(zones.find(({ label }) => label === 'dogs')?.description).toBe(description);
  });

  test('has the zones that nginx makes by itself, which stand nowhere in it', () => {
    const root = rootOf([], [treeConfig('')]);
    expect(root).toMatchObject({ description: '1 zone of 1.3 KB', zones: [{ declaration: null, canBeSized: false }] });
  });

  test('has its folder beside its name where another has the same', () => {
    const one = treeConfig(text);
    const { model } = one.analysis;
    const config = { ...model.config, rootPath: '/srv/b/nginx.conf' };
    const other = { ...one, analysis: { ...one.analysis, model: { ...model, config } } };
    const { roots } = zoneTree({ ...PLACES, servers: [], configs: [one, other] });
    expect(roots.map(({ label }) => label)).toEqual(['nginx/nginx.conf', 'b/nginx.conf']);
  });
});

test('any zones get ids that are all different, and the same each time', () => {
  const random = createRandom(20_261_123);
  const names = [null, '', 'a', 'a#1', 'a#2', '#1', '"', '\n', 'b'];
  for (let round = 0; round < 300; round++) {
    const zones = Array.from({ length: Math.floor(random() * 12) }, () =>
      liveZone(names[Math.floor(random() * names.length)] ?? null, {
        inode: Math.floor(random() * 4),
        isCurrent: random() < 0.8,
        loaded: { bytes: random() < 0.2 ? null : Math.floor(random() * 3), exactness: 'exact' },
      }),
    );
    const config = treeConfig('lua_shared_dict a 1m; limit_req_zone $uri zone=a:1m rate=1r/s;');
    const tree = () => zoneTree({ ...PLACES, servers: [treeServer(zones)], configs: [config] });
    const ids = tree().roots.flatMap((root) => [root.id, ...root.zones.map(({ id }) => id)]);
    expect(new Set(ids).size).toBe(ids.length);
    expect(tree()).toEqual(tree());
  }
});
