import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { memoryFileSystem } from '../../../server/src/config/fileSystem';
import { findRoot } from '../../../server/src/config/rootFinder';
import { nodeFileSystem } from '../../../server/src/host/nodeFileSystem';

it.each<[string, Record<string, string>, string | null]>([
  ['/n/main.conf', { '/n/main.conf': 'events {}' }, '/n/main.conf'],
  [
    '/n/conf.d/a.conf',
    { '/n/conf.d/a.conf': 'server {}', '/n/nginx.conf': 'http { include conf.d/*; }' },
    '/n/nginx.conf',
  ],
  ['/n/conf.d/a.conf', { '/n/conf.d/a.conf': 'server {}', '/n/nginx.conf': 'http { include other/*; }' }, null],
  [
    '/n/a/b/c.conf',
    { '/n/a/b/c.conf': 'x;', '/n/conf/nginx.conf': 'events {} include ../a/b/c.conf;' },
    '/n/conf/nginx.conf',
  ],
  ['/n/nginx.conf', { '/n/nginx.conf': 'x;' }, null],
  ['/1/2/3/4/5/6/7/8/9/a', { '/1/2/3/4/5/6/7/8/9/a': 'x;', '/nginx.conf': 'include 1/2/3/4/5/6/7/8/9/a;' }, null],
])('the root of %s', (path, files, expected) => {
  expect(findRoot(memoryFileSystem(new Map(Object.entries(files))), path, files[path] ?? '')).toBe(expected);
});

it('is found of a file that is included through a link', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'zone-lens-root-')));
  try {
    for (const name of ['sites-available', 'sites-enabled']) mkdirSync(join(folder, name));
    writeFileSync(join(folder, 'nginx.conf'), 'events {}\nhttp { include sites-enabled/*; }\n');
    const site = join(folder, 'sites-available/site');
    writeFileSync(site, 'server {}\n');
    expect(findRoot(nodeFileSystem(), site, 'server {}\n')).toBeNull();
    symlinkSync('../sites-available/site', join(folder, 'sites-enabled/site'));
    expect(findRoot(nodeFileSystem(), site, 'server {}\n')).toBe(join(folder, 'nginx.conf'));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
