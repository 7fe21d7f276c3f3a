import assert from 'node:assert/strict';
import { Doc } from 'yjs';
import type { RoomBody } from '../../shared/api/rooms.ts';
import { DATABASE_KINDS, databaseOrSkip, type TestDatabase } from '../support/databases.ts';
import { eventually } from '../support/eventually.ts';
import { queryDatabase } from '../support/queryDatabase.ts';
import { startRelayProcess, type RelayProcess } from '../support/relayProcess.ts';
import { buildRelayBundle, type RelayBundle } from '../relay/support/relayBundle.ts';
import { request, requestJson } from '../relay/support/rest.ts';
import { edit, presenceMessage, syncWire, updateMessage } from '../relay/support/wireClient.ts';

/** Each says which secret it is, so that a failure tells what leaked. */
const SECRETS = {
  SECRET_KEY: 'canary-secret-key-0123456789abcdef',
  AI_API_KEY: 'canary-ai-key',
  TEAM_KEYS: 'office:canary-team-key-0123456789abcdefghijklmnopq',
};
const TYPED = { text: 'canary-text', roomName: 'canary-room-name', person: 'canary-person' };
/** As text, as hexadecimal, as a list of bytes, and in base64 wherever it begins: errors print buffers like that. */
const CANARY = /canary[-\w]*|63616e617279|99,97,110,97,114,121|Y2FuYXJ5|jYW5hcn|NhbmFye/gi;

describe('[S32] what nobody may read in a log', function () {
  this.timeout(120_000);
  let bundle: RelayBundle;

  before(async () => {
    bundle = await buildRelayBundle('secrets');
  });
  after(() => bundle.remove());

  for (const kind of DATABASE_KINDS.filter((candidate) => candidate.isShared)) {
    describe(kind.name, () => {
      let database: TestDatabase | undefined;
      let relay: RelayProcess | undefined;

      before(async function () {
        database = await databaseOrSkip(this, kind);
        relay = await startRelayProcess({
          bundle: bundle.file,
          environment: { DATABASE_URL: database.url, DEBUG: 'true', AI_PROVIDER: 'openai', ...SECRETS },
        });
      });
      after(async () => {
        await relay?.dispose();
        await database?.drop();
      });

      it('is not in the log when all goes well and when it does not, and no secret is in the database', async () => {
        const { url } = relay!;
        const output = () => relay!.output();
        const body = { name: TYPED.roomName, language: 'plaintext', code: `${TYPED.text}-posted` };
        const room = await requestJson<RoomBody>(url, 'POST', '/rooms', body);
        const doc = new Doc();
        const writer = await syncWire(url, room.id, doc);
        const user = { name: TYPED.person, color: '#000000', colorLight: '#00000033' };
        writer.send(presenceMessage({ id: doc.clientID, clock: 1, state: { user, cursor: null } }));
        writer.send(updateMessage(edit(doc, (text) => text.insert(0, `${TYPED.text}-typed`))));
        await eventually('the edit to be stored', () => writer.saved >= 2);

        const [, key = ''] = SECRETS.TEAM_KEYS.split(':');
        assert.equal(
          (await request(url, 'GET', '/rooms', undefined, { authorization: `Bearer ${key}` })).status,
          200,
        );
        assert.equal((await request(url, 'GET', `/rooms?key=${key}`)).status, 400);
        await request(url, 'POST', '/rooms', `${TYPED.text} as no object`);
        await request(url, 'POST', '/rooms', { ...body, language: { [TYPED.text]: 1 } });
        await request(url, 'PATCH', `/rooms/${room.id}?${TYPED.text}`, { code: 7, [TYPED.text]: TYPED.text });
        await request(url, 'GET', `/${TYPED.text}?token=${TYPED.text}`);
        const garbage = await syncWire(url, room.id, new Doc());
        garbage.send(updateMessage(Buffer.from(TYPED.text.repeat(5))));
        assert.equal((await garbage.closed).code, 4400);

        // From here on the database refuses whatever anybody writes or reads.
        for (const table of ['room_snapshots', 'room_updates']) {
          await queryDatabase(database!.url, `ALTER TABLE ${table} RENAME TO ${table}_gone`);
        }
        assert.equal((await request(url, 'POST', '/rooms', body)).status, 503);
        assert.equal((await request(url, 'GET', '/rooms')).status, 503);
        writer.send(updateMessage(edit(doc, (text) => text.insert(0, `${TYPED.text}-lost`))));
        await eventually('the failed commit in the log', () => output().includes('could not be stored'));
        writer.close();
        await relay!.stop();

        assert.match(output(), /a participant joined/);
        assert.deepEqual(output().match(CANARY), null);
        assertOnlyTextIn(await dump(database!.url));
      });
    });
  }

  const refused: [string, Record<string, string>][] = [
    [
      'a database that is not there',
      { DATABASE_URL: 'postgresql://someone:canary-password@127.0.0.1:9/db', DATABASE_WAIT_SECONDS: '1' },
    ],
    ['a database of no known kind', { DATABASE_URL: 'oracle://someone:canary-password@127.0.0.1:9/db' }],
    ['a short key', { SECRET_KEY: 'canary-short' }],
    ['a wrong Redis address', { REDIS_URL: 'canary://someone:canary-password@127.0.0.1' }],
    ['Redis with SQLite', { REDIS_URL: 'redis://someone:canary-password@127.0.0.1', ...SECRETS }],
    ['a provider that does not exist', { AI_PROVIDER: 'nobody', ...SECRETS }],
  ];
  for (const [what, environment] of refused) {
    it(`is not in what a relay prints that does not start: ${what}`, async () => {
      await assert.rejects(
        startRelayProcess({ bundle: bundle.file, environment: { DEBUG: 'true', ...environment } }),
        (error: Error) => {
          assert.match(error.message, /^the relay ended \(1\)/);
          assert.deepEqual(error.message.match(CANARY), null);
          return true;
        },
      );
    });
  }

  for (const [name, refusal] of [
    ['PostgreSQL', 'password authentication|does not exist'],
    ['MySQL or MariaDB', 'denied'],
  ] as const) {
    it(`is not in what a relay prints when ${name} does not let it in`, async function () {
      const kind = DATABASE_KINDS.find((candidate) => candidate.name === name)!;
      const database = await databaseOrSkip(this, kind);
      try {
        const url = new URL(database.url);
        url.username = 'tandem_nobody';
        url.password = 'canary-password';
        await assert.rejects(
          startRelayProcess({ bundle: bundle.file, environment: { DEBUG: 'true', DATABASE_URL: url.href } }),
          (error: Error) => {
            assert.match(error.message, new RegExp(refusal));
            assert.deepEqual(error.message.match(CANARY), null);
            return true;
          },
        );
      } finally {
        await database.drop();
      }
    });
  }
});

/** Everything in the database, as text. */
async function dump(url: string): Promise<string> {
  const parts: string[] = [];
  for (const table of ['rooms', 'room_updates_gone', 'room_snapshots_gone', 'migrations']) {
    for (const row of await queryDatabase<Record<string, unknown>>(url, `SELECT * FROM ${table}`)) {
      for (const value of Object.values(row)) {
        parts.push(Buffer.isBuffer(value) ? value.toString('latin1') : String(value));
      }
    }
  }
  return parts.join('\n');
}

/** People's text belongs into the database, and nothing else does: not even their names. */
function assertOnlyTextIn(content: string): void {
  const found = new Set(content.match(/canary[-\w]*/gi));
  assert.ok([...found].some((word) => word.startsWith(TYPED.text)));
  for (const word of found) {
    assert.ok(word.startsWith(TYPED.text) || word.startsWith(TYPED.roomName), word);
  }
}
