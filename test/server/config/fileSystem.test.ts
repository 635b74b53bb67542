import { expect, it } from 'vitest';
import { memoryFileSystem } from '../../../server/src/config/fileSystem';

it('holds files, and the folders that their paths name', () => {
  const files = memoryFileSystem(
    new Map([
      ['/a/b/c', 'text'],
      ['/a/d', ''],
    ]),
  );
  expect(files.readFile('/a/b/c')).toEqual({ found: true, text: 'text' });
  expect(files.readFile('/a/b')).toEqual({ found: false, reason: '21: Is a directory' });
  expect(files.readFile('/a/e')).toEqual({ found: false, reason: '2: No such file or directory' });
  expect(files.listDirectory('/')).toEqual(['a']);
  expect(files.listDirectory('/a')).toEqual(['b', 'd']);
  expect(files.listDirectory('/a/')).toEqual(['b', 'd']);
  expect(['/', '/a', '/a/d', '/e'].map(files.kindOf)).toEqual(['directory', 'directory', 'file', null]);
});

it('can not list what is no folder', () => {
  expect(memoryFileSystem(new Map([['/a', '']])).listDirectory('/b')).toBeNull();
});
