import type { ConfigFile } from '../../../../server/src/config/configFiles';
import type { FileEdit } from '../../../../server/src/config/fileEdit';
import type { ConfigTree, Directive } from '../../../../server/src/config/tree';

/**
 * What stayed as it was between two versions of a file, found by comparing their trees from both ends: made without any
 * knowledge of how one came out of the other.
 */
export function editBetween(before: ConfigFile, after: ConfigFile): FileEdit {
  const old = before.tree;
  const now = after.tree;
  const most = Math.min(old.text.length, now.text.length);
  let head = 0;
  while (head < most && old.text[head] === now.text[head]) head++;
  let tail = 0;
  while (tail < most - head && old.text.at(-1 - tail) === now.text.at(-1 - tail)) tail++;
  const change = { start: head, end: old.text.length - tail, text: now.text.slice(head, now.text.length - tail) };
  const offsetDelta = now.text.length - old.text.length;
  const indexDelta = now.directiveCount - old.directiveCount;
  const fewest = Math.min(old.directiveCount, now.directiveCount);
  let same = 0;
  while (same < fewest && isSame(old, now, same, head)) same++;
  let movedFrom = old.directiveCount;
  while (
    movedFrom > same + Math.max(0, -indexDelta) &&
    isMoved(old, now, movedFrom - 1, indexDelta, offsetDelta, old.text.length - tail)
  ) {
    movedFrom--;
  }
  // What a moved directive stands in must be the same or moved too, so the run is cut where it is not.
  for (let directive = movedFrom; directive < old.directiveCount; directive++) {
    if (standsInKept(old, now, directive, { same, movedFrom, indexDelta })) continue;
    movedFrom = directive + 1;
  }
  const edges = { sameDirectives: same, movedFrom, movedTo: movedFrom + indexDelta, offsetDelta };
  return { before, after, change, ...edges };
}

/** All of a directive but the end of its block stands before an offset, and is there in both. */
function isSame(old: ConfigTree, now: ConfigTree, directive: Directive, head: number): boolean {
  const hasBlock = (old.blockStarts[directive] ?? -1) >= 0;
  const headEnd = hasBlock ? (old.blockStarts[directive] ?? 0) + 1 : (old.ends[directive] ?? 0);
  return (
    headEnd <= head &&
    old.parents[directive] === now.parents[directive] &&
    old.firstTokens[directive] === now.firstTokens[directive] &&
    old.blockStarts[directive] === now.blockStarts[directive] &&
    (hasBlock || old.ends[directive] === now.ends[directive]) &&
    haveSameTokens(old, now, directive, directive, 0)
  );
}

/** All of a directive stands behind an offset, and is there in both with all that it holds. */
function isMoved(
  old: ConfigTree,
  now: ConfigTree,
  was: Directive,
  indexDelta: number,
  offsetDelta: number,
  tailStart: number,
): boolean {
  const is = was + indexDelta;
  const blockStart = old.blockStarts[was] ?? -1;
  const start = (old.tokenCounts[was] ?? 0) === 0 ? blockStart : (old.tokenStarts[old.firstTokens[was] ?? 0] ?? 0) - 1;
  return (
    start >= tailStart &&
    now.subtreeEnds[is] === (old.subtreeEnds[was] ?? 0) + indexDelta &&
    now.blockStarts[is] === (blockStart < 0 ? blockStart : blockStart + offsetDelta) &&
    now.ends[is] === (old.ends[was] ?? 0) + offsetDelta &&
    haveSameTokens(old, now, was, is, offsetDelta)
  );
}

function haveSameTokens(old: ConfigTree, now: ConfigTree, was: Directive, is: Directive, delta: number): boolean {
  const count = old.tokenCounts[was] ?? 0;
  if (now.tokenCounts[is] !== count) return false;
  for (let token = 0; token < count; token++) {
    const oldToken = (old.firstTokens[was] ?? 0) + token;
    const newToken = (now.firstTokens[is] ?? 0) + token;
    if (now.tokenStarts[newToken] !== (old.tokenStarts[oldToken] ?? 0) + delta) return false;
    if (now.tokenEnds[newToken] !== (old.tokenEnds[oldToken] ?? 0) + delta) return false;
    if (now.tokenFlags[newToken] !== old.tokenFlags[oldToken]) return false;
  }
  return true;
}

function standsInKept(
  old: ConfigTree,
  now: ConfigTree,
  directive: Directive,
  { same, movedFrom, indexDelta }: { same: number; movedFrom: number; indexDelta: number },
): boolean {
  const was = old.parents[directive] ?? -1;
  const is = now.parents[directive + indexDelta] ?? -1;
  if (was < same && was === is) return true;
  return was >= movedFrom && is === was + indexDelta;
}
