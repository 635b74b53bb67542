import { alignColumns, textWidth } from './columns';
import { wrapText } from './textFit';

/** A column of a table that has to fit into a terminal. */
export interface TableColumn<Row> {
  readonly title: string;
  readonly alignment: 'left' | 'right';
  /** Left out where the table is too wide, the highest first; 0: never. */
  readonly leaveOut: number;
  readonly cell: (row: Row) => string;
}

/**
 * The lines of a table, its titles first, without the columns that have no room or are empty in every row. A line below it
 * tells what had no room.
 *
 * @param dress for titles, and for that line
 */
export function fitTable<Row>(
  rows: readonly Row[],
  columns: readonly TableColumn<Row>[],
  cells: number | null,
  dress: (text: string) => string,
): readonly string[] {
  const filled = columns
    .map((column) => ({ column, texts: rows.map(column.cell) }))
    .filter(({ texts }) => texts.some((text) => text !== ''));
  const leftOut = new Set<string>();
  for (;;) {
    const lines = alignColumns(
      [
        filled.map(({ column }) => dress(column.title)),
        ...rows.map((_, row) => filled.map(({ texts }) => texts[row] ?? '')),
      ],
      filled.map(({ column }) => column.alignment),
    );
    if (cells === null || lines.every((line) => textWidth(line) <= cells)) return [...lines, ...narrowNote()];
    const first = filled.reduce((most, { column }) => Math.max(most, column.leaveOut), 0);
    if (first === 0) return [...lines, ...narrowNote()];
    const [column] = filled.splice(
      filled.findIndex(({ column }) => column.leaveOut === first),
      1,
    );
    if (column !== undefined) leftOut.add(column.column.title);
  }

  function narrowNote(): readonly string[] {
    const titles = [...leftOut].filter((title) => title !== '').reverse();
    return titles.length === 0 ? [] : wrapText(`No room for ${titles.join(', ')}.`, cells).map(dress);
  }
}
