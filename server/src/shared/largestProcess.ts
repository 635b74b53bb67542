import type { LiveProcess } from './liveServer';

/** The process that a person looks at first: the largest worker; the process that serves alone; else the largest. */
export function largestProcess({ processes }: { readonly processes: readonly LiveProcess[] }): LiveProcess | null {
  const known = processes.filter(({ residentBytes }) => residentBytes !== null);
  const workers = known.filter(({ role }) => role === 'worker' || role === 'single');
  let largest: LiveProcess | null = null;
  for (const process of workers.length > 0 ? workers : known) {
    if ((process.residentBytes ?? 0) > (largest?.residentBytes ?? -1)) largest = process;
  }
  return largest;
}
