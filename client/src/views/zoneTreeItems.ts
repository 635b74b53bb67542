import * as vscode from 'vscode';
import type { ZoneTreeRoot, ZoneTreeZone } from '../../../server/src/shared/zoneTree';
import { COMMANDS } from '../commands/names';
import { plainTooltip } from './plainTooltip';
import type { ZoneTreeNode } from './zoneTreeNodes';

/** A line as the editor draws it; its tooltip is made when somebody points at it. */
export function zoneTreeItem(node: ZoneTreeNode): vscode.TreeItem {
  return node.zone === null ? rootItem(node.root) : zoneItem(node, node.root, node.zone);
}

/** What is told where the pointer rests on a line. */
export function tooltipOf({ root, zone }: ZoneTreeNode): vscode.MarkdownString {
  return plainTooltip((zone ?? root).tooltip);
}

function rootItem(root: ZoneTreeRoot): vscode.TreeItem {
  const { id, label, description, kind, isAttached } = root;
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Expanded);
  item.id = id;
  item.description = description;
  item.contextValue = isAttached ? `${kind} attached` : kind;
  item.iconPath = rootIcon(root);
  item.accessibilityInformation = { label: [label, stateText(root), description].join(', ') };
  return item;
}

function rootIcon({ kind, state }: ZoneTreeRoot): vscode.ThemeIcon {
  if (kind === 'config') return new vscode.ThemeIcon('file-code');
  if (state === 'live') return new vscode.ThemeIcon('server-process');
  return new vscode.ThemeIcon('warning', new vscode.ThemeColor('problemsWarningIcon.foreground'));
}

function stateText({ state }: ZoneTreeRoot): string {
  switch (state) {
    case 'live':
      return vscode.l10n.t('running');
    case 'stopped':
      return vscode.l10n.t('ended');
    case 'lost':
      return vscode.l10n.t('not read at present');
    case 'planned':
      return vscode.l10n.t('nothing runs');
  }
}

function zoneItem(node: ZoneTreeNode, root: ZoneTreeRoot, zone: ZoneTreeZone): vscode.TreeItem {
  const { id, label, description, declaration, canBeSized } = zone;
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.None);
  item.id = id;
  item.description = description;
  item.contextValue = ['zone', declaration === null ? '' : 'declared', canBeSized ? 'sizable' : '']
    .filter((word) => word !== '')
    .join(' ');
  item.iconPath = zoneIcon(root, zone);
  item.accessibilityInformation = { label: [label, levelText(root, zone), description].filter(isTold).join(', ') };
  if (declaration !== null) {
    item.command = { command: COMMANDS.goToZone, title: vscode.l10n.t('Go to Declaration'), arguments: [node] };
  }
  return item;
}

function isTold(text: string): boolean {
  return text !== '';
}

/** Levels differ in shape, and not in colour alone. */
function zoneIcon({ state }: ZoneTreeRoot, { level }: ZoneTreeZone): vscode.ThemeIcon {
  if (state !== 'live') return icon('database', 'disabledForeground');
  switch (level) {
    case 'fine':
      return new vscode.ThemeIcon('database');
    case 'nearly full':
      return icon('warning', 'problemsWarningIcon.foreground');
    case 'full':
      return icon('circle-large-filled', 'problemsWarningIcon.foreground');
    case 'failing':
      return icon('error', 'problemsWarningIcon.foreground');
    case 'not known':
      return icon('question', 'disabledForeground');
  }
}

function icon(name: string, color: string): vscode.ThemeIcon {
  return new vscode.ThemeIcon(name, new vscode.ThemeColor(color));
}

function levelText({ state }: ZoneTreeRoot, { level }: ZoneTreeZone): string {
  if (state !== 'live') return '';
  switch (level) {
    case 'fine':
      return '';
    case 'nearly full':
      return vscode.l10n.t('nearly full');
    case 'full':
      return vscode.l10n.t('full');
    case 'failing':
      return vscode.l10n.t('allocations fail');
    case 'not known':
      return vscode.l10n.t('how full it is is not known');
  }
}
