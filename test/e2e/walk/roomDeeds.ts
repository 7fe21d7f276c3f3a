import { setTimeout as wait } from 'node:timers/promises';
import type { RoomSummary } from '../../../extension/api.ts';
import { copyDocument } from '../../walk/step.ts';
import { command, documentOf, DONE, impossible, inTab, roomIdOf, type Deeds, type Hand } from './hand.ts';

export type RoomKind = 'create' | 'join' | 'leave' | 'offline' | 'online';

/** What is done with rooms and the network. */
export const ROOM_DEEDS: Deeds<RoomKind> = {
  create: (hand, { document, room }) =>
    inTab(hand, document, async () => {
      try {
        const created = hand.person.window.host.executeCommand('tandem.createRoom', { name: room });
        const { id } = (await agreeing(hand, created)) as RoomSummary;
        hand.roomIds.set(room, id);
        const uri = await documentOf(hand.person, id);
        if (document.startsWith('room:') && uri !== undefined && uri !== hand.person.uri(document))
          hand.person.callIt(copyDocument(room), uri);
        return DONE;
      } catch (error) {
        return { kind: 'refused', message: String(error).split('\n')[0] ?? '' };
      }
    }),
  async join(hand, { room, address }) {
    const id = hand.roomIds.get(room);
    if (id === undefined) return impossible(`${room} was never created`);
    return agreeing(hand, command(hand, 'tandem.joinRoom', { invite: hand.invite(id, address) }));
  },
  async leave(hand, { document }) {
    const roomId = await roomIdOf(hand.person, document);
    if (roomId === undefined) return impossible(`${document} is in no room`);
    return command(hand, 'tandem.leaveRoom', { roomId });
  },
  offline(hand) {
    hand.cut();
    return Promise.resolve(DONE);
  },
  online(hand) {
    hand.mend();
    return command(hand, 'tandem.reconnectNow');
  },
};

/** Where Tandem asks whether another address is the relay that is known, the person says so until `done`. */
async function agreeing<T>({ person: { window } }: Hand, done: Promise<T>): Promise<T> {
  let isOver = false;
  const agree = async (): Promise<void> => {
    while (!isOver) {
      if (/says that it is the one you know/.test(await window.dialog()))
        await window.clickDialog('Same Relay');
      await wait(50);
    }
  };
  const agreed = agree();
  try {
    return await done;
  } finally {
    isOver = true;
    await agreed;
  }
}
