import type { ZoneDeclaration } from '../../zones/declarations';
import { formatBytes } from '../../zones/sizeText';
import type { Zone } from '../../zones/zone';
import type { Analysis } from '../analysis';
import { certaintyOf } from './certainty';
import type { Problem } from './problem';

/**
 * Zones that nothing refers to, where everything that could is in sight.
 *
 * @param others problems found before: a zone that nginx refuses is no matter of use
 */
export function unusedZones(analysis: Analysis, others: readonly Problem[]): Problem[] {
  if (!certaintyOf(analysis.model).seesEverything || analysis.model.hasPlaceholders) return [];
  const errors = others.filter(({ severity }) => severity === 'error');
  return analysis.model.zones.flatMap((zone): Problem[] => {
    const [declaration] = zone.declarations;
    if (zone.declarations.some((one) => errors.some((error) => isAt(error, one)))) return [];
    if (declaration === undefined || zone.references.length > 0 || !mustBeReferredTo(analysis, zone)) return [];
    const cost = zone.sizeBytes === null ? '' : ` It takes ${formatBytes(zone.sizeBytes)} of address space`;
    const loaded = analysis.figures.get(zone)?.footprint.emptyLoadedBytes ?? null;
    const ram = loaded === null || cost === '' ? '' : ` and ${formatBytes(loaded)} of RAM`;
    const message = `Zone "${zone.name}" is declared but never used.${cost}${ram}${cost === '' ? '' : '.'}`;
    const { file, nameRange: range } = declaration;
    return [{ code: 'zone-unused', severity: 'information', message, path: file.path, range, related: [] }];
  });
}

function isAt({ path, range }: Problem, { file, range: around }: ZoneDeclaration): boolean {
  return path === file.path && around.start <= range.start && range.end <= around.end;
}

function mustBeReferredTo({ model }: Analysis, zone: Zone): boolean {
  const { references } = zone.kind;
  if (references.length === 0 || references.every((rule) => rule.whenUndeclared === 'unknown')) return false;
  if (references.some((rule) => model.computedReferences.has(rule.directive))) return false;
  const isScripted = references.some((rule) => rule.at.form === 'script');
  return !isScripted || !(model.scripts.isIncomplete || model.scripts.strings.has(zone.name));
}
