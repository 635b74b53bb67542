import { commands, type ExtensionContext } from 'vscode';
import { COMMANDS } from './commands/names';
import type { Running } from './running';

/** What tests and other extensions get from the extension. */
export interface ExtensionApi {
  /** Settles when the language server answers. */
  readonly ready: Promise<void>;
}

/**
 * Makes the commands known, and has the rest loaded and started a moment later: a window that has just opened has more
 * urgent things to do, and the language client's library is large.
 */
export function activate(context: ExtensionContext): ExtensionApi {
  const running = load(context);
  for (const name of Object.values(COMMANDS)) {
    const run = async (...values: unknown[]): Promise<unknown> => (await running).run(name, values);
    context.subscriptions.push(commands.registerCommand(name, run));
  }
  return { ready: running.then(({ ready }) => ready) };
}

async function load(context: ExtensionContext): Promise<Running> {
  await new Promise((resolve) => setImmediate(resolve));
  const { startRunning } = await import('./running');
  return startRunning(context);
}
