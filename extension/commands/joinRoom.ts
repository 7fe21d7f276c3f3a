import * as vscode from 'vscode';
import * as z from 'zod';
import { parseRoomId } from '../../shared/room/roomId.ts';
import type { RoomSummary } from '../api.ts';
import { RelayApiError } from '../../client/relay/relayApi.ts';
import type { RoomRef } from '../../client/relay/roomRef.ts';
import { summarizeRoom } from '../rooms/roomSummary.ts';
import { requireRelayUrl } from '../settings.ts';
import { keepStrayText } from '../document/strayText.ts';
import { UserError } from '../userError.ts';
import { askInvite } from './invites.ts';
import type { CommandContext } from './commandContext.ts';
import { requireInvite } from './inviteCommands.ts';
import { translate } from '../../client/translate.ts';
import { tell } from '../words/tell.ts';

const argumentSchema = z.union([
  z.object({ invite: z.string() }),
  z.object({ relayUrl: z.string(), roomId: z.string() }),
]);

/** Opens a room's text as a document and binds it. Undefined when the person thought better of it. */
export async function joinRoom(context: CommandContext, argument: unknown): Promise<RoomSummary | undefined> {
  const invite = argument === undefined ? await askInvite(context) : readArgument(argument);
  return invite === undefined ? undefined : joinInvite(context, invite);
}

/** The same for an invite that was read already. */
export async function joinInvite(context: CommandContext, invite: RoomRef): Promise<RoomSummary | undefined> {
  const { relayUrl, roomId } = invite;
  const isOpenThere = context.documents.findRoom(invite)?.session.room.relayUrl === relayUrl;
  if (!isOpenThere && !(await meet(context, invite))) return undefined;
  const existing = context.documents.findRoom(invite);
  if (existing !== undefined) {
    await context.documents.moveRoom(existing, relayUrl);
    await vscode.window.showTextDocument(existing.document.uri);
    return summarizeRoom(existing.session.room);
  }
  await keepStrayText(context.files, roomId);
  const shared = await tell.during(
    translate('Joining the room…'),
    async (cancellation) => {
      const abort = new AbortController();
      cancellation.onCancellationRequested(() => abort.abort());
      const room = await readRoom(context, invite);
      const info = { id: roomId, name: room.name, language: room.language, relayUrl };
      return context.documents.join(info, abort.signal);
    },
    { isCancellable: true },
  );
  context.files.drop(shared.document.uri);
  return summarizeRoom(shared.session.room);
}

/** Nothing is sent before it is known who is there. */
async function meet({ relays }: CommandContext, { relayUrl }: RoomRef): Promise<boolean> {
  return tell.during(translate('Joining the room…'), () => relays.meet(relayUrl));
}

async function readRoom({ recent, ownerTokens, api }: CommandContext, room: RoomRef) {
  try {
    return await api(room.relayUrl).readRoom(room.roomId);
  } catch (error) {
    const known = recent.find(room);
    if (known === undefined || !(error instanceof RelayApiError) || error.status !== 404) throw error;
    await recent.forget(known);
    await ownerTokens.forget(known);
    throw new UserError(
      translate(
        'The room "{0}" no longer exists, so it was removed from your recent rooms. Ask your partner for a new invite.',
        known.name,
      ),
    );
  }
}

function readArgument(argument: unknown): RoomRef {
  const given = argumentSchema.parse(argument);
  if ('invite' in given) return requireInvite(given.invite);
  const roomId = parseRoomId(given.roomId);
  if (roomId === undefined) throw new UserError(translate('"{0}" is not a room id.', given.roomId));
  return { relayUrl: requireRelayUrl(given.relayUrl), roomId };
}
