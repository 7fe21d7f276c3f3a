import * as vscode from 'vscode';
import { assertNever } from '../../shared/assertNever.ts';
import type { Participant } from '../../client/people/participants.ts';
import type { Following } from './following.ts';
import { Command } from '../names.ts';
import type { SharedDocument } from '../document/sharedDocument.ts';
import { translate } from '../../client/translate.ts';
import { type PlainText, plainText, joined } from '../../client/plainText.ts';
import { treeRow } from '../words/row.ts';

/** What a row of the Participants view says; plain data, so that two can be compared. */
export interface Row {
  readonly label: PlainText;
  readonly description: PlainText;
  readonly tooltip: PlainText;
  /** What a screen reader says. */
  readonly spoken: PlainText;
  readonly contextValue: string;
  readonly icon: { readonly id: string; readonly color: string | undefined };
  /** Whom a click goes to; undefined for a room, which opens and closes. */
  readonly goTo: { readonly roomId: string; readonly participantId: number } | undefined;
}

/** A room's row: its name, and its connection where that is worth a word. */
export function describeRoom({ session, document }: SharedDocument): Row {
  const name = plainText(session.room.name);
  const description = session.state.kind === 'online' ? plainText('') : connectionWord(session.state.kind);
  const count = translate('{0} here', session.participants.length);
  return {
    label: name,
    description,
    tooltip: plainText(document.uri.path),
    spoken: joined(', ', [translate('Room {0}', name), count, description]),
    contextValue: 'room',
    icon: { id: 'file-code', color: undefined },
    goTo: undefined,
  };
}

/** A participant's row: who, where and what they do. */
export function describeParticipant(
  shared: SharedDocument,
  participant: Participant,
  leader: Following['leader'],
): Row {
  const roomId = shared.session.room.id;
  const { id, isSelf, color } = participant;
  const name = plainText(participant.name);
  const isLeader = leader?.id === id && leader.roomId === roomId;
  const parts = [...roles(participant), ...doings(shared, participant, isLeader)];
  const description = joined(', ', parts);
  return {
    label: name,
    description,
    tooltip: isSelf ? name : translate('Click to go to {0}.', name),
    spoken: joined(', ', [name, ...parts]),
    contextValue: isSelf ? 'participant.self' : isLeader ? 'participant.followed' : 'participant.other',
    icon: { id: isLeader ? 'eye' : 'account', color: color.name },
    goTo: isSelf ? undefined : { roomId, participantId: id },
  };
}

/** The tree item that says what the row says. */
export function toTreeItem(key: string, row: Row): vscode.TreeItem {
  const { None, Expanded } = vscode.TreeItemCollapsibleState;
  const item = treeRow({ ...row, tooltip: [row.tooltip] }, row.contextValue === 'room' ? Expanded : None);
  const { id, color } = row.icon;
  item.id = key;
  item.contextValue = row.contextValue;
  item.iconPath =
    color === undefined
      ? new vscode.ThemeIcon(id)
      : new vscode.ThemeIcon(id, new vscode.ThemeColor(`tandem.participant.${color}`));
  if (row.goTo !== undefined) {
    const title = translate('Go to Participant');
    item.command = { command: Command.goToParticipant, title, arguments: [row.goTo] };
  }
  return item;
}

function roles({ isSelf, isHost }: Participant): PlainText[] {
  return [...(isSelf ? [translate('you')] : []), ...(isHost ? [translate('host')] : [])];
}

function doings(shared: SharedDocument, participant: Participant, isLeader: boolean): PlainText[] {
  if (participant.isSelf) return [];
  const { session, bound } = shared;
  const [primary] = participant.selections;
  const line = primary === undefined ? undefined : bound.toPosition(primary.head).line + 1;
  const place = line === undefined ? translate('elsewhere') : translate('line {0}', line);
  const doing = activityWord(session.activity.kindOf(participant.id));
  const { following } = participant;
  const followed = session.participants.find(({ id }) => id === following);
  return [
    place,
    ...(doing === undefined ? [] : [doing]),
    ...(isLeader ? [translate('leading you')] : []),
    ...(followed === undefined ? [] : [followsWords(followed)]),
  ];
}

function followsWords({ isSelf, name }: Participant): PlainText {
  return isSelf ? translate('follows you') : translate('follows {0}', name);
}

function activityWord(kind: 'typing' | 'active' | 'idle'): PlainText | undefined {
  switch (kind) {
    case 'typing':
      return translate('typing');
    case 'idle':
      return translate('idle');
    case 'active':
      return undefined;
    default:
      return assertNever(kind);
  }
}

function connectionWord(kind: 'connecting' | 'offline' | 'ended'): PlainText {
  switch (kind) {
    case 'connecting':
      return translate('connecting');
    case 'offline':
      return translate('offline');
    case 'ended':
      return translate('left');
    default:
      return assertNever(kind);
  }
}
