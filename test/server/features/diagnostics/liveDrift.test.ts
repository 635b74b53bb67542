import { describe, expect, test } from 'vitest';
import { liveDriftTexts } from '../../../../server/src/features/diagnostics/liveDrift';
import { diagnoseLive } from '../../../../server/src/features/diagnostics/liveProblems';
import type { LiveZone } from '../../../../server/src/shared/liveSample';
import type { LiveServer } from '../../../../server/src/shared/liveServer';
import type { LiveView } from '../../../../server/src/shared/liveView';
import { withCursor, withCursorInHttp } from '../cursor';
import { attached, liveView, liveZone, MB, processOf } from '../support/liveView';
import { codes, only } from './check';
import { codesOf, liveProblems } from './liveCheck';

const DOGS = 'lua_shared_dict dogs 100m;';
const CONN = 'limit_conn_zone $uri zone=dogs:100m;';

describe('live-size-differs', () => {
  test('warns where a reload loses what is stored', () => {
    const problem = only(liveProblems('lua_shared_dict dogs 200m;', liveView([liveZone('dogs')])), 'live-size-differs');
    expect(problem.severity).toBe('warning');
    expect(problem.message).toBe(
      'Zone "dogs" is 200 MB in the file, but 100 MB in the running server (nginx 1.22.1, pid 4242). A reload maps a new, ' +
        'empty zone: what is in the old one is lost.',
    );
  });

  test('says what its module does where that is not nginx’s own way', () => {
    const servers = liveZone('dogs', { kind: 'zone', module: 'ngx_http_upstream_module', sizeBytes: 65_536 });
    const text = 'upstream u { zone dogs 128k; server 10.0.0.1; }';
    const problem = only(liveProblems(text, liveView([servers])), 'live-size-differs');
    expect(problem.severity).toBe('information');
    expect(problem.message).toContain('Every reload makes a fresh zone');
  });

  test('points to the other declarations of the zone', () => {
    const text = 'ssl_session_cache shared:dogs:2m;\nserver { ssl_session_cache shared:dogs:2m; }';
    const cache = liveZone('dogs', { kind: 'ssl_session_cache', module: 'ngx_http_ssl_module', sizeBytes: MB });
    expect(only(liveProblems(text, liveView([cache])), 'live-size-differs').related).toHaveLength(1);
  });

  test('not where the mapping alone is known, and is the size rounded up to pages', () => {
    const odd = liveZone('dogs', { sizeBytes: 1_003_520 });
    expect(codesOf('lua_shared_dict dogs 1000948;', [odd])).toEqual([]);
    expect(codesOf('lua_shared_dict dogs 1000948;', [{ ...odd, sizeBytes: 1_000_949 }])).toEqual([
      'live-size-differs (warning)',
    ]);
    expect(codesOf('lua_shared_dict dogs {{ size }};', [odd])).toEqual([]);
  });
});

describe('live-kind-differs', () => {
  test('says that a reload makes the zone anew', () => {
    // Tried with nginx 1.22.1: such a reload is not refused.
    const zone = liveZone('dogs', { kind: 'limit_req_zone', module: 'ngx_http_limit_req_module' });
    const problem = only(liveProblems(CONN, liveView([zone])), 'live-kind-differs');
    expect(problem.severity).toBe('warning');
    expect(problem.message).toBe(
      'In the running server (nginx 1.22.1, pid 4242), zone "dogs" belongs to limit_req_zone, in the file to ' +
        'limit_conn_zone. A reload makes a new, empty zone, and what is in the old one is lost.',
    );
  });

  test('not where nothing is known of the kind', () => {
    expect(codesOf(CONN, [liveZone('dogs', { kind: null, module: null })])).toEqual([]);
  });
});

describe('live-zone-not-running', () => {
  const TWO = `${DOGS} lua_shared_dict cats 1m;`;

  test('is information: a reload makes it', () => {
    const problem = only(liveProblems(TWO, liveView([liveZone('dogs')])), 'live-zone-not-running');
    expect(problem.severity).toBe('information');
    expect(problem.message).toBe('The running server (nginx 1.22.1, pid 4242) has no zone "cats". A reload makes it.');
  });

  test.each([
    ['a zone without a name may be it', [liveZone('dogs'), liveZone(null, { inode: 2 })]],
    ['no zone could be seen', []],
  ])('not where %s', (_, zones) => {
    expect(codesOf(TWO, zones)).toEqual([]);
  });

  test('memory that is no pool, such as nginx’s own page of counters, is no zone that could be it', () => {
    const counters = liveZone(null, { inode: 2, pool: 'none', pages: null });
    expect(codesOf(TWO, [liveZone('dogs'), counters])).toEqual(['live-zone-not-running (information)']);
  });
});

describe('live-zone-not-in-file', () => {
  const cats = liveZone('cats', { inode: 2, sizeBytes: MB });

  test('warns of what a reload drops, at the http block', () => {
    const problem = only(liveProblems(DOGS, liveView([liveZone('dogs'), cats])), 'live-zone-not-in-file');
    expect(problem.severity).toBe('warning');
    expect(problem.message).toBe(
      'The running server (nginx 1.22.1, pid 4242) has a zone that this config does not declare: "cats" (1 MB). A reload ' +
        'drops what is in it.',
    );
    // `events {}` stands before it.
    expect(problem.range).toEqual({ start: 10, end: 14 });
  });

  test('counts many, and names some', () => {
    const many = Array.from({ length: 7 }, (_, index) => ({ ...cats, name: `cats${index}`, inode: index + 2 }));
    const { message } = only(liveProblems(DOGS, liveView([liveZone('dogs'), ...many])), 'live-zone-not-in-file');
    expect(message).toContain('has 7 zones that this config does not declare: "cats0" (1 MB), ');
    expect(message).toContain('"cats4" (1 MB), …. A reload drops what is in them.');
  });

  test('shows a hostile name as what it is', () => {
    const evil = { ...cats, name: '\u202ea\nb\u0007' };
    const { message } = only(liveProblems(DOGS, liveView([liveZone('dogs'), evil])), 'live-zone-not-in-file');
    expect(message).toContain('"\\u202ea\\nb\\x07" (1 MB)');
  });

  test.each([
    ['its directive is not known', { ...cats, kind: null }, {}],
    ['an include is missing', cats, { files: {} }],
  ])('not where %s', (_, zone, setup) => {
    const text = 'files' in setup ? `${DOGS} include missing.conf;` : DOGS;
    expect(codes(liveProblems(text, liveView([liveZone('dogs'), zone]), setup))).toEqual([]);
  });

  test('not where it may be one of the configuration before, which old workers still have', () => {
    const processes = [processOf(90, 'old worker'), processOf(101, 'worker')];
    const zones = (namedBy: LiveZone['namedBy']) => [liveZone('dogs'), { ...cats, namedBy }];
    expect(codesOf(DOGS, zones('log context'), { sample: { processes } })).toEqual([]);
    expect(codesOf(DOGS, zones('zone list'), { sample: { processes } })).toEqual(['live-zone-not-in-file (warning)']);
  });
});

describe('live-config-differs', () => {
  test('says that the server runs another file', () => {
    const view = liveView([liveZone('dogs')], { server: { configFile: '/srv/other.conf' } });
    const problem = only(liveProblems(DOGS, view), 'live-config-differs');
    expect(problem.severity).toBe('information');
    expect(problem.message).toBe(
      'The attached server (nginx 1.22.1, pid 4242) runs another main config: /srv/other.conf.',
    );
  });

  test.each([
    ['it is the same file', { configFile: '/etc/nginx/../nginx/nginx.conf' }],
    ['its file is not known', { configFile: null }],
    ['it sees other files than we', { configFile: '/etc/nginx/other.conf', fileRoot: '/proc/4242/root' }],
    [
      'it sees other files than we',
      { configFile: '/other', confinement: { kind: 'container', containerId: null, innerPid: 1 } },
    ],
  ] as [string, Partial<LiveServer>][])('not where %s', (_, server) => {
    expect(codesOf(DOGS, [liveZone('dogs')], { server })).toEqual([]);
  });

  test('no reload of another file does anything about this one', () => {
    const zones = [liveZone('dogs', { sizeBytes: MB }), liveZone('cats', { inode: 2 }), liveZone('one', { inode: 3 })];
    const text = `${DOGS} lua_shared_dict birds 1m; limit_req_zone $uri zone=one:1m rate=1r/s;`;
    const problems = liveProblems(text, liveView(zones, { server: { configFile: '/srv/other.conf' } }));
    expect(codes(problems)).toEqual([
      'live-config-differs (information)',
      'live-size-differs (information)',
      'live-kind-differs (information)',
    ]);
    expect(problems.map(({ message }) => message).join()).not.toContain('reload');
  });

  test('nor is a fragment known to be read at all, as one that no main config includes', () => {
    const { analysis } = withCursor('|lua_shared_dict dogs 200m; lua_shared_dict cats 1m;');
    const found = diagnoseLive(attached(analysis, liveView([liveZone('dogs'), liveZone('birds', { inode: 2 })])));
    expect(codes([...found.problemsByFile.values()].flat())).toEqual(['live-size-differs (information)']);
  });

  test('says that several zones are not as they are in the file, and which', () => {
    const text = 'lua_shared_dict dogs 200m; lua_shared_dict cats 1m;';
    const problem = only(liveProblems(text, liveView([liveZone('dogs')])), 'live-config-differs');
    expect(problem.message).toContain('does not run this config as it stands here: there are 2 differences.');
    expect(problem.related.map(({ range }) => range.start)).toEqual([38, 60]);
  });
});

describe('the same in words, for where there are no places', () => {
  const textsOf = (text: string, live: LiveView): string[] =>
    liveDriftTexts(attached(withCursorInHttp(`|${text}`).analysis, live), live);

  test('begin with the worst, and are not counted by themselves', () => {
    const text = 'lua_shared_dict cats 1m; lua_shared_dict dogs 200m;';
    expect(textsOf(text, liveView([liveZone('dogs')]))).toEqual([
      expect.stringMatching(/^Zone "dogs" is 200 MB in the file, but 100 MB in the running server/),
      expect.stringMatching(/has no zone "cats"/),
    ]);
  });

  test('are none where the file is what runs', () => {
    expect(textsOf(DOGS, liveView([liveZone('dogs')]))).toEqual([]);
  });

  test('show a hostile name as what it is', () => {
    const [text] = textsOf('lua_shared_dict do\u202egs 1m;', liveView([liveZone('cats')]));
    expect(text).not.toContain('\u202e');
  });
});
