import * as vscode from 'vscode';
import { CloseAction, ErrorAction, type ErrorHandler } from 'vscode-languageclient/node';
import { COMMANDS } from './commands/names';

/** Crashes in this time are one fault that keeps coming back. */
const WINDOW_MS = 3 * 60_000;

/** More of them in the window, and restarting is given up. */
const MOST_RESTARTS = 20;

/** What the handler needs to know of time; tests bring their own. */
export type Clock = () => number;

/**
 * Decides what happens when the server dies: it is started again, which is said once and written to the log each time.
 * Only a server that keeps dying is left alone, with a button that starts it.
 */
export function createCrashHandler(log: vscode.LogOutputChannel, now: Clock = Date.now): ErrorHandler {
  let crashes: number[] = [];
  let hasSaid = false;
  return {
    error: (error) => {
      log.error(error);
      return { action: ErrorAction.Continue, handled: true };
    },
    closed: () => {
      crashes = [...crashes.filter((at) => now() - at < WINDOW_MS), now()];
      if (crashes.length > MOST_RESTARTS) {
        log.error(`The language server ended ${crashes.length} times in three minutes and is not started again.`);
        void offerRestart();
        return { action: CloseAction.DoNotRestart, handled: true };
      }
      log.warn(`The language server ended unexpectedly (${crashes.length}); starting it again.`);
      if (!hasSaid) void sayRestarted(log);
      hasSaid = true;
      return { action: CloseAction.Restart, handled: true };
    },
  };
}

async function sayRestarted(log: vscode.LogOutputChannel): Promise<void> {
  const show = vscode.l10n.t('Show Log');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Zone Lens: the language server ended unexpectedly and was started again.'),
    show,
  );
  if (chosen === show) log.show();
}

async function offerRestart(): Promise<void> {
  const restart = vscode.l10n.t('Restart');
  const chosen = await vscode.window.showErrorMessage(
    vscode.l10n.t('Zone Lens: the language server keeps ending and was not started again.'),
    restart,
  );
  if (chosen === restart) await vscode.commands.executeCommand(COMMANDS.restartServer);
}
