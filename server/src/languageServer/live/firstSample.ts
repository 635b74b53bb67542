import { t } from '../../l10n';
import type { Follower } from './follower';

/** What came of the first look at a server. */
export type FirstSample =
  | { readonly kind: 'sampled' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'failed'; readonly reason: string };

/** How often, and after which pauses, a server that changes while it is read is asked before the attempt fails. */
const ATTEMPTS = 10;
const PAUSE_MS = 200;

/** Samples a server in full. One in the middle of a reload is asked again: that takes a moment only. */
export async function firstSample(follower: Follower): Promise<FirstSample> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    await follower.sample('full');
    const { view, trouble, state } = follower.followed();
    if (state === 'stopped') return { kind: 'gone' };
    if (state === 'lost') return { kind: 'failed', reason: trouble ?? nothingRead() };
    if (view !== null) return { kind: 'sampled' };
    if (trouble !== null) return { kind: 'failed', reason: trouble };
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return { kind: 'failed', reason: nothingRead() };
}

function nothingRead(): string {
  return t('nothing could be read of the server');
}
