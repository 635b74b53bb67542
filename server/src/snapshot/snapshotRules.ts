import { isPowerOfTwo } from '../host/numbers';
import { t } from '../l10n';
import type { HistorySamples } from '../shared/historySamples';
import type { LivePageMap, PageRun } from '../shared/liveSample';
import type { Snapshot } from '../shared/snapshot';
import { MOST_FIGURES, MOST_PAGES, MOST_RUNS } from './bounds';
import { damageProblem } from './snapshotProblem';

type Keys = readonly (string | number)[];

/** What the parts of a snapshot have to be to one another, which no schema of a single value tells: the first fault. */
export function ruleProblem({ history, pageMaps }: Snapshot): string | null {
  return historyProblem(history) ?? pageMapsProblem(pageMaps);
}

function historyProblem({ takenAtMs, total, zones, processes }: HistorySamples): string | null {
  const lines: { readonly keys: Keys; readonly values: readonly unknown[] }[] = [];
  const addAll = (keys: Keys, { loadedBytes, usedBytes, failures }: HistorySamples['total']): void => {
    lines.push(
      { keys: [...keys, 'loadedBytes'], values: loadedBytes },
      { keys: [...keys, 'usedBytes'], values: usedBytes },
      { keys: [...keys, 'failures'], values: failures },
    );
  };
  addAll(['history', 'total'], total);
  for (const [index, zone] of zones.entries()) addAll(['history', 'zones', index], zone);
  for (const [index, { residentBytes }] of processes.entries()) {
    lines.push({ keys: ['history', 'processes', index, 'residentBytes'], values: residentBytes });
  }
  let figures = takenAtMs.length;
  for (const { keys, values } of lines) {
    if (values.length !== takenAtMs.length) {
      return damageProblem(keys, t('a list of {0}, as many as there are samples', takenAtMs.length), values);
    }
    figures += values.length;
    if (figures > MOST_FIGURES) return damageProblem(keys, t('a shorter list'), values);
  }
  return null;
}

function pageMapsProblem(pageMaps: readonly LivePageMap[]): string | null {
  let runCount = 0;
  for (const [index, { runs, groupPages }] of pageMaps.entries()) {
    const keys: Keys = ['pageMaps', index];
    runCount += runs.length;
    if (runCount > MOST_RUNS) return damageProblem([...keys, 'runs'], t('a shorter list'), runs);
    if (!isPowerOfTwo(groupPages) || groupPages > MOST_PAGES) {
      return damageProblem([...keys, 'groupPages'], t('a power of two'), groupPages);
    }
    const problem = runsProblem(runs, [...keys, 'runs']);
    if (problem !== null) return problem;
  }
  return null;
}

/** From the first page to the last, none left out. */
function runsProblem(runs: readonly PageRun[], keys: Keys): string | null {
  let next = 0;
  for (const [index, run] of runs.entries()) {
    const { firstPage, pageCount, mixed } = run;
    if (firstPage !== next) return damageProblem([...keys, index, 'firstPage'], `${next}`, firstPage);
    next += pageCount;
    if (pageCount === 0 || next > MOST_PAGES) {
      return damageProblem([...keys, index, 'pageCount'], t('a number of pages'), pageCount);
    }
    if ((run.state === 'mixed') !== (mixed !== undefined)) {
      return damageProblem([...keys, index, 'mixed'], t('the pages of a mixed run, and only of one'), mixed);
    }
    if (mixed === undefined) continue;
    const { metadata, free, slot, pages, behind, loaded, notLoaded } = mixed;
    if (metadata + free + slot + pages + behind !== pageCount || loaded + notLoaded > pageCount) {
      return damageProblem([...keys, index, 'mixed'], t('{0} pages in all', pageCount), mixed);
    }
  }
  return null;
}
