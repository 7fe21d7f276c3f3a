import * as vscode from 'vscode';
import { z } from 'zod';
import { parseRoomId } from '../../../shared/room/roomId.ts';
import type { RoomSummary } from '../../api.ts';
import { parseInvite, type Invite } from '../../core/session/invite.ts';
import { RelayApi } from '../../core/session/relayApi.ts';
import { summarizeRoom } from '../roomSummary.ts';
import { configuredRelayUrl, requireRelayUrl } from '../settings.ts';
import { UserError } from '../userError.ts';
import type { CommandContext } from './commandContext.ts';

const argumentSchema = z.union([
  z.object({ invite: z.string() }),
  z.object({ relayUrl: z.string(), roomId: z.string() }),
]);

/** How many of the relay's rooms are offered. */
const OFFERED_ROOMS = 100;

/** Opens a room's text as a document and binds it. Undefined when the person thought better of it. */
export async function joinRoom(context: CommandContext, argument: unknown): Promise<RoomSummary | undefined> {
  const invite = argument === undefined ? await askInvite() : readArgument(argument);
  return invite === undefined ? undefined : joinInvite(context, invite);
}

/** The same for an invite that was read already. */
export async function joinInvite(context: CommandContext, invite: Invite): Promise<RoomSummary> {
  const { relayUrl, roomId } = invite;
  const existing = context.documents.findRoom(roomId);
  if (existing !== undefined) {
    await vscode.window.showTextDocument(existing.document);
    return summarizeRoom(existing.session.room, context.extensionId);
  }
  const shared = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: 'Joining the room…', cancellable: true },
    async (_progress, cancellation) => {
      const abort = new AbortController();
      cancellation.onCancellationRequested(() => abort.abort());
      const room = await new RelayApi(relayUrl).readRoom(roomId);
      const info = { id: roomId, name: room.name, language: room.language, relayUrl };
      return context.documents.join(info, abort.signal);
    },
  );
  return summarizeRoom(shared.session.room, context.extensionId);
}

/** Reads an invite, or throws a UserError which says what is wrong with it. */
export function requireInvite(text: string): Invite {
  const parsed = parseInvite(text);
  if ('problem' in parsed) throw new UserError(parsed.problem);
  return parsed.invite;
}

function readArgument(argument: unknown): Invite {
  const given = argumentSchema.parse(argument);
  if ('invite' in given) return requireInvite(given.invite);
  const roomId = parseRoomId(given.roomId);
  if (roomId === undefined) throw new UserError(`"${given.roomId}" is no room id.`);
  return { relayUrl: requireRelayUrl(given.relayUrl), roomId };
}

interface Choice extends vscode.QuickPickItem {
  readonly invite?: Invite;
}

async function askInvite(): Promise<Invite | undefined> {
  const clipboard = parseInvite(await vscode.env.clipboard.readText());
  const paste: Choice = { label: '$(link) Paste an invite…', alwaysShow: true };
  const fromClipboard: Choice[] =
    'invite' in clipboard
      ? [
          {
            label: '$(clippy) Join the invite on the clipboard',
            description: clipboard.invite.relayUrl,
            invite: clipboard.invite,
          },
        ]
      : [];
  const choice = await vscode.window.showQuickPick(offerRooms([...fromClipboard, paste]), {
    title: 'Join Room',
    placeHolder: 'Paste an invite, or pick a room of your relay',
    matchOnDescription: true,
  });
  if (choice === undefined) return undefined;
  if (choice.invite !== undefined) return choice.invite;
  const text = await vscode.window.showInputBox({
    title: 'Join Room',
    prompt: 'The invite that your partner sent you.',
    placeHolder: 'vscode://…/join?relay=…&room=…',
    ignoreFocusOut: true,
    validateInput: (value) => {
      const parsed = parseInvite(value);
      return 'problem' in parsed ? parsed.problem : undefined;
    },
  });
  return text === undefined ? undefined : requireInvite(text);
}

async function offerRooms(first: Choice[]): Promise<Choice[]> {
  const relayUrl = configuredRelayUrl();
  try {
    const rooms = await new RelayApi(relayUrl).listRooms(OFFERED_ROOMS);
    const offered = rooms.flatMap((room): Choice[] => {
      const roomId = parseRoomId(room.id);
      if (roomId === undefined) return [];
      return [
        {
          label: room.name.replaceAll('$(', '$\u200B('),
          description: room.language,
          invite: { relayUrl, roomId },
        },
      ];
    });
    const separator = { label: `Rooms at ${relayUrl}`, kind: vscode.QuickPickItemKind.Separator };
    return offered.length === 0 ? first : [...first, separator, ...offered];
  } catch (error) {
    // The invite may lead to another relay, so this one's silence is only worth a line.
    const label = `Rooms at ${relayUrl}: ${error instanceof Error ? error.message : String(error)}`;
    return [...first, { label, kind: vscode.QuickPickItemKind.Separator }];
  }
}
