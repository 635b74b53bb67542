import { t } from '../../../../../server/src/l10n';
import { formatBytes } from '../../../../../server/src/zones/sizeText';
import type { ChartTheme, LegendEntry } from '../../chartView';
import { isHighContrast } from '../../highContrast';
import { classShades } from './classShades';
import { meaningEntry } from './fills';
import { mixColours } from './mixColours';
import type { CellRun, PageLook } from './pageCells';

/** How a part of a cell is filled: a look, and of slabs the class; null where classes differ or are not known. */
export interface PageFill {
  readonly look: PageLook | 'free chunks';
  readonly slotBytes: number | null;
}

const FREE_CHUNKS = 0.16;
/** In high contrast a surface needs more to be seen. */
const FREE_CHUNKS_IN_CONTRAST = 0.3;

const SEVERAL_PATTERN = 3;
const PAGES_PATTERN = 4;
const BEHIND_PATTERN = 5;

/**
 * Colour and pattern of a part of a cell.
 *
 * @param classes that there are in the map, from the smallest on: their shades are as far apart as they can be
 */
export function pageEntry(theme: ChartTheme, { look, slotBytes }: PageFill, classes: readonly number[]): LegendEntry {
  switch (look) {
    case 'metadata':
      return meaningEntry(theme, 'metadata', t('metadata'));
    case 'slot':
      return {
        label: slotBytes === null ? t('slabs of several classes') : t('slabs of {0}', formatBytes(slotBytes)),
        colour: classColour(theme, slotBytes, classes),
        pattern: slotBytes === null ? SEVERAL_PATTERN : null,
      };
    case 'free chunks':
      return {
        label: t('free chunks in slabs'),
        colour: mixColours(
          theme.meaning.used,
          theme.background,
          isHighContrast(theme) ? FREE_CHUNKS_IN_CONTRAST : FREE_CHUNKS,
        ),
        pattern: null,
      };
    case 'pages':
      return { label: t('allocations above half a page'), colour: pagesColour(theme), pattern: PAGES_PATTERN };
    case 'free':
      return meaningEntry(theme, 'free again', t('free'));
    case 'never touched':
      return meaningEntry(theme, 'never touched', t('free, never touched'));
    case 'behind':
      return { label: t('unusable end of the zone'), colour: theme.mutedForeground, pattern: BEHIND_PATTERN };
  }
}

/** Slot classes of a map, from the smallest on. */
export function slotClasses(runs: readonly CellRun[]): number[] {
  return [...new Set(runs.flatMap(({ slotBytes }) => (slotBytes === null ? [] : [slotBytes])))].sort(
    (one, other) => one - other,
  );
}

/** What there is in the map, in the order in which cells are filled; slabs from the smallest class on. */
export function pageLegend(theme: ChartTheme, runs: readonly CellRun[]): LegendEntry[] {
  const looks = new Set(runs.flatMap((run) => run.looks.map(({ look }) => look)));
  const slotRuns = runs.filter((run) => run.looks.some(({ look }) => look === 'slot'));
  const classes = slotClasses(slotRuns);
  const fills: PageFill[] = [];
  if (looks.has('metadata')) fills.push({ look: 'metadata', slotBytes: null });
  for (const slotBytes of classes) fills.push({ look: 'slot', slotBytes });
  if (slotRuns.some(({ slotBytes }) => slotBytes === null)) fills.push({ look: 'slot', slotBytes: null });
  if (slotRuns.some(({ usedShare }) => usedShare !== null && usedShare < 1)) {
    fills.push({ look: 'free chunks', slotBytes: null });
  }
  for (const look of ['pages', 'free', 'never touched', 'behind'] as const) {
    if (looks.has(look)) fills.push({ look, slotBytes: null });
  }
  return fills.map((fill) => pageEntry(theme, fill, classes));
}

function classColour(theme: ChartTheme, slotBytes: number | null, classes: readonly number[]): string {
  const place = slotBytes === null ? -1 : classes.indexOf(slotBytes);
  return place < 0 ? theme.meaning.used : (classShades(theme, classes.length)[place] ?? theme.meaning.used);
}

/** A colour that means nothing else in the dashboard. */
function pagesColour({ palette, meaning, foreground }: ChartTheme): string {
  const taken = new Set(Object.values(meaning));
  return palette.findLast((colour) => !taken.has(colour)) ?? foreground;
}
