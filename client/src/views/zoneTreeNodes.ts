import type { ZoneTree, ZoneTreeRoot, ZoneTreeZone } from '../../../server/src/shared/zoneTree';
import type { DashboardTarget } from './dashboardTarget';

/**
 * A line of the tree. It stays the same object while its figures change: the editor knows it by that. What opens a dashboard
 * takes it as one that says what to open, by its `target`.
 */
export interface ZoneTreeNode {
  readonly id: string;
  target: DashboardTarget;
  root: ZoneTreeRoot;
  /** Null for a line that is a server or config itself. */
  zone: ZoneTreeZone | null;
}

/** The lines of the tree, with what became of them when the tree was asked for again. */
export interface ZoneTreeNodes {
  roots(): readonly ZoneTreeNode[];
  zonesOf(root: ZoneTreeNode): readonly ZoneTreeNode[];
  parentOf(node: ZoneTreeNode): ZoneTreeNode | null;
  byId(id: string): ZoneTreeNode | null;
  /**
   * Takes a newer tree.
   *
   * @returns lines to draw anew, a line with all that is under it; null for the whole tree. Empty where all is as before
   */
  update(tree: ZoneTree): readonly ZoneTreeNode[] | null;
  /** A tooltip was shown: the line is drawn anew when it would say something else. */
  tooltipShown(node: ZoneTreeNode): void;
}

/** No line at first. */
export function createZoneTreeNodes(): ZoneTreeNodes {
  const nodes = new Map<string, ZoneTreeNode>();
  const withTooltip = new Set<string>();
  let tree: ZoneTree = { roots: [] };

  const known = (ids: readonly string[]): ZoneTreeNode[] => ids.flatMap((id) => nodes.get(id) ?? []);

  const take = (root: ZoneTreeRoot, zone: ZoneTreeZone | null): void => {
    const { id } = zone ?? root;
    const target: DashboardTarget = zone === null ? { subject: root.subject } : targetOf(root, zone);
    const node = nodes.get(id);
    if (node === undefined) nodes.set(id, { id, target, root, zone });
    else Object.assign(node, { target, root, zone });
  };

  /** Another tooltip alone is no reason to draw a line anew that nobody points at. */
  const shown = (line: ZoneTreeRoot | ZoneTreeZone): string =>
    JSON.stringify({
      ...line,
      zones: null,
      figures: null,
      subject: null,
      tooltip: withTooltip.has(line.id) ? line.tooltip : null,
    });
  const isShownAlike = (one: ZoneTreeRoot | ZoneTreeZone, other: ZoneTreeRoot | ZoneTreeZone): boolean =>
    shown(one) === shown(other);

  const changedIn = (before: ZoneTreeRoot, after: ZoneTreeRoot): readonly string[] => {
    if (before.state !== after.state || !isShownAlike(before, after) || !haveSameIds(before.zones, after.zones)) {
      return [after.id];
    }
    return after.zones.flatMap((zone, index) => {
      const earlier = before.zones[index];
      return earlier !== undefined && isShownAlike(earlier, zone) ? [] : [zone.id];
    });
  };

  return {
    roots: () => known(tree.roots.map(({ id }) => id)),
    zonesOf: ({ root, zone }) => (zone === null ? known(root.zones.map(({ id }) => id)) : []),
    parentOf: ({ root, zone }) => (zone === null ? null : (nodes.get(root.id) ?? null)),
    byId: (id) => nodes.get(id) ?? null,
    update: (next) => {
      const before = tree;
      tree = next;
      const ids = new Set(next.roots.flatMap(({ id, zones }) => [id, ...zones.map((zone) => zone.id)]));
      for (const id of nodes.keys()) if (!ids.has(id)) nodes.delete(id);
      for (const root of next.roots) {
        take(root, null);
        for (const zone of root.zones) take(root, zone);
      }
      const changed = haveSameIds(before.roots, next.roots)
        ? next.roots.flatMap((root, index) => {
            const earlier = before.roots[index];
            return earlier === undefined ? [root.id] : changedIn(earlier, root);
          })
        : null;
      // What is drawn anew has no tooltip until somebody points at it again.
      if (changed === null) withTooltip.clear();
      for (const id of changed ?? []) forget(id);
      return changed && known(changed);
    },
    tooltipShown: ({ id }) => {
      withTooltip.add(id);
    },
  };

  function forget(id: string): void {
    withTooltip.delete(id);
    const node = nodes.get(id);
    if (node?.zone === null) for (const zone of node.root.zones) withTooltip.delete(zone.id);
  }
}

function targetOf({ subject }: ZoneTreeRoot, { zoneKey }: ZoneTreeZone): DashboardTarget {
  return { subject, zoneKey };
}

function haveSameIds(before: readonly { readonly id: string }[], after: readonly { readonly id: string }[]): boolean {
  return before.length === after.length && before.every(({ id }, index) => id === after[index]?.id);
}
