import * as z from 'zod';
import { parseRoomId } from '../../shared/room/roomId.ts';
import { type NamedRoom, namedRoom } from '../../client/relay/roomRef.ts';
import { RoomRow } from '../rooms/roomRow.ts';
import type { SharedDocument } from '../document/sharedDocument.ts';
import { requireRelayUrl } from '../settings.ts';
import { UserError } from '../userError.ts';
import type { CommandContext } from './commandContext.ts';
import { translate } from '../../client/translate.ts';
import { plainText, type PlainText } from '../../client/plainText.ts';
import { choose } from '../words/choose.ts';

const argumentSchema = z.object({ roomId: z.string(), relayUrl: z.string().optional() });

/** True when the person asked for the command, so that they and not a script are told what went wrong. */
export function isByHand(argument: unknown): boolean {
  return argument === undefined || argument instanceof RoomRow;
}

/**
 * The room that a command means: the row that it was given on, the one that a script names, the active document's, or
 * the one that the person picks. Undefined when they thought better of it.
 */
export async function chooseRoom(
  context: CommandContext,
  argument: unknown,
  title: PlainText,
): Promise<NamedRoom | undefined> {
  if (argument instanceof RoomRow) return argument;
  const given = argumentSchema.safeParse(argument);
  if (given.success) return named(context, given.data);
  return chosen(context.documents.current()) ?? pickRoom(context, title);
}

async function named(
  context: CommandContext,
  given: z.infer<typeof argumentSchema>,
): Promise<NamedRoom | undefined> {
  const roomId = parseRoomId(given.roomId);
  if (roomId === undefined) throw new UserError(translate('"{0}" is not a room id.', given.roomId));
  if (given.relayUrl === undefined) {
    const known = chosen(context.documents.all().find(({ session }) => session.room.id === roomId));
    if (known !== undefined) return known;
    throw new UserError(translate('This window is not in that room.'));
  }
  const relayUrl = requireRelayUrl(given.relayUrl);
  const known = chosen(context.documents.findRoom({ relayUrl, roomId }));
  if (known !== undefined) return known;
  const { name, language } = await context.api(relayUrl).readRoom(roomId);
  return { relayUrl, roomId, name, language };
}

function chosen(shared: SharedDocument | undefined): NamedRoom | undefined {
  return shared && namedRoom(shared.session.room);
}

async function pickRoom(context: CommandContext, title: PlainText): Promise<NamedRoom | undefined> {
  await context.relayRooms.refresh();
  const { listing } = context.relayRooms;
  const rooms: NamedRoom[] = [
    ...context.documents.all().flatMap((shared) => chosen(shared) ?? []),
    ...context.recent.all(),
    ...(listing.kind === 'unknown' ? [] : listing.rooms),
  ];
  const distinct = context.recent.distinct(rooms);
  if (distinct.length === 0) {
    throw new UserError(
      listing.kind === 'failed'
        ? listing.problem
        : translate('There are no rooms yet. Create one with "Tandem: Create Room".'),
    );
  }
  const choice = await choose(
    distinct.map((room) => ({ label: plainText(room.name), description: plainText(room.language), room })),
    { title },
  );
  return choice?.room;
}
