import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { readCgroupMemory } from '../../../server/src/host/cgroup';
import { readCgroupMounts } from '../../../server/src/host/mountInfo';
import { realHostFiles } from '../../../server/src/host/procFiles';

const mebibyte = 1024 * 1024;
const files = realHostFiles();

/** Undone after each test, the latest first. */
let cleanups: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  const pending = cleanups.reverse();
  cleanups = [];
  for (const cleanup of pending) await cleanup();
});

interface Nest {
  readonly parent: string;
  readonly child: string;
}

/** A cgroup at the root of the mount with one below it, or why there can be none. */
function makeNest(mountPoint: string, limitFile: string): Nest | string {
  const parent = `${mountPoint}/zone-lens-test-${process.pid}`;
  const child = `${parent}/inner`;
  try {
    mkdirSync(parent);
    cleanups.push(() => rmdirSync(parent));
    if (limitFile === 'memory.max') writeFileSync(`${parent}/cgroup.subtree_control`, '+memory');
    mkdirSync(child);
    cleanups.push(() => rmdirWhenEmpty(child));
    return existsSync(`${child}/${limitFile}`) ? { parent, child } : `no ${limitFile} in a new cgroup`;
  } catch (error) {
    return `cannot make a cgroup: ${error instanceof Error ? error.message : error}`;
  }
}

/** The kernel lets a cgroup go only some moments after its last process has. */
async function rmdirWhenEmpty(path: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      return rmdirSync(path);
    } catch (error) {
      if (attempt === 50) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

/** A process of ours that ends when the test does; `script` prints, then waits for its input to close. */
async function startIn(cgroup: string, script: string, command: readonly string[]): Promise<[ChildProcess, string]> {
  const [program = 'sh', ...before] = command;
  const child = spawn(program, [...before, '-c', `read go; ${script}; echo READY; read end`], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  cleanups.push(() => {
    child.kill('SIGKILL');
    return ended;
  });
  writeFileSync(`${cgroup}/cgroup.procs`, `${child.pid}`);
  child.stdin?.write('go\n');
  let output = '';
  for await (const chunk of child.stdout ?? []) {
    output += chunk;
    if (output.includes('READY\n')) break;
  }
  return [child, output.replace('READY\n', '')];
}

describe.each([
  { version: 1, limitFile: 'memory.limit_in_bytes' },
  { version: 2, limitFile: 'memory.max' },
])('real cgroup v$version', ({ version, limitFile }) => {
  const mount = readCgroupMounts(files).find(
    (candidate) =>
      candidate.version === version &&
      candidate.root === '/' &&
      (version === 2
        ? files.read(`${candidate.mountPoint}/cgroup.controllers`)?.split(/\s/).includes('memory') === true
        : candidate.controllers.includes('memory')),
  );

  test('the tighter parent limits a process in its child', async (context) => {
    if (mount === undefined) return context.skip(`no v${version} hierarchy with the memory controller is mounted here`);
    const nest = makeNest(mount.mountPoint, limitFile);
    if (typeof nest === 'string') return context.skip(nest);
    writeFileSync(`${nest.child}/${limitFile}`, `${128 * mebibyte}`);
    const [child] = await startIn(nest.child, 'true', ['sh']);
    const path = nest.parent.slice(mount.mountPoint.length);

    const before = readCgroupMemory(files, child.pid);
    expect(before).toMatchObject({ version, limit: { limitBytes: 128 * mebibyte, path: `${path}/inner` } });

    writeFileSync(`${nest.parent}/${limitFile}`, `${64 * mebibyte}`);
    const after = readCgroupMemory(files, child.pid);
    expect(after).toMatchObject({
      path: `${path}/inner`,
      limit: { limitBytes: 64 * mebibyte, path, file: limitFile },
      everyLevelRead: true,
    });
    expect(after?.roomBytes).toBeGreaterThan(48 * mebibyte);
    expect(after?.roomBytes).toBeLessThan(64 * mebibyte);
    expect(after?.availableBytes).toBeGreaterThanOrEqual(after?.roomBytes ?? Number.NaN);
  });

  test('from inside a cgroup namespace whose mount was made outside', async (context) => {
    if (mount === undefined) return context.skip(`no v${version} hierarchy with the memory controller is mounted here`);
    const nest = makeNest(mount.mountPoint, limitFile);
    if (typeof nest === 'string') return context.skip(nest);
    writeFileSync(`${nest.parent}/${limitFile}`, `${64 * mebibyte}`);
    const show = 'cat /proc/self/cgroup /proc/self/mountinfo';
    // unshare must run after the process is in the cgroup, for there the namespace begins.
    const [child, seen] = await startIn(nest.child, `unshare -C sh -c '${show}' || echo REFUSED`, ['sh']);
    if (seen.includes('REFUSED')) return context.skip('unshare -C is refused');
    const inNamespace: typeof files = {
      ...files,
      read: (path) => {
        if (path === '/proc/self/cgroup' || path === '/proc/self/mountinfo') return seen;
        return path === '/proc/self/stat' ? `${child.pid} (sh) S` : files.read(path);
      },
    };
    expect(seen).toMatch(version === 1 ? /:memory:\/$/m : /^0::\/$/m);
    expect(readCgroupMemory(inNamespace)?.limit).toMatchObject({ limitBytes: 64 * mebibyte, path: '/..' });
  });
});

test('this process itself', (context) => {
  if (!existsSync('/proc/self/cgroup')) return context.skip('no cgroups here');
  const memory = readCgroupMemory(files);
  if (memory === null) return context.skip('no memory cgroup in /proc/self/cgroup');
  expect(readFileSync('/proc/self/cgroup', 'utf8')).toContain(`:${memory.path}\n`);
  expect(readCgroupMemory(files, process.pid)?.limit).toEqual(memory.limit);
  expect(readCgroupMemory(files, 2 ** 22 + 1)).toBeNull();
});
