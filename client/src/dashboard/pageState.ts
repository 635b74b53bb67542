import type { PageState } from './protocol';

/** More choices than there are controls are nonsense. */
const MOST_CHOICES = 200;

/** Nothing chosen yet. */
export const EMPTY_STATE: PageState = { pid: null, zoneKey: null, isPaused: false, choices: {} };

/** What a page kept, if it has the form of it; null for anything else, such as what another version kept. */
export function readPageState(value: unknown): PageState | null {
  if (typeof value !== 'object' || value === null) return null;
  const { pid, zoneKey, isPaused, choices } = value as Partial<Record<keyof PageState, unknown>>;
  if (typeof choices !== 'object' || choices === null) return null;
  const texts = Object.entries(choices).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return {
    pid: typeof pid === 'number' && Number.isSafeInteger(pid) ? pid : null,
    zoneKey: typeof zoneKey === 'string' ? zoneKey : null,
    isPaused: isPaused === true,
    choices: Object.fromEntries(texts.slice(0, MOST_CHOICES)),
  };
}
