import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rootedFiles } from '../../../../server/src/live/zones/rootedFiles';
import { memoryProc } from '../support/memoryProc';

const ROOT = '/proc/7/root';

function textAt(path: string, files: Parameters<typeof memoryProc>[0]): string | null {
  const result = rootedFiles(memoryProc(files), ROOT).fileSystem.readFile(path);
  return result.found ? result.text : null;
}

describe('rootedFiles', () => {
  it('reads files below the root', () => {
    expect(textAt('/etc/nginx.conf', { [`${ROOT}/etc/nginx.conf`]: 'events {}' })).toBe('events {}');
    expect(textAt('/etc/nginx.conf', { '/etc/nginx.conf': 'of the host' })).toBeNull();
  });

  it('follows absolute and relative links inside of the root', () => {
    const files = {
      [`${ROOT}/etc/nginx`]: { link: '/srv/conf' },
      [`${ROOT}/srv/conf/nginx.conf`]: { link: '../real/main.conf' },
      [`${ROOT}/srv/real/main.conf`]: 'http {}',
      '/srv/conf/nginx.conf': 'of the host',
    };
    expect(textAt('/etc/nginx/nginx.conf', files)).toBe('http {}');
  });

  it('does not leave the root by any number of steps up', () => {
    const files = {
      '/etc/shadow': 'secret',
      [`${ROOT}/etc/shadow`]: 'its own',
      [`${ROOT}/link`]: { link: '../../../../../etc/shadow' },
    };
    expect(textAt('/../../../etc/shadow', files)).toBe('its own');
    expect(textAt('/link', files)).toBe('its own');
  });

  it('does not read what says that it is empty: in /proc and /sys that may do something', () => {
    const files = memoryProc({ [`${ROOT}/proc/kmsg`]: '', [`${ROOT}/etc/empty.conf`]: '' });
    const read: string[] = [];
    const readText = (path: string): string => {
      read.push(path);
      return 'log lines';
    };
    const rooted = rootedFiles({ ...files, readText }, ROOT);
    for (const path of ['/proc/kmsg', '/etc/empty.conf']) {
      expect(rooted.fileSystem.readFile(path)).toEqual({ found: true, text: '' });
    }
    expect(read).toEqual([]);
  });

  it('gives up on links that go round in circles', () => {
    const files = { [`${ROOT}/a`]: { link: '/b' }, [`${ROOT}/b`]: { link: '/a' } };
    expect(textAt('/a', files)).toBeNull();
  });

  it('marks what was read and what was missed', () => {
    const rooted = rootedFiles(memoryProc({ [`${ROOT}/a`]: 'x' }), ROOT);
    rooted.fileSystem.readFile('/a');
    rooted.fileSystem.readFile('/missing');
    expect(rooted.marks().map(({ path, sizeBytes }) => [path, sizeBytes])).toEqual([
      [`${ROOT}/a`, 1],
      [`${ROOT}/missing`, 0],
    ]);
  });

  it('opens nothing outside of the root, whatever links there are', () => {
    const name = fc.constantFrom('a', 'b', 'c', '..', '.', '');
    const path = fc.array(name, { maxLength: 6 }).map((names) => names.join('/'));
    const target = fc.tuple(fc.boolean(), path).map(([isAbsolute, rest]) => (isAbsolute ? `/${rest}` : rest));
    fc.assert(
      fc.property(fc.array(fc.tuple(path, target), { maxLength: 5 }), path, (links, wanted) => {
        const files: Record<string, { readonly link: string }> = {};
        for (const [at, to] of links) files[`${ROOT}/${at}`] = { link: to };
        const proc = memoryProc(files);
        const asked: string[] = [];
        const note = (one: string): null => {
          asked.push(one);
          return null;
        };
        const rooted = rootedFiles({ ...proc, stat: note, readLink: (one) => note(one) ?? proc.readLink(one) }, ROOT);
        rooted.fileSystem.readFile(`/${wanted}`);
        for (const one of asked) {
          expect(one.startsWith(`${ROOT}/`)).toBe(true);
          expect(one.split('/')).not.toContain('..');
        }
      }),
      { numRuns: 2000 },
    );
  });
});
