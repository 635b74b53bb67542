import { exactSizeBytes, type ZoneDeclaration } from '../../zones/declarations';
import type { ZoneReference } from '../../zones/references';
import { formatBytes } from '../../zones/sizeText';
import type { ZoneKind } from '../../zones/zoneKind';
import { isDeclaration, type ZoneConflict } from '../../zones/zoneList';
import type { Analysis } from '../analysis';
import { type Certainty, certaintyOf, refusal } from './certainty';
import { nearestName } from './nearestName';
import { declarationValues, fillMessage } from './nginxMessage';
import type { Problem, RelatedPlace } from './problem';

/** Where declarations and references of zones do not agree. */
export function conflictProblems(analysis: Analysis): Problem[] {
  const certainty = certaintyOf(analysis.model);
  return analysis.model.conflicts.flatMap((conflict) => conflictProblem(analysis, certainty, conflict));
}

function conflictProblem(analysis: Analysis, certainty: Certainty, conflict: ZoneConflict): Problem[] {
  switch (conflict.type) {
    case 'duplicate': {
      if (!certainty.seesRepetition) return [];
      const { declaration, first } = conflict;
      const { kind, file, nameRange: range } = declaration;
      const template = kind.messages.duplicate ?? 'zone "{name}" is declared twice';
      const values = declarationValues(declaration, analysis.host.pageSizeBytes);
      const { key = '' } = declarationValues(first, analysis.host.pageSizeBytes);
      const message = `${fillMessage(template, { ...values, key })}. Remove one of the two.`;
      const related = [placeOf(first, 'First declared here.')];
      return [{ code: 'zone-declared-twice', severity: refusal(kind), message, path: file.path, range, related }];
    }
    case 'ignored': {
      if (!certainty.seesRepetition) return [];
      const { declaration, first } = conflict;
      const { kind, file, sizeRange: range } = declaration;
      const values = declarationValues(declaration, analysis.host.pageSizeBytes);
      const says = fillMessage(kind.messages.duplicate ?? 'this size is ignored', values);
      const message = `${says}. The size read first, ${first.sizeText ?? ''}, stays. Remove one of the two.`;
      const related = [placeOf(first, 'This size is taken.')];
      return [{ code: 'zone-declared-twice', severity: 'warning', message, path: file.path, range, related }];
    }
    case 'size': {
      if (!certainty.seesRepetition) return [];
      const { declaration, first, firstBytes } = conflict;
      const { pageSizeBytes } = analysis.host;
      const message =
        `the size ${exactSizeBytes(declaration, pageSizeBytes)} of shared memory zone "${declaration.name}" conflicts ` +
        `with already declared size ${exactSizeBytes(first, pageSizeBytes)}. All declarations of one zone must give ` +
        'the same size.';
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

type Place = ZoneDeclaration | ZoneReference;

function kindOf(at: Place): ZoneKind | undefined {
  return isDeclaration(at) ? at.kind : at.forms[0]?.kind;
}

function differentUse(certainty: Certainty, at: Place, first: Place | ZoneKind): Problem[] {
  if (!certainty.seesRepetition) return [];
  const isByItself = 'grammar' in first;
  const owners = [kindOf(at), isByItself ? first : kindOf(first)];
  // How NGINX Plus names its zones in the list is not public, so they may not meet at all.
  if (owners.some((kind) => kind?.verification === 'documentation')) return [];
  const owner = isByItself ? `${first.module} makes a zone of this name by itself` : `${describe(first)} has this name`;
  const message =
    `the shared memory zone "${at.name}" is already declared for a different use. ` +
    `A zone belongs to one module: ${owner}, so ${describe(at)} needs another.`;
  const kind = kindOf(at);
  const { path, range } = placeOf(at, '');
  return [
    {
      code: 'zone-different-use',
      severity: kind === undefined ? 'warning' : refusal(kind),
      message,
      path,
      range,
      related: isByItself ? [] : [placeOf(first, `Taken here by ${describe(first)}.`)],
    },
  ];
}

function describe(place: Place): string {
  if (isDeclaration(place)) return `"${place.kind.directive ?? place.kind.module}" (${place.kind.module})`;
  return `"${place.directive}" (${place.forms[0]?.kind.module ?? 'a script'})`;
}

function placeOf(at: Place, message: string): RelatedPlace {
  if (isDeclaration(at)) return { path: at.file.path, range: at.nameRange, message };
  return { path: at.path, range: at.range, message };
}

function undeclared(analysis: Analysis, at: Place): Problem {
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
  const says = fillMessage(template, { directive: at.directive, name: at.name });
  const declaredBy = form.kind.directive === null ? '' : ` No ${form.kind.directive} declares it.`;
  return { ...base, severity: refusal(form.kind), message: `${says}.${declaredBy}${meant}` };
}
