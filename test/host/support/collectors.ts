import { readdirSync, readFileSync } from 'node:fs';

/** How many collectors run below this extension host. */
export function collectorCount(): number {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => contentOf(`${pid}/cmdline`).includes('/dist/collector.js') && isBelow(pid)).length;
}

/** The process has this one among those that it comes from. */
function isBelow(pid: string): boolean {
  for (let parent = pid; /^[1-9]/.test(parent); ) {
    if (parent === String(process.pid)) return true;
    // Field 4 is the parent; the name in field 2 may hold anything.
    parent = contentOf(`${parent}/stat`).split(') ').at(-1)?.split(' ')[1] ?? '';
  }
  return false;
}

/** Empty where the process has ended. */
function contentOf(name: string): string {
  try {
    return readFileSync(`/proc/${name}`, 'utf8');
  } catch {
    return '';
  }
}
