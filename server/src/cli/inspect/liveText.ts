import { liveMark, signedBytesText } from '../../features/liveTexts';
import { printable } from '../../features/printable';
import type { LiveExactness, LiveZone } from '../../shared/liveSample';
import { formatBytes } from '../../zones/sizeText';

/** The word for a figure that is not known. */
export const UNKNOWN = 'unknown';

/** A figure with its mark, or the word for none. */
export function bytesText(bytes: number | null, exactness: LiveExactness = 'exact'): string {
  return bytes === null ? UNKNOWN : `${liveMark(exactness)}${formatBytes(bytes)}`;
}

/** A change a minute: `+1.2 MB`; nothing where it is not known or nothing moves. */
export function growthText(bytesPerMinute: number | null): string {
  return bytesPerMinute === null || Math.abs(bytesPerMinute) < 1 ? '' : signedBytesText(bytesPerMinute);
}

/** A zone's name, safe to print. */
export function zoneTitle({ name }: Pick<LiveZone, 'name'>): string {
  return name === null ? '(no name)' : printable(name);
}

/** A time span in its two largest units: `3 h 12 min`, `12 s`. */
export function durationText(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const units = [
    [86_400, 'd'],
    [3600, 'h'],
    [60, 'min'],
    [1, 's'],
  ] as const;
  const first = units.findIndex(([length]) => seconds >= length);
  if (first === -1) return '0 s';
  let rest = seconds;
  const parts = units.slice(first, first + 2).map(([length, name]) => {
    const count = Math.floor(rest / length);
    rest -= count * length;
    return [count, name] as const;
  });
  return parts.flatMap(([count, name]) => (count > 0 ? `${count} ${name}` : [])).join(' ');
}

/** The time of day where the person is. */
export function clockText(atMs: number): string {
  return new Date(atMs).toTimeString().slice(0, 8);
}
