import type { ChartTheme } from '../../chartView';
import { fittingCharacters, wrapText } from './textMeasure';

/** A tooltip drawn as text in the theme's colours. Names in it go through `safeName`. */
export function tooltipStyle(theme: ChartTheme) {
  return {
    renderMode: 'richText',
    confine: true,
    transitionDuration: 0,
    backgroundColor: theme.background,
    borderColor: theme.kind.startsWith('high contrast') ? theme.foreground : theme.gridLine,
    borderWidth: 1,
    padding: [6, 8],
    textStyle: { ...textStyle(theme), lineHeight: Math.round(theme.fontSizePx * 1.45) },
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

/** Lines of a tooltip, the long ones broken so that they fit into a narrow drawing. */
export function tooltipText(lines: readonly string[], theme: ChartTheme, widthPx: number): string {
  const characters = fittingCharacters(Math.min(510, Math.max(120, widthPx - TOOLTIP_MARGIN_PX)), theme.fontSizePx);
  return lines.flatMap((line) => wrapText(line, characters)).join('\n');
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
