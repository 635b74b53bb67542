import type { ChartTheme } from '../../chartView';
import { isHighContrast } from '../../highContrast';
import { fittingCharacters, wrapText } from './textMeasure';

/** A tooltip drawn as text in the theme's colours. Names in it go through `safeName`. */
export function tooltipStyle(theme: ChartTheme) {
  return {
    renderMode: 'richText',
    confine: true,
    transitionDuration: 0,
    backgroundColor: theme.background,
    borderColor: isHighContrast(theme) ? theme.foreground : theme.gridLine,
    borderWidth: 1,
    padding: [PADDING_PX, 8],
    textStyle: textStyle(theme),
  } as const;
}

/** Text of a drawing, as the editor writes it. */
export function textStyle(theme: ChartTheme) {
  return { color: theme.foreground, fontFamily: theme.fontFamily, fontSize: theme.fontSizePx } as const;
}

/** Less important text of a drawing: axis labels. */
export function mutedTextStyle(theme: ChartTheme) {
  return { ...textStyle(theme), color: theme.mutedForeground } as const;
}

/** Room that a tooltip's border and a distance to the drawing's edges take. */
const TOOLTIP_MARGIN_PX = 40;

/** Above and below a tooltip's text. */
const PADDING_PX = 6;

/** Wider than this a line is hard to read. */
const READABLE_PX = 510;

/** Height of a line, of any font: the library does not let it be chosen. */
const LINE_PX = 22;

/**
 * Lines of a tooltip, the long ones broken so that they fit into a narrow drawing. In a low one they are put together and
 * made as wide as it is; what then does not fit is left to the table.
 */
export function tooltipText(
  lines: readonly string[],
  theme: ChartTheme,
  widthPx: number,
  heightPx = Number.POSITIVE_INFINITY,
): string {
  const roomPx = Math.max(120, widthPx - TOOLTIP_MARGIN_PX);
  const mostLines = Math.max(1, Math.floor((heightPx - 2 * PADDING_PX - 2) / LINE_PX));
  const wrapped = (texts: readonly string[], px: number): string[] => {
    const characters = fittingCharacters(px, theme.fontSizePx);
    return texts.flatMap((text) => wrapText(text, characters));
  };
  const readable = wrapped(lines, Math.min(READABLE_PX, roomPx));
  if (readable.length <= mostLines) return readable.join('\n');
  const wide = wrapped(lines, roomPx);
  if (wide.length <= mostLines) return wide.join('\n');
  const joined = wrapped([lines.join(' · ')], roomPx);
  return (joined.length <= mostLines ? joined : [...joined.slice(0, mostLines - 1), '…']).join('\n');
}

/** Which drawn thing a tooltip is of: what the library hands to a formatter, or the first of its list. Null for none. */
export function tooltipTarget(
  parameters: unknown,
): { readonly seriesIndex: number; readonly dataIndex: number } | null {
  const first: unknown = Array.isArray(parameters) ? parameters[0] : parameters;
  if (typeof first !== 'object' || first === null) return null;
  const { seriesIndex, dataIndex } = first as { seriesIndex?: unknown; dataIndex?: unknown };
  return typeof seriesIndex === 'number' && typeof dataIndex === 'number' ? { seriesIndex, dataIndex } : null;
}
