import { formatCount } from '../../../../server/src/features/figures';
import { durationText } from '../../../../server/src/features/liveTexts';
import { printable } from '../../../../server/src/features/printable';
import { sentences, t } from '../../../../server/src/l10n';
import type { DashboardPageMap, DashboardZone, DashboardZoneDetail } from '../../../../server/src/shared/dashboard';
import { formatBytes } from '../../../../server/src/zones/sizeText';
import type { ChartContext, ChartTable, ChartView } from '../chartView';
import { pagesText } from './support/countTexts';
import { emptyChart } from './support/emptyChart';
import { atItsTime } from './support/itsTime';
import { lazyItem } from './support/lazyItem';
import { largestRunPages, largestRunText, lookedZone } from './support/lookedZone';
import { type CellRun, cellRuns, longestFreeCells } from './support/pageCells';
import { pageLegend } from './support/pageFills';
import { pageMapOption } from './support/pageMapOption';
import { lookText, runLines } from './support/pageTexts';

/** A map that is older than this beside the other figures says so. */
const OLD_MS = 5000;

/** Every page of the zone that is looked at as a cell, or a part of one, by what it is. */
export function pageMap(context: ChartContext): ChartView {
  const title = t('Page map');
  const { data, theme } = context;
  const zone = lookedZone(data);
  const detail = data.zone;
  const map = detail?.pageMap ?? null;
  const runs = map === null ? [] : cellRuns(map);
  if (zone === null || detail === null || map === null || runs.length === 0) {
    return emptyChart({ id: 'pages', title, empty: emptyText(context, zone, detail) });
  }
  const longest = markedRun(runs, map, detail);
  const { option, heightPx } = pageMapOption(context, { runs, map, longest });
  const legend = pageLegend(theme, runs);
  return {
    id: 'pages',
    title,
    summary: atItsTime(data, summary(zone, detail, runs, map, data.pageSizeBytes)),
    notes: [...notes(context, map, runs), ...baselineNotes(context, detail, runs)],
    controls: [],
    option,
    empty: null,
    heightPx,
    legend:
      longest === null
        ? legend
        : [...legend, { label: t('longest free run (outlined)'), colour: theme.meaning.mark, pattern: null }],
    table: table(runs),
    items: runs.map((run, dataIndex) => lazyItem(0, dataIndex, () => runLines(run).join('; '))),
  };
}

function emptyText({ data }: ChartContext, zone: DashboardZone | null, detail: DashboardZoneDetail | null): string {
  if (data.state === 'planned') return t('Nothing runs: the pages of a zone show once a server runs and is attached.');
  if (zone === null || detail === null) return t('There is no zone.');
  return detail.pageMapObstacle ?? t('The pages of {0} have not been read yet.', printable(zone.name));
}

/** The longest free run, where the cells show where it is. */
function markedRun(runs: readonly CellRun[], { pagesPerCell }: DashboardPageMap, detail: DashboardZoneDetail) {
  const found = longestFreeCells(runs);
  const pages = largestRunPages(detail);
  if (found === null || found.pageCount < 2) return null;
  if (pages === null) return pagesPerCell === 1 ? found : null;
  // A run may begin and end within a cell that is not wholly free.
  return found.pageCount <= pages && pages < found.pageCount + 2 * pagesPerCell ? found : null;
}

function summary(
  zone: DashboardZone,
  detail: DashboardZoneDetail,
  runs: readonly CellRun[],
  map: DashboardPageMap,
  pageSizeBytes: number,
): string {
  const pages = t(
    '{0}: {1} pages of {2}, {3} of them free.',
    printable(zone.name),
    formatCount(map.totalPages),
    formatBytes(pageSizeBytes),
    formatCount(freePages(runs)),
  );
  return sentences(pages, largestRunText(zone, detail, pageSizeBytes) ?? '');
}

function freePages(runs: readonly CellRun[]): number {
  return runs.reduce((sum, run) => sum + (pagesIn(run, 'free') + pagesIn(run, 'never touched')) * run.cellCount, 0);
}

/** What the snapshot had: a map of differences would be of pages that hold something else by now. */
function baselineNotes(
  { baseline, data }: ChartContext,
  detail: DashboardZoneDetail,
  runs: readonly CellRun[],
): string[] {
  if (baseline === null) return [];
  const before = baseline.zone?.zoneKey === data.zone?.zoneKey ? baseline.zone : null;
  const map = before?.pageMap ?? null;
  if (before === null || map === null) return [t('The snapshot does not have the pages of this zone.')];
  const free = t(
    'Free pages: {0} in the snapshot, {1} now.',
    formatCount(freePages(cellRuns(map))),
    formatCount(freePages(runs)),
  );
  const [runBefore, runNow] = [largestRunPages(before), largestRunPages(detail)];
  if (runBefore === null || runNow === null) return [free];
  return [
    sentences(free, t('Largest free run: {0} in the snapshot, {1} now.', pagesText(runBefore), pagesText(runNow))),
  ];
}

function pagesIn({ looks }: CellRun, look: CellRun['look']): number {
  return looks.find((entry) => entry.look === look)?.pages ?? 0;
}

function notes({ data }: ChartContext, map: DashboardPageMap, runs: readonly CellRun[]): string[] {
  const list: string[] = [];
  if (!map.isConsistent) list.push(t('The server was writing to the zone while it was read: some cells may be wrong.'));
  const ageMs = data.takenAtMs - map.takenAtMs;
  if (ageMs > OLD_MS) list.push(t('The map was read {0} before the other figures.', durationText(ageMs)));
  list.push(
    map.pagesPerCell === 1
      ? t(
          'A cell is a page. A slab page is filled as far as its chunks are in use; its shade tells the size of the chunks.',
        )
      : t(
          'A cell is {0} pages, filled from the bottom by what they are. Of slab pages the coloured part is in use; its shade tells the size of the chunks.',
          formatCount(map.pagesPerCell),
        ),
  );
  if (runs.some((run) => pagesIn(run, 'free') > 0 && run.loadedPages > 0)) {
    list.push(
      t('Free pages that still hold RAM were in use once: nginx gives none back to the system, but uses them again.'),
    );
  }
  return list;
}

function table(runs: readonly CellRun[]): ChartTable {
  return {
    columns: [
      { key: 'firstPage', label: t('first page'), unit: 'count' },
      { key: 'pages', label: t('pages'), unit: 'count' },
      { key: 'state', label: t('state'), unit: 'text' },
      { key: 'slotBytes', label: t('class'), unit: 'bytes' },
      { key: 'usedShare', label: t('chunks in use'), unit: 'percent' },
      { key: 'loadedPages', label: t('loaded pages'), unit: 'count' },
      { key: 'untouchedPages', label: t('pages not loaded'), unit: 'count' },
    ],
    rows: runs.map((run) => ({
      key: String(run.firstPage),
      cells: [
        run.firstPage,
        run.pageCount,
        stateText(run),
        run.slotBytes,
        run.usedShare,
        ...(run.loadedPages + run.untouchedPages === 0 ? [null, null] : [run.loadedPages, run.untouchedPages]),
      ],
      exactness: 'exact',
      marked: [],
    })),
  };
}

function stateText({ looks, look, cellCount }: CellRun): string {
  if (looks.length < 2) return lookText(look);
  return looks.map((entry) => `${lookText(entry.look)}: ${formatCount(entry.pages * cellCount)}`).join(t(', '));
}
