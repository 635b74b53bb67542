import type * as vscode from 'vscode';
import type { LiveClient } from '../live/liveClient';

/** The item in the status bar: `zones: 412 of 780 MB loaded`. */
export function registerStatusItem(_context: vscode.ExtensionContext, _live: LiveClient): void {}
