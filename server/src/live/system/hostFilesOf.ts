import type { HostFiles } from '../../host/procFiles';
import type { ProcFiles } from './procFiles';

/** The live reader's files for what reads facts of the machine. */
export function hostFilesOf(files: ProcFiles): HostFiles {
  return {
    read: (path) => decoded(files.readText(path)),
    readBytes: (path, maximumBytes) => {
      const text = files.readText(path);
      return text === null ? null : Buffer.from(text.slice(0, maximumBytes), 'latin1');
    },
    listDirectories: (path) => {
      const names = files.list(path)?.map((name) => Buffer.from(name, 'latin1').toString('utf8'));
      return names?.filter((name) => files.stat(`${path}/${name}`)?.isFolder === true) ?? null;
    },
  };
}

/** Paths in a text are put together and opened again: as UTF-8, which is how they are written back. */
function decoded(text: string | null): string | null {
  return text === null ? null : Buffer.from(text, 'latin1').toString('utf8');
}
