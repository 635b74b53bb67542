import { chmodSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { LiveServer } from '../../../server/src/shared/liveServer';
import type { LiveClient } from './liveClient';

/** What helps a person to more rights. */
export interface RightsHelp {
  readonly live: LiveClient;
  /** Path of the collector's program. */
  readonly collectorProgram: string;
  showDocumentation(): Promise<void>;
}

/** The help of this extension. */
export function rightsHelpOf(context: vscode.ExtensionContext, live: LiveClient): RightsHelp {
  return {
    live,
    collectorProgram: context.asAbsolutePath('dist/collector.js'),
    showDocumentation: async () => {
      const document = vscode.Uri.joinPath(context.extensionUri, 'docs/live.md');
      await vscode.commands.executeCommand('markdown.showPreview', document);
    },
  };
}

/** How long a person may take to write a password. */
const PASSWORD_TIMEOUT_MS = 120_000;
const POLL_MS = 1000;

const OWN_FOLDER = 0o700;

/**
 * Says which right is missing, and offers the ways to get it. Nothing is run unless the person asks for it.
 *
 * @returns true where a collector with more rights answers now
 */
export async function explainRights(
  { live, collectorProgram, showDocumentation }: RightsHelp,
  server: LiveServer,
): Promise<boolean> {
  const { missing, remedies } = server.access;
  const run = vscode.l10n.t('Run Collector with sudo');
  const copy = vscode.l10n.t('Copy Command');
  const documentation = vscode.l10n.t('Show Documentation');
  const why = missing ?? vscode.l10n.t('The system shows nothing of it.');
  const text = vscode.l10n.t('Zone Lens: nginx {0} may not be read. {1}', server.masterPid, why);
  const asRoot = process.geteuid?.() === 0;
  // Root that may not read is in a container: more of the same does not help.
  const choices = asRoot ? [documentation] : [run, copy, documentation];
  const chosen = await vscode.window.showWarningMessage([text, ...remedies].join(' '), ...choices);
  if (chosen === documentation) await showDocumentation();
  if (chosen !== run && chosen !== copy) return false;
  const socket = join(socketFolder(), `zone-lens-${process.pid}.sock`);
  const command = collectorCommand(collectorProgram, socket);
  if (chosen === run) {
    const terminal = vscode.window.createTerminal({ name: vscode.l10n.t('Zone Lens: collector') });
    terminal.show();
    terminal.sendText(command);
  } else {
    await vscode.env.clipboard.writeText(command);
  }
  return waitForCollector(live, socket);
}

/** A folder in which nobody else can put a socket. */
function socketFolder(): string {
  const { XDG_RUNTIME_DIR } = process.env;
  if (XDG_RUNTIME_DIR) return XDG_RUNTIME_DIR;
  const folder = join(tmpdir(), `zone-lens-${process.geteuid?.() ?? 0}`);
  mkdirSync(folder, { recursive: true, mode: OWN_FOLDER });
  // Throws where the folder is another user's.
  chmodSync(folder, OWN_FOLDER);
  return folder;
}

/** What a person would write in a shell. The program may be the editor's own, which is Node only when told so. */
function collectorCommand(program: string, socket: string): string {
  const words = ['sudo', 'env', 'ELECTRON_RUN_AS_NODE=1', process.execPath, program, '--socket', socket];
  return [...words, '--owner', String(process.geteuid?.() ?? 0)].map(quoted).join(' ');
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

async function waitForCollector(live: LiveClient, socket: string): Promise<boolean> {
  const title = vscode.l10n.t('Zone Lens: waiting for the collector');
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, async (_progress, cancelled) => {
    const deadline = Date.now() + PASSWORD_TIMEOUT_MS;
    while (Date.now() < deadline && !cancelled.isCancellationRequested) {
      await live.useCollector(socket);
      if ((await live.servers()).failure === null) return true;
      await live.useCollector(null);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    return false;
  });
}
