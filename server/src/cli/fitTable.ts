import { alignColumns, textWidth } from './columns';

/** A column of a table that has to fit into a terminal. */
export interface TableColumn<Row> {
  readonly title: string;
  readonly alignment: 'left' | 'right';
  /** Left out where the table is too wide, the highest first; 0: never. */
  readonly leaveOut: number;
  readonly cell: (row: Row) => string;
}

/** The lines of a table, its titles first, without the columns that have no room or are empty in every row. */
export function fitTable<Row>(
  rows: readonly Row[],
  columns: readonly TableColumn<Row>[],
  cells: number | null,
  dressTitle: (title: string) => string,
): readonly string[] {
  const filled = columns
    .map((column) => ({ column, texts: rows.map(column.cell) }))
    .filter(({ texts }) => texts.some((text) => text !== ''));
  for (;;) {
    const lines = alignColumns(
      [
        filled.map(({ column }) => dressTitle(column.title)),
        ...rows.map((_, row) => filled.map(({ texts }) => texts[row] ?? '')),
      ],
      filled.map(({ column }) => column.alignment),
    );
    if (cells === null || lines.every((line) => textWidth(line) <= cells)) return lines;
    const first = filled.reduce((most, { column }) => Math.max(most, column.leaveOut), 0);
    if (first === 0) return lines;
    filled.splice(
      filled.findIndex(({ column }) => column.leaveOut === first),
      1,
    );
  }
}
