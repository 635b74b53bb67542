import * as vscode from 'vscode';

/** Opens a small config to try things on, as a file that is not saved anywhere. */
export async function openSample(extensionUri: vscode.Uri): Promise<void> {
  const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, 'media/sample.conf'));
  const content = new TextDecoder().decode(bytes);
  const document = await vscode.workspace.openTextDocument({ language: 'nginx', content });
  await vscode.window.showTextDocument(document);
}
