import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { WebSocket } from 'ws';
import { Journal } from '../../client/session/journal.ts';
import { parseRelayUrl } from '../../client/relay/relayUrl.ts';
import { Session } from '../../client/session/session.ts';
import { systemClock } from '../../extension/systemClock.ts';
import { PALETTE } from '../../shared/presence/palette.ts';
import { parseRoomId } from '../../shared/room/roomId.ts';
import { endingThings } from '../support/endingThings.ts';
import { eventually } from '../support/eventually.ts';
import { memoryStore } from '../support/memoryStore.ts';
import { startRelayProcess } from '../support/relayProcess.ts';
import { silentLog } from '../support/silentLog.ts';

const HOUR_MS = 3_600_000;
const TWENTY_YEARS_IN_HOURS = 20 * 365 * 24;

describe('presence and the date of a relay', function () {
  this.timeout(60_000);
  const atEnd = endingThings();

  it('[U8] windows see each other after restarts of the relay, whatever date its computer has', async () => {
    const folder = atEnd(fs.mkdtempSync(path.join(os.tmpdir(), 'tandem-date-')), (name) =>
      fs.rmSync(name, { recursive: true, force: true }),
    );
    const shift = path.join(folder, 'shift');
    fs.writeFileSync(shift, '0');
    const preload = pathToFileURL(path.join(import.meta.dirname, '..', 'support', 'shiftedDate.mjs')).href;
    const relay = atEnd(
      await startRelayProcess({
        environment: { NODE_OPTIONS: `--import ${preload}`, TANDEM_DATE_SHIFT: shift },
      }),
      (each) => each.dispose(),
    );
    const created = await fetch(`${relay.url}/rooms`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'x', language: 'plaintext', code: '' }),
    });
    const room = (await created.json()) as { id: string };
    const open = async (name: string): Promise<Session> => {
      const [url, id] = [parseRelayUrl(relay.url), parseRoomId(room.id)];
      assert.ok('url' in url && id !== undefined);
      const session = await Session.open({
        room: { id, name: 'x', language: 'plaintext', relayUrl: url.url },
        user: { name, color: PALETTE[0]! },
        journal: new Journal({
          store: memoryStore(),
          key: id,
          clock: systemClock,
          log: silentLog,
          delayMs: 200,
        }),
        socket: WebSocket as unknown as typeof globalThis.WebSocket,
        clock: systemClock,
        log: silentLog,
      });
      return atEnd(session, (each) => each.leave());
    };
    const sessions = [await open('Anna'), await open('Ben')];
    const everybody = () =>
      eventually('everybody to see everybody', () =>
        sessions.every(
          (session) =>
            session.state.kind === 'online' &&
            session.participants
              .map(({ name }) => name)
              .sort()
              .join() === 'Anna,Ben',
        ),
      );
    await everybody();
    for (const hours of [1, 0, -2, TWENTY_YEARS_IN_HOURS]) {
      await relay.kill();
      await eventually('the windows to notice', () =>
        sessions.every(({ state }) => state.kind === 'offline'),
      );
      fs.writeFileSync(shift, String(hours * HOUR_MS));
      await relay.restart();
      for (const session of sessions) session.reconnectNow();
      await everybody();
      const { timestamp } = await dateOf(relay.url, room.id);
      const ahead = Date.parse(timestamp) - Date.now();
      assert.ok(Math.abs(ahead - hours * HOUR_MS) < HOUR_MS / 2, `the relay’s date is ahead by ${ahead} ms`);
    }
  });
});

/** What a relay dates its messages with. */
async function dateOf(url: string, room: string): Promise<{ timestamp: string }> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws/${room}`);
  const [message] = (await once(socket, 'message')) as [Buffer];
  socket.terminate();
  return JSON.parse(message.toString()) as { timestamp: string };
}
