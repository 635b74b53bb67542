import { describe, expect, test } from 'vitest';
import { type Colour, contrast, parseColour, withContrast } from '../../../client/src/dashboard/colours';
import { chartTheme } from '../../../client/src/dashboard/theme';
import themes from '../../dashboard/support/themes.json' with { type: 'json' };

const KINDS = {
  'Dark Modern': 'dark',
  'Light Modern': 'light',
  'Dark High Contrast': 'high contrast dark',
  'Light High Contrast': 'high contrast light',
} as const;

function known(text: string): Colour {
  const colour = parseColour(text);
  if (colour === null) throw new Error(`no colour: ${text}`);
  return colour;
}

describe.each(Object.keys(KINDS) as (keyof typeof KINDS)[])('in %s', (name) => {
  const variables: Readonly<Record<string, string>> = themes[name];
  const theme = chartTheme(KINDS[name], (variable) => variables[`--vscode-${variable}`] ?? '');

  test('every colour stands out from the background', () => {
    const background = known(theme.background);
    for (const colour of [...theme.palette, theme.focus, theme.meaning.used])
      expect(contrast(known(colour), background)).toBeGreaterThanOrEqual(3);
    for (const colour of [theme.foreground, theme.mutedForeground, theme.error, theme.warning])
      expect(contrast(known(colour), background)).toBeGreaterThanOrEqual(4.5);
  });

  test('there are enough colours and patterns, no two alike', () => {
    expect(new Set(theme.palette).size).toBeGreaterThanOrEqual(8);
    expect(new Set(theme.patterns.map((pattern) => JSON.stringify(pattern))).size).toBeGreaterThanOrEqual(6);
  });
});

test('a theme that tells nothing gets colours, too', () => {
  for (const kind of Object.values(KINDS)) {
    const theme = chartTheme(kind, () => '');
    expect(contrast(known(theme.foreground), known(theme.background))).toBeGreaterThan(4.5);
    expect(theme.palette).not.toContain('');
  }
});

test('colours are read as VS Code writes them, and nothing else', () => {
  expect(parseColour('#fff')).toEqual({ red: 255, green: 255, blue: 255, opacity: 1 });
  expect(parseColour('#11223380')).toMatchObject({ red: 17, green: 34, blue: 51, opacity: 128 / 255 });
  expect(parseColour('rgba(1, 2, 3, 0.5)')).toEqual({ red: 1, green: 2, blue: 3, opacity: 0.5 });
  expect(parseColour('rgb(1 2 3 / 50%)')).toEqual({ red: 1, green: 2, blue: 3, opacity: 0.5 });
  for (const text of ['', '#12', '#ggg', 'red', 'rgb()', 'rgb(a, b, c)', 'url(x)'])
    expect(parseColour(text)).toBeNull();
});

test('a colour that can not be told from the background is moved until it can', () => {
  const [black, white, grey] = ['#000', '#fff', '#111'].map(known);
  if (black === undefined || white === undefined || grey === undefined) throw new Error('no colours');
  expect(contrast(black, white)).toBeCloseTo(21);
  expect(contrast(withContrast(grey, black, white, 3), black)).toBeGreaterThanOrEqual(3);
});
