/** Where the cells of a page map stand, in CSS pixels. */
export interface PageGrid {
  /** From one cell to the next. The cell itself is a pixel smaller. */
  readonly stepPx: number;
  readonly columns: number;
  readonly rows: number;
  readonly leftPx: number;
  readonly topPx: number;
  readonly heightPx: number;
}

/** From the smallest that can be told apart to the largest that reads as a cell. */
const SMALLEST_STEP_PX = 6;
const LARGEST_STEP_PX = 14;

/** Cells are made smaller to stay below this, as long as they can be. */
const WANTED_HEIGHT_PX = 330;

const EDGE_PX = 4;

/** Rows of so many cells at a time, so that page numbers at their beginnings are even. */
const COLUMN_STEP = 8;

/** Places `cellCount` cells in rows that fit into the width, behind `leftPx` for the numbers of pages. */
export function pageGrid(cellCount: number, widthPx: number, leftPx: number): PageGrid {
  const roomPx = Math.max(COLUMN_STEP * SMALLEST_STEP_PX, widthPx - leftPx - EDGE_PX);
  for (let stepPx = LARGEST_STEP_PX; ; stepPx--) {
    const fitting = Math.floor(roomPx / stepPx);
    const columns = Math.max(COLUMN_STEP, fitting - (fitting % COLUMN_STEP));
    const rows = Math.max(1, Math.ceil(cellCount / columns));
    const heightPx = rows * stepPx + 2 * EDGE_PX;
    if (heightPx <= WANTED_HEIGHT_PX || stepPx <= SMALLEST_STEP_PX) {
      return { stepPx, columns, rows, leftPx, topPx: EDGE_PX, heightPx };
    }
  }
}

/** The left upper corner of a cell. */
export function cellCorner({ stepPx, columns, leftPx, topPx }: PageGrid, cell: number): [number, number] {
  return [leftPx + (cell % columns) * stepPx, topPx + Math.floor(cell / columns) * stepPx];
}

/** Neighbouring cells as pieces of rows: the first cell of each and how many. */
export function rowPieces({ columns }: PageGrid, firstCell: number, cellCount: number): [number, number][] {
  const pieces: [number, number][] = [];
  for (let cell = firstCell; cell < firstCell + cellCount; ) {
    const count = Math.min(columns - (cell % columns), firstCell + cellCount - cell);
    pieces.push([cell, count]);
    cell += count;
  }
  return pieces;
}

/** The outline of neighbouring cells over as many rows as they take: one polygon, two where their rows do not touch. */
export function outlines(grid: PageGrid, firstCell: number, cellCount: number): [number, number][][] {
  const { stepPx, columns, leftPx } = grid;
  const [startX, startY] = cellCorner(grid, firstCell);
  const [lastX, lastY] = cellCorner(grid, firstCell + cellCount - 1);
  const endX = lastX + stepPx - 1;
  const endY = lastY + stepPx - 1;
  const rightX = leftPx + columns * stepPx - 1;
  if (startY === lastY) return [box(startX, startY, endX, endY)];
  if (lastY - startY === stepPx && endX < startX) {
    return [box(startX, startY, rightX, startY + stepPx - 1), box(leftPx, lastY, endX, endY)];
  }
  return [
    [
      [startX, startY],
      [rightX, startY],
      [rightX, lastY - 1],
      [endX, lastY - 1],
      [endX, endY],
      [leftPx, endY],
      [leftPx, startY + stepPx],
      [startX, startY + stepPx],
    ],
  ];
}

function box(left: number, top: number, right: number, bottom: number): [number, number][] {
  return [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ];
}
