import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { readCgroupMounts } from '../../../server/src/host/mountInfo';
import { realHostFiles } from '../../../server/src/host/procFiles';

/** A memory cgroup of this machine's, made by a test, and empty. */
export interface MemoryCgroup {
  readonly name: string;
  /** The file that its limit stands in. */
  readonly limitFile: 'memory.max' | 'memory.limit_in_bytes';
  limitTo(bytes: number): void;
  /** Puts processes into it. What they have allocated before stays charged where it was. */
  take(pids: readonly number[]): void;
  /** When its processes have ended. */
  remove(): Promise<void>;
}

/** A new cgroup at the root of the hierarchy that counts memory, or why there can be none. */
export function makeMemoryCgroup(): MemoryCgroup | string {
  const files = realHostFiles();
  const mount = readCgroupMounts(files).find(
    ({ version, controllers, root, mountPoint }) =>
      root === '/' &&
      (version === 2
        ? files.read(`${mountPoint}/cgroup.controllers`)?.split(/\s/).includes('memory') === true
        : controllers.includes('memory')),
  );
  if (mount === undefined) return 'no cgroups that count memory are mounted here';
  const limitFile = mount.version === 2 ? 'memory.max' : 'memory.limit_in_bytes';
  const name = `zone-lens-test-${process.pid}`;
  const folder = `${mount.mountPoint}/${name}`;
  try {
    mkdirSync(folder);
  } catch (error) {
    return `cannot make a cgroup: ${error instanceof Error ? error.message : error}`;
  }
  if (!existsSync(`${folder}/${limitFile}`)) {
    rmdirSync(folder);
    return `no ${limitFile} in a new cgroup`;
  }
  return {
    name,
    limitFile,
    limitTo: (bytes) => writeFileSync(`${folder}/${limitFile}`, `${bytes}`),
    take: (pids) => {
      for (const pid of pids) writeFileSync(`${folder}/cgroup.procs`, `${pid}`);
    },
    remove: () => removeWhenEmpty(folder),
  };
}

const ATTEMPTS = 50;
const PAUSE_MS = 20;

/** The kernel lets a cgroup go only some moments after its last process has. */
async function removeWhenEmpty(folder: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return rmdirSync(folder);
    } catch (error) {
      if (attempt === ATTEMPTS) throw new Error(`${error}: ${readFileSync(`${folder}/cgroup.procs`, 'utf8')}`);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}
