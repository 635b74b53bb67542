import type { ConfigFile } from '../config/configFiles';
import type { Directive } from '../config/tree';
import type { ReferenceForm, ReferredName } from './references';

/** A directive that may refer to a zone, where it stands. */
export interface ZoneUse {
  readonly file: ConfigFile;
  readonly directive: Directive;
  readonly name: string;
  readonly context: string;
  /** Names the block that nginx reads it into: two have the same exactly where they end up in one block. */
  readonly block: string;
  /** What it may refer to here, the most likely first. */
  readonly forms: readonly ReferenceForm[];
  readonly named: readonly ReferredName[];
  /** It stands where nginx refuses it, before it comes to the zone. */
  readonly isMisplaced: boolean;
  /** The same for directives of the same words in blocks of the same sort; see {@link ZoneDirective.meaning}. */
  readonly meaning: object;
}
