import type { ZoneDeclaration } from './declarations';
import type { ZoneReference } from './references';
import type { ZoneKind } from './zoneKind';

/** One zone that nginx would map. */
export interface Zone {
  readonly name: string;
  readonly kind: ZoneKind;
  /** Empty for a zone that a module makes by itself. */
  readonly declarations: readonly ZoneDeclaration[];
  readonly references: readonly ZoneReference[];
  readonly isImplicit: boolean;
  /** Size of the mapping; null where it is not known. */
  readonly sizeBytes: number | null;
  /** The config makes init allocate more than is modelled; see {@link ZoneKind.growsWith}. */
  readonly growsUnseen: boolean;
}
