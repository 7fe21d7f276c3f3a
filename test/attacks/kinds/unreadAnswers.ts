import { once } from 'node:events';
import http from 'node:http';
import { MAX_BODY_BYTES } from '../../../shared/limits.ts';
import { createRoomOn } from '../../relay/support/rest.ts';
import type { Attack } from '../attack.ts';
import { RETRY_MS, type Siege } from '../siege.ts';

/** A text that JSON makes six times as long. */
const escapedSixfold = '\u0001'.repeat(Math.floor((MAX_BODY_BYTES - 1_000) / 6));

const prepare = async (url: string) => (await createRoomOn(url, escapedSixfold)).id;

export const unreadAnswers: Attack = {
  name: 'unread-answers',
  takes: 'memory',
  about: '[H8] asks for a text that JSON makes six times as long, on 60 connections, and never reads it',
  prepare,
  async run(siege) {
    await siege.repeat(60, async () => {
      await askAndNeverRead(siege);
      await siege.pause(RETRY_MS);
    });
  },
};

export const unreadTexts: Attack = {
  name: 'unread-texts',
  takes: 'memory',
  about: '[H8] the same by 100 connections of /ws',
  prepare,
  leavesRoomOpen: true,
  async run(siege) {
    await siege.sessions(
      100,
      async (socket) => {
        socket.pause();
        if (socket.readyState !== socket.CLOSED) await once(socket, 'close');
      },
      'ws',
    );
  },
};

/** Resolves when the relay has refused it, or has hung up. */
function askAndNeverRead(siege: Siege): Promise<void> {
  const { url, room } = siege.victim;
  return new Promise((resolve) => {
    const request = http.get(`${url}/rooms/${room}`, { agent: false }, (answer) => {
      siege.count(`${answer.statusCode}`);
      if (answer.statusCode === 200) return;
      request.destroy();
    });
    const stop = siege.atEnd(() => request.destroy());
    request.on('error', () => undefined);
    request.on('close', () => {
      stop();
      resolve();
    });
  });
}
