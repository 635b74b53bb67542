import { isDeepStrictEqual } from 'node:util';
import { DEFAULT_SETTINGS } from '../../../../server/src/features/analysis';
import { createRandom, type Random } from '../../../support/random';
import { AMPLE_HOST } from '../../features/diagnostics/check';
import { SMALL_HOST } from '../../features/diagnostics/diagnoseRows';
import { buildOf } from '../modelOf';
import { type Circumstances, type EditMaker, freshVersion, nextVersion, type Version } from './chain';
import { plainDiagnosis, plainFigures, plainModel } from './plainModel';
import { below, pick, randomFiles } from './randomConfig';
import { editFiles } from './randomEdits';

const MAKERS: readonly EditMaker[] = ['compared', 'parsed', 'none'];

/** How long to try. */
export interface Trial {
  readonly configs: number;
  readonly editsEach: number;
}

/**
 * Edits random configs, and takes each version of them over from the one before.
 *
 * @returns the first thing in which a version that was taken over is not what working it out anew gives, with how to get
 *   there; null where all are the same
 */
export function findDifference(seed: number, { configs, editsEach }: Trial): string | null {
  const random = createRandom(seed);
  for (let config = 0; config < configs; config++) {
    const files = randomFiles(random);
    let circumstances = randomCircumstances(random);
    let version = freshVersion(files, circumstances);
    for (let edit = 0; edit < editsEach; edit++) {
      const changed = editFiles(random, files);
      if (below(random, 20) === 0) circumstances = changedCircumstances(random, circumstances);
      const maker = pick(random, MAKERS);
      const before = version;
      version = nextVersion(before, files, changed, circumstances, maker);
      const difference = differenceOf(version, freshVersion(files, circumstances), before);
      if (difference === null) continue;
      const text = [...files].map(([path, content]) => `== ${path}\n${content}`).join('\n');
      return `seed ${seed}, config ${config}, edit ${edit} (${maker}, ${changed.join(' ')}): ${difference}\n${text}`;
    }
  }
  return null;
}

const HUGE_PAGE_HOST = {
  ...SMALL_HOST,
  sharedHugePages: { setting: 'always', usedForZones: true, hugePageBytes: 2 ** 21 },
} as const;

const HOSTS = [AMPLE_HOST, SMALL_HOST, HUGE_PAGE_HOST, { ...AMPLE_HOST, pageSizeBytes: 65_536 }];
const BANNERS = ['nginx/1.22.1', 'nginx/1.22.1', 'angie/1.5.0', ''];

function randomCircumstances(random: Random): Circumstances {
  return { build: buildOf(pick(random, BANNERS)), host: pick(random, HOSTS), settings: DEFAULT_SETTINGS };
}

/** One of them is another. */
function changedCircumstances(random: Random, before: Circumstances): Circumstances {
  const kind = below(random, 3);
  if (kind === 0) return { ...before, build: buildOf(pick(random, BANNERS)) };
  if (kind === 1) return { ...before, host: pick(random, HOSTS) };
  const entrySizes = new Map([[pick(random, ['dogs', '*']), { keyBytes: 10, valueBytes: below(random, 500) }]]);
  return { ...before, settings: { zoneSharePercent: pick(random, [1, 25]), entrySizes } };
}

function differenceOf(taken: Version, fresh: Version, before: Version): string | null {
  const parts = [
    ['model', plainModel(taken.analysis.model), plainModel(fresh.analysis.model)],
    ['figures', plainFigures(taken.analysis), plainFigures(fresh.analysis)],
    ['problems', plainDiagnosis(taken.diagnosis), plainDiagnosis(fresh.diagnosis)],
  ] as const;
  for (const [name, one, other] of parts) {
    if (!isDeepStrictEqual(one, other)) return `${name} ${firstDifference(one, other)}`;
  }
  for (const [path, problems] of taken.diagnosis.problemsByFile) {
    const older = before.diagnosis.problemsByFile.get(path);
    if (older !== problems && isDeepStrictEqual(older, problems)) return `a new list of the same problems of ${path}`;
  }
  return null;
}

/** The path to the first values that differ, and those values. */
function firstDifference(one: unknown, other: unknown): string {
  if (typeof one === 'object' && typeof other === 'object' && one !== null && other !== null) {
    const left: Readonly<Record<string, unknown>> = { ...one };
    const right: Readonly<Record<string, unknown>> = { ...other };
    for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
      if (!isDeepStrictEqual(left[key], right[key])) return `.${key}${firstDifference(left[key], right[key])}`;
    }
  }
  return `: ${JSON.stringify(one)?.slice(0, 1500)} is not ${JSON.stringify(other)?.slice(0, 1500)}`;
}
