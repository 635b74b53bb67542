import { expect, it } from 'vitest';
import { memoryFileSystem } from '../../../server/src/config/fileSystem';
import { findRoot } from '../../../server/src/config/rootFinder';

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
