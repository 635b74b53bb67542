import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { messageOf } from '../../../server/src/errorText';
import type { PageFile } from '../dashboard/protocol';
import { bytesOfFile, safeFileName } from './dashboardFiles';

/** What is written to a file. */
export interface SavedText {
  readonly bytes: Uint8Array;
  /** May hold anything. */
  readonly suggestedName: string;
  /** With the dot. */
  readonly ending: string;
  /** Null: the person is asked. */
  readonly file: vscode.Uri | null;
}

/** Where the last file went: the next one is likely to go there. */
let lastFolder: vscode.Uri | null = null;

/**
 * Writes a page's file where the person says.
 *
 * @returns what to tell the page, or null where the person chose no file
 * @throws an error for people
 */
export async function exportFile(file: PageFile): Promise<string | null> {
  const bytes = bytesOfFile(file);
  if (bytes === null) throw new Error(vscode.l10n.t('The picture could not be made.'));
  return saveText({ bytes, suggestedName: file.fileName, ending: `.${file.format}`, file: null });
}

/** As {@link exportFile}, for anything. */
export async function saveText({ bytes, suggestedName, ending, file }: SavedText): Promise<string | null> {
  const target = file ?? (await chooseFile(safeFileName(suggestedName, ending), ending));
  if (target === null) return null;
  try {
    await vscode.workspace.fs.writeFile(target, bytes);
  } catch (error) {
    throw new Error(vscode.l10n.t('{0} can not be written: {1}', pathOf(target), messageOf(error)));
  }
  return vscode.l10n.t('Saved: {0}', pathOf(target));
}

async function chooseFile(name: string, ending: string): Promise<vscode.Uri | null> {
  const folder = lastFolder ?? vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
  const format = ending.slice(ending.lastIndexOf('.') + 1);
  const chosen = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(folder, name),
    filters: { [format.toUpperCase()]: [format] },
  });
  if (chosen === undefined) return null;
  lastFolder = vscode.Uri.joinPath(chosen, '..');
  return chosen;
}

function pathOf(uri: vscode.Uri): string {
  return uri.scheme === 'file' ? uri.fsPath : uri.toString(true);
}
