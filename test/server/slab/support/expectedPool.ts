import type { LiveSlot } from '../../../../server/src/shared/liveSample';
import type { SlabAccount } from './slabAccount';
import type { SlabAge } from './slabStructs';

/** Runs by length, longest first. */
export function countRuns(runs: readonly { readonly pages: number }[]): { pages: number; count: number }[] {
  const lengths = [...new Set(runs.map((run) => run.pages))].sort((one, other) => other - one);
  return lengths.map((pages) => ({ pages, count: runs.filter((run) => run.pages === pages).length }));
}

/** The slots of an account as the product tells them. */
export function expectedSlots(account: SlabAccount, age: SlabAge): LiveSlot[] {
  const hasStatistics = age === '1.22.1';
  return account.slots.map((slot) => ({
    ...slot,
    requests: hasStatistics ? slot.requests : null,
    failures: hasStatistics ? slot.failures : null,
  }));
}
