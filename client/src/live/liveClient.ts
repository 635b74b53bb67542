import * as vscode from 'vscode';
import { type LanguageClient, State } from 'vscode-languageclient/node';
import {
  LIVE_NOTIFICATIONS,
  LIVE_REQUESTS,
  type LiveAttachAnswer,
  type LiveAttachParams,
  type LiveServersAnswer,
  type LiveStatus,
  type RememberedServer,
} from '../../../server/src/shared/liveMessages';

/** The attached server, as the language server tells of it. */
export interface LiveClient {
  readonly status: () => LiveStatus | null;
  /** Fired with the new status, and the one before. */
  readonly onDidChange: vscode.Event<{ readonly status: LiveStatus | null; readonly before: LiveStatus | null }>;
  servers(): Promise<LiveServersAnswer>;
  attach(target: LiveAttachParams['target']): Promise<LiveAttachAnswer>;
  /** Detaches, and does not attach at the next start. */
  detach(): Promise<void>;
  refresh(): Promise<void>;
  /** Reads through a collector that the person has started; null: as the settings say. */
  useCollector(socket: string | null): Promise<void>;
}

/** In the state of the workspace, which knows no pids: they change. */
const REMEMBERED = 'zoneLens.liveServer';

/** For the commands that make sense only then. */
const IS_ATTACHED = 'zoneLens.isAttached';

/** Follows what the language server says of the attached server, and attaches again when either was started again. */
export function createLiveClient(context: vscode.ExtensionContext, client: LanguageClient): LiveClient {
  const changes = new vscode.EventEmitter<{ status: LiveStatus | null; before: LiveStatus | null }>();
  let status: LiveStatus | null = null;
  const take = (next: LiveStatus | null): void => {
    const before = status;
    status = next;
    if ((before === null) !== (next === null)) {
      void vscode.commands.executeCommand('setContext', IS_ATTACHED, next !== null);
    }
    changes.fire({ status, before });
  };
  const uri = (): string | null => {
    const document = vscode.window.activeTextEditor?.document;
    return document === undefined ? null : document.uri.toString();
  };
  const attach = async (target: LiveAttachParams['target']): Promise<LiveAttachAnswer> => {
    const answer = await client.sendRequest<LiveAttachAnswer>(LIVE_REQUESTS.attach, { uri: uri(), target });
    if (answer.kind !== 'attached') return answer;
    const { server, rootUri } = answer.status;
    const remembered: RememberedServer = { configFile: server.configFile, prefix: server.prefix, rootUri };
    await context.workspaceState.update(REMEMBERED, remembered);
    return answer;
  };

  /** Attaches to what was attached here before. Nothing is said where it is not there. */
  const resume = async (): Promise<void> => {
    // Nothing is read by itself for a workspace that is not trusted.
    if (!vscode.workspace.isTrusted || status !== null) return;
    const remembered = context.workspaceState.get<RememberedServer>(REMEMBERED);
    const isWanted = vscode.workspace.getConfiguration('zoneLens').get<boolean>('live.autoAttach', false);
    if (remembered !== undefined) await attach({ kind: 'remembered', remembered });
    else if (isWanted) await attach({ kind: 'certain' });
  };

  context.subscriptions.push(
    changes,
    client.onNotification(LIVE_NOTIFICATIONS.status, take),
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Stopped) take(null);
      if (newState === State.Running) void resume().catch(() => undefined);
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void resume().catch(() => undefined)),
  );
  return {
    status: () => status,
    onDidChange: changes.event,
    servers: () => client.sendRequest<LiveServersAnswer>(LIVE_REQUESTS.servers, { uri: uri() }),
    attach,
    detach: async () => {
      await context.workspaceState.update(REMEMBERED, undefined);
      await client.sendRequest(LIVE_REQUESTS.detach);
    },
    refresh: async () => {
      await client.sendRequest(LIVE_REQUESTS.refresh);
    },
    useCollector: async (socket) => {
      await client.sendRequest(LIVE_REQUESTS.collector, { socket });
    },
  };
}
