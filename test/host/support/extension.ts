import * as vscode from 'vscode';
import { until } from './until';

export const EXTENSION_ID = 'zone-lens.nginx-zone-lens';

/** The extension, when it is active and its language server answers. Opening a config is what activates it. */
export async function activeExtension(): Promise<vscode.Extension<unknown>> {
  const extension = await until('the extension is there', () => vscode.extensions.getExtension(EXTENSION_ID));
  const api: unknown = await extension.activate();
  // `ready` settles when the server answers; see ExtensionApi.
  if (typeof api === 'object' && api !== null && 'ready' in api) await api.ready;
  return extension;
}

/** The folder of the window with this index. */
export function workspaceFolder(index = 0): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[index];
  if (folder === undefined) throw new Error(`this window has no folder ${index}`);
  return folder.uri;
}

/** Opens a file of a folder of the window, in an editor. */
export async function openFile(path: string, folderIndex = 0): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(workspaceFolder(folderIndex), path));
  await vscode.window.showTextDocument(document);
  return document;
}

/** Opens a text that has never been saved, in an editor. */
export async function openUntitled(content: string, language = 'nginx'): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument({ language, content });
  await vscode.window.showTextDocument(document);
  return document;
}

/** Leaves no editor and no unsaved change to the next test. */
export async function closeEditors(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

/** The place of `text` in a document. With a `|` in it, the place of that. */
export function positionOf(document: vscode.TextDocument, text: string): vscode.Position {
  const mark = text.indexOf('|');
  const wanted = mark < 0 ? text : text.slice(0, mark) + text.slice(mark + 1);
  const offset = document.getText().indexOf(wanted);
  if (offset < 0) throw new Error(`"${wanted}" is not in ${document.fileName}`);
  return document.positionAt(offset + Math.max(0, mark));
}
