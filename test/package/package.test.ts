import { existsSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { readZip } from './support/zip';

const ROOT = join(import.meta.dirname, '../..');
const PACKAGE = join(ROOT, 'out/nginx-zone-lens.vsix');

/** Everything that may be in the package, and what has to be. */
const REQUIRED = [
  '[Content_Types].xml',
  'extension.vsixmanifest',
  'extension/package.json',
  'extension/package.nls.json',
  'extension/readme.md',
  'extension/changelog.md',
  'extension/LICENSE.txt',
  'extension/dist/extension.js',
  'extension/dist/running.js',
  'extension/dist/languageServer.js',
  'extension/dist/cli.js',
  'extension/dist/collector.js',
  'extension/dist/dashboard/dashboard.js',
  'extension/dist/dashboard/dashboard.css',
  'extension/docs/diagnostics.md',
  'extension/docs/live.md',
];
const ALLOWED = [
  /^extension\/package\.nls\.[a-z]{2}(-[a-z]{2})?\.json$/,
  /^extension\/l10n\/bundle\.l10n\.[a-z]{2}(-[a-z]{2})?\.json$/,
  /^extension\/media\/(icon\.png|zones\.svg|sample\.conf|walkthrough-[\w.-]+\.(svg|png|md))$/,
  /^extension\/dist\/dashboard\/[\w-]+\.(css|ttf)$/,
  /^extension\/syntaxes\/[\w.-]+\.json$/,
];

/** What a path looks like in a manifest. */
const PATH = /^(?:\.\/)?(?:dist|media|syntaxes)\/\S+$/;

let files: ReadonlyMap<string, Buffer> = new Map();

beforeAll(() => {
  if (!existsSync(PACKAGE)) throw new Error('there is no package; "npm run package" makes it');
  files = readZip(readFileSync(PACKAGE));
});

const text = (path: string): string => files.get(path)?.toString('utf8') ?? '';
const bundles = (): string[] => [...files.keys()].filter((path) => path.endsWith('.js'));

/** Paths that a manifest names, wherever in it they stand. */
function namedPaths(value: unknown): string[] {
  if (typeof value === 'string') return PATH.test(value) ? [value] : [];
  if (value === null || typeof value !== 'object') return [];
  return Object.values(value).flatMap(namedPaths);
}

describe('the .vsix', () => {
  test('holds what is needed', () => {
    expect([...files.keys()]).toEqual(expect.arrayContaining(REQUIRED));
  });

  test('holds nothing else', () => {
    const others = [...files.keys()].filter((path) => !REQUIRED.includes(path));
    expect(others.filter((path) => !ALLOWED.some((pattern) => pattern.test(path)))).toEqual([]);
  });

  test('has at most 1 MB', () => {
    expect(statSync(PACKAGE).size).toBeLessThanOrEqual(1024 * 1024);
  });

  test('has every file that its manifest names', () => {
    const manifest: unknown = JSON.parse(text('extension/package.json'));
    const paths = namedPaths(manifest);
    expect(paths).toContain('./dist/extension.js');
    expect(paths.filter((path) => !files.has(join('extension', path)))).toEqual([]);
  });

  test('has a text for every placeholder of its manifest', () => {
    const texts = JSON.parse(text('extension/package.nls.json')) as Record<string, string>;
    const names = [...text('extension/package.json').matchAll(/"%([^%"]+)%"/g)].map((match) => match[1] ?? '');
    expect(names).not.toEqual([]);
    expect(names.filter((name) => !(name in texts))).toEqual([]);
  });

  test('has the version of the manifest of this checkout', () => {
    const version = (manifest: string): string => (JSON.parse(manifest) as { version: string }).version;
    expect(version(text('extension/package.json'))).toBe(version(readFileSync(join(ROOT, 'package.json'), 'utf8')));
  });
});

describe('its bundles', () => {
  test('are minified, and without source maps', () => {
    expect(bundles().sort()).toEqual(REQUIRED.filter((path) => path.endsWith('.js')).sort());
    for (const path of bundles()) {
      expect(text(path).includes('sourceMappingURL'), path).toBe(false);
      const lines = text(path).split('\n');
      expect(text(path).length / lines.length, path).toBeGreaterThan(200);
    }
  });

  test('name no path of the machine that built them', () => {
    for (const path of [...files.keys()]) {
      for (const folder of [resolve(ROOT), homedir()]) expect(text(path).includes(`${folder}/`), path).toBe(false);
    }
  });

  test('need no package but vscode and what Node brings along', () => {
    // The client is loaded by the small bundle beside it.
    const own = new Set(['vscode', './running']);
    for (const path of bundles()) {
      const required = [...text(path).matchAll(/\brequire\("([^"]+)"\)/g)].map((match) => match[1] ?? '');
      const others = required.filter((name) => !own.has(name) && !process.getBuiltinModule(name));
      expect(others, path).toEqual([]);
    }
  });
});

describe('its documents', () => {
  test.each(['extension/readme.md', 'extension/changelog.md'])('%s has no link that leads nowhere', (path) => {
    const links = [...text(path).matchAll(/\]\(([^)\s]*)\)/g)].map((match) => match[1] ?? '');
    expect(links.filter((link) => !/^(?:https:|#)/.test(link))).toEqual([]);
    expect(text(path).length).toBeGreaterThan(500);
  });
});
