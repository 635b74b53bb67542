import type { SampleCost } from '../../shared/liveServer';
import type { ProcFile, ProcFiles } from './procFiles';

/** Files that count what is read of them. */
export interface MeteredFiles {
  readonly files: ProcFiles;
  /** Runs `read` and says what it cost this process. */
  measured<T>(read: () => T): { readonly result: T; readonly cost: SampleCost };
}

/** Puts a meter before the files. */
export function meteredFiles(files: ProcFiles): MeteredFiles {
  let readBytes = 0;
  const metered = (file: ProcFile): ProcFile => ({
    refusal: null,
    read(target, position) {
      const got = file.read(target, position);
      if (got > 0) readBytes += got;
      return got;
    },
    stat: () => file.stat(),
    close: () => file.close(),
  });
  return {
    files: {
      readLink: (path) => files.readLink(path),
      list: (path) => files.list(path),
      stat: (path) => files.stat(path),
      readText(path) {
        const text = files.readText(path);
        readBytes += text?.length ?? 0;
        return text;
      },
      open(path) {
        const file = files.open(path);
        return file.refusal === null ? metered(file) : file;
      },
    },
    measured(read) {
      readBytes = 0;
      const startedAt = performance.now();
      const before = process.cpuUsage();
      const result = read();
      const used = process.cpuUsage(before);
      const cost = {
        wallMilliseconds: performance.now() - startedAt,
        cpuMilliseconds: (used.user + used.system) / 1000,
        readBytes,
      };
      return { result, cost };
    },
  };
}
