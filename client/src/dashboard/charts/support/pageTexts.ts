import { formatCount, formatPercent } from '../../../../../server/src/features/figures';
import { t } from '../../../../../server/src/l10n';
import { formatBytes } from '../../../../../server/src/zones/sizeText';
import type { CellRun, PageLook } from './pageCells';

/** What pages are, in words. */
export function lookText(look: PageLook): string {
  switch (look) {
    case 'metadata':
      return t('metadata');
    case 'slot':
      return t('slabs');
    case 'pages':
      return t('allocations above half a page');
    case 'free':
      return t('free');
    case 'never touched':
      return t('free, never touched');
    case 'behind':
      return t('unusable end of the zone');
  }
}

/** All that is known of neighbouring cells, a line each. */
export function runLines(run: CellRun): string[] {
  const { firstPage, pageCount, cellCount, looks } = run;
  const pages =
    pageCount === 1
      ? t('Page {0}', formatCount(firstPage))
      : t(
          'Pages {0} to {1}: {2} pages',
          formatCount(firstPage),
          formatCount(firstPage + pageCount - 1),
          formatCount(pageCount),
        );
  const lines = [pages];
  if (looks.length === 1) lines.push(lookText(run.look));
  else lines.push(...looks.map((entry) => `${lookText(entry.look)}: ${formatCount(entry.pages * cellCount)}`));
  if (run.slotBytes !== null) lines.push(t('chunks of {0}', formatBytes(run.slotBytes)));
  if (run.usedShare !== null) lines.push(t('{0} of the chunks in use', formatPercent(run.usedShare)));
  lines.push(loadedText(run));
  return lines;
}

function loadedText({ pageCount, loadedPages, untouchedPages }: CellRun): string {
  if (pageCount > 0 && loadedPages >= pageCount) return t('loaded');
  if (pageCount > 0 && untouchedPages >= pageCount) return t('not loaded');
  if (loadedPages + untouchedPages === 0) return t('loaded or not: not known');
  if (loadedPages + untouchedPages < pageCount) {
    return t('{0} loaded, {1} not, of the rest it is not known', formatCount(loadedPages), formatCount(untouchedPages));
  }
  return t('{0} of {1} loaded', formatCount(loadedPages), formatCount(pageCount));
}
