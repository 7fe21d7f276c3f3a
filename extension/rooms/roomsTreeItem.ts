import * as vscode from 'vscode';
import { assertNever } from '../../shared/assertNever.ts';
import { Command } from '../names.ts';
import type { RoomRow, RoomSection, RoomsNode } from './roomRow.ts';
import { translate } from '../../client/translate.ts';
import { type PlainText, plainText, joined } from '../../client/plainText.ts';
import { treeRow } from '../words/row.ts';

/** How the Rooms view shows one of its nodes; what menus and keys offer on it hangs on `contextValue`. */
export function roomsTreeItem(node: RoomsNode, commandFor: (row: RoomRow) => string): vscode.TreeItem {
  switch (node.kind) {
    case 'room':
      return roomItem(node, commandFor);
    case 'section': {
      const title = sectionTitle(node.section);
      const isRelay = node.section === 'relay' && node.relayUrl !== undefined;
      const description = isRelay ? hostOf(node.relayUrl) : plainText('');
      const spoken = joined(', ', [title, description]);
      const item = treeRow(
        { label: title, spoken, ...(isRelay && { description }) },
        vscode.TreeItemCollapsibleState.Expanded,
      );
      item.id = node.section;
      item.contextValue = `section.${node.section}`;
      return item;
    }
    case 'problem': {
      const { problem } = node;
      const spoken = translate('{0} Press Enter to try again.', problem);
      const item = treeRow({ label: problem, tooltip: [problem], spoken });
      item.id = 'problem';
      item.contextValue = 'problem';
      item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
      item.command = { command: Command.refreshRooms, title: translate('Try Again') };
      return item;
    }
    case 'more': {
      const item = treeRow({ label: translate('Load More…'), spoken: translate('Load More') });
      item.id = 'more';
      item.contextValue = 'more';
      item.iconPath = new vscode.ThemeIcon('ellipsis');
      item.command = { command: Command.loadMoreRooms, title: translate('Load More') };
      return item;
    }
    default:
      return assertNever(node);
  }
}

function sectionTitle(section: RoomSection): PlainText {
  switch (section) {
    case 'here':
      return translate('Here');
    case 'mine':
      return translate('My Rooms');
    case 'recent':
      return translate('Recent');
    case 'relay':
      return translate('On This Relay');
    default:
      return assertNever(section);
  }
}

function roomItem(row: RoomRow, commandFor: (row: RoomRow) => string): vscode.TreeItem {
  const name = plainText(row.name);
  const facts = [
    plainText(row.language),
    ...(row.people === undefined ? [] : [peopleIn(row.people)]),
    ...(row.isMine && row.section !== 'mine' ? [translate('mine')] : []),
  ];
  const description = joined(', ', facts);
  const here = row.isHere ? [translate('you are in it')] : [];
  const item = treeRow({
    label: name,
    description,
    tooltip: [name, description, hostOf(row.relayUrl)],
    spoken: joined(', ', [name, ...facts, ...here]),
  });
  item.id = `${row.section}/${row.relayUrl}/${row.roomId}`;
  item.contextValue = `room.${row.section}.${row.isHere ? 'here' : 'elsewhere'}`;
  item.iconPath = new vscode.ThemeIcon(icon(row));
  item.command = { command: commandFor(row), title: translate('Join Room') };
  return item;
}

function icon({ isHere, isMine, section }: RoomRow): string {
  if (isHere) return 'broadcast';
  if (isMine) return 'home';
  return section === 'recent' ? 'history' : 'comment-discussion';
}

function hostOf(relayUrl: string): PlainText {
  return plainText(relayUrl.replace(/^https?:\/\//, ''));
}

/** How many are in a room, for its row. */
export function peopleIn(count: number): PlainText {
  if (count === 0) return translate('empty');
  return count === 1 ? translate('1 person') : translate('{0} people', count);
}
