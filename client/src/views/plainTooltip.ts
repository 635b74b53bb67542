import * as vscode from 'vscode';

/**
 * Lines of plain text as a tooltip, the first of them in bold. Nothing in them is taken for Markdown: they may be anything
 * that a config or a process says of itself. (`appendText` would do it, too, but keeps long lines from breaking at spaces.)
 */
export function plainTooltip(lines: readonly string[]): vscode.MarkdownString {
  const [first, ...others] = lines.map(escaped).filter((line) => line !== '');
  return new vscode.MarkdownString(first === undefined ? '' : [`**${first}**`, ...others].join('  \n'));
}

function escaped(line: string): string {
  return line
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replaceAll(/[!-/:-@[-`{-~]/g, '\\$&');
}
