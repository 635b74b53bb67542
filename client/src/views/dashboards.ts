import type * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { LiveClient } from '../live/liveClient';

/** The dashboards of this window. */
export interface Dashboards {
  /**
   * Opens the dashboard of what is meant, or shows the one that is open. Without a target: of the attached server, else of
   * the config of the active editor.
   *
   * @param target a {@link DashboardTarget} (from the tree, the status item or a hover's link); anything else means none
   */
  open(target?: unknown): Promise<void>;
  /** Asks for a snapshot's file, and opens it. */
  openSnapshot(): Promise<void>;
  /** Writes what the active dashboard shows into a file that the person chooses. */
  saveSnapshot(): Promise<void>;
}

export function registerDashboards(
  _context: vscode.ExtensionContext,
  _client: LanguageClient,
  _live: LiveClient,
): Dashboards {
  return { open: async () => {}, openSnapshot: async () => {}, saveSnapshot: async () => {} };
}
