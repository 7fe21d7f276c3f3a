import * as vscode from 'vscode';
import { assertNever } from '../../shared/assertNever.ts';
import { Command } from './names.ts';
import type { RoomRow, RoomSection, RoomsNode } from './roomsTree.ts';

/** How the Rooms view shows one of its nodes; what menus and keys offer on it hangs on `contextValue`. */
export function roomsTreeItem(node: RoomsNode, commandFor: (row: RoomRow) => string): vscode.TreeItem {
  switch (node.kind) {
    case 'room':
      return roomItem(node, commandFor);
    case 'section': {
      const title = sectionTitle(node.section);
      const item = new vscode.TreeItem(title, vscode.TreeItemCollapsibleState.Expanded);
      item.id = node.section;
      item.contextValue = `section.${node.section}`;
      item.accessibilityInformation = { label: title };
      if (node.section === 'relay' && node.relayUrl !== undefined) {
        item.description = node.relayUrl.replace(/^https?:\/\//, '');
        item.accessibilityInformation = { label: `${title}, ${item.description}` };
      }
      return item;
    }
    case 'problem': {
      const item = new vscode.TreeItem(node.problem);
      item.id = 'problem';
      item.contextValue = 'problem';
      item.tooltip = node.problem;
      item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
      item.command = { command: Command.refreshRooms, title: vscode.l10n.t('Try Again') };
      item.accessibilityInformation = { label: vscode.l10n.t('{0} Press Enter to try again.', node.problem) };
      return item;
    }
    case 'more': {
      const item = new vscode.TreeItem(vscode.l10n.t('Load More…'));
      item.id = 'more';
      item.contextValue = 'more';
      item.iconPath = new vscode.ThemeIcon('ellipsis');
      item.command = { command: Command.loadMoreRooms, title: vscode.l10n.t('Load More') };
      item.accessibilityInformation = { label: vscode.l10n.t('Load More') };
      return item;
    }
    default:
      return assertNever(node);
  }
}

function sectionTitle(section: RoomSection): string {
  switch (section) {
    case 'here':
      return vscode.l10n.t('Here');
    case 'mine':
      return vscode.l10n.t('My Rooms');
    case 'recent':
      return vscode.l10n.t('Recent');
    case 'relay':
      return vscode.l10n.t('On This Relay');
    default:
      return assertNever(section);
  }
}

function roomItem(row: RoomRow, commandFor: (row: RoomRow) => string): vscode.TreeItem {
  const item = new vscode.TreeItem(row.name);
  item.id = `${row.section}/${row.relayUrl}/${row.roomId}`;
  item.contextValue = `room.${row.section}.${row.isHere ? 'here' : 'elsewhere'}`;
  const facts = [
    row.language,
    ...(row.people === undefined ? [] : [peopleIn(row.people)]),
    ...(row.isMine && row.section !== 'mine' ? [vscode.l10n.t('mine')] : []),
  ];
  item.description = facts.join(', ');
  const where = row.relayUrl.replace(/^https?:\/\//, '');
  item.tooltip = `${row.name}\n${facts.join(', ')}\n${where}`;
  item.iconPath = new vscode.ThemeIcon(icon(row));
  item.accessibilityInformation = {
    label: [row.name, ...facts, ...(row.isHere ? [vscode.l10n.t('you are in it')] : [])].join(', '),
  };
  item.command = { command: commandFor(row), title: vscode.l10n.t('Join Room') };
  return item;
}

function icon({ isHere, isMine, section }: RoomRow): string {
  if (isHere) return 'broadcast';
  if (isMine) return 'home';
  return section === 'recent' ? 'history' : 'comment-discussion';
}

function peopleIn(count: number): string {
  if (count === 0) return vscode.l10n.t('empty');
  return count === 1 ? vscode.l10n.t('1 person') : vscode.l10n.t('{0} people', count);
}
