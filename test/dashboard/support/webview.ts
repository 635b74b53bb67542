import { dashboardHtml } from '../../../client/src/views/dashboardHtml';
import themes from './themes.json' with { type: 'json' };

/** A colour theme of VS Code. */
export type ThemeName = keyof typeof themes;

export const THEMES = Object.keys(themes) as ThemeName[];

/** Where the page seems to come from. */
export const ORIGIN = 'http://zone-lens.test';

const KINDS: Readonly<Record<ThemeName, string>> = {
  'Dark Modern': 'vscode-dark',
  'Light Modern': 'vscode-light',
  'Dark High Contrast': 'vscode-high-contrast',
  'Light High Contrast': 'vscode-high-contrast-light',
};

/** The part of VS Code's own styles of webviews that a page has to reckon with; they stand in a layer. */
const WEBVIEW_STYLES = `@layer vscode-default {
  html { scrollbar-color: var(--vscode-scrollbarSlider-background) var(--vscode-editor-background); }
  body { overscroll-behavior-x: none; background-color: transparent; color: var(--vscode-editor-foreground);
    font-family: var(--vscode-font-family); font-weight: var(--vscode-font-weight); font-size: var(--vscode-font-size);
    margin: 0; padding: 0 20px; }
  a:focus, input:focus, select:focus, textarea:focus { outline: 1px solid -webkit-focus-ring-color; outline-offset: -1px; }
}`;

/** Stands in for VS Code: keeps the state of the page, and what it posts; notes what its policy forbids. */
const WEBVIEW_SCRIPT = `
  globalThis.posted = [];
  globalThis.violations = [];
  document.addEventListener('securitypolicyviolation', (event) =>
    violations.push(event.violatedDirective + ' ' + event.blockedURI));
  globalThis.acquireVsCodeApi = () => ({
    postMessage: (message) => posted.push(JSON.parse(JSON.stringify(message))),
    setState: (state) => sessionStorage.setItem('state', JSON.stringify(state)),
    getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null') ?? undefined,
  });`;

/** The page as VS Code shows it: its own script and styles before the page's policy, which then is in force. */
export function webviewHtml(language: string, texts: Readonly<Record<string, string>> | null): string {
  const html = dashboardHtml({
    scriptUri: `${ORIGIN}/dashboard.js`,
    styleUri: `${ORIGIN}/dashboard.css`,
    iconStyleUri: `${ORIGIN}/codicon.css`,
    cspSource: ORIGIN,
    nonce: 'a-fresh-nonce',
    language,
    texts,
  });
  return html.replace('<head>', `<head><style>${WEBVIEW_STYLES}</style><script>${WEBVIEW_SCRIPT}</script>`);
}

/** What {@link applyTheme} is to set. */
export interface WebviewTheme {
  readonly kind: string;
  readonly variables: Readonly<Record<string, string>>;
}

export function webviewTheme(name: ThemeName): WebviewTheme {
  return { kind: KINDS[name], variables: themes[name] };
}

/** Runs in the page: gives it a theme as VS Code does. */
export function applyTheme({ kind, variables }: WebviewTheme): void {
  const { body, documentElement } = document;
  body.className = kind === 'vscode-high-contrast-light' ? `${kind} vscode-high-contrast` : kind;
  body.dataset.vscodeThemeKind = kind;
  body.setAttribute('role', 'document');
  for (const name of [...documentElement.style]) documentElement.style.removeProperty(name);
  for (const [name, value] of Object.entries(variables)) documentElement.style.setProperty(name, value);
}
