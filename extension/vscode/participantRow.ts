import * as vscode from 'vscode';
import { assertNever } from '../../shared/assertNever.ts';
import type { Participant } from '../core/presence/participants.ts';
import type { Following } from './following.ts';
import { Command } from './names.ts';
import type { SharedDocument } from './sharedDocument.ts';

/** What a row of the Participants view says; plain data, so that two can be compared. */
export interface Row {
  readonly label: string;
  readonly description: string;
  readonly tooltip: string;
  /** What a screen reader says. */
  readonly spoken: string;
  readonly contextValue: string;
  readonly icon: { readonly id: string; readonly color: string | undefined };
  /** Whom a click goes to; undefined for a room, which opens and closes. */
  readonly goTo: { readonly roomId: string; readonly participantId: number } | undefined;
}

/** A room's row: its name, and its connection where that is worth a word. */
export function describeRoom({ session, document }: SharedDocument): Row {
  const { name } = session.room;
  const description = session.state.kind === 'online' ? '' : connectionWord(session.state.kind);
  const count = vscode.l10n.t('{0} here', session.participants.length);
  return {
    label: name,
    description,
    tooltip: document.uri.path,
    spoken: [vscode.l10n.t('Room {0}', name), count, description].filter((part) => part !== '').join(', '),
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
  const { id, name, isSelf, color } = participant;
  const isLeader = leader?.id === id && leader.roomId === roomId;
  const parts = [...roles(participant), ...doings(shared, participant, isLeader)];
  const description = parts.join(', ');
  return {
    label: name,
    description,
    tooltip: isSelf ? name : vscode.l10n.t('Click to go to {0}.', name),
    spoken: [name, ...parts].join(', '),
    contextValue: isSelf ? 'participant.self' : isLeader ? 'participant.followed' : 'participant.other',
    icon: { id: isLeader ? 'eye' : 'account', color: color.name },
    goTo: isSelf ? undefined : { roomId, participantId: id },
  };
}

/** The tree item that says what the row says. */
export function toTreeItem(key: string, row: Row): vscode.TreeItem {
  const { None, Expanded } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(row.label, row.contextValue === 'room' ? Expanded : None);
  const { id, color } = row.icon;
  item.id = key;
  item.description = row.description;
  item.tooltip = row.tooltip;
  item.contextValue = row.contextValue;
  item.accessibilityInformation = { label: row.spoken };
  item.iconPath =
    color === undefined
      ? new vscode.ThemeIcon(id)
      : new vscode.ThemeIcon(id, new vscode.ThemeColor(`tandem.participant.${color}`));
  if (row.goTo !== undefined) {
    const title = vscode.l10n.t('Go to Participant');
    item.command = { command: Command.goToParticipant, title, arguments: [row.goTo] };
  }
  return item;
}

function roles({ isSelf, isHost }: Participant): string[] {
  return [...(isSelf ? [vscode.l10n.t('you')] : []), ...(isHost ? [vscode.l10n.t('host')] : [])];
}

function doings(shared: SharedDocument, participant: Participant, isLeader: boolean): string[] {
  if (participant.isSelf) return [];
  const { session, bound } = shared;
  const [primary] = participant.selections;
  const line = primary === undefined ? undefined : bound.toPosition(primary.head).line + 1;
  const place = line === undefined ? vscode.l10n.t('elsewhere') : vscode.l10n.t('line {0}', line);
  const doing = activityWord(session.activity.kindOf(participant.id));
  const { following } = participant;
  const followed = session.participants.find(({ id }) => id === following);
  return [
    place,
    ...(doing === undefined ? [] : [doing]),
    ...(isLeader ? [vscode.l10n.t('leading you')] : []),
    ...(followed === undefined ? [] : [followsWords(followed)]),
  ];
}

function followsWords({ isSelf, name }: Participant): string {
  return isSelf ? vscode.l10n.t('follows you') : vscode.l10n.t('follows {0}', name);
}

function activityWord(kind: 'typing' | 'active' | 'idle'): string | undefined {
  switch (kind) {
    case 'typing':
      return vscode.l10n.t('typing');
    case 'idle':
      return vscode.l10n.t('idle');
    case 'active':
      return undefined;
    default:
      return assertNever(kind);
  }
}

function connectionWord(kind: 'connecting' | 'offline' | 'ended'): string {
  switch (kind) {
    case 'connecting':
      return vscode.l10n.t('connecting');
    case 'offline':
      return vscode.l10n.t('offline');
    case 'ended':
      return vscode.l10n.t('left');
    default:
      return assertNever(kind);
  }
}
