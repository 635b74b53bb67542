import type { Place } from '../zones/place';
import type { Analysis } from './analysis';
import { shownSize } from './documentSymbols';
import { shorten } from './figures';
import { printable } from './printable';
import { shownName } from './shownPlace';
import { declarationPlace } from './writtenName';

/** A declared zone of some config. */
export interface WorkspaceSymbol {
  readonly name: string;
  /** Directive and size. */
  readonly detail: string;
  /** The root of the config that has the zone. */
  readonly containerName: string;
  /** Its first declaration's name. */
  readonly place: Place;
}

const LONGEST_PATH = 200;

/**
 * Zones of all configs whose name holds the letters of a query in their order, upper case or lower; the closest first:
 * equal, then starting so, then holding it, then the rest, each by name. A zone that two configs share is told once.
 */
export function workspaceSymbols(
  analyses: Iterable<Analysis>,
  query: string,
  limit: number,
): readonly WorkspaceSymbol[] {
  const wanted = query.toLowerCase();
  const found: { readonly symbol: WorkspaceSymbol; readonly rank: number }[] = [];
  const seen = new Set<string>();
  for (const { model } of analyses) {
    const containerName = shorten(printable(model.config.rootPath), LONGEST_PATH);
    for (const zone of model.zones) {
      const rank = rankOf(zone.name.toLowerCase(), wanted);
      const [first] = zone.declarations;
      if (rank === null || first === undefined || zone.name === '') continue;
      const { path, range } = declarationPlace(first);
      const key = `${range.start}-${range.end} ${path}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const detail = `${zone.kind.directive ?? zone.kind.module} ${shownSize(first, zone)}`;
      found.push({ rank, symbol: { name: shownName(zone.name), detail, containerName, place: { path, range } } });
    }
  }
  return found
    .sort((left, right) => left.rank - right.rank || compareNames(left.symbol.name, right.symbol.name))
    .slice(0, Math.max(0, limit))
    .map(({ symbol }) => symbol);
}

/** How close a name is to a query, 0 the closest; null where it does not hold its letters. */
function rankOf(name: string, wanted: string): number | null {
  if (name === wanted) return 0;
  if (name.startsWith(wanted)) return 1;
  if (name.includes(wanted)) return 2;
  let at = 0;
  for (const letter of wanted) {
    const next = name.indexOf(letter, at);
    if (next === -1) return null;
    at = next + letter.length;
  }
  return 3;
}

function compareNames(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
