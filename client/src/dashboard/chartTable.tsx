import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../../../server/src/l10n';
import { cellText } from './cellText';
import type { ChartRow, ChartTable as Table } from './chartView';
import { IconButton } from './controls';
import { sentenceCase } from './sentenceCase';

/** So many rows are shown at a time. */
const PAGE_ROWS = 200;

interface Sorting {
  readonly columnKey: string;
  readonly isDescending: boolean;
}

/** The numbers of a chart as a table, which is sorted by the head of a column, and turned over page by page. */
export function ChartTable({ table, caption }: { readonly table: Table; readonly caption: string }): JSX.Element {
  const [sorting, setSorting] = useState<Sorting | null>(null);
  const [page, setPage] = useState(0);
  const rows = sortedRows(table, sorting);
  const pageCount = Math.max(1, Math.ceil(rows.length / PAGE_ROWS));
  const shownPage = Math.min(page, pageCount - 1);
  const shown = rows.slice(shownPage * PAGE_ROWS, (shownPage + 1) * PAGE_ROWS);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached with the keyboard */}
      <section class="table-place" aria-label={t('Table: {0}', caption)} tabIndex={0}>
        <table>
          <caption class="for-readers">{caption}</caption>
          <thead>
            <tr>
              {table.columns.map(({ key, label, unit }) => {
                const direction =
                  sorting?.columnKey === key ? (sorting.isDescending ? 'descending' : 'ascending') : 'none';
                return (
                  <th
                    key={key}
                    scope="col"
                    data-key={key}
                    aria-sort={direction}
                    class={unit === 'text' ? '' : 'number'}
                  >
                    <button type="button" onClick={() => setSorting(next(sorting, key, unit !== 'text'))}>
                      {sentenceCase(label)}
                      <span class="sort-mark" aria-hidden="true">
                        {direction === 'none' ? '' : direction === 'ascending' ? '▲' : '▼'}
                      </span>
                    </button>
                  </th>
                );
              })}
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={row.key} data-key={row.key} data-exactness={row.exactness}>
                {table.columns.map((column, index) => {
                  const cell = {
                    'data-key': column.key,
                    'data-value': dataValue(row.cells[index] ?? null),
                    class: column.unit === 'text' ? '' : 'number',
                  };
                  const text = <bdi>{cellText(column, row, index)}</bdi>;
                  return index === 0 ? (
                    <th key={column.key} scope="row" {...cell}>
                      {text}
                    </th>
                  ) : (
                    <td key={column.key} {...cell}>
                      {text}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {pageCount > 1 && (
        <div class="pages">
          <IconButton
            icon="chevron-left"
            label={t('Rows before')}
            isTight
            action="rows before"
            onPress={() => setPage(Math.max(0, shownPage - 1))}
          />
          <span>
            {t('{0} to {1} of {2}', shownPage * PAGE_ROWS + 1, shownPage * PAGE_ROWS + shown.length, rows.length)}
          </span>
          <IconButton
            icon="chevron-right"
            label={t('Rows behind')}
            isTight
            action="rows behind"
            onPress={() => setPage(Math.min(pageCount - 1, shownPage + 1))}
          />
        </div>
      )}
    </>
  );
}

/** Sorted by another column, the other way round, or not any more. */
function next(sorting: Sorting | null, columnKey: string, isDescendingFirst: boolean): Sorting | null {
  if (sorting?.columnKey !== columnKey) return { columnKey, isDescending: isDescendingFirst };
  return sorting.isDescending === isDescendingFirst ? { columnKey, isDescending: !isDescendingFirst } : null;
}

/** What is not known stands last, whichever way it is sorted. */
function sortedRows({ columns, rows }: Table, sorting: Sorting | null): readonly ChartRow[] {
  const index = columns.findIndex(({ key }) => key === sorting?.columnKey);
  if (sorting === null || index < 0) return rows;
  const sign = sorting.isDescending ? -1 : 1;
  return rows.toSorted((one, other) => {
    const [left, right] = [one.cells[index] ?? null, other.cells[index] ?? null];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    if (typeof left === 'number' && typeof right === 'number') return sign * (left - right);
    return sign * String(left).localeCompare(String(right));
  });
}

/** Empty: not known. */
function dataValue(value: string | number | null): string {
  return value === null ? '' : String(value);
}
