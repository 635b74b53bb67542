/** A pattern of the theme in small: the path of an SVG, in a square of 8 by 8. */
export interface PatternShape {
  readonly path: string;
  /** Else it is a line. */
  readonly isFilled: boolean;
}

/** In the order of the theme's patterns. */
const SHAPES: readonly PatternShape[] = [
  { path: 'M-1 7L7 -1M1 9L9 1', isFilled: false },
  { path: 'M1 2a1 1 0 1 0 2 0a1 1 0 1 0 -2 0M5 6a1 1 0 1 0 2 0a1 1 0 1 0 -2 0', isFilled: true },
  { path: 'M-1 1L7 9M1 -1L9 7', isFilled: false },
  { path: 'M0 0h4v4h-4zM4 4h4v4h-4z', isFilled: true },
  { path: 'M0 0L8 8M8 0L0 8', isFilled: false },
  { path: 'M0 4L2 0L4 4zM4 8L6 4L8 8z', isFilled: true },
];

/** The shape that stands for a pattern beside its name; null for no pattern. */
export function patternShape(pattern: number | null): PatternShape | null {
  return pattern === null ? null : (SHAPES[pattern % SHAPES.length] ?? null);
}
