import type { ZoneReference } from '../../zones/references';
import type { Analysis } from '../analysis';

/** The declared zone of the right kind whose name is most like a reference's; null where none is near. */
export function nearestName({ model }: Analysis, reference: ZoneReference): string | null {
  let best: string | null = null;
  let bestDistance = nearLimit(reference.name);
  for (const zone of model.zones) {
    const isOfKind = reference.forms.some(({ kind }) => kind.tag === zone.kind.tag);
    if (!isOfKind || zone.name === reference.name) continue;
    const distance = editDistance(reference.name, zone.name, bestDistance);
    if (distance < bestDistance) {
      best = zone.name;
      bestDistance = distance;
    }
  }
  return best;
}

/** The distance from which on another name is not near to a written one: one letter in three may be wrong. */
export function nearLimit(written: string): number {
  return Math.max(1, Math.floor(written.length / 3)) + 1;
}

/** Letters to add, drop, change or swap with the next to get from one to the other, given up (as `limit`) where it cannot be below the limit. */
export function editDistance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) >= limit) return limit;
  let before: number[] = [];
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let at = 1; at <= left.length; at++) {
    const next = [at];
    for (let column = 1; column <= right.length; column++) {
      const change = (row[column - 1] ?? 0) + (left[at - 1] === right[column - 1] ? 0 : 1);
      const isSwapped = left[at - 1] === right[column - 2] && left[at - 2] === right[column - 1];
      const swap = isSwapped && at > 1 && column > 1 ? (before[column - 2] ?? 0) + 1 : Infinity;
      next.push(Math.min(change, swap, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    if (Math.min(...next, ...row) >= limit) return limit;
    before = row;
    row = next;
  }
  return Math.min(limit, row[right.length] ?? limit);
}
