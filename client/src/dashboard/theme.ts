import type { ChartTheme } from './chartView';
import { type Colour, colourText, contrast, mixed, parseColour, TEXT_CONTRAST, withContrast } from './colours';
import { isHighContrast } from './highContrast';

/** What a drawing needs to stand out from the background: WCAG 1.4.11. */
const GRAPHIC_CONTRAST = 3;

const BLACK: Colour = { red: 0, green: 0, blue: 0, opacity: 1 };
const WHITE: Colour = { red: 255, green: 255, blue: 255, opacity: 1 };

/** By name without `--vscode-`, with what is taken where a theme has none: the defaults of VS Code's dark themes. */
const PALETTE = [
  ['charts-blue', '#3794ff'],
  ['charts-orange', '#d18616'],
  ['charts-green', '#89d185'],
  ['charts-purple', '#b180d7'],
  ['charts-yellow', '#cca700'],
  ['charts-red', '#f14c4c'],
  ['terminal-ansiCyan', '#11a8cd'],
  ['terminal-ansiMagenta', '#bc3fbc'],
] as const;

/** Reads a variable that VS Code sets in a webview, without `--vscode-`; empty where it is not set. */
export type ReadVariable = (name: string) => string;

/** Makes the charts' theme of the variables of the editor's. */
export function chartTheme(kind: ChartTheme['kind'], read: ReadVariable): ChartTheme {
  const isDark = kind === 'dark' || kind === 'high contrast dark';
  const isContrast = isHighContrast({ kind });
  const background = parseColour(read('editor-background')) ?? (isDark ? BLACK : WHITE);
  const foregroundOf = (name: string, otherwise: Colour): Colour => {
    const found = parseColour(read(name));
    return found === null ? otherwise : withContrast(found, background, isDark ? WHITE : BLACK, TEXT_CONTRAST);
  };
  const foreground = foregroundOf('editor-foreground', isDark ? WHITE : BLACK);
  const graphic = (name: string, otherwise: string): string => {
    const found = parseColour(read(name)) ?? parseColour(otherwise) ?? foreground;
    // Some themes let the background through, since what they colour lies above text; a drawing does not.
    return colourText(withContrast({ ...found, opacity: 1 }, background, foreground, GRAPHIC_CONTRAST));
  };
  const palette = PALETTE.map(([name, otherwise]) => graphic(name, otherwise));
  const [blue = '', orange = '', green = '', purple = '', yellow = '', red = '', cyan = ''] = palette;
  const contrastBorder = parseColour(read('contrastBorder'));
  return {
    kind,
    background: colourText(background),
    foreground: colourText(foreground),
    mutedForeground: colourText(
      isContrast ? foreground : foregroundOf('descriptionForeground', mixed(background, foreground, 0.7)),
    ),
    gridLine: colourText(
      isContrast ? mixed(background, contrastBorder ?? foreground, 0.6) : mixed(background, foreground, 0.2),
    ),
    focus: graphic('focusBorder', '#0078d4'),
    error: colourText(foregroundOf('errorForeground', parseColour('#f85149') ?? foreground)),
    warning: colourText(foregroundOf('editorWarning-foreground', parseColour('#cca700') ?? foreground)),
    palette,
    meaning: {
      metadata: purple,
      used: blue,
      'free again': green,
      loaded: cyan,
      // A surface more than a drawing: an empty bucket. In high contrast its outline is what is seen.
      'never touched': colourText(isContrast ? background : mixed(background, foreground, 0.18)),
      mark: isContrast ? yellow : orange,
      limit: red,
    },
    patterns: patterns(colourText({ ...background, opacity: isContrast ? 0.85 : 0.4 })),
    fontFamily: read('font-family') || 'sans-serif',
    fontSizePx: Math.max(10, (Number.parseFloat(read('font-size')) || 13) - 1),
  };
}

/** Decals of the chart library, in the background's colour over the piece's. */
function patterns(color: string): readonly object[] {
  const shared = { color, backgroundColor: 'transparent' };
  return [
    { ...shared, symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: Math.PI / 6 },
    {
      ...shared,
      symbol: 'circle',
      dashArrayX: [
        [8, 8],
        [0, 8, 8, 0],
      ],
      dashArrayY: [6, 0],
      symbolSize: 0.6,
    },
    { ...shared, symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [3, 4], rotation: -Math.PI / 4 },
    {
      ...shared,
      symbol: 'rect',
      dashArrayX: [
        [5, 5],
        [0, 5, 5, 0],
      ],
      dashArrayY: [5, 0],
    },
    {
      ...shared,
      symbol: 'rect',
      dashArrayX: [
        [1, 0],
        [1, 6],
      ],
      dashArrayY: [1, 0, 6, 0],
      rotation: Math.PI / 4,
    },
    {
      ...shared,
      symbol: 'triangle',
      dashArrayX: [
        [9, 9],
        [0, 9, 9, 0],
      ],
      dashArrayY: [7, 2],
      symbolSize: 0.75,
    },
  ];
}

/** Where the system forces its own colours on pages, a canvas has to take them by itself. */
const FORCED = '(forced-colors: active)';

const SYSTEM_COLOURS: Readonly<Record<string, string>> = {
  'editor-background': 'Canvas',
  'editor-foreground': 'CanvasText',
  descriptionForeground: 'CanvasText',
  contrastBorder: 'CanvasText',
  focusBorder: 'Highlight',
};

/** The theme that the page has now. */
export function currentTheme(): ChartTheme {
  const style = getComputedStyle(document.body);
  const read: ReadVariable = (name) => style.getPropertyValue(`--vscode-${name}`).trim();
  if (!matchMedia(FORCED).matches) return chartTheme(themeKind(document.body.dataset.vscodeThemeKind), read);
  const background = parseColour(systemColour('Canvas')) ?? BLACK;
  const kind = contrast(background, WHITE) > contrast(background, BLACK) ? 'high contrast dark' : 'high contrast light';
  return chartTheme(kind, (name) => {
    const system = SYSTEM_COLOURS[name];
    return system === undefined ? read(name) : systemColour(system);
  });
}

/** What a system colour is at present. */
function systemColour(name: string): string {
  const probe = document.body.appendChild(document.createElement('span'));
  probe.hidden = true;
  probe.style.color = name;
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

function themeKind(name: string | undefined): ChartTheme['kind'] {
  if (name === 'vscode-high-contrast-light') return 'high contrast light';
  if (name === 'vscode-high-contrast') return 'high contrast dark';
  return name === 'vscode-light' ? 'light' : 'dark';
}

/** Calls `changed` whenever VS Code gives the page another theme, font or size. */
export function watchTheme(changed: () => void): void {
  // VS Code sets the variables on the root element, and class and kind on the body, one after the other.
  let isDue = false;
  const observer = new MutationObserver(() => {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(() => {
      isDue = false;
      changed();
    });
  });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-kind'] });
  matchMedia(FORCED).addEventListener('change', changed);
}
