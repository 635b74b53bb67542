import { sentences, t } from '../../l10n';
import type { ZoneDeclaration } from '../../zones/declarations';
import { formatBytes } from '../../zones/sizeText';
import type { Zone } from '../../zones/zone';
import type { Analysis } from '../analysis';
import { certaintyOf } from './certainty';
import type { Problem } from './problem';

/**
 * Zones that nothing refers to, where everything that could is in sight.
 *
 * @param problemsOf problems of a file that were found before, in the order of their places: a zone that nginx refuses is
 *   no matter of use
 */
export function unusedZones(analysis: Analysis, problemsOf: (path: string) => readonly Problem[]): Problem[] {
  if (!certaintyOf(analysis.model).seesEverything || analysis.model.hasPlaceholders) return [];
  return analysis.model.zones.flatMap((zone): Problem[] => {
    const [declaration] = zone.declarations;
    if (declaration === undefined || zone.references.length > 0 || !mustBeReferredTo(analysis, zone)) return [];
    if (zone.declarations.some((one) => isRefused(one, problemsOf(one.file.path)))) return [];
    const loadedBytes = analysis.figures.get(zone)?.footprint.emptyLoadedBytes ?? null;
    const unused = t('Zone "{0}" is declared but never used.', zone.name);
    const message = sentences(unused, costSentence(zone.sizeBytes, loadedBytes));
    const { file, nameRange: range } = declaration;
    return [{ code: 'zone-unused', severity: 'information', message, path: file.path, range, related: [] }];
  });
}

function costSentence(sizeBytes: number | null, loadedBytes: number | null): string {
  if (sizeBytes === null) return '';
  const size = formatBytes(sizeBytes);
  if (loadedBytes === null) return t('It takes {0} of address space.', size);
  return t('It takes {0} of address space and {1} of RAM.', size, formatBytes(loadedBytes));
}

/** There is an error in the directive. */
function isRefused({ range: around }: ZoneDeclaration, problems: readonly Problem[]): boolean {
  for (let at = firstFrom(problems, around.start); at < problems.length; at++) {
    const problem = problems[at];
    if (problem === undefined || problem.range.start > around.end) return false;
    if (problem.severity === 'error' && problem.range.end <= around.end) return true;
  }
  return false;
}

/** Index of the first problem at or behind an offset. */
function firstFrom(problems: readonly Problem[], offset: number): number {
  let low = 0;
  let high = problems.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((problems[middle]?.range.start ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function mustBeReferredTo({ model }: Analysis, zone: Zone): boolean {
  const { references } = zone.kind;
  if (references.length === 0 || references.every((rule) => rule.whenUndeclared === 'unknown')) return false;
  if (references.some((rule) => model.computedReferences.has(rule.directive))) return false;
  const isScripted = references.some((rule) => rule.at.form === 'script');
  return (
    !isScripted || !(model.scripts.isIncomplete || model.scripts.strings.some((strings) => strings.has(zone.name)))
  );
}
