import * as vscode from 'vscode';
import { LanguageClient, type LanguageClientOptions, TransportKind } from 'vscode-languageclient/node';
import { type InitializationOptions, NOTIFICATIONS } from '../../server/src/shared/messages';
import { SERVER_NODE_OPTIONS } from '../../server/src/shared/serverProcess';
import { TRUSTED_COMMANDS } from './commands/names';
import { createCrashHandler } from './crashHandler';
import { linkProblems } from './problemLinks';

/** The language client with its output channel. */
export interface RunningClient {
  readonly client: LanguageClient;
  readonly log: vscode.LogOutputChannel;
  readonly start: () => Promise<void>;
}

/** Makes the client of the language server, and ends it with the extension. */
export function createLanguageClient(context: vscode.ExtensionContext): RunningClient {
  const log = vscode.window.createOutputChannel('Zone Lens', { log: true });
  const module = context.asAbsolutePath('dist/languageServer.js');
  const client = new LanguageClient(
    'zoneLens',
    'Zone Lens',
    {
      run: { module, transport: TransportKind.ipc, options: { execArgv: [...SERVER_NODE_OPTIONS] } },
      debug: {
        module,
        transport: TransportKind.ipc,
        options: { execArgv: [...SERVER_NODE_OPTIONS, '--nolazy', '--inspect=6019'] },
      },
    },
    clientOptions(log),
  );
  context.subscriptions.push(
    log,
    vscode.workspace.onDidGrantWorkspaceTrust(() => client.sendNotification(NOTIFICATIONS.trustGranted)),
    { dispose: () => client.dispose() },
  );
  const start = async (): Promise<void> => {
    try {
      await client.start();
    } catch (error) {
      log.error(String(error));
      void vscode.window.showErrorMessage(
        vscode.l10n.t('Zone Lens: the language server could not be started. The output channel "Zone Lens" says why.'),
      );
    }
  };
  return { client, log, start };
}

function clientOptions(log: vscode.LogOutputChannel): LanguageClientOptions {
  return {
    documentSelector: documentSelector(),
    outputChannel: log,
    diagnosticCollectionName: 'zone-lens',
    initializationOptions: (): InitializationOptions => ({
      ...(vscode.l10n.bundle === undefined ? {} : { texts: vscode.l10n.bundle }),
      isTrusted: vscode.workspace.isTrusted,
    }),
    errorHandler: createCrashHandler(log),
    middleware: { handleDiagnostics: linkProblems },
    markdown: { isTrusted: { enabledCommands: TRUSTED_COMMANDS } },
    // A config of which only a search looks at a line need not be worked out.
    textSynchronization: { delayOpenNotifications: true },
  };
}

/**
 * Configs wherever they are edited, and the scripts that they may run. What only shows an older state of a file (the
 * left side of a comparison) is left out: it would be another file of the same name.
 */
function documentSelector(): { language: string; scheme: string }[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const schemes = new Set(['file', 'untitled', ...folders.map(({ uri }) => uri.scheme)]);
  const configs = [...schemes].map((scheme) => ({ language: 'nginx', scheme }));
  return [...configs, { language: 'lua', scheme: 'file' }, { language: 'javascript', scheme: 'file' }];
}
