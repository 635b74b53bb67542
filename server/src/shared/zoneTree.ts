import type { DashboardSubject } from './dashboardMessages';
import type { DocumentPlace } from './messages';

/** What the tree beside the text shows. */
export interface ZoneTree {
  readonly roots: readonly ZoneTreeRoot[];
}

/** A running server, or a config with nothing running. */
export interface ZoneTreeRoot {
  /** The same while figures change, and over a restart of the server. */
  readonly id: string;
  readonly kind: 'server' | 'config';
  readonly label: string;
  readonly description: string;
  /** Lines of plain text. */
  readonly tooltip: readonly string[];
  readonly state: 'live' | 'stopped' | 'lost' | 'planned';
  /** Its figures stand in the text. */
  readonly isAttached: boolean;
  readonly subject: DashboardSubject;
  /** By loaded bytes, largest first; planned ones by size. */
  readonly zones: readonly ZoneTreeZone[];
}

export interface ZoneTreeZone {
  /** Unique in the tree, and the same while figures change. */
  readonly id: string;
  readonly label: string;
  /** `37.2 of 100 MB loaded · 36.6 used`. */
  readonly description: string;
  readonly tooltip: readonly string[];
  readonly level: 'fine' | 'nearly full' | 'full' | 'failing' | 'not known';
  /** For the dashboard: {@link DashboardZone.key}. */
  readonly zoneKey: string;
  /** The directive that declares it; null where no config on this machine does. */
  readonly declaration: DocumentPlace | null;
  readonly canBeSized: boolean;
  /** All figures as lines of text, for copying. */
  readonly figures: string;
}

export interface ZoneTreeParams {
  /** The document that is being looked at; null for none. */
  readonly uri: string | null;
}

export const ZONE_TREE_REQUESTS = {
  /** {@link ZoneTreeParams} -> {@link ZoneTree}. */
  zoneTree: 'zoneLens/zoneTree',
} as const;

export const ZONE_TREE_NOTIFICATIONS = {
  /** To the client, nothing: other servers are followed, or figures of one that is not the attached one have moved. */
  changed: 'zoneLens/zoneTreeChanged',
} as const;
