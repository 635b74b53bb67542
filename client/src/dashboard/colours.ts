/** What text needs to be read on a background: WCAG 1.4.3. */
export const TEXT_CONTRAST = 4.5;

/** Red, green and blue from 0 to 255, opacity from 0 to 1. */
export interface Colour {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  readonly opacity: number;
}

/** Reads a colour as VS Code gives it to a webview: `#rgb`, `#rrggbb`, `#rrggbbaa`, `rgb()` or `rgba()`; null for others. */
export function parseColour(text: string): Colour | null {
  const trimmed = text.trim();
  return trimmed.startsWith('#') ? parseHex(trimmed.slice(1)) : parseFunction(trimmed);
}

function parseHex(digits: string): Colour | null {
  if (!/^[\da-f]+$/i.test(digits)) return null;
  const long = digits.length <= 4 ? [...digits].map((digit) => digit + digit).join('') : digits;
  if (long.length !== 6 && long.length !== 8) return null;
  const part = (index: number): number => Number.parseInt(long.slice(2 * index, 2 * index + 2), 16);
  return { red: part(0), green: part(1), blue: part(2), opacity: long.length === 8 ? part(3) / 255 : 1 };
}

function parseFunction(text: string): Colour | null {
  const match = /^rgba?\(([^)]*)\)$/i.exec(text);
  const parts = match?.[1]?.split(/[\s,/]+/).filter((part) => part !== '') ?? [];
  const [red, green, blue, opacity = 1] = parts.map((part) =>
    part.endsWith('%') ? Number(part.slice(0, -1)) / 100 : Number(part),
  );
  if (red === undefined || green === undefined || blue === undefined) return null;
  return [red, green, blue, opacity].every(Number.isFinite) ? { red, green, blue, opacity } : null;
}

/** As CSS and the chart library take it. */
export function colourText({ red, green, blue, opacity }: Colour): string {
  const [r, g, b] = [red, green, blue].map((part) => Math.round(part));
  return opacity >= 1 ? `rgb(${r}, ${g}, ${b})` : `rgba(${r}, ${g}, ${b}, ${Number(opacity.toFixed(3))})`;
}

/** So much of `over` (0 to 1) on `under`. */
export function mixed(under: Colour, over: Colour, share: number): Colour {
  const part = (one: number, other: number): number => one + (other - one) * share;
  return {
    red: part(under.red, over.red),
    green: part(under.green, over.green),
    blue: part(under.blue, over.blue),
    opacity: 1,
  };
}

/** What is seen of a colour that lets the background through. */
export function opaque(colour: Colour, background: Colour): Colour {
  return mixed(background, colour, colour.opacity);
}

/** Contrast as WCAG 2 counts it: from 1 to 21. */
export function contrast(one: Colour, other: Colour): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((left, right) => left - right);
  return (lighter + 0.05) / (darker + 0.05);
}

/** The colour, moved towards the foreground until it stands out from the background as much as is asked for. */
export function withContrast(colour: Colour, background: Colour, foreground: Colour, least: number): Colour {
  const solid = opaque(colour, background);
  for (let share = 0; share < 1; share += 0.05) {
    const moved = mixed(solid, foreground, share);
    if (contrast(moved, background) >= least) return moved;
  }
  return foreground;
}

function luminance({ red, green, blue }: Colour): number {
  const linear = (part: number): number => {
    const share = part / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}
