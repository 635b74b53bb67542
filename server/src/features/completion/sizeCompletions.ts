import { t } from '../../l10n';
import { zoneKindsByDirective } from '../../zones/catalogue';
import { firstParameter, readZoneDirective } from '../../zones/declarations';
import { chooseKind } from '../../zones/kindChoice';
import { formatBytes } from '../../zones/sizeText';
import type { Zone } from '../../zones/zone';
import type { ZoneKind } from '../../zones/zoneKind';
import { type Analysis, figuresAtSize } from '../analysis';
import { formatPercent } from '../figures';
import { compactCount } from '../hover/figureTexts';
import { type SuggestedSize, suggestedSizes } from '../sizing';
import type { Completion } from './completion';
import type { StatementPlace } from './cursorPlace';

/** Sizes where a zone directive has its size, the smallest first, each with what it would fit and cost. */
export function sizeCompletions(
  analysis: Analysis,
  path: string,
  place: StatementPlace,
  contexts: readonly string[],
): readonly Completion[] {
  const { directive, token } = place;
  const kinds = zoneKindsByDirective.get(place.words[0] ?? '');
  const file = analysis.model.config.files.get(path);
  const [context] = contexts;
  if (kinds === undefined || file === undefined || directive === null || context === undefined) return [];
  const kind = chooseKind(kinds, file.tree, directive, context, analysis.model.options.build);
  const from = kind === null ? null : sizeStart(kind, place);
  if (kind === null || from === null || /[\\\n]/.test(token.typed)) return [];
  const placed = { kind, file, directive, context, block: '' };
  const known = analysis.model.zones.find(({ declarations }) =>
    declarations.some((one) => one.file.path === path && one.directive === directive),
  );
  const declarations = readZoneDirective(placed, analysis.host.pageSizeBytes).zones;
  const name = declarations[0]?.name ?? kind.fixedName ?? '';
  const thoughtOf = {
    name,
    kind,
    declarations,
    references: [],
    isImplicit: false,
    sizeBytes: null,
    growsUnseen: false,
  };
  // Angie's size may be followed by more.
  const colon = kind.product === 'angie' ? token.tail.indexOf(':') : -1;
  const replace = { start: token.start + from, end: token.end - (colon === -1 ? 0 : token.tail.length - colon) };
  const zone = known?.kind.tag === kind.tag ? known : thoughtOf;
  const choices = suggestedSizes(analysis, zone);
  const isLoadedKnown = isInitKnown(analysis, zone, choices[0]);
  return choices.map((choice, index) => ({
    kind: 'size',
    label: choice.sizeText,
    detail: choiceDetail(analysis, choice, isLoadedKnown),
    data: null,
    insertText: choice.sizeText,
    isSnippet: false,
    replace,
    sortText: String(index).padStart(3, '0'),
  }));
}

/** Where in the cursor's token the size begins; null where the cursor is not in it. */
function sizeStart(kind: ZoneKind, { words, token }: StatementPlace): number | null {
  const { grammar } = kind;
  const { typed } = token;
  const argument = words.length;
  const behindColon = (from: number): number | null => {
    const colon = typed.indexOf(':', from);
    return colon === -1 || typed.includes(':', colon + 1) ? null : colon + 1;
  };
  const behindPrefix = (prefix: string): number | null => (typed.startsWith(prefix) ? prefix.length : null);
  switch (grammar.form) {
    case 'keyed':
      return argument >= firstParameter(kind) && typed.startsWith(grammar.prefix)
        ? behindColon(grammar.prefix.length)
        : null;
    case 'spec':
      return argument === grammar.argument ? behindColon(0) : null;
    case 'positional':
      if (argument === grammar.sizeArgument) return 0;
      return grammar.specAllowed === true && argument === grammar.nameArgument ? behindColon(0) : null;
    case 'separate':
      return behindPrefix(grammar.sizePrefix);
    case 'sizeOnly':
      if (grammar.sizePrefix !== undefined) return behindPrefix(grammar.sizePrefix);
      return argument === grammar.sizeArgument ? 0 : null;
    default:
      return null;
  }
}

/** What the module puts into a new zone is known, whatever the zone's size. */
function isInitKnown(analysis: Analysis, zone: Zone, choice: SuggestedSize | undefined): boolean {
  return choice !== undefined && figuresAtSize(analysis, zone, choice.sizeBytes).footprint.emptyFreePages !== null;
}

function choiceDetail({ host }: Analysis, choice: SuggestedSize, isLoadedKnown: boolean): string {
  const { fits, usableBytes, emptyLoadedBytes, exactness, limitShare } = choice;
  const { limitBytes } = host.memory;
  const parts: string[] = [];
  if (fits !== null) {
    const isExact = exactness === 'exact' && (fits.basis === 'set' || fits.keyBytes + fits.valueBytes === 0);
    parts.push(t('fits {0} {1}', `${isExact ? '' : '≈ '}${compactCount(fits.entries)}`, t(fits.noun)));
  } else if (usableBytes !== null) parts.push(t('{0} usable', formatBytes(usableBytes)));
  if (emptyLoadedBytes !== null) {
    const mark = exactness === 'exact' ? '' : isLoadedKnown ? '≈ ' : '≥ ';
    parts.push(t('{0} when empty', `${mark}${formatBytes(emptyLoadedBytes)}`));
  }
  if (limitShare !== null && limitBytes !== null) {
    parts.push(t('{0} of {1}', formatPercent(limitShare), formatBytes(limitBytes)));
  }
  return parts.join(' · ');
}
