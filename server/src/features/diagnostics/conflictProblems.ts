import { sentences, t } from '../../l10n';
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
  const says = createUndeclared(analysis);
  return analysis.model.conflicts.flatMap((conflict) => conflictProblem(analysis, certainty, conflict, says));
}

function conflictProblem(
  analysis: Analysis,
  certainty: Certainty,
  conflict: ZoneConflict,
  says: UndeclaredMessage,
): Problem[] {
  switch (conflict.type) {
    case 'duplicate': {
      if (!certainty.seesRepetition) return [];
      const { declaration, first } = conflict;
      const { kind, file, nameRange: range } = declaration;
      const template = kind.messages.duplicate;
      const values = declarationValues(declaration, analysis.host.pageSizeBytes);
      const { key = '' } = declarationValues(first, analysis.host.pageSizeBytes);
      const says =
        template === undefined
          ? t('zone "{0}" is declared twice', declaration.name)
          : fillMessage(template, { ...values, key });
      const message = t('{0}. Remove one of the two.', says);
      const related = [placeOf(first, t('First declared here.'))];
      return [{ code: 'zone-declared-twice', severity: refusal(kind), message, path: file.path, range, related }];
    }
    case 'ignored': {
      if (!certainty.seesRepetition) return [];
      const { declaration, first } = conflict;
      const { kind, file, sizeRange: range } = declaration;
      const values = declarationValues(declaration, analysis.host.pageSizeBytes);
      const { duplicate } = kind.messages;
      const says = duplicate === undefined ? t('this size is ignored') : fillMessage(duplicate, values);
      const message = t('{0}. The size read first, {1}, stays. Remove one of the two.', says, first.sizeText ?? '');
      const related = [placeOf(first, t('This size is taken.'))];
      return [{ code: 'zone-declared-twice', severity: 'warning', message, path: file.path, range, related }];
    }
    case 'size': {
      if (!certainty.seesRepetition) return [];
      const { declaration, first, firstBytes } = conflict;
      const { pageSizeBytes } = analysis.host;
      const says =
        `the size ${exactSizeBytes(declaration, pageSizeBytes)} of shared memory zone "${declaration.name}" conflicts ` +
        `with already declared size ${exactSizeBytes(first, pageSizeBytes)}`;
      const message = t('{0}. All declarations of one zone must give the same size.', says);
      const related = [{ ...placeOf(first, t('Here it is {0}.', formatBytes(firstBytes))), range: first.sizeRange }];
      const { file, sizeRange: range, kind } = declaration;
      return [{ code: 'zone-size-conflict', severity: refusal(kind), message, path: file.path, range, related }];
    }
    case 'use':
      return differentUse(certainty, conflict.at, conflict.first);
    case 'undeclared':
      return certainty.seesEverything ? [undeclared(conflict.at, says)] : [];
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
  const says = `the shared memory zone "${at.name}" is already declared for a different use`;
  const own = describe(at);
  const message = isByItself
    ? t(
        '{0}. A zone belongs to one module: {1} makes a zone of this name by itself, so {2} needs another.',
        says,
        first.module,
        own,
      )
    : t('{0}. A zone belongs to one module: {1} has this name, so {2} needs another.', says, describe(first), own);
  const kind = kindOf(at);
  const { path, range } = placeOf(at, '');
  return [
    {
      code: 'zone-different-use',
      severity: kind === undefined ? 'warning' : refusal(kind),
      message,
      path,
      range,
      related: isByItself ? [] : [placeOf(first, t('Taken here by {0}.', describe(first)))],
    },
  ];
}

function describe(place: Place): string {
  if (isDeclaration(place)) return t('"{0}" ({1})', place.kind.directive ?? place.kind.module, place.kind.module);
  return t('"{0}" ({1})', place.directive, place.forms[0]?.kind.module ?? t('a script'));
}

function placeOf(at: Place, message: string): RelatedPlace {
  if (isDeclaration(at)) return { path: at.file.path, range: at.nameRange, message };
  return { path: at.path, range: at.range, message };
}

function undeclared(at: Place, says: UndeclaredMessage): Problem {
  const place = placeOf(at, '');
  const base = { code: 'zone-undeclared', path: place.path, range: place.range, related: [] } as const;
  if (isDeclaration(at)) {
    const says = `zero size shared memory zone "${at.name}"`;
    const message = t('{0}. Write its size here, or in one of the blocks that share it.', says);
    return { ...base, severity: refusal(at.kind), message };
  }
  const [form] = at.forms;
  const isRuntime = form === undefined || form.rule.whenUndeclared === 'runtime';
  return { ...base, severity: isRuntime ? 'warning' : refusal(form.kind), message: says(at) };
}

/** Words that nothing declares what a reference names. */
type UndeclaredMessage = (at: ZoneReference) => string;

/** A name that was changed where it is declared may be undeclared in a thousand places: it is worded once for all. */
function createUndeclared(analysis: Analysis): UndeclaredMessage {
  const messages = new Map<ZoneReference['forms'], Map<string, string>>();
  return (at) => {
    const byName = messages.get(at.forms) ?? new Map<string, string>();
    messages.set(at.forms, byName);
    const known = byName.get(at.name);
    if (known !== undefined) return known;
    const message = undeclaredMessage(analysis, at);
    byName.set(at.name, message);
    return message;
  };
}

function undeclaredMessage(analysis: Analysis, at: ZoneReference): string {
  const [form] = at.forms;
  const nearest = nearestName(analysis, at);
  const meant = nearest === null ? '' : t('Did you mean "{0}"?', nearest);
  if (form === undefined || form.rule.whenUndeclared === 'runtime') {
    const declared = at.directive === 'js' ? 'js_shared_dict_zone' : 'lua_shared_dict';
    const nothing = at.directive === 'js' ? 'undefined' : 'nil';
    const what = t(
      '{0} is {1} when this runs: no {2} "{3}" is declared.',
      `ngx.shared.${at.name}`,
      nothing,
      declared,
      at.name,
    );
    return sentences(what, meant);
  }
  const template = form.rule.message ?? 'zero size shared memory zone "{name}"';
  const says = fillMessage(template, { directive: at.directive, name: at.name });
  const { directive } = form.kind;
  return sentences(directive === null ? t('{0}.', says) : t('{0}. No {1} declares it.', says, directive), meant);
}
