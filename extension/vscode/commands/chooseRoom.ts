import * as z from 'zod';
import { parseRoomId } from '../../../shared/room/roomId.ts';
import type { Invite } from '../../core/session/invite.ts';
import { RelayApi } from '../../core/session/relayApi.ts';
import { RoomRow } from '../roomsTree.ts';
import { requireRelayUrl } from '../settings.ts';
import { UserError } from '../userError.ts';
import type { CommandContext } from './commandContext.ts';
import { translate } from '../../core/translate.ts';
import { plainText, type PlainText } from '../../core/plainText.ts';
import { choose } from '../words/choose.ts';

/** A room that a command is about, whether this window is in it or not. */
export interface ChosenRoom extends Invite {
  readonly name: string;
  readonly language: string;
}

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
): Promise<ChosenRoom | undefined> {
  if (argument instanceof RoomRow) return argument;
  const given = argumentSchema.safeParse(argument);
  if (given.success) return named(context, given.data);
  return here(context, context.documents.current()?.session.room.id) ?? pickRoom(context, title);
}

async function named(
  context: CommandContext,
  given: z.infer<typeof argumentSchema>,
): Promise<ChosenRoom | undefined> {
  const roomId = parseRoomId(given.roomId);
  if (roomId === undefined) throw new UserError(translate('"{0}" is no room id.', given.roomId));
  const known = here(context, roomId);
  if (known !== undefined) return known;
  if (given.relayUrl === undefined) throw new UserError(translate('This window is not in that room.'));
  const relayUrl = requireRelayUrl(given.relayUrl);
  const { name, language } = await new RelayApi(relayUrl).readRoom(roomId);
  return { relayUrl, roomId, name, language };
}

function here({ documents }: CommandContext, roomId: string | undefined): ChosenRoom | undefined {
  const room = documents.all().find(({ session }) => session.room.id === roomId)?.session.room;
  return room && { relayUrl: room.relayUrl, roomId: room.id, name: room.name, language: room.language };
}

async function pickRoom(context: CommandContext, title: PlainText): Promise<ChosenRoom | undefined> {
  await context.relayRooms.refresh();
  const { listing } = context.relayRooms;
  const rooms: ChosenRoom[] = [
    ...context.documents.all().flatMap(({ session }) => here(context, session.room.id) ?? []),
    ...context.recent.all(),
    ...(listing.kind === 'unknown' ? [] : listing.rooms),
  ];
  const distinct = [...new Map(rooms.toReversed().map((room) => [room.roomId, room])).values()].reverse();
  if (distinct.length === 0) {
    throw new UserError(
      listing.kind === 'failed'
        ? listing.problem
        : translate('There is no room yet. Create one with "Tandem: Create Room".'),
    );
  }
  const choice = await choose(
    distinct.map((room) => ({ label: plainText(room.name), description: plainText(room.language), room })),
    { title },
  );
  return choice?.room;
}
