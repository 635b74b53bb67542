import { describe, expect, test } from 'vitest';
import { completionDocumentation } from '../../../server/src/features/completion/completionDocumentation';
import { completions } from '../../../server/src/features/completion/completions';
import { documentSymbols } from '../../../server/src/features/documentSymbols';
import { hover } from '../../../server/src/features/hover/hover';
import { inlayHints } from '../../../server/src/features/inlayHints';
import { links } from '../../../server/src/features/links';
import { sizeZoneEdits, zoneSizingQuestion } from '../../../server/src/features/quickFixes/sizeZone';
import { rename } from '../../../server/src/features/rename';
import { targetHostFacts } from '../../../server/src/host/targetHostFacts';
import { t } from '../../../server/src/l10n';
import { readSettings } from '../../../server/src/session/settings';
import { zoneKinds } from '../../../server/src/zones/catalogue';
import { type CursorSetup, withCursor, withCursorInHttp } from '../features/cursor';
import { AMPLE_HOST } from '../features/diagnostics/check';
import { SMALL_HOST } from '../features/diagnostics/diagnoseRows';
import { hoverAt, rowOf } from '../features/hover/hoverAt';
import { attached, failingZone, liveView, MB, TAKEN_AT_MS } from '../features/support/liveView';
import { ROOT } from '../zones/modelOf';
import { englishWords, inChinese, numbersOf, spacedMarks } from './chinese';

const DOGS = 'lua_shared_dict do|gs 100m;';

describe('the hover of a dictionary', () => {
  const markdown = inChinese(() => hoverAt(DOGS, { host: SMALL_HOST }));

  test('shows the figures of the English one', () => {
    // 100 MB of pages of 4096 bytes are 25,600; 150 of them hold header, slots and 25,450 descriptors.
    expect(rowOf(markdown, '大小')).toBe('100 MB：25,450 个可用页，每页 4 KB');
    expect(rowOf(markdown, '为空时已加载')).toBe('608 KB，其中元数据 600 KB');
    // 100 of 1024 MB.
    expect(rowOf(markdown, '占内存限制')).toBe('1 GB（RAM）的 9.8 %');
    expect(numbersOf(markdown ?? '')).toEqual(numbersOf(hoverAt(DOGS, { host: SMALL_HOST }) ?? ''));
  });

  test('tells the rest in Chinese sentences, one behind the other without spaces', () => {
    expect(markdown).toContain('**`dogs`** · ngx_http_lua_module（`lua_shared_dict`）的共享内存区\n\n');
    expect(markdown).toContain(
      '**写满时**：set() 先清除过期条目，再淘汰最近最少使用的条目（forcible=true）；safe_set()、safe_add()、lpush() 和 rpush() 则会失败，' +
        '返回“no memory”。不会记录 `ngx_slab_alloc() failed: no memory`。  \n**重载时**：只要名称和大小不变，重载就保留所有键；',
    );
    expect(markdown).toContain('从 608 KB 增长到最多 100 MB，然后不再增长。');
    expect(rowOf(markdown, '可容纳')).toMatch(/^≈ 814,367 个键，每个 128 字节（键 20 \+ 值 32，\[假定值\]\(/);
  });

  test('is English again without the texts', () => {
    expect(rowOf(hoverAt(DOGS, { host: SMALL_HOST }), 'Memory limit')).toBe('9.8 % of 1 GB (RAM)');
    expect(t('When {0}', 'x')).toBe('When x');
  });
});

/** Has words of its own. */
function targetSetup(): CursorSetup {
  return { host: targetHostFacts({ memoryBytes: 2 ** 30, pageSizeBytes: 65536 }, AMPLE_HOST), banner: '' };
}

/** Places with all that there is to tell. */
const PLACES: readonly (readonly [text: string, setup?: () => CursorSetup])[] = [
  [DOGS],
  [DOGS, targetSetup],
  [DOGS, () => ({ settings: { entrySizes: new Map([['dogs', { keyBytes: 9, valueBytes: 8 }]]) } })],
  ['lua_shared_dict dogs 10|0001;'],
  ['lua_shared_dict dogs 1|g;'],
  ['lua_shared_dict dogs |8k;'],
  ['lua_shared_dict dogs {{ si|ze }};'],
  ['lua_shared_dict dogs 9223372|036854775807;'],
  ['lua_shared_dict dogs 1m; init_by_lua_block { local d = ngx.shared.do|gs }'],
  ['init_by_lua_block { local d = ngx.shared.do|gs }'],
  ['limit_req_zone $uri zone=o|ne:1m rate=1r/s; server { limit_req zone=one; location / { limit_req zone=one; } }'],
  [
    'limit_req_zone $uri zone=one:1m rate=1r/s; server { limit_req zone=one; limit_req zone=one; limit_req zone=o|ne; }',
  ],
  ['limit_req zone=o|ne;'],
  ['limit_req zone=|$uri;'],
  ['lua_shared_dict a 1m; limit_req zone=|a;'],
  ['proxy_cache_path /c keys_zone=|c:10m;'],
  ['proxy_cache o|ff;'],
  ['ssl_session_cache shared:S|SL:10m;'],
  ['ssl_ocsp_cache shared:S|SL:10m;'],
  ['ssl_ocsp_cache o|ff;'],
  ['upstream u { zone u |8k; server a; }'],
  ['upstream u { zone |u 64k; server a; } upstream v { zone u; server a; } upstream w { zone u; server a; }'],
  ['lua_shared|_dict'],
  ['lua_shared_dict {{ na|me }} 1m;'],
  ['nchan_shared_memory_size |1k;'],
  ['upload_progress u|p 1m;'],
  ['include n|one/*.conf;'],
  ['include n|one.conf;'],
  ['include a.conf| b.conf;'],
  ['include {{| a }};'],
  [
    'include |*.conf;',
    () => ({
      files: {
        'a.conf': 'include b.conf; include c/x.conf;',
        'b.conf': 'lua_shared_dict b 1m; lua_shared_dict c {{ size }};',
        'c.conf': 'lua_shared_dict d 2m;',
        'd.conf': 'lua_shared_dict e 2m;',
        'e.conf': 'include nginx.conf;',
        'f.conf': 'lua_shared_dict f 2m; lua_shared_dict g 1m;',
        'c/x.conf': '',
      },
    }),
  ],
];

test.each(PLACES.map(([text, setup]) => ({ text, setup })))('the hover of $text', ({ text, setup }) => {
  const english = hoverAt(text, setup?.());
  const chinese = inChinese(() => hoverAt(text, setup?.()));
  expect(chinese).toMatch(/\p{Script=Han}/u);
  expect(spacedMarks(chinese ?? '')).toEqual([]);
  expect(numbersOf(chinese ?? '')).toEqual(numbersOf(english ?? ''));
  expect(englishWords(chinese ?? '').filter((word) => !/^(?:dogs|one|ram|kernel)$/.test(word))).toEqual([]);
});

test.each(zoneKinds.map((kind) => [kind.id, kind.directive ?? kind.module] as const))('row %i: %s', (id) => {
  const { analysis } = withCursor('|');
  const make = (): string => completionDocumentation(analysis, { type: 'kind', id }, 0) ?? '';
  const chinese = inChinese(make);
  expect(chinese).toContain('**写满时**：');
  expect(chinese).toContain('**重载时**：');
  expect(numbersOf(chinese)).toEqual(numbersOf(make()));
  expect(englishWords(chinese)).toEqual([]);
  expect(spacedMarks(chinese)).toEqual([]);
});

describe('what is short', () => {
  const cursor = withCursorInHttp(`${DOGS} server { location / { limit_conn a 1; } }`, { host: SMALL_HOST });
  const { analysis, path, offset } = cursor;
  const whole = { start: 0, end: cursor.text.length };

  test('inlay hints', () => {
    const [hint] = inChinese(() => inlayHints(analysis, ROOT, whole, { usable: true, fits: true, live: true }, 0));
    expect(hint?.text).toBe('可用 99.4 MB · 可容纳 ≈ 814k 个键');
    expect(hint?.tooltip).toBe(
      '`dogs`：100 MB  \n为空时已加载：608 KB  \n可容纳：≈ 814,367 个键，每个 128 字节（键 20 + 值 32，[假定值](command:zoneLens.openEntrySizes "填写条目的长度：zoneLens.entrySizes")）',
    );
  });

  test('of a running server', () => {
    const live = attached(analysis, liveView([failingZone('dogs', 3, { sizeBytes: 50 * MB })]));
    const [hint] = inChinese(() =>
      inlayHints(live, ROOT, whole, { usable: true, fits: true, live: true }, TAKEN_AT_MS),
    );
    expect(hint?.text).toBe('50 MB 中已加载 37.2 · 已用 36.6 ▮▮▮▮▮▮▯▯');
    const make = (): string => hover(live, path, offset, TAKEN_AT_MS + 3000)?.markdown ?? '';
    const chinese = inChinese(make);
    expect(rowOf(chinese, '数据来源')).toBe('nginx 1\\.22\\.1，进程号 4242 · 已过 3 秒 · 精确：来自内核的统计');
    expect(numbersOf(chinese)).toEqual(numbersOf(make()));
    expect(englishWords(chinese).filter((word) => word !== 'dogs' && word !== 'ram')).toEqual([]);
    expect(spacedMarks(chinese)).toEqual([]);
  });

  test('completions', () => {
    const sizes = withCursorInHttp('lua_shared_dict dogs |;', { host: SMALL_HOST });
    const found = inChinese(() => completions(sizes.analysis, sizes.path, sizes.offset));
    expect(found.find(({ label }) => label === '100m')?.detail).toBe(
      '可容纳 ≈ 814k 个键 · 为空时 608 KB · 1 GB 的 9.8 %',
    );
  });

  test('symbols and links', () => {
    const broken = withCursorInHttp('lua_shared_dict "" much; include a.conf; #|', { files: { 'a.conf': '' } });
    const [block] = inChinese(() => documentSymbols(broken.analysis, broken.path));
    expect(block?.children[0]).toMatchObject({ name: '未命名的共享内存区', detail: 'lua_shared_dict 大小未知' });
    expect(inChinese(() => links(broken.analysis, ROOT))[0]?.tooltip).toBe('打开 /etc/nginx/a.conf');
  });

  test('sizing', () => {
    expect(inChinese(() => zoneSizingQuestion(analysis, path, offset))?.noun).toBe('个键');
    const wanted = { entries: 814_000, keyBytes: 20, valueBytes: 32 };
    const sized = inChinese(() => sizeZoneEdits(analysis, path, offset, wanted));
    expect(sized).toMatchObject({
      sizeText: '100m',
      explanation: '100m 可容纳 814,367 个键；占用的物理内存：为空时 608 KB，写满时 100 MB，即内存限制的 9.8 %。',
    });
    const tooMany = inChinese(() => sizeZoneEdits(analysis, path, offset, { ...wanted, entries: 1e15 }));
    expect(tooMany).toEqual({ refusal: '进程能映射的共享内存区都容纳不下这么多条目。' });
  });

  test.each([
    ['', '共享内存区必须有名称。'],
    [' x', '名称的开头和结尾不应有空白。'],
    ['a\u202eb', '名称中不应有字符“\\u202e”。'],
    ['{{ x }}', '“{{ x }}”会被当成由模板填写的内容。'],
  ])('renaming to "%s"', (name, refusal) => {
    expect(inChinese(() => rename(analysis, path, offset, name))).toEqual({ refusal });
  });

  test('faults of settings', () => {
    const section = { target: { memory: 'much', pageSize: '5k' }, entrySizes: { dogs: {} }, prefix: 'x' };
    expect(inChinese(() => readSettings(section, null).faults)).toEqual([
      '设置 zoneLens.prefix 未被采用：没有打开文件夹时，请填写绝对路径。',
      '设置 zoneLens.target.memory 未被采用：请填写大小，例如 512m、8g 或 1.5t。',
      '设置 zoneLens.target.pageSize 未被采用：请填写其中之一：auto、4k、16k、64k。',
      '设置 zoneLens.entrySizes.dogs 未被采用：请填写 keyBytes（0 到 65535）和 valueBytes（0 到 1073741824）。',
    ]);
  });
});
