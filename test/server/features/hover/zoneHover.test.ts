import { describe, expect, test } from 'vitest';
import { hover } from '../../../../server/src/features/hover/hover';
import { inlayHints } from '../../../../server/src/features/inlayHints';
import { implicitZoneKinds, zoneKinds } from '../../../../server/src/zones/catalogue';
import { withCursor, withCursorInHttp } from '../cursor';
import { AMPLE_HOST } from '../diagnostics/check';
import { blocksOf, entrySizeLink, hoverAt, hoverInConfig, outsideCode, rowOf } from './hoverAt';

const GB = 2 ** 30;
const HOST = { ...AMPLE_HOST, memory: { ...AMPLE_HOST.memory, limitBytes: 8 * GB, limitSource: 'RAM' } };

const LIMIT = 'limit_req_zone $binary_remote_addr zone=one:1m rate=1r/s;';

describe('on a directive', () => {
  const markdown = hoverAt('lua_sha|red_dict dogs 100m; init_by_lua_block { local d = ngx.shared.dogs }', {
    host: HOST,
  });

  test('shows what the zone is and costs', () => {
    // The figures of the published example; see docs/slab.md.
    expect(blocksOf(markdown).slice(0, 2)).toEqual([
      '**`dogs`** · zone of ngx_http_lua_module (`lua_shared_dict`)',
      [
        '| Size | 100 MB: 25,450 usable pages of 4 KB |',
        '| :-- | :-- |',
        '| Loaded when empty | 608 KB, of which 600 KB metadata |',
        `| Fits | ≈ 814,367 keys of 128 bytes (key 20 + value 32, ${entrySizeLink('assumed')}) |`,
        '| Largest value | 99.4 MB, while it is empty |',
        '| Memory limit | 1.2 % of 8 GB (RAM) |',
      ].join('\n'),
    ]);
  });

  test('tells a leak from a zone that fills, and what RSS says', () => {
    expect(markdown).toContain('**Not a leak:**');
    expect(markdown).toContain('from 608 KB to at most 100 MB, and then stops');
    expect(markdown).toContain('no RAM is given back before a restart');
    expect(markdown).toContain('never add up the RSS of workers');
    expect(markdown).toContain('RSS falls then');
  });

  test('says what happens when it is full and on a reload, and where it is used', () => {
    expect(markdown).toContain('**When full:** set() drops expired entries');
    expect(markdown).toContain('No `ngx_slab_alloc() failed: no memory` is logged.');
    expect(markdown).toContain('**On reload:** A reload keeps every key');
    expect(markdown?.split('\n\n').at(-1)).toBe('Used in `nginx.conf:3`.');
  });

  test.each([
    // Three pages: the head and the two that an empty dictionary takes. It is loaded from the beginning.
    ['lua_shared_dict do|gs 12k;', 'Not a leak', false],
    ['lua_shared_dict do|gs 16k;', 'from 12 KB to at most 16 KB', true],
    // Made anew at each reload, so its pages do go back to the kernel.
    ['upstream u { zo|ne u 64k; }', 'and then stops', true],
    ['upstream u { zo|ne u 64k; }', 'no RAM is given back', false],
    ['upstream u { zo|ne u 64k; }', 'RSS falls then', false],
    // Not a zone that can be full.
    ['keyval_zone_red|is zone=r;', 'It cannot fill up', true],
    ['keyval_zone_red|is zone=r;', 'The log says', false],
    // The log names no zone.
    ['acme_shared_zone zo|ne=a:1m;', 'no memory`, without the name of the zone', true],
  ])('%s: says "%s": %s', (text, part, isSaid) => {
    expect(hoverAt(text)?.includes(part)).toBe(isSaid);
  });

  test('keeps to a hover of some fifteen lines', () => {
    const count = markdown?.split('\n').filter((line) => line !== '').length ?? 0;
    expect(count).toBeLessThanOrEqual(15);
  });
});

describe('figures', () => {
  test.each([
    // Entries of one length on a known server: exact.
    ['proxy_cache_path /tmp/c keys_zo|ne=images:1m;', 'Fits', '8,095 cached files of 128 bytes'],
    [`|${LIMIT}`, 'Fits', `≈ 8,095 keys of 128 bytes (key 16, ${entrySizeLink('from the directive')})`],
    ['ssl_session_cac|he shared:tls:1m;', 'Largest value', null],
    // What the module puts there is not known: at least the pool's own account.
    ['acme_shared_zone zone=|a:1m;', 'Loaded when empty', '≥ 8 KB, of which 8 KB metadata'],
    ['acme_shared_zone zone=|a:1m;', 'Fits', 'not known: what one entry takes is up to the module'],
    // What the module manages itself has no pages of nginx.
    ['vod_metadata_cache me|ta 16m;', 'Size', '16 MB'],
    ['vod_metadata_cache me|ta 16m;', 'Loaded when empty', '≥ 100 KB'],
  ])('%s: %s is %s', (text, label, expected) => {
    expect(rowOf(hoverAt(text), label)).toBe(expected);
  });

  test('are about where the server is not known', () => {
    const row = rowOf(hoverAt('proxy_cache_path /tmp/c keys_zo|ne=images:1m;', { banner: '' }), 'Fits');
    expect(row).toBe('≈ 8,095 cached files of 128 bytes');
    expect(hoverAt('lua_shared_dict tiny 8|k;', { banner: '' })).toContain('nginx may not start.');
  });

  test('follow the length of entries that the person set', () => {
    const settings = { entrySizes: new Map([['dogs', { keyBytes: 9, valueBytes: 8 }]]) };
    expect(rowOf(hoverAt('lua_shared_dict do|gs 100m;', { settings }), 'Fits')).toBe(
      `814,367 keys of 128 bytes (key 9 + value 8, ${entrySizeLink('as set')})`,
    );
  });

  test('say whose they are where that is not this machine with a known server', () => {
    const dogs = 'lua_shared_dict do|gs 100m;';
    expect(rowOf(hoverAt(dogs), 'Figures for')).toBeNull();
    const target = { ...AMPLE_HOST, origin: 'target', pageSizeBytes: 65_536 } as const;
    expect(rowOf(hoverAt(dogs, { host: target }), 'Figures for')).toContain('on another machine with pages of 64 KB');
    expect(rowOf(hoverAt(dogs, { host: { ...AMPLE_HOST, pageSizeAssumed: true } }), 'Figures for')).toContain(
      'assumed',
    );
    const unknown = hoverAt(dogs, { banner: '' });
    expect(rowOf(unknown, 'Figures for')).toContain('of unknown version');
    expect(rowOf(unknown, 'Loaded when empty')).toBe('≈ 608 KB, of which 600 KB metadata');
  });

  test('say that an empty zone holds a whole huge page', () => {
    const sharedHugePages = { setting: 'always', usedForZones: true, hugePageBytes: 2 ** 21 } as const;
    const row = rowOf(
      hoverAt('lua_shared_dict do|gs 100m;', { host: { ...HOST, sharedHugePages } }),
      'Loaded when empty',
    );
    expect(row).toBe('2 MB, with huge pages of 2 MB');
  });

  test('of the memory limit count all zones, and say what is not known', () => {
    const two = 'lua_shared_dict do|gs 2048m; lua_shared_dict cats 1024m;';
    expect(rowOf(hoverAt(two, { host: HOST }), 'Memory limit')).toBe('25 % of 8 GB (RAM); all zones together: 38 %');
    const three = `${two} upstream u { zone u; }`;
    expect(rowOf(hoverAt(three, { host: HOST }), 'Memory limit')).toContain('all zones together: ≥ 38 %');
    const unknown = { ...HOST, memory: { ...HOST.memory, limitBytes: null } };
    expect(rowOf(hoverAt(two, { host: unknown }), 'Memory limit')).toBe('the memory limit is not known');
  });
});

describe('on a size', () => {
  test('shows which sizes would do, and what a change does to a running server', () => {
    const markdown = hoverAt('lua_shared_dict dogs 100|m;');
    expect(rowOf(markdown, 'Smallest size')).toBe('`12k` fits ≈ 31 keys');
    expect(rowOf(markdown, 'Other sizes')).toBe('`50m` fits ≈ 407k keys · `200m` fits ≈ 1.6M keys');
    expect(rowOf(markdown, 'Whole pages')).toBeNull();
    expect(markdown).toContain('changes nothing in a running server until a reload. That maps a new zone');
    expect(markdown).toContain('another size starts empty');
    expect(markdown).toContain('**Not a leak:**');
    expect(markdown).not.toContain('**RSS:**');
  });

  test('names the whole pages on both sides of one that is none', () => {
    // 1,000,948 bytes are 244 pages and 1524 bytes.
    const row = rowOf(hoverAt('lua_shared_dict odd 10009|48;'), 'Whole pages');
    expect(row).toBe('`976k` or `980k`; the last 1524 bytes of this size cannot be used');
  });

  test('says what the module takes instead of a smaller one', () => {
    const markdown = hoverAt('nchan_shared_memory_size 1|k;');
    expect(markdown).toContain('The module takes 32 KB instead of the smaller size that is written.');
  });

  test('says nothing of a smallest size where this is it', () => {
    expect(rowOf(hoverAt('limit_conn_zone $uri zone=one:32|k;'), 'Smallest size')).toBeNull();
  });

  test.each([
    // What a module of a third party does with another size is up to it.
    ['upload_progress proofs 1|m;', 'at least until a reload. A reload keeps'],
    ['upstream u { zone u 64|k; }', 'at least until a reload. Every reload makes a fresh zone'],
    ['limit_req_zone $uri zone=one:1|m rate=1r/s;', 'until a reload. That maps a new zone'],
  ])('tells what a reload does to %s', (text, expected) => {
    expect(hoverAt(text)).toContain(expected);
  });

  test.each([
    ['limit_req_zone $uri zone=one:1|g rate=1r/s;', '`1g` is no size that this directive reads', '`32k` fits'],
    ['limit_req_zone $uri zone=one:16|k rate=1r/s;', '`16k` is below the least size', '`32k` fits'],
    ['limit_req_zone $uri zone=one:| rate=1r/s;', 'The size is missing', '`32k` fits'],
    ['lua_shared_dict tiny 8|k;', 'nginx does not start. Of 8 KB, one page of 4 KB can be used', '`12k` fits'],
    ['lua_shared_dict vast 281474976710656|;', 'no process has addresses for 256 TB', '`12k` fits'],
    ['lua_shared_dict dogs {{ si|ze }};', 'A template is yet to fill in the size', '`12k` fits'],
  ])('%s', (text, sentence, smallest) => {
    const markdown = hoverAt(text);
    expect(markdown).toContain(sentence);
    expect(rowOf(markdown, 'Smallest size')).toContain(smallest);
    expect(markdown).not.toContain('**When full:**');
    expect(markdown).not.toMatch(/\bNaN\b|\bnull\b|\bundefined\b/);
  });
});

describe('on a reference', () => {
  test('shows the declaration, and why there may be no memory with space left', () => {
    const text = 'lua_shared_dict dogs 100m; init_by_lua_file dogs.lua;';
    const markdown = hoverAt(text, { files: { 'dogs.lua': 'local d = ngx.shared.do|gs' } });
    expect(blocksOf(markdown)).toEqual([
      '**`dogs`** · zone of ngx_http_lua_module (`lua_shared_dict`)',
      expect.stringMatching(/^\| Size \|.*\n.*\n\| Fits \|.*\n\| Largest value \| 99\.4 MB, while it is empty \|$/),
      expect.stringContaining('**“No memory” with space left:** an entry needs a free chunk of its own size class'),
      'Declared in `nginx.conf:3`. Used in `dogs.lua:1`.',
    ]);
    expect(markdown).toContain('takes no value above 99.4 MB');
    expect(markdown).not.toContain('**Not a leak:**');
  });

  test.each([
    ['the directive', `${LIMIT} limit_|req zone=one;`],
    ['the name', `${LIMIT} limit_req zone=o|ne;`],
  ])('is the same on %s', (_, text) => {
    const markdown = hoverAt(text);
    expect(markdown).toContain('**`one`** · zone of ngx_http_limit_req_module (`limit_req_zone`)');
    expect(markdown).toContain('The least recently used idle key is dropped');
    // Its entries are no values that a person stores.
    expect(markdown).not.toContain('takes no value above');
  });

  test('quotes the line of the log, with the name of the zone', () => {
    const text = 'limit_conn_zone $uri zone=two:1m; limit_conn t|wo 1;';
    expect(hoverAt(text)).toContain('The log says `ngx_slab_alloc() failed: no memory in limit_conn_zone "two"`.');
  });

  test.each([
    [
      'limit_req zone=t|wo;',
      'Nothing in this config declares it. nginx does not start. It would be declared with `limit_req_zone KEY ',
    ],
    ['proxy_cache pa|ges;', 'Nothing in this config declares it. nginx does not start.'],
    ['init_by_lua_block { ngx.shared.ca|ts:get("a") }', 'nginx starts, but there is nothing of this name at run time'],
    [`${LIMIT} proxy_cache o|ne;`, 'This name belongs to a zone of `limit_req_zone`, which cannot be used here.'],
    ['include no/such/file; limit_req zone=t|wo;', 'Not all of this config is, so there may be one elsewhere.'],
    ['proxy_cache_path /tmp/c keys_zone=pages:1m; proxy_c|ache off;', 'Switched off: no zone is used here.'],
    ['proxy_cache o|ff;', 'Switched off: no zone is used here.'],
    ['ssl_session_cache o|ff;', 'Switched off: no zone is made here.'],
    ['proxy_c|ache $cache;', 'Variables or a template make the name of the zone'],
    ['limit_r|eq burst=5;', 'No zone is named here.'],
    [
      'limit_req_z|one $uri rate=1r/s;',
      'No zone is declared here. It is written `limit_req_zone KEY zone=NAME:SIZE rate=RATE;`.',
    ],
    ['proxy_cache_p|ath /tmp/c keys_zone=:1m;', 'is missing. It is written'],
    ['lua_shared|_dict {{ name }} 1m;', 'A template is yet to fill in the name.'],
    ['upstream u { zo|ne u; }', 'No declaration gives this zone a size'],
    ['cache_purge_queue_|size 10;', 'This only sets the size of a zone that nothing in this config makes.'],
  ])('says what is known where there is no zone: %s', (text, expected) => {
    expect(hoverAt(text)).toContain(expected);
  });

  test('says nothing of an undeclared zone that a fragment cannot know of', () => {
    expect(hoverInConfig('limit_req zone=o|ne;')).toContain('there may be one elsewhere');
  });
});

describe('places', () => {
  test('are named by file and line, and counted', () => {
    const uses = Array.from({ length: 5 }, () => 'location / { limit_req zone=one; }').join('\n');
    const markdown = hoverAt(`limit_req_zone $uri zone=o|ne:1m rate=1r/s;\nserver {\n${uses}\n}`);
    expect(markdown).toContain('Used in 5 places, the first: `nginx.conf:5`, `nginx.conf:6`, `nginx.conf:7`.');
  });

  test('are told of a zone that several directives declare, or none uses', () => {
    const shared = 'server { ssl_session_cache shared:t:1m; }\n';
    const markdown = hoverAt(`ssl_session_cache shared:|t:1m;\n${shared}${shared}`);
    expect(markdown).toContain('Declared in `nginx.conf:3`, and in 2 more places.');
    expect(hoverAt('lua_shared_dict do|gs 1m;')).toContain('No use of it was found in this config.');
  });
});

describe('hostile names', () => {
  const NAMES = [
    'a`b',
    '```',
    '[x](command:evil)',
    '![x](http://evil.example/a.png)',
    '<img/src=x>',
    'http://evil.example',
    '$(rocket)',
    '{0}{1}',
    '**a**',
    '\u202eabc\u0007',
  ];

  test.each(NAMES)('%j stays inside a code span', (name) => {
    const quoted = `"${name}"`;
    let shown = 0;
    for (const [before, after] of [
      ['lua_shared_dict ', `${quoted} 1m;`],
      [`lua_shared_dict ${quoted} 1`, 'm;'],
      ['limit_conn_zone $uri zone=', `${name}:1m;`],
      ['limit_conn ', `${quoted} 1;`],
      ['include ', `${quoted};`],
    ] as const) {
      const { analysis, path, offset, text } = withCursorInHttp(`|${before}${after}`);
      expect(text).toContain(before);
      const markdown = hover(analysis, path, offset + before.length + 1, 0)?.markdown ?? '';
      // A template or a block may be seen in some of these names, and nothing is said then.
      if (markdown !== '') shown++;
      expect(outsideCode(markdown)).not.toMatch(/evil|rocket|img|\]\(|\{0\}|\*\*a|`|\u202e/);
    }
    expect(shown).toBeGreaterThanOrEqual(3);
  });

  test('of any length give a short text', () => {
    const name = 'n'.repeat(4000);
    for (const text of [`lua_shared_dict |${name} 1m;`, `limit_conn |${name} 1;`, `include |${name}/*.conf;`]) {
      const markdown = hoverAt(text);
      expect(markdown).not.toBeNull();
      expect(markdown?.length).toBeLessThan(3000);
    }
  });
});

test('sentences of the catalogue hold nothing that Markdown would take', () => {
  for (const kind of [...zoneKinds, ...implicitZoneKinds]) {
    const texts = [kind.whenFull, kind.onReload, kind.module, kind.entry?.noun ?? ''];
    for (const text of texts) expect(text).not.toMatch(/[*`<>[\]\\|~$]|^[#+-]|(?<![a-z])_|_(?![a-z])/);
  }
});

test('shows something short at every place of every kind, and never fails', () => {
  const server =
    'limit_req zone=one; limit_conn two 1; proxy_cache off; proxy_cache pages; content_by_lua_block { ngx.shared.dogs:get("a") }';
  const syntaxes = zoneKinds.map(({ syntax }) => syntax.replace(/[[\]|]/g, ' '));
  const text = `${syntaxes.join('\n')}\nserver { location / { ${server} } }`;
  const { analysis, path, text: whole } = withCursorInHttp(`|${text}`);
  for (let offset = 0; offset <= whole.length; offset++) {
    const shown = hover(analysis, path, offset, 0);
    if (shown === null) continue;
    expect(shown.range.start).toBeLessThanOrEqual(offset);
    expect(shown.range.end).toBeGreaterThanOrEqual(offset);
    expect(shown.markdown).not.toMatch(/\bNaN\b|\bnull\b|\bundefined\b|\{\d\}/);
    expect(shown.markdown.split('\n').filter((line) => line !== '').length).toBeLessThanOrEqual(18);
  }
  expect(hover(analysis, '/no/such/file', 3, 0)).toBeNull();
});

test('never fails at any place of a file that is cut off anywhere', () => {
  const files = { 'more.conf': 'lua_shared_dict cats 8k; include more.conf;' };
  const text =
    'http { lua_shared_dict "do\\"gs" 1g; ssl_session_cache off shared:a:1m; include more.conf; upstream u { zone u 64k; ' +
    'server a; } limit_req_zone $(K) zone=b:{{ s }} rate=1r/s; limit_req zone=b; js_shared_dict_zone zone=:; ' +
    'init_by_lua_block { ngx.shared["cats"]:get("é😀") } proxy_cache off; }';
  for (let cut = 0; cut <= text.length; cut++) {
    const { analysis, path } = withCursor(`${text.slice(0, cut)}|`, { files });
    for (let offset = 0; offset <= cut; offset += 1 + (cut % 5)) hover(analysis, path, offset, 0);
    for (let offset = 0; offset <= 40; offset += 3) hover(analysis, '/etc/nginx/more.conf', offset, 0);
    inlayHints(analysis, path, { start: 0, end: cut }, { usable: true, fits: true, live: true }, 0);
  }
});
