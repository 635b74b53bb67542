import * as vscode from 'vscode';
import { type LanguageClient, State } from 'vscode-languageclient/node';
import { type DocumentPlace, NOTIFICATIONS } from '../../../server/src/shared/messages';
import {
  ZONE_TREE_NOTIFICATIONS,
  ZONE_TREE_REQUESTS,
  type ZoneTree,
  type ZoneTreeParams,
} from '../../../server/src/shared/zoneTree';
import { COMMANDS } from '../commands/names';
import { CONFIG_LANGUAGES } from '../live/configLanguages';
import type { LiveClient } from '../live/liveClient';
import { tooltipOf, zoneTreeItem } from './zoneTreeItems';
import { createZoneTreeNodes, type ZoneTreeNode } from './zoneTreeNodes';

/** The tree "Nginx Zones". Its items carry a {@link DashboardTarget} as `target`. */
export interface ZoneTreeView {
  isVisible(): boolean;
  readonly onDidChangeVisibility: vscode.Event<unknown>;
  /** These take a line of the tree; anything else means the one that is selected. */
  goToZone(item: unknown): Promise<void>;
  copyFigures(item: unknown): Promise<void>;
  sizeZone(item: unknown): Promise<void>;
  /** Shows the view, and gives it the focus. */
  reveal(): Promise<void>;
}

const VIEW = 'zoneLens.zones';

const COPIED_MS = 3000;

/** Figures that flicker can't be read; and a line that is drawn anew takes its tooltip from whoever reads that. */
const PAUSE_MS = 1000;
const READING_MS = 4000;

const EMPTY: ZoneTree = { roots: [] };

/** Shows the zones of running servers and of the config that is looked at, and keeps them up to date while it is seen. */
export function registerZoneTree(
  context: vscode.ExtensionContext,
  client: LanguageClient,
  live: LiveClient,
): ZoneTreeView {
  const nodes = createZoneTreeNodes();
  const changes = new vscode.EventEmitter<ZoneTreeNode | ZoneTreeNode[] | undefined>();
  let lastDocument: vscode.TextDocument | null = null;
  let isAsking = false;
  let isStale = true;
  let isDrawn = false;
  let restUntilMs = 0;
  let timer: NodeJS.Timeout | null = null;
  /** Settles when there is a tree to show. */
  let firstTree = deferred();

  const rest = (forMs: number): void => {
    restUntilMs = Math.max(restUntilMs, Date.now() + forMs);
  };
  const take = (tree: ZoneTree): void => {
    const changed = nodes.update(tree);
    firstTree.settle();
    // A tree that nobody has asked for has nothing to draw anew.
    if (!isDrawn || changed?.length === 0) return;
    changes.fire(changed === null ? undefined : [...changed]);
    rest(PAUSE_MS);
  };

  const ask = async (): Promise<void> => {
    timer = null;
    isAsking = true;
    isStale = false;
    const params: ZoneTreeParams = { uri: documentUri() };
    // Whoever asked for it is answered when the language server runs again.
    const tree = await client.sendRequest<ZoneTree>(ZONE_TREE_REQUESTS.zoneTree, params).catch(() => null);
    if (tree !== null) take(tree);
    isAsking = false;
    schedule();
  };
  const schedule = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (!isStale || isAsking || !view.visible || client.state !== State.Running) return;
    timer = setTimeout(() => void ask(), Math.max(0, restUntilMs - Date.now()));
  };
  const update = (): void => {
    isStale = true;
    view.message = messageNow();
    schedule();
  };
  /** What a person has done is answered at once; figures that only move can wait. */
  const updateNow = (): void => {
    restUntilMs = 0;
    update();
  };

  /**
   * The config that was looked at last counts while something else has the focus, as long as it is open. Documents of other
   * languages have nothing to do with what is listed.
   */
  const documentUri = (): string | null => {
    const active = vscode.window.activeTextEditor?.document;
    if (active !== undefined && CONFIG_LANGUAGES.has(active.languageId)) lastDocument = active;
    return lastDocument === null || lastDocument.isClosed ? null : lastDocument.uri.toString();
  };
  const messageNow = (): string => {
    const status = live.status();
    if (status === null || status.state === 'live' || status.trouble === null) return '';
    return vscode.l10n.t('{0}: {1}', status.texts.server, status.trouble);
  };

  const view = vscode.window.createTreeView<ZoneTreeNode>(VIEW, {
    treeDataProvider: {
      onDidChangeTreeData: changes.event,
      getChildren: async (node) => {
        if (node !== undefined) return [...nodes.zonesOf(node)];
        await firstTree.settled;
        isDrawn = true;
        return [...nodes.roots()];
      },
      getParent: (node) => nodes.parentOf(node),
      getTreeItem: zoneTreeItem,
      resolveTreeItem: (item, node) => {
        item.tooltip = tooltipOf(node);
        nodes.tooltipShown(node);
        rest(READING_MS);
        return item;
      },
    },
  });

  const nodeOf = (item: unknown): ZoneTreeNode | null => {
    const id = typeof item === 'object' && item !== null && 'id' in item ? item.id : null;
    return (typeof id === 'string' ? nodes.byId(id) : null) ?? view.selection[0] ?? null;
  };
  const declarationOf = (item: unknown): DocumentPlace | null => nodeOf(item)?.zone?.declaration ?? null;

  context.subscriptions.push(
    view,
    changes,
    { dispose: () => timer !== null && clearTimeout(timer) },
    view.onDidChangeVisibility(updateNow),
    live.onDidChange(({ status, before }) => (status?.state === before?.state ? update() : updateNow())),
    client.onNotification(NOTIFICATIONS.configChanged, updateNow),
    client.onNotification(ZONE_TREE_NOTIFICATIONS.changed, update),
    vscode.window.onDidChangeActiveTextEditor(updateNow),
    client.onDidChangeState(({ newState }) => {
      // Until the next one runs there are no figures; it then tells of all anew.
      if (newState === State.Stopped) take(EMPTY);
      if (newState === State.Starting) firstTree = deferred();
      updateNow();
    }),
  );
  return {
    isVisible: () => view.visible,
    onDidChangeVisibility: view.onDidChangeVisibility,
    goToZone: async (item) => {
      const place = declarationOf(item);
      if (place !== null) await show(place);
    },
    copyFigures: async (item) => {
      const node = nodeOf(item);
      if (node === null) return;
      await vscode.env.clipboard.writeText(figuresOf(node));
      vscode.window.setStatusBarMessage(vscode.l10n.t('Zone Lens: figures copied'), COPIED_MS);
    },
    sizeZone: async (item) => {
      const place = declarationOf(item);
      if (place === null) return;
      // The size is written into a document that is open.
      await show(place);
      await vscode.commands.executeCommand(COMMANDS.sizeZone, place);
    },
    reveal: async () => {
      await vscode.commands.executeCommand(`${VIEW}.focus`);
    },
  };
}

async function show({ uri, position }: DocumentPlace): Promise<void> {
  const at = new vscode.Position(position.line, position.character);
  await vscode.window.showTextDocument(vscode.Uri.parse(uri), { selection: new vscode.Range(at, at) });
}

/** A server's or config's are those of all its zones, too. */
function figuresOf({ root, zone }: ZoneTreeNode): string {
  if (zone !== null) return zone.figures;
  return [...root.tooltip, root.description, ...root.zones.map(({ figures }) => figures)].join('\n');
}

interface Deferred {
  readonly settled: Promise<void>;
  settle(): void;
}

function deferred(): Deferred {
  let settle = (): void => undefined;
  const settled = new Promise<void>((resolve) => {
    settle = resolve;
  });
  return { settled, settle: () => settle() };
}
