import * as vscode from 'vscode';

/** Asks for a snapshot's file; null where the person chose none. */
export async function chooseSnapshot(openLabel: string): Promise<vscode.Uri | null> {
  const chosen = await vscode.window.showOpenDialog({
    openLabel,
    filters: { [vscode.l10n.t('Snapshots of Zone Lens')]: ['json'] },
  });
  return chosen?.[0] ?? null;
}
