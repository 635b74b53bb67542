import type { HostFiles } from '../../../server/src/host/procFiles';

/** Host files made of a map from path to text or bytes; a directory is there where a path begins with it. */
export function memoryFiles(contents: Readonly<Record<string, string | Uint8Array>>): HostFiles {
  const bytesOf = (path: string): Buffer | null => {
    const content = contents[path];
    return content === undefined ? null : Buffer.from(content as Uint8Array);
  };
  return {
    read: (path) => bytesOf(path)?.toString('utf8') ?? null,
    readBytes: (path, maximumBytes) => bytesOf(path)?.subarray(0, maximumBytes) ?? null,
    listDirectories: (path) => {
      const below = Object.keys(contents).filter((name) => name.startsWith(`${path}/`));
      if (below.length === 0) return null;
      const rests = below.map((name) => name.slice(path.length + 1).split('/'));
      return [...new Set(rests.filter((parts) => parts.length > 1).map((parts) => parts[0] ?? ''))];
    },
  };
}
