import * as vscode from 'vscode';
import { createDashboardPage, type DashboardPage, type PagesContext } from './dashboardPage';
import { nameOf, openSnapshotFile } from './snapshotFiles';

/** The editor's type, as the manifest has it. */
export const SNAPSHOT_EDITOR = 'zoneLens.snapshot';

/**
 * Opens snapshots' files in the page that live figures have, too. A broken one gets a page that says what is wrong with it.
 *
 * @param follow is told of each page
 */
export function registerSnapshotEditor(
  context: vscode.ExtensionContext,
  pagesContext: PagesContext,
  follow: (page: DashboardPage) => void,
): void {
  const provider: vscode.CustomReadonlyEditorProvider = {
    openCustomDocument: (uri) => ({ uri, dispose: () => {} }),
    resolveCustomEditor: async ({ uri }, panel) => {
      const page = createDashboardPage(pagesContext, panel, {
        open: () => openSnapshotFile(pagesContext.client, uri),
        failureHeading: vscode.l10n.t('"{0}" can not be opened', nameOf(uri)),
        failureRemedy: vscode.l10n.t(
          'To look at the file as text, run the command "View: Reopen Editor With…" and choose the text editor.',
        ),
        isTitled: false,
      });
      follow(page);
      await page.start();
    },
  };
  context.subscriptions.push(vscode.window.registerCustomEditorProvider(SNAPSHOT_EDITOR, provider));
}
