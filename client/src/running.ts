import type { ExtensionContext } from 'vscode';
import { createCommands } from './commands';
import type { CommandName } from './commands/names';
import { createLanguageClient } from './languageClient';
import { createLiveClient } from './live/liveClient';
import { tellNews } from './live/liveNews';
import { reportShown } from './live/shown';
import { registerDashboards } from './views/dashboards';
import { registerLanguageStatus } from './views/languageStatus';
import { registerLiveStatus } from './views/liveStatus';
import { registerStatusItem } from './views/statusItem';
import { registerZoneTree } from './views/zoneTree';

/** The extension at work: everything but what makes it known to the editor. A bundle of its own, see extension.ts. */
export interface Running {
  /** Settles when the language server answers. */
  readonly ready: Promise<void>;
  run(name: CommandName, values: readonly unknown[]): unknown;
}

/** Starts the language server, and does not wait for it. */
export function startRunning(context: ExtensionContext): Running {
  const { client, log, start } = createLanguageClient(context);
  const live = createLiveClient(context, client);
  const tree = registerZoneTree(context, client, live);
  const dashboards = registerDashboards(context, client, live);
  reportShown(context, client, live, tree);
  const commands = createCommands(context, client, log, live, dashboards, tree);
  registerStatusItem(context, live);
  registerLanguageStatus(context, client);
  registerLiveStatus(context, live);
  context.subscriptions.push(tellNews(live));
  return { ready: start(), run: (name, values) => commands[name](...values) };
}
