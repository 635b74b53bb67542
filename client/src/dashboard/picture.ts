import type { ChartTheme, ChartView, LegendEntry } from './chartView';
import type { EChartsType } from './echarts';
import { patternShape } from './patternShape';

/** Pixels of the picture to one of the page, so that it stays sharp in a document. */
const SCALE = 2;
const MARGIN_PX = 16;
const LINE_PX = 20;
const SWATCH_PX = 12;

/** Where a pattern's shape of 8 by 8 is repeated to fill a swatch. */
const TILES = [
  [0, 0],
  [8, 0],
  [0, 8],
  [8, 8],
] as const;

/** The chart as a PNG file in base64, with its title, summary and legend above it, on the theme's background. */
export function chartPicture(view: ChartView, chart: EChartsType, theme: ChartTheme): string {
  const drawn = chart.renderToCanvas({ pixelRatio: SCALE, backgroundColor: theme.background });
  const widthPx = drawn.width / SCALE + 2 * MARGIN_PX;
  const canvas = document.createElement('canvas');
  const pen = canvas.getContext('2d');
  if (pen === null) return '';
  const font = (size: number, weight = 'normal'): string => `${weight} ${size}px ${theme.fontFamily}`;
  pen.font = font(theme.fontSizePx + 1);
  const summary = wrapped(view.summary, widthPx - 2 * MARGIN_PX, (text) => pen.measureText(text).width);
  pen.font = font(theme.fontSizePx);
  const legend = legendPlaces(view, widthPx, (text) => pen.measureText(text).width);
  const legendLines = (legend.at(-1)?.line ?? -1) + 1;
  const headPx = MARGIN_PX + LINE_PX * (1.4 + summary.length + legendLines) + LINE_PX / 2;
  // Setting the size clears a canvas, its font among the rest.
  canvas.width = Math.round(widthPx * SCALE);
  canvas.height = Math.round((headPx + MARGIN_PX) * SCALE) + drawn.height;
  pen.scale(SCALE, SCALE);
  pen.fillStyle = theme.background;
  pen.fillRect(0, 0, widthPx, canvas.height / SCALE);
  pen.textBaseline = 'middle';
  pen.fillStyle = theme.foreground;
  pen.font = font(theme.fontSizePx + 4, 'bold');
  let y = MARGIN_PX + LINE_PX / 2;
  pen.fillText(view.title, MARGIN_PX, y, widthPx - 2 * MARGIN_PX);
  y += LINE_PX * 1.4;
  pen.font = font(theme.fontSizePx + 1);
  for (const line of summary) {
    pen.fillText(line, MARGIN_PX, y);
    y += LINE_PX;
  }
  pen.font = font(theme.fontSizePx);
  for (const { x, line, entry } of legend) {
    const middle = y + line * LINE_PX;
    drawSwatch(pen, entry, theme, x, middle - SWATCH_PX / 2);
    pen.fillStyle = theme.foreground;
    pen.fillText(entry.label, x + SWATCH_PX + 6, middle);
  }
  pen.drawImage(drawn, MARGIN_PX, headPx, drawn.width / SCALE, drawn.height / SCALE);
  return canvas.toDataURL('image/png').replace(/^data:image\/png;base64,/, '');
}

function drawSwatch(
  pen: CanvasRenderingContext2D,
  { colour, pattern }: LegendEntry,
  theme: ChartTheme,
  x: number,
  y: number,
): void {
  pen.save();
  pen.translate(x, y);
  pen.fillStyle = colour;
  pen.fillRect(0, 0, SWATCH_PX, SWATCH_PX);
  const shape = patternShape(pattern);
  if (shape !== null) {
    const outline = new Path2D();
    outline.rect(0, 0, SWATCH_PX, SWATCH_PX);
    pen.clip(outline);
    pen.fillStyle = theme.background;
    pen.strokeStyle = theme.background;
    pen.lineWidth = 1.2;
    const path = new Path2D(shape.path);
    for (const [left, top] of TILES) {
      pen.translate(left, top);
      if (shape.isFilled) pen.fill(path);
      else pen.stroke(path);
      pen.translate(-left, -top);
    }
  }
  pen.restore();
  pen.lineWidth = 1;
  pen.strokeStyle = theme.mutedForeground;
  pen.strokeRect(x, y, SWATCH_PX, SWATCH_PX);
}

function legendPlaces(view: ChartView, widthPx: number, widthOf: (text: string) => number) {
  let x = MARGIN_PX;
  let line = 0;
  return view.legend.map((entry) => {
    const neededPx = SWATCH_PX + 6 + widthOf(entry.label) + 14;
    if (x > MARGIN_PX && x + neededPx > widthPx - MARGIN_PX) {
      x = MARGIN_PX;
      line++;
    }
    const place = { x, line, entry };
    x += neededPx;
    return place;
  });
}

/** Lines of at most this width, broken between words. */
function wrapped(text: string, widthPx: number, widthOf: (text: string) => number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(`${last} ${word}`) <= widthPx) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
