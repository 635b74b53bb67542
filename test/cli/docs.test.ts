import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { liveProblemCodes, problemCodes } from './support/problemCodes';
import { makeFolder, ROOT, runCli, TARGET } from './support/runCli';

const text = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** Sections of a Markdown file by the text of their heading. */
function sections(markdown: string): ReadonlyMap<string, string> {
  const parts = markdown.split(/^## /m).slice(1);
  return new Map(parts.map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n') + 1)]));
}

describe('docs/diagnostics.md', () => {
  const chapters = sections(text('docs/diagnostics.md'));

  test('has a heading for each code, and none for anything else', () => {
    expect([...chapters.keys()].sort()).toEqual([...problemCodes(), ...liveProblemCodes()].sort());
  });

  test.each([...chapters])('%s: severity, example, what nginx says, what to do', (_, chapter) => {
    expect(chapter).toMatch(/^\nSeverity: (?:error|warning|information)\b/);
    expect(chapter).toMatch(/^```nginx\n[^`]+\n```$/m);
    expect(chapter).toMatch(/^nginx: \S/m);
    expect(chapter).toMatch(/^What to do: \S/m);
  });

  test.each(['examples/problems/nginx.conf', 'examples/problems/syntax/nginx.conf'])(
    'states each severity that is found in %s',
    (file) => {
      const { problems } = JSON.parse(runCli(['check', file, '--format', 'json', ...TARGET]).output);
      for (const { code, severity } of problems as { code: string; severity: string }[]) {
        expect(/Severity: ([\s\S]*?)\n\n/.exec(chapters.get(code) ?? '')?.[1]).toContain(severity);
      }
    },
  );
});

/** Names in a table of docs/json.md: the first column, in backquotes. */
function documentedFields(chapter: string | undefined): string[] {
  return [...(chapter ?? '').matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1] ?? '');
}

/** Paths of all fields of a value, with `[]` for what stands in a list. */
function fieldPaths(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) {
    const inside = value.flatMap((one) => (typeof one === 'object' ? fieldPaths(one, `${path}[]`) : []));
    return [path, ...inside];
  }
  if (value === null || typeof value !== 'object') return [path];
  const fields = Object.entries(value).flatMap(([name, inner]) =>
    fieldPaths(inner, path === '' ? name : `${path}.${name}`),
  );
  return path === '' || path.endsWith('[]') ? fields : [path, ...fields];
}

describe('docs/json.md', () => {
  const chapters = sections(text('docs/json.md'));

  test.each([
    ['zone-lens.zones/1', ['zones', 'examples/problems/nginx.conf', '--json']],
    ['zone-lens.check/1', ['check', 'examples/problems/nginx.conf', '--format', 'json']],
  ])('describes every field of %s, and no other', (schema, args) => {
    const printed = JSON.parse(runCli([...args, ...TARGET]).output);
    expect(printed.schema).toBe(schema);
    expect(documentedFields(chapters.get(`\`${schema}\``)).sort()).toEqual([...new Set(fieldPaths(printed))].sort());
  });
});

describe('docs/slab.md', () => {
  const slab = text('docs/slab.md');
  const rows = [...slab.matchAll(/^\| (\d+[km]) \| (\d+) \| (.+) \|$/gm)].map(([, size = '', pages, loaded = '']) => {
    return [size, Number(pages), loaded] as const;
  });

  function empty(size: string, keys = '--entry-size=20+32') {
    const folder = makeFolder({ 'nginx.conf': `lua_shared_dict dogs ${size};\n` });
    const { zones } = JSON.parse(runCli(['zones', `${folder}/nginx.conf`, '--json', keys, ...TARGET]).output);
    return zones[0];
  }

  test('has a table of sizes', () => {
    expect(rows.map(([size]) => size)).toEqual(['8k', '12k', '32k', '1m', '10m', '100m', '1024m']);
  });

  test.each(rows)('%s: %i pages, loaded when empty: %s', (size, pages, loaded) => {
    const { footprint, capacity } = empty(size);
    expect(footprint.usablePages).toBe(pages);
    if (loaded === 'nginx does not start') expect(capacity.entries).toBeNull();
    else expect(`${footprint.emptyLoadedBytes / 1024} KB`).toBe(loaded);
  });

  test('tells the published figures as they are worked out', () => {
    const { footprint, capacity } = empty('100m', '--entry-size=9+8');
    const { emptyLoadedBytes, emptyUsedChunks, emptyFreeChunks } = footprint;
    expect(slab).toContain(`**${emptyLoadedBytes / 1024} KB**`);
    expect(slab).toContain(`**${emptyUsedChunks} used**`);
    expect(slab).toContain(`**${emptyFreeChunks} free**`);
    const pages = Math.ceil((300_000 - 31) / (4096 / capacity.slotBytes));
    expect(slab).toContain(`**${((emptyLoadedBytes + pages * 4096) / 1024).toLocaleString('en-US')} KB**`);
  });
});

describe('docs/architecture.md', () => {
  const today = text('docs/architecture.md').replace(/^Later: [\s\S]*?\n\n/m, '');
  const files = readdirSync(join(ROOT, 'server/src'), { recursive: true, encoding: 'utf8' });

  test('names only files that are there', () => {
    const named = [...today.matchAll(/`([\w/]+\.ts)`/g)].map((match) => match[1] ?? '');
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => !files.some((file) => `/${file}`.endsWith(`/${name}`)))).toEqual([]);
  });

  test('has a line for each room', () => {
    const folders = files.filter((file) => file.endsWith('.ts')).map((file) => dirname(file));
    const rooms = new Set(folders.filter((folder) => folder !== '.'));
    expect(rooms.size).toBeGreaterThan(5);
    for (const room of rooms) expect(today).toMatch(new RegExp(`^ +${room.replace(/.*\//, '')}/ +\\S`, 'm'));
  });
});

describe('documents', () => {
  const documents = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md']
    .concat(readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`))
    .filter((path) => path.endsWith('.md') && existsSync(join(ROOT, path)));

  test.each(documents)('%s links only to what is there', (path) => {
    const markdown = text(path);
    const links = [...markdown.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)/g)];
    for (const [link, target = '', anchor] of links) {
      const file = target === '' ? path : join(dirname(path), target);
      expect(existsSync(join(ROOT, file)), link).toBe(true);
      if (anchor !== undefined) expect(anchors(text(file)), link).toContain(anchor);
    }
  });
});

/** Anchors that GitHub makes of headings. */
function anchors(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map((match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
