import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { LiveClient } from '../live/liveClient';

/** The tree "Nginx Zones". Its items carry a {@link DashboardTarget} as `target`. */
export interface ZoneTreeView {
  isVisible(): boolean;
  readonly onDidChangeVisibility: vscode.Event<unknown>;
  goToZone(item: unknown): Promise<void>;
  copyFigures(item: unknown): Promise<void>;
  sizeZone(item: unknown): Promise<void>;
  /** Shows the view, and gives it the focus. */
  reveal(): Promise<void>;
}

export function registerZoneTree(
  _context: vscode.ExtensionContext,
  _client: LanguageClient,
  _live: LiveClient,
): ZoneTreeView {
  const nothing = async (): Promise<void> => {};
  const { event } = new vscode.EventEmitter<unknown>();
  return {
    isVisible: () => false,
    onDidChangeVisibility: event,
    goToZone: nothing,
    copyFigures: nothing,
    sizeZone: nothing,
    reveal: nothing,
  };
}
