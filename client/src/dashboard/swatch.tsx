import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import type { ChartTheme, LegendEntry } from './chartView';
import { patternShape } from './patternShape';

/** A colour of a chart with its pattern, beside its name. */
export function Swatch({ entry, theme }: { readonly entry: LegendEntry; readonly theme: ChartTheme }): JSX.Element {
  const id = useId();
  const shape = patternShape(entry.pattern);
  const ink = theme.background;
  return (
    <svg class="swatch" width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
      {shape !== null && (
        <pattern id={id} width="8" height="8" patternUnits="userSpaceOnUse">
          <path
            d={shape.path}
            fill={shape.isFilled ? ink : 'none'}
            stroke={shape.isFilled ? 'none' : ink}
            stroke-width="1.2"
          />
        </pattern>
      )}
      <rect x="0.5" y="0.5" width="13" height="13" fill={entry.colour} stroke={theme.mutedForeground} />
      {shape !== null && <rect x="0.5" y="0.5" width="13" height="13" fill={`url(#${id})`} />}
    </svg>
  );
}
