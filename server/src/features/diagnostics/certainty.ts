import { hasTemplateBranches } from '../../config/templates';
import type { ZoneKind } from '../../zones/zoneKind';
import type { ZoneModel } from '../../zones/zoneModel';
import type { Severity } from './problem';

/** What may be concluded from what a config does not hold, or holds twice. */
export interface Certainty {
  /** Every file of the config was read, and nothing in it is filled in, left out or out of place. */
  readonly seesEverything: boolean;
  /** Blocks are where their author meant them. */
  readonly seesContexts: boolean;
  /** What stands in the config twice is in nginx twice. */
  readonly seesRepetition: boolean;
}

export function certaintyOf({ config }: ZoneModel): Certainty {
  const files = [...config.files.values()];
  const isTemplate = files.some((file) => file.tree.isTemplate);
  const hasBranches = isTemplate || files.some((file) => hasTemplateBranches(file.tree.text));
  const isBroken = files.some((file) => file.tree.isBroken);
  return {
    seesEverything: config.isWhole && !config.isIncomplete && !hasBranches && !isBroken,
    seesContexts: config.isWhole && !isTemplate && !isBroken,
    seesRepetition: !hasBranches,
  };
}

/** An error only where the row was read from the module's source: a guess is never shown as one. */
export function refusal(kind: ZoneKind): Severity {
  return kind.verification === 'live' || kind.verification === 'source' ? 'error' : 'warning';
}
