import { t } from '../../../../../server/src/l10n';
import type { DashboardBreakdown, DashboardZone, Figure } from '../../../../../server/src/shared/dashboard';
import type { MemoryUse } from '../../../../../server/src/shared/liveServer';
import { sumFigures, weakest } from './sumFigures';

/** Uses as they stand in a bar, with their places among the theme's colours and patterns. */
export const MEMORY_USES: readonly {
  readonly use: MemoryUse;
  readonly colour: number;
  readonly pattern: number | null;
}[] = [
  { use: 'shared zones', colour: 0, pattern: null },
  { use: 'heap', colour: 1, pattern: 0 },
  { use: 'LuaJIT', colour: 2, pattern: 1 },
  { use: 'code and libraries', colour: 3, pattern: 2 },
  { use: 'stack', colour: 4, pattern: 3 },
  { use: 'other', colour: 6, pattern: 4 },
];

/** Zones that are drawn as pieces of their own; the others stand together. */
const MOST_ZONES = 5;

/** Ways to count a process's memory, a bar each. */
export type MemoryView = 'virtual' | 'resident' | 'application';
export const MEMORY_VIEWS: readonly MemoryView[] = ['virtual', 'resident', 'application'];

/** A piece of the bars. */
export interface MemoryPart {
  /** The same over time. */
  readonly key: string;
  /** For people; of a zone its name, as hostile as it is. */
  readonly label: string;
  readonly use: MemoryUse;
  /** Place among the theme's patterns; null for none. */
  readonly pattern: number | null;
  /** Of a piece that is one zone. */
  readonly zoneKey: string | null;
  readonly figures: Readonly<Record<MemoryView, Figure>>;
}

/** A use for people. */
export function useLabel(use: MemoryUse): string {
  switch (use) {
    case 'shared zones':
      return t('shared zones');
    case 'heap':
      return t('heap');
    case 'LuaJIT':
      return 'LuaJIT'; // a name
    case 'code and libraries':
      return t('code and libraries');
    case 'stack':
      return t('stack');
    case 'other':
      return t('other');
  }
}

/** A process's memory by what it is, one part a use; uses that it does not tell of are left out. */
export function partsByUse(breakdown: DashboardBreakdown): MemoryPart[] {
  return MEMORY_USES.flatMap(({ use, pattern }): MemoryPart[] => {
    const part = breakdown.parts.find((one) => one.use === use);
    const application = breakdown.application.find((one) => one.use === use)?.figure ?? null;
    if (part === undefined && application === null) return [];
    const isGuess = use === 'LuaJIT' && breakdown.isLuaJitEstimated;
    const counted = (bytes: number | null): Figure => ({ bytes, exactness: isGuess ? 'estimated' : 'exact' });
    return [
      {
        key: use,
        label: useLabel(use),
        use,
        pattern,
        zoneKey: null,
        figures: {
          virtual: counted(part?.virtualBytes ?? null),
          resident: counted(part?.residentBytes ?? null),
          application:
            application === null
              ? { bytes: null, exactness: 'exact' }
              : { bytes: application.bytes, exactness: isGuess ? 'estimated' : application.exactness },
        },
      },
    ];
  });
}

/** All zones of the process, one part each, by what is loaded of them. */
export function partsByZone(breakdown: DashboardBreakdown, zones: readonly DashboardZone[]): MemoryPart[] {
  const names = new Map(zones.map(({ key, name }) => [key, name]));
  return [...breakdown.zones]
    .sort((left, right) => (right.loaded.bytes ?? -1) - (left.loaded.bytes ?? -1))
    .map(({ zoneKey, virtualBytes, residentBytes, loaded }) => ({
      key: `zone ${zoneKey}`,
      label: names.get(zoneKey) ?? zoneKey,
      use: 'shared zones',
      pattern: null,
      zoneKey,
      figures: {
        virtual: { bytes: virtualBytes, exactness: 'exact' },
        resident: { bytes: residentBytes, exactness: 'exact' },
        application: loaded,
      },
    }));
}

/** The same parts with the zones' one opened up: the first `most` zones, and the others together. */
export function openedUp(
  parts: readonly MemoryPart[],
  zoneParts: readonly MemoryPart[],
  most = MOST_ZONES,
): MemoryPart[] {
  const largest = zoneParts.slice(0, most).map((part, index) => ({ ...part, pattern: index === 0 ? null : index }));
  return parts.flatMap((part) => {
    if (part.use !== 'shared zones' || zoneParts.length === 0) return [part];
    const restCount = zoneParts.length - largest.length;
    if (restCount === 0) return largest;
    const rest = {
      ...part,
      key: 'other zones',
      label: restCount === 1 ? t('1 other zone') : t('{0} other zones', restCount),
      pattern: 0,
      figures: {
        virtual: without(part, largest, 'virtual'),
        resident: without(part, largest, 'resident'),
        application: without(part, largest, 'application'),
      },
    };
    return [...largest, rest];
  });
}

/** What a part leaves beside others: not known where one of them is not. */
function without(part: MemoryPart, others: readonly MemoryPart[], view: MemoryView): Figure {
  const whole = part.figures[view];
  const figures = others.map((other) => other.figures[view]);
  if (whole.bytes === null || figures.some(({ bytes }) => bytes === null)) return { bytes: null, exactness: 'exact' };
  const bytes = Math.max(0, whole.bytes - (sumFigures(figures).bytes ?? 0));
  return { bytes, exactness: weakest([whole.exactness, ...figures.map(({ exactness }) => exactness)]) };
}

/** All parts together. That one is told from the others by a guess makes their sum no guess. */
export function partsTotal(parts: readonly MemoryPart[], view: MemoryView): Figure {
  const total = sumFigures(parts.map(({ figures }) => figures[view]));
  const others = sumFigures(parts.filter(({ use }) => use !== 'LuaJIT').map(({ figures }) => figures[view]));
  const isWhole = parts.every(({ figures }) => figures[view].bytes !== null);
  return isWhole && others.bytes !== null ? { bytes: total.bytes, exactness: others.exactness } : total;
}
