import * as vscode from 'vscode';
import type { DashboardZone } from '../../../server/src/shared/dashboard';
import type { DocumentPlace } from '../../../server/src/shared/messages';

/**
 * Shows where a zone is declared, beside the dashboard.
 *
 * @param zone its place may be of another machine, or made up by a snapshot
 * @param column of the dashboard
 * @returns the place
 * @throws an error for people
 */
export async function openDeclaration(
  { name, declaredAt }: DashboardZone,
  column: vscode.ViewColumn | undefined,
): Promise<DocumentPlace> {
  if (declaredAt === null) throw new Error(vscode.l10n.t('No config that is known here declares "{0}".', name));
  const { file, line } = declaredAt;
  const document = await openConfig(file);
  if (document === null) {
    const place = `${file}:${line}`;
    throw new Error(vscode.l10n.t('"{0}" is declared at {1}, and there is no such file on this machine.', name, place));
  }
  const position = document.validatePosition(new vscode.Position(Math.max(0, line - 1), declaredAt.column - 1));
  await vscode.window.showTextDocument(document, {
    viewColumn: column === vscode.ViewColumn.One ? vscode.ViewColumn.Beside : vscode.ViewColumn.One,
    selection: new vscode.Range(position, position),
  });
  return {
    uri: document.uri.toString(),
    position: { line: position.line, character: position.character },
  };
}

async function openConfig(file: string): Promise<vscode.TextDocument | null> {
  const open = vscode.workspace.textDocuments.find(({ uri }) => namesOf(uri).includes(file));
  if (open !== undefined) return open;
  const uri = vscode.Uri.file(file);
  // A share of another machine would be asked for over the network, whatever a snapshot says.
  if (uri.authority !== '' || !/^(?:\/|[a-z]:[\\/])/i.test(file)) return null;
  try {
    const { type } = await vscode.workspace.fs.stat(uri);
    // A device or a pipe may have no end.
    return (type & vscode.FileType.File) === 0 ? null : await vscode.workspace.openTextDocument(uri);
  } catch {
    return null;
  }
}

/** What the language server calls a document: its path, or a name made of its address where it is no file. */
function namesOf(uri: vscode.Uri): readonly string[] {
  return uri.scheme === 'file' ? [uri.fsPath] : [`/${uri.toString().replace(':', '/')}`];
}
