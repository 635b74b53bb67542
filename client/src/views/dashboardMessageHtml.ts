/** A page that says something in place of a dashboard. */
export interface MessagePage {
  readonly heading: string;
  readonly paragraphs: readonly string[];
  /** A fresh one for each page. */
  readonly nonce: string;
  /** Language of the editor, such as `zh-cn`. */
  readonly language: string;
}

const STYLE = `
body { color: var(--vscode-foreground); background: var(--vscode-editor-background); font-family: var(--vscode-font-family);
  font-size: var(--vscode-font-size); padding: 1em 2em; max-width: 48em; overflow-wrap: anywhere; }
h1 { font-size: 1.4em; font-weight: 600; }
`;

/** Text alone: it runs nothing and loads nothing, whatever stands in it. */
export function dashboardMessageHtml({ heading, paragraphs, nonce, language }: MessagePage): string {
  return `<!DOCTYPE html>
<html lang="${escaped(language)}">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${escaped(nonce)}'">
<meta name="viewport" content="width=device-width, initial-scale=1.0">
<title>Zone Lens</title>
<style nonce="${escaped(nonce)}">${STYLE}</style>
</head>
<body>
<main role="alert">
<h1>${escaped(heading)}</h1>
${paragraphs.map((text) => `<p>${escaped(text)}</p>`).join('\n')}
</main>
</body>
</html>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
