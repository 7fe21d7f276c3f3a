import * as vscode from 'vscode';
import { parseInvite } from '../../client/relay/invite.ts';
import type { NamedRoom, RoomRef } from '../../client/relay/roomRef.ts';
import { peopleIn } from '../rooms/roomsTreeItem.ts';
import { ownRelayUrl } from '../settings.ts';
import type { CommandContext } from './commandContext.ts';
import { requireInvite } from './inviteCommands.ts';
import { translate } from '../../client/translate.ts';
import { plainText, type PlainText, joined } from '../../client/plainText.ts';
import { choose, askLine, type Choice } from '../words/choose.ts';
import { tell } from '../words/tell.ts';

interface RoomChoice extends Choice {
  readonly invite?: RoomRef;
}

/** More recent rooms are in the Rooms view. */
const OFFERED_RECENT = 5;

/**
 * Lets the person pick a room or paste an invite. A relay that is not known here is named first, and contacted only
 * once they have agreed; undefined when they have not.
 */
export async function askInvite(context: CommandContext): Promise<RoomRef | undefined> {
  const clipboard = parseInvite(await vscode.env.clipboard.readText());
  const paste: RoomChoice = { label: translate('$(link) Paste an invite or a room id…'), alwaysShow: true };
  const fromClipboard: RoomChoice[] =
    'invite' in clipboard
      ? [
          {
            label: translate('$(clippy) Join the invite on the clipboard'),
            description: plainText(clipboard.invite.relayUrl),
            invite: clipboard.invite,
          },
        ]
      : [];
  const choice = await choose(offerRooms(context, [...fromClipboard, paste]), {
    title: translate('Join Room'),
    placeHolder: translate('Paste an invite, or pick a room'),
    matchOnDescription: true,
  });
  if (choice === undefined) return undefined;
  const invite = choice.invite ?? (await askPasted());
  if (invite === undefined || isKnownRelay(context, invite)) return invite;
  return (await confirmInvite(context, invite)) ? invite : undefined;
}

async function askPasted(): Promise<RoomRef | undefined> {
  const text = await askLine({
    title: translate('Join Room'),
    prompt: translate('The invite that your partner sent you, or the id of a room on your relay.'),
    placeHolder: plainText('https://relay.example.org/join/…'),
    ignoreFocusOut: true,
    validateInput: (value) => {
      const parsed = parseInvite(value, ownRelayUrl());
      return 'problem' in parsed ? parsed.problem : undefined;
    },
  });
  return text === undefined ? undefined : requireInvite(text);
}

async function offerRooms(
  { recent, relayRooms, documents, ownerTokens }: CommandContext,
  first: RoomChoice[],
): Promise<RoomChoice[]> {
  await relayRooms.refresh();
  const { listing } = relayRooms;
  const remembered = recent
    .all()
    .filter((room) => documents.findRoom(room) === undefined)
    .slice(0, OFFERED_RECENT);
  const listed = listing.kind === 'unknown' ? [] : listing.rooms;
  const peopleOf = ({ roomId }: RoomRef) => listed.find((room) => room.roomId === roomId)?.people;
  const others = listed.filter(({ roomId }) => !remembered.some((room) => room.roomId === roomId));
  const relayUrl = ownRelayUrl() ?? '';
  const offer = ({ name, language, ...room }: NamedRoom): RoomChoice => ({
    label: plainText(name),
    description: joined(', ', [
      plainText(language),
      ...[peopleOf(room)].flatMap((count) => (count === undefined ? [] : [peopleIn(count)])),
      ...(ownerTokens.owns(room) ? [translate('mine')] : []),
    ]),
    invite: { relayUrl: room.relayUrl, roomId: room.roomId },
  });
  return [
    ...first,
    ...section(translate('Recent'), remembered.map(offer)),
    // The invite may lead to another relay, so this one's silence is only worth a line.
    ...(listing.kind === 'failed' ? [separator(listing.problem)] : []),
    ...section(translate('Rooms at {0}', relayUrl), others.map(offer)),
  ];
}

function section(label: PlainText, choices: RoomChoice[]): RoomChoice[] {
  return choices.length === 0 ? [] : [separator(label), ...choices];
}

function separator(label: PlainText): RoomChoice {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

/** True when the relay is the one in the settings, or one that rooms were joined on before. */
export function isKnownRelay({ recent }: CommandContext, { relayUrl }: RoomRef): boolean {
  return relayUrl === ownRelayUrl() || recent.all().some((room) => room.relayUrl === relayUrl);
}

/** Shows where an invite leads, and asks; nothing is contacted before. */
export async function confirmInvite(context: CommandContext, invite: RoomRef): Promise<boolean> {
  const join = translate('Join');
  const choice = await tell.ask(translate('Join a Tandem room?'), whereTo(context, invite), join);
  return choice === join;
}

function whereTo(context: CommandContext, invite: RoomRef): PlainText {
  const { relayUrl, roomId } = invite;
  if (relayUrl === ownRelayUrl())
    return translate('The link leads to the room {0} at {1}, the relay in your settings.', roomId, relayUrl);
  return isKnownRelay(context, invite)
    ? translate('The link leads to the room {0} at {1}, a relay that you have used before.', roomId, relayUrl)
    : translate(
        'The link leads to the room {0} at {1}, a relay that is not in your settings. Join only if you know who sent you the link.',
        roomId,
        relayUrl,
      );
}
