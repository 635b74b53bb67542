import type { DashboardLook, DashboardPart } from '../../shared/dashboard';

const PARTS: readonly DashboardPart[] = ['process', 'page map', 'timeline'];

/** What a page looks at. It may say anything: what is wrong counts as not said. */
export function readLook(given: unknown): DashboardLook {
  const look: Readonly<Record<string, unknown>> = typeof given === 'object' && given !== null ? { ...given } : {};
  const { pid, zoneKey, parts, timelineAfter } = look;
  return {
    pid: wholeNumber(pid),
    zoneKey: typeof zoneKey === 'string' ? zoneKey : null,
    parts: Array.isArray(parts) ? PARTS.filter((part) => parts.includes(part)) : [],
    timelineAfter: wholeNumber(timelineAfter),
  };
}

function wholeNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : null;
}
