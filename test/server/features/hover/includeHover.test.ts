import { describe, expect, test } from 'vitest';
import { hoverAt, hoverInConfig } from './hoverAt';

const FILES = {
  'conf.d/a.conf': 'lua_shared_dict dogs 10m; include nested.conf;',
  'conf.d/b.conf': 'lua_shared_dict cats 20m;',
  'nested.conf': 'lua_shared_dict mice 5m;',
};

describe('an include', () => {
  test.each(['incl|ude conf.d/*.conf;', 'include conf.d/*|.conf;', 'include conf.d/*.conf|;'])('%s', (text) => {
    expect(hoverAt(text, { files: FILES })?.split('\n\n')).toEqual([
      '**`conf.d/*.conf`**',
      'Brings in 2 files: `conf.d/a.conf`, `conf.d/b.conf`. These include one more.',
      'Declares 3 zones, 35 MB together: `cats` 20 MB, `dogs` 10 MB, `mice` 5 MB.',
    ]);
  });

  test('of a file that is included by another is told of in that file', () => {
    const files = { ...FILES, 'conf.d/a.conf': 'include nest|ed.conf;' };
    const markdown = hoverAt('include conf.d/*.conf;', { files });
    expect(markdown).toContain('Brings in `nested.conf`.');
    expect(markdown).toContain('Declares one zone: `mice` 5 MB.');
  });

  test('names a few of many files', () => {
    const files = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [`c/${index + 10}.conf`, `lua_shared_dict d${index} 1m;`]),
    );
    const markdown = hoverAt('include c/*|;', { files });
    expect(markdown).toContain('Brings in 30 files: `c/10.conf`, `c/11.conf`, `c/12.conf`, `c/13.conf` and 26 more.');
    expect(markdown).toContain('Declares 30 zones, 30 MB together: ');
    expect(markdown).toContain(' and 26 more.');
  });

  test('says that a sum is low where a size is not known', () => {
    const files = { 'a.conf': 'lua_shared_dict dogs 10m; lua_shared_dict cats {{ size }};' };
    const markdown = hoverAt('include a.co|nf;', { files });
    expect(markdown).toContain('Declares 2 zones, at least 10 MB together: `dogs` 10 MB, `cats` (size not known).');
  });

  test.each([
    ['include none/*|.conf;', {}, 'No file matches it, and nginx goes on without one.'],
    ['include a.co|nf;', { 'a.conf': 'gzip on;' }, 'No zone is declared there.'],
    ['include {{ fi|le }};', {}, 'A template is yet to fill in this path'],
    ['include a b|;', {}, 'An include takes one path or pattern'],
    ['include|;', {}, 'An include takes one path or pattern'],
  ])('%s', (text, files, expected) => {
    expect(hoverAt(text, { files })).toContain(expected);
  });

  test('quotes why a file could not be read, or is read without end', () => {
    const missing = hoverAt('include no-such.co|nf;');
    expect(missing).toContain('Not read: `open() "/etc/nginx/no-such.conf" failed (2: No such file or directory).`');
    expect(missing).not.toContain('goes on without one');
    const folder = hoverAt('include conf.d/*|;', { files: { 'conf.d/sub/a.conf': '' } });
    expect(folder).toContain('Not read: `pread() "/etc/nginx/conf.d/sub" failed (21: Is a directory).`');
    expect(folder).not.toContain('goes on without one');
    const files = { 'loop.conf': 'include lo|op.conf;' };
    expect(hoverAt('include loop.conf;', { files })).toContain('leads back to');
    const around = { 'loop.conf': 'include back.conf;', 'back.conf': 'include loop.conf;' };
    expect(hoverAt('include lo|op.conf;', { files: around })).toContain('These include one more.');
  });

  test('of a fragment says whose folder its path was taken from', () => {
    const files = { 'a.conf': 'lua_shared_dict dogs 1m;' };
    expect(hoverInConfig('include a.co|nf;', { files })).toContain('The main config is not known.');
    expect(hoverInConfig('include /etc/nginx/a.co|nf;', { files })).not.toContain('The main config is not known.');
    expect(hoverAt('include a.co|nf;', { files })).not.toContain('The main config is not known.');
  });

  test.each(['inclu|des a;', 'gzip o|n;', '# inclu|de a;', 'set $a inclu|de;'])('nothing at %s', (text) => {
    expect(hoverAt(text)).toBeNull();
  });
});
