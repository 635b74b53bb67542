import type { ZoneDeclaration } from '../../zones/declarations';
import type { ZoneReference } from '../../zones/references';
import { formatBytes } from '../../zones/sizeText';
import { isDeclaration, type ZoneConflict } from '../../zones/zoneList';
import type { Zone } from '../../zones/zoneModel';
import type { Analysis } from '../analysis';
import { type Certainty, certaintyOf, refusal } from './certainty';
import { nginxMessage } from './nginxMessage';
import type { Problem, RelatedPlace } from './problem';

/** Where declarations and references of zones do not agree. */
export function conflictProblems(analysis: Analysis): Problem[] {
  const certainty = certaintyOf(analysis.model);
  const problems = analysis.model.conflicts.flatMap((conflict) => conflictProblem(analysis, certainty, conflict));
  return [...problems, ...unusedZones(analysis, certainty)];
}

function conflictProblem(analysis: Analysis, certainty: Certainty, conflict: ZoneConflict): Problem[] {
  switch (conflict.type) {
    case 'duplicate': {
      if (!certainty.seesRepetition) return [];
      const { declaration, first } = conflict;
      const { kind, file, nameRange: range } = declaration;
      const template = kind.messages.duplicate ?? 'zone "{name}" is declared twice';
      const message = `${nginxMessage(template, declaration, analysis.host.pageSizeBytes, { first })}.`;
      const related = [placeOf(first, 'First declared here.')];
      return [{ code: 'zone-declared-twice', severity: refusal(kind), message, path: file.path, range, related }];
    }
    case 'size': {
      if (!certainty.seesRepetition) return [];
      const { declaration, sizeBytes, first, firstBytes } = conflict;
      const message =
        `the size ${sizeBytes} of shared memory zone "${declaration.name}" conflicts with already declared size ` +
        `${firstBytes}. All declarations of one zone must give the same size.`;
      const related = [{ ...placeOf(first, `Here it is ${formatBytes(firstBytes)}.`), range: first.sizeRange }];
      const { file, sizeRange: range, kind } = declaration;
      return [{ code: 'zone-size-conflict', severity: refusal(kind), message, path: file.path, range, related }];
    }
    case 'use':
      return differentUse(certainty, conflict.at, conflict.first);
    case 'undeclared':
      return certainty.seesEverything ? [undeclared(analysis, conflict.at)] : [];
  }
}

function differentUse(
  certainty: Certainty,
  at: ZoneDeclaration | ZoneReference,
  first: ZoneDeclaration | ZoneReference,
): Problem[] {
  if (!certainty.seesRepetition) return [];
  const place = placeOf(at, '');
  const message =
    `the shared memory zone "${at.name}" is already declared for a different use. ` +
    `A zone belongs to one module: ${describe(first)} has this name, so ${describe(at)} needs another.`;
  const kind = isDeclaration(at) ? at.kind : at.forms[0]?.kind;
  return [
    {
      code: 'zone-different-use',
      severity: kind === undefined ? 'warning' : refusal(kind),
      message,
      path: place.path,
      range: place.range,
      related: [placeOf(first, `Taken here by ${describe(first)}.`)],
    },
  ];
}

function describe(place: ZoneDeclaration | ZoneReference): string {
  if (isDeclaration(place)) return `"${place.kind.directive ?? place.kind.module}" (${place.kind.module})`;
  return `"${place.directive}" (${place.forms[0]?.kind.module ?? 'a script'})`;
}

function placeOf(at: ZoneDeclaration | ZoneReference, message: string): RelatedPlace {
  if (isDeclaration(at)) return { path: at.file.path, range: at.nameRange, message };
  return { path: at.path, range: at.range, message };
}

function undeclared(analysis: Analysis, at: ZoneDeclaration | ZoneReference): Problem {
  const place = placeOf(at, '');
  const base = { code: 'zone-undeclared', path: place.path, range: place.range, related: [] } as const;
  if (isDeclaration(at)) {
    const message = `zero size shared memory zone "${at.name}". Write its size here, or in one of the blocks that share it.`;
    return { ...base, severity: refusal(at.kind), message };
  }
  const [form] = at.forms;
  const nearest = nearestName(analysis, at);
  const meant = nearest === null ? '' : ` Did you mean "${nearest}"?`;
  if (form === undefined || form.rule.whenUndeclared === 'runtime') {
    const declared = at.directive === 'js' ? 'js_shared_dict_zone' : 'lua_shared_dict';
    const what = `ngx.shared.${at.name} is ${at.directive === 'js' ? 'undefined' : 'nil'} when this runs`;
    return { ...base, severity: 'warning', message: `${what}: no ${declared} "${at.name}" is declared.${meant}` };
  }
  const template = form.rule.message ?? 'zero size shared memory zone "{name}"';
  const says = template.replaceAll('{directive}', at.directive).replaceAll('{name}', at.name);
  const declaredBy = form.kind.directive === null ? '' : ` No ${form.kind.directive} declares it.`;
  return { ...base, severity: refusal(form.kind), message: `${says}.${declaredBy}${meant}` };
}

/** The declared zone of the right kind whose name is most like a reference's; null where none is near. */
function nearestName(analysis: Analysis, reference: ZoneReference): string | null {
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(reference.name.length / 3)) + 1;
  for (const zone of analysis.model.zones) {
    if (!reference.forms.some(({ kind }) => kind.tag === zone.kind.tag)) continue;
    const distance = editDistance(reference.name, zone.name, bestDistance);
    if (distance < bestDistance) {
      best = zone.name;
      bestDistance = distance;
    }
  }
  return best;
}

/** Levenshtein distance, given up (as `limit`) where it cannot be below the limit. */
export function editDistance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) >= limit) return limit;
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let at = 1; at <= left.length; at++) {
    const next = [at];
    for (let column = 1; column <= right.length; column++) {
      const change = (row[column - 1] ?? 0) + (left[at - 1] === right[column - 1] ? 0 : 1);
      next.push(Math.min(change, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    if (Math.min(...next) >= limit) return limit;
    row = next;
  }
  return row[right.length] ?? limit;
}

/** Zones that nothing refers to, where everything that could is in sight. */
function unusedZones(analysis: Analysis, certainty: Certainty): Problem[] {
  if (!certainty.seesEverything) return [];
  return analysis.model.zones.flatMap((zone): Problem[] => {
    const [declaration] = zone.declarations;
    if (declaration === undefined || zone.references.length > 0 || !mustBeReferredTo(analysis, zone)) return [];
    const cost = zone.sizeBytes === null ? '' : ` It takes ${formatBytes(zone.sizeBytes)} of address space`;
    const loaded = analysis.figures.get(zone)?.footprint.emptyLoadedBytes ?? null;
    const ram = loaded === null || cost === '' ? '' : ` and ${formatBytes(loaded)} of RAM`;
    const message = `Zone "${zone.name}" is declared but never used.${cost}${ram}${cost === '' ? '' : '.'}`;
    const { file, nameRange: range } = declaration;
    return [{ code: 'zone-unused', severity: 'information', message, path: file.path, range, related: [] }];
  });
}

function mustBeReferredTo({ model }: Analysis, zone: Zone): boolean {
  const { references } = zone.kind;
  if (references.length === 0 || references.every((rule) => rule.whenUndeclared === 'unknown')) return false;
  if (references.some((rule) => model.computedReferences.has(rule.directive))) return false;
  const isScripted = references.some((rule) => rule.at.form === 'script');
  return !isScripted || !(model.scripts.isIncomplete || model.scripts.strings.has(zone.name));
}
