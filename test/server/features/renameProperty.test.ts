// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is what templates look like
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  argumentCount,
  argumentRange,
  argumentValue,
  type ConfigTree,
  isLuaBlock,
} from '../../../server/src/config/tree';
import { type Analysis, analyze, DEFAULT_SETTINGS } from '../../../server/src/features/analysis';
import { applyEdits, type PlacedEdit } from '../../../server/src/features/nameEdits';
import { references } from '../../../server/src/features/references';
import { rename } from '../../../server/src/features/rename';
import { zoneAt } from '../../../server/src/features/zoneAt';
import type { ZoneModel } from '../../../server/src/zones/zoneModel';
import { createRandom, type Random } from '../../support/random';
import { generateText } from '../config/fuzzing';
import { modelOf, ROOT } from '../zones/modelOf';
import { AMPLE_HOST } from './diagnostics/check';

type Files = Readonly<Record<string, string>>;

function analyzeFiles({ 'nginx.conf': root = '', ...files }: Files): Analysis {
  return analyze(modelOf(root, { files, banner: '' }), AMPLE_HOST, DEFAULT_SETTINGS);
}

const pathOf = (name: string): string => join('/etc/nginx', name);

function renameIn(files: Files, edits: readonly PlacedEdit[]): Files {
  return Object.fromEntries(
    Object.entries(files).map(([name, text]) => [
      name,
      applyEdits(
        text,
        edits.filter(({ path }) => path === pathOf(name)),
      ),
    ]),
  );
}

/** What has to stay the same, with one name in place of another. */
function summaryOf(model: ZoneModel, name: string, isContested: boolean): unknown {
  const nameOf = (one: string): string => (one === name ? '?' : one);
  return {
    // Of two zones of one name nginx takes one only, until one of them is renamed.
    ...(isContested ? {} : zonesOf(model, nameOf)),
    declarations: model.declarations.map((one) => `${one.file.path} ${one.directive} ${one.kind.id} ${one.sizeText}`),
    references: model.references.map(({ path, directive }) => `${path} ${directive}`),
  };
}

/** Modules that have or want a zone of a name. */
function tagsOf({ declarations, references: referred }: ZoneModel, name: string): Set<string | undefined> {
  const isNamed = (one: { readonly name: string }): boolean => one.name === name;
  return new Set([
    ...declarations.filter(isNamed).map(({ kind }) => kind.tag),
    ...referred.filter(isNamed).map(({ forms }) => forms[0]?.kind.tag),
  ]);
}

function zonesOf(model: ZoneModel, nameOf: (name: string) => string): Record<string, string[]> {
  const zones = model.zones.map(
    (zone) =>
      `${nameOf(zone.name)} ${zone.kind.id} ${zone.sizeBytes} ${zone.declarations.length} ${zone.references.length}`,
  );
  return { zones, conflicts: model.conflicts.map(({ type }) => type) };
}

/** Names that zones and references have: only those of the one zone may change. */
function namesOf(model: ZoneModel): string[] {
  return [...model.declarations, ...model.references].map(({ name }) => name);
}

/** The first difference between two trees besides arguments and blocks that hold an edit; null where there is none. */
function treeDifference(before: ConfigTree, after: ConfigTree, edits: readonly PlacedEdit[]): string | null {
  for (const column of ['parents', 'subtreeEnds', 'tokenCounts', 'unclosed'] as const) {
    if (before[column].join() !== after[column].join()) return column;
  }
  const problems = (tree: ConfigTree): string => tree.problems.map(({ code }) => code).join();
  if (problems(before) !== problems(after)) return `problems: ${problems(before)} and ${problems(after)}`;
  for (let directive = 0; directive < before.directiveCount; directive++) {
    if (isLuaBlock(before, directive) !== isLuaBlock(after, directive)) return `Lua block ${directive}`;
    for (let argument = 0; argument <= argumentCount(before, directive); argument++) {
      const { start, end } = argumentRange(before, directive, argument);
      const isEdited = edits.some(({ range }) => start <= range.start && range.end <= end);
      if (!isEdited && argumentValue(before, directive, argument) !== argumentValue(after, directive, argument)) {
        return `argument ${argument} of directive ${directive}`;
      }
    }
  }
  return null;
}

/** Renames at an offset and checks all that must hold; tells whether it was refused. */
function checkRename(
  files: Files,
  before: Analysis,
  path: string,
  offset: number,
  newName: string,
): 'done' | 'refused' {
  const result = rename(before, path, offset, newName);
  if ('refusal' in result) {
    expect(result.refusal).not.toBe('');
    return 'refused';
  }
  const what = JSON.stringify({ path, offset, newName, files });
  const { edits } = result;
  const oldName = zoneAt(before.model, path, offset)?.zoneName ?? '';
  if (newName === oldName) {
    expect(edits).toEqual([]);
    return 'refused';
  }
  const sorted = [...edits].sort((a, b) =>
    a.path < b.path ? -1 : a.path > b.path ? 1 : a.range.start - b.range.start,
  );
  sorted.forEach(({ path: file, range }, index) => {
    const last = sorted[index - 1];
    expect(last?.path === file && last.range.end > range.start, `edits overlap: ${what}`).toBe(false);
  });
  const after = analyzeFiles(renameIn(files, edits));
  const isContested = tagsOf(before.model, oldName).size > 1;
  expect(summaryOf(after.model, newName, isContested), what).toEqual(summaryOf(before.model, oldName, isContested));
  const places = references(before, path, offset, true);
  expect(edits, what).toHaveLength(places.length);
  const changed = namesOf(before.model).filter((name, index) => namesOf(after.model)[index] !== name);
  expect(new Set(changed), what).toEqual(new Set(changed.length > 0 ? [oldName] : []));
  for (const [name, { tree }] of before.model.config.files) {
    const now = after.model.config.files.get(name);
    const here = edits.filter((edit) => edit.path === name);
    expect(now && treeDifference(tree, now.tree, here), `${name} in ${what}`).toBeNull();
  }
  return 'done';
}

/** An offset in every name of every zone. */
function nameOffsets({ model }: Analysis): { path: string; offset: number }[] {
  const declared = model.declarations.map(({ file, nameRange }) => ({ path: file.path, offset: nameRange.end }));
  return [...declared, ...model.references.map(({ path, range }) => ({ path, offset: range.end }))];
}

const PIECES = [
  ...['a', 'b', 'one', 'x', 'Z', '9', '-', '_', '.', '/', '$', ':', '=', ',', '|', '~', '%', '@', 'é', '😀', '\u00a0'],
  ...[' ', ';', '{', '}', '#', '"', "'", '\\', '(', ')', '[', ']', '\\n', '\\"', '[[', ']]', '--', '${', '\n', '\t'],
];
const WORDS = ['off', 'none', 'on', 'end', 'dogs', 'cats', 'two', 'server', 'zone=a', '', 'learn', 'zone', 'nodelay'];

function randomName(random: Random): string {
  const pick = (items: readonly string[]): string => items[Math.floor(random() * items.length)] ?? '';
  if (random() < 0.15) return pick(WORDS);
  return Array.from({ length: 1 + Math.floor(random() * 5) }, () =>
    pick(random() < 0.5 ? ['a', 'b', '-'] : PIECES),
  ).join('');
}

const RICH: Files = {
  'nginx.conf': `events {}
http {
  limit_req_zone $binary_remote_addr zone=one:10m rate=1r/s;
  limit_req_zone $binary_remote_addr "zone=t w:10m" rate=1r/s;
  proxy_cache_path /c levels=1:2 keys_zone=pages:1m;
  lua_shared_dict dogs 1m; # dogs
  lua_shared_dict 'ca\\'ts' 1m;
  lua_shared_dict cats {{ size }};
  ssl_session_cache shared:SSL:1m shared:dogs2:1m;
  init_by_lua_block {
    local s = ngx.shared -- dogs
    f(s.dogs, s["dogs"], ngx.shared["ca'ts"], ngx.shared[ [[dogs]] ], "dogs", { "}" })
  }
  init_worker_by_lua "f(ngx.shared.dogs, ngx.shared[\\"dogs\\"], ngx.shared.cats)";
  exit_worker_by_lua 'f(ngx.shared.dogs)';
  js_shared_dict_zone zone=fish:1m;
  js_import m.js;
  upstream one { zone up 64k; server 127.0.0.1; }
  upstream two { zone up; }
  server {
    limit_req
      zone=one # the rest
      burst=5;
    include limits.conf;
    proxy_cache pages;
    location / { proxy_cache $cache; limit_req "zone=t w"; content_by_lua_file a.lua; }
  }
  server { include limits.conf; proxy_cache off; }
}
stream { limit_conn_zone $binary_remote_addr zone=conn:1m; server { limit_conn conn 5; } }
`,
  'limits.conf': 'limit_req zone=one burst=2;\nlimit_req zone=missing;\n',
  'a.lua': 'local d = ngx.shared.dogs\nreturn d:get("one"), ngx.shared["cats"] -- ngx.shared.dogs\n',
  'm.js': "export default { f() { return ngx.shared.fish.get('fish') + ngx.shared['fish'].size() } }\n",
};

const EXAMPLES = resolve(import.meta.dirname, '../../../examples');

function filesUnder(folder: string): Files {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(folder, name)).isFile(),
  );
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

describe('after a rename the model is the same but for the name', () => {
  test.each([
    ['a config with all ways to name a zone', RICH],
    ['the example', filesUnder(EXAMPLES)],
  ])('%s', (_, files) => {
    const random = createRandom(3);
    const before = analyzeFiles(files);
    expect(before.model.config.isWhole).toBe(true);
    const counts = { done: 0, refused: 0 };
    for (const { path, offset } of nameOffsets(before)) {
      for (const name of ['renamed', 're-named', ...Array.from({ length: 12 }, () => randomName(random))]) {
        counts[checkRename(files, before, path, offset, name)]++;
      }
    }
    expect(counts.done).toBeGreaterThan(100);
    expect(counts.refused).toBeGreaterThan(10);
  });

  test('broken and hostile texts', () => {
    const random = createRandom(4);
    const samples = [RICH['nginx.conf'] ?? '', readFileSync(join(EXAMPLES, 'conf.d/50-site.conf'), 'utf8')];
    const counts = { done: 0, refused: 0 };
    for (let round = 0; round < 250; round++) {
      const text = generateText(random, samples);
      const files = { ...RICH, 'nginx.conf': text };
      const before = analyzeFiles(files);
      const offsets = nameOffsets(before);
      for (let pick = 0; pick < Math.min(6, offsets.length); pick++) {
        const place = offsets[Math.floor(random() * offsets.length)] ?? { path: ROOT, offset: 0 };
        counts[checkRename(files, before, place.path, place.offset, randomName(random))]++;
      }
    }
    expect(counts.done).toBeGreaterThan(100);
  });
});
