/** Addresses and texts that the page is made with. */
export interface DashboardPage {
  readonly scriptUri: string;
  readonly styleUri: string;
  /** Style sheet of the icons' font. */
  readonly iconStyleUri: string;
  /** Where the webview's own resources come from: nothing else may be loaded. */
  readonly cspSource: string;
  /** A fresh one for each page. */
  readonly nonce: string;
  /** Language of the editor, such as `zh-cn`. */
  readonly language: string;
  /** Translations, as `vscode.l10n.bundle` holds them; null for English. */
  readonly texts: Readonly<Record<string, string>> | null;
}

/** The dashboard's page: a frame for its script. It loads nothing from the network, and runs no script but its own. */
export function dashboardHtml(page: DashboardPage): string {
  const { scriptUri, styleUri, iconStyleUri, cspSource, nonce, language, texts } = page;
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource}`,
    `font-src ${cspSource}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${attribute(language)}">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1.0">
<title>Zone Lens</title>
<link rel="stylesheet" href="${attribute(iconStyleUri)}" id="vscode-codicon-stylesheet">
<link rel="stylesheet" href="${attribute(styleUri)}">
</head>
<body>
<div id="app"></div>
<script type="application/json" id="texts" nonce="${attribute(nonce)}">${jsonInScript(texts)}</script>
<script nonce="${attribute(nonce)}" src="${attribute(scriptUri)}"></script>
</body>
</html>`;
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}

/** JSON that cannot end the element it stands in. */
function jsonInScript(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
