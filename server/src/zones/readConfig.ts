import type { ConfigFile, ConfigFiles } from '../config/configFiles';
import type { BlockContext } from '../config/contexts';
import type { FileEdit } from '../config/fileEdit';
import type { FileReading, IncludePlace, Stretch } from './fileReading';
import { isReadingIn, type ModelMemo, readingFor } from './modelMemo';
import { walkStretches } from './walk';

/** What all files of a config say, in the order in which nginx reads it. */
export interface ReadConfig extends Omit<Stretch, 'visits' | 'sharedUses' | 'include'> {
  readonly readings: readonly FileReading[];
  readonly stretches: readonly Stretch[];
}

/**
 * Reads all files of a config, each as often as nginx does.
 *
 * @param before readings of an older version of the config
 * @param edit how the one file that changed since then came out of its older version; null where it is not known
 */
export function readConfig(
  config: ConfigFiles,
  memo: ModelMemo,
  before: readonly FileReading[],
  edit: FileEdit | null,
): ReadConfig {
  const readings: FileReading[] = [];
  const stretches: Stretch[] = [];
  const timesRead = createReadingCount(readings);
  /** The same files were read in the same order so far, so that each was read as often as it was then. */
  let isInStep = true;
  const open = (file: ConfigFile, base: BlockContext, include: IncludePlace | null): readonly Stretch[] => {
    const block = include?.block ?? '';
    const older = isInStep ? before[readings.length] : undefined;
    isInStep = older?.file.path === file.path;
    const isSame = older?.file === file && isReadingIn(older, base, block);
    const reading = isSame ? older : readingFor(memo, file, timesRead(file), base, block, edit);
    readings.push(reading);
    return reading.stretches;
  };
  walkStretches<Stretch>(config, open, (stretch) => stretches.push(stretch));
  return { readings, stretches, ...joinStretches(stretches) };
}

/** Counts how often a file is among readings, to which more are added all the time. */
function createReadingCount(readings: readonly FileReading[]): (file: ConfigFile) => number {
  const counts = new Map<ConfigFile, number>();
  let counted = 0;
  return (file) => {
    for (; counted < readings.length; counted++) {
      const read = readings[counted]?.file;
      if (read !== undefined) counts.set(read, (counts.get(read) ?? 0) + 1);
    }
    return counts.get(file) ?? 0;
  };
}

function joinStretches(stretches: readonly Stretch[]): Omit<ReadConfig, 'readings' | 'stretches'> {
  const directives = createJoint<Stretch['directives'][number]>();
  const uses = createJoint<Stretch['uses'][number]>();
  const references = createJoint<Stretch['references'][number]>();
  const listed = createJoint<Stretch['listed'][number]>();
  const sizeSetters = createJoint<Stretch['sizeSetters'][number]>();
  const scripts = createJoint<Stretch['scripts'][number]>();
  const circumstances = createJoint<Stretch['circumstances'][number]>();
  for (const stretch of stretches) {
    join(directives, stretch.directives);
    join(uses, stretch.uses);
    join(references, stretch.references);
    join(listed, stretch.listed);
    join(sizeSetters, stretch.sizeSetters);
    join(scripts, stretch.scripts);
    join(circumstances, stretch.circumstances);
  }
  return {
    directives: directives.items,
    uses: uses.items,
    references: references.items,
    listed: listed.items,
    sizeSetters: sizeSetters.items,
    scripts: scripts.items,
    circumstances: circumstances.items,
  };
}

/** Lists one after the other; the only one that holds anything is not copied. */
interface Joint<Item> {
  items: readonly Item[];
  copy: Item[] | null;
}

function createJoint<Item>(): Joint<Item> {
  return { items: [], copy: null };
}

function join<Item>(joint: Joint<Item>, list: readonly Item[]): void {
  if (list.length === 0) return;
  if (joint.items.length === 0) {
    joint.items = list;
    return;
  }
  joint.copy ??= [...joint.items];
  joint.items = joint.copy;
  for (const item of list) joint.copy.push(item);
}

/** Two lists one after the other, under the same rule. */
export function joined<Item>(first: readonly Item[], second: readonly Item[]): readonly Item[] {
  const joint = createJoint<Item>();
  join(joint, first);
  join(joint, second);
  return joint.items;
}
