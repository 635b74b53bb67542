import type { CellRun } from './pageCells';
import type { PageFill } from './pageFills';
import { cellCorner, type PageGrid, rowPieces } from './pageGrid';

/** All that is filled, or outlined, in one way, as the data of one path: few paths are drawn fast. */
export interface PagePaint {
  readonly fill: PageFill;
  /** Outlines are one pixel wide. */
  readonly isOutline: boolean;
  /** Pieces in the syntax of SVG. */
  readonly path: string;
}

/** A band of a cell, from its bottom up. */
interface Band {
  readonly fill: PageFill;
  readonly share: number;
}

/** Every cell as a small stacked bar of its pages: used chunks of slabs strong, free ones pale, never touched pages hollow. */
export function pagePaints(runs: readonly CellRun[], grid: PageGrid): PagePaint[] {
  const paints = new Map<string, { fill: PageFill; isOutline: boolean; pieces: string[] }>();
  const piecesOf = (fill: PageFill, isOutline: boolean): string[] => {
    const key = `${fill.look} ${fill.slotBytes} ${isOutline}`;
    const paint = paints.get(key) ?? { fill, isOutline, pieces: [] };
    paints.set(key, paint);
    return paint.pieces;
  };
  const sizePx = grid.stepPx - 1;
  for (const run of runs) {
    const bands = bandsOf(run);
    const heights = bandHeights(
      bands.map(({ share }) => share),
      sizePx,
    );
    // Pages of one allocation stand together: whole cells of them have no gaps.
    const isJoined = bands.length === 1 && bands[0]?.fill.look === 'pages';
    for (const [cell, count] of rowPieces(grid, run.firstCell, run.cellCount)) {
      const [left, top] = cellCorner(grid, cell);
      let bottom = top + sizePx;
      bands.forEach(({ fill }, index) => {
        const height = heights[index] ?? 0;
        bottom -= height;
        if (fill.look === 'never touched') {
          const outline = piecesOf(fill, true);
          for (let place = 0; place < count; place++) {
            outline.push(rim(left + place * grid.stepPx + 0.5, top + 0.5, sizePx - 1));
          }
        } else if (isJoined) {
          piecesOf(fill, false).push(box(left, bottom, count * grid.stepPx - 1, height));
        } else {
          const filled = piecesOf(fill, false);
          for (let place = 0; place < count; place++)
            filled.push(box(left + place * grid.stepPx, bottom, sizePx, height));
        }
      });
    }
  }
  return [...paints.values()].map(({ fill, isOutline, pieces }) => ({ fill, isOutline, path: pieces.join('') }));
}

function bandsOf({ looks, slotBytes, usedShare }: CellRun): Band[] {
  const pages = looks.reduce((sum, entry) => sum + entry.pages, 0);
  return looks.flatMap((entry): Band[] => {
    const share = entry.pages / pages;
    if (entry.look !== 'slot') return [{ fill: { look: entry.look, slotBytes: null }, share }];
    const used = Math.min(1, Math.max(0, usedShare ?? 1));
    return [
      { fill: { look: 'slot' as const, slotBytes }, share: share * used },
      { fill: { look: 'free chunks' as const, slotBytes: null }, share: share * (1 - used) },
    ].filter((band) => band.share > 0);
  });
}

/** Whole pixels for shares of 1: each gets at least one while there are enough, and together they take all. */
export function bandHeights(shares: readonly number[], sizePx: number): number[] {
  const heights = shares.map((share) => Math.max(1, Math.round(share * sizePx)));
  for (let over = heights.reduce((sum, height) => sum + height, 0) - sizePx; over !== 0; over += over > 0 ? -1 : 1) {
    const largest = heights.indexOf(Math.max(...heights));
    if (largest < 0) break;
    heights[largest] = Math.max(0, (heights[largest] ?? 0) - Math.sign(over));
  }
  return heights;
}

/** Open, as filling closes it: browsers take long to close thousands of pieces of one path. */
function box(left: number, top: number, width: number, height: number): string {
  return `M${left} ${top}h${width}v${height}h${-width}`;
}

/** An outline of one pixel; without an end to close it begins half a pixel early, so that its first corner is whole. */
function rim(left: number, top: number, size: number): string {
  return `M${left - 0.5} ${top}h${size + 0.5}v${size}h${-size}v${-size}`;
}
