import { listText, sentences, t } from '../../l10n';
import { zoneKinds } from '../../zones/catalogue';
import { lengthBytes } from '../../zones/declarations';
import { formatBytes } from '../../zones/sizeText';
import type { ZoneKind } from '../../zones/zoneKind';
import type { Analysis } from '../analysis';
import { blocks, code, lines, plain } from '../hover/markdown';
import { LONGEST_SYNTAX } from '../hover/sizeChoices';
import { zoneHover } from '../hover/zoneHover';
import { productName } from './availability';
import type { CompletionData } from './completion';

/**
 * More about a completion, as Markdown: what a row of the catalogue says of a directive, or all that there is to know of a
 * zone. Null where the config no longer has it.
 *
 * @param nowMs time that the age of live figures is told for, in milliseconds since 1970
 */
export function completionDocumentation(analysis: Analysis, data: CompletionData, nowMs: number): string | null {
  if (data.type === 'zone') return zoneDocumentation(analysis, data.name, data.tag, nowMs);
  const kind = zoneKinds.find(({ id }) => id === data.id);
  if (kind === undefined) return null;
  return data.type === 'kind' ? kindDocumentation(analysis, kind) : useDocumentation(kind, data.directive);
}

function zoneDocumentation(analysis: Analysis, name: string, tag: string, nowMs: number): string | null {
  const zone = analysis.model.zones.find((one) => one.name === name && one.kind.tag === tag && !one.isImplicit);
  const declaration = zone?.declarations[0];
  if (declaration === undefined) return null;
  return zoneHover(analysis, declaration.file.path, declaration.argumentRange.start, nowMs)?.markdown ?? null;
}

function kindDocumentation({ host }: Analysis, kind: ZoneKind): string {
  const { size, contexts, since, removedIn } = kind;
  const lengths = [
    size.minimum === null ? '' : t('Smallest size: {0}.', formatBytes(lengthBytes(size.minimum, host.pageSizeBytes))),
    size.defaultSize === null
      ? ''
      : t('Without the directive: {0}.', formatBytes(lengthBytes(size.defaultSize, host.pageSizeBytes))),
  ];
  const versions = [
    since === undefined ? '' : t('Since {0}.', since),
    removedIn === undefined ? '' : t('Removed in {0}.', removedIn),
  ];
  return blocks([
    code(kind.syntax, LONGEST_SYNTAX),
    sentences(
      t('{0}, {1}.', plain(productName(kind)), plain(kind.module)),
      t('Stands in {0}.', listText(contexts.map((one) => code(one)))),
    ),
    sentences(...lengths, ...versions),
    behaviour(kind),
  ]);
}

function useDocumentation(kind: ZoneKind, directive: string): string {
  return blocks([
    t('{0} takes a zone that {1} declares.', code(directive), code(kind.directive ?? kind.module)),
    code(kind.syntax, LONGEST_SYNTAX),
    behaviour(kind),
  ]);
}

function behaviour(kind: ZoneKind): string {
  return lines([
    sentences(t('**When full:**'), plain(t(kind.whenFull))),
    sentences(t('**On reload:**'), plain(t(kind.onReload))),
  ]);
}
