import * as vscode from 'vscode';

/** Shows the paragraph on a kind of problem, by its code. */
export async function explainProblem(extensionUri: vscode.Uri, code: unknown): Promise<void> {
  // Headings of the document are codes; anything else shows it from its start.
  const fragment = typeof code === 'string' && /^[a-z-]+$/.test(code) ? code : '';
  const document = vscode.Uri.joinPath(extensionUri, 'docs/diagnostics.md').with({ fragment });
  await vscode.commands.executeCommand('markdown.showPreviewToSide', document);
}
