import * as vscode from 'vscode';

/** Names under which main configs are kept. */
const CANDIDATES = '**/{nginx,openresty,angie}*.{conf,conf.template}';

const MOST_CANDIDATES = 200;

/** Lets the person say which file is the main config of the folder that is being worked in. */
export async function chooseRootConfig(): Promise<void> {
  const folder = currentFolder();
  if (folder === undefined) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('Zone Lens: open a folder first. The main config is a setting of the folder.'),
    );
    return;
  }
  const pattern = new vscode.RelativePattern(folder, CANDIDATES);
  const files = await vscode.workspace.findFiles(pattern, '**/node_modules/**', MOST_CANDIDATES);
  const names = files.map((uri) => uri.path.slice(folder.uri.path.length + 1)).sort();
  const automatic = vscode.l10n.t('Find it automatically');
  const chosen = await vscode.window.showQuickPick([automatic, ...names], {
    title: vscode.l10n.t('Main config of {0}', folder.name),
    placeHolder: vscode.l10n.t('The file that nginx is started with; the others are included from it'),
  });
  if (chosen === undefined) return;
  const value = chosen === automatic ? undefined : chosen;
  const configuration = vscode.workspace.getConfiguration('zoneLens', folder.uri);
  await configuration.update('rootConfig', value, vscode.ConfigurationTarget.WorkspaceFolder);
}

function currentFolder(): vscode.WorkspaceFolder | undefined {
  const uri = vscode.window.activeTextEditor?.document.uri;
  const own = uri === undefined ? undefined : vscode.workspace.getWorkspaceFolder(uri);
  return own ?? vscode.workspace.workspaceFolders?.[0];
}
