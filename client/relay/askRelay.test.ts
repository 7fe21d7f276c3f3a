import assert from 'node:assert/strict';
import { MAX_ANSWER_BYTES } from '../../shared/limits.ts';
import { parseRoomId } from '../../shared/room/roomId.ts';
import { startHostileRelay, type HostileRelay } from '../../test/support/hostileRelay.ts';
import { askRelay } from './askRelay.ts';
import { RelayApi, RelayApiError } from './relayApi.ts';
import { parseRelayUrl, type RelayUrl } from './relayUrl.ts';

const ID = parseRoomId('A'.repeat(22)) ?? assert.fail();

/** Every call of the REST API that the extension makes. */
const CALLS: Readonly<Record<string, (api: RelayApi) => Promise<unknown>>> = {
  createRoom: (api) => api.createRoom({ name: 'x', language: 'go', code: 'secret' }),
  readRoom: (api) => api.readRoom(ID),
  listRooms: (api) => api.listRooms({ start: undefined, limit: 10 }),
  countParticipants: (api) => api.countParticipants(ID),
  changeRoom: (api) => api.changeRoom(ID, { name: 'x' }),
  allowModel: (api) => api.allowModel(ID, true, 'token'),
  complete: (api) =>
    api.complete({ code: 'secret', cursor_position: 0, language: 'go' }, AbortSignal.timeout(5_000)),
  reportCompletion: (api) => api.reportCompletion({ id: 'x', event: 'shown', chars: 1, ms: 1 }),
  deleteRoom: (api) => api.deleteRoom(ID),
};

describe('[H12] what the extension asks a relay over HTTP', function () {
  this.timeout(30_000);
  let relay: HostileRelay;
  let victim: HostileRelay;
  beforeEach(async () => {
    [relay, victim] = await Promise.all([startHostileRelay(), startHostileRelay()]);
  });
  afterEach(() => Promise.all([relay.close(), victim.close()]));
  const addressOf = ({ url }: HostileRelay): RelayUrl => {
    const parsed = parseRelayUrl(url);
    return 'url' in parsed ? parsed.url : assert.fail();
  };

  it('is a table of every call that there is', () => {
    const methods = Object.getOwnPropertyNames(RelayApi.prototype);
    const asking = methods.filter((name) => name !== 'constructor' && name !== 'servesInvitePage');
    assert.deepEqual(Object.keys(CALLS).toSorted(), asking.toSorted());
  });

  for (const [name, call] of Object.entries(CALLS)) {
    it(`goes nowhere else, whatever the relay answers: ${name}`, async () => {
      for (const status of [301, 302, 303, 307, 308]) {
        relay.onRequest = (_request, response) => {
          response.writeHead(status, { Location: `${victim.url}/admin` }).end();
        };
        await assert.rejects(call(new RelayApi(addressOf(relay))), (error) => {
          assert.ok(error instanceof RelayApiError);
          assert.match(error.sentence, /another address/);
          return true;
        });
      }
      assert.equal(relay.requests.length, 5);
      assert.deepEqual(victim.requests, []);
    });
  }

  it('goes nowhere else for an invite’s page', async () => {
    relay.onRequest = (_request, response) => {
      response.writeHead(302, { Location: victim.url }).end();
    };
    await new RelayApi(addressOf(relay)).servesInvitePage(ID);
    assert.deepEqual(victim.requests, []);
  });

  it('reads no answer without an end', async () => {
    let sent = 0;
    let isClosed = false;
    relay.onRequest = (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.on('close', () => (isClosed = true));
      const chunk = Buffer.alloc(256 * 1024, ' ');
      const more = (): void => {
        while (!isClosed) {
          sent += chunk.length;
          if (!response.write(chunk)) break;
        }
      };
      response.on('drain', more);
      more();
    };
    await assert.rejects(new RelayApi(addressOf(relay)).readRoom(ID), /not like a Tandem relay/);
    assert.ok(sent < 2 * MAX_ANSWER_BYTES, `${sent} bytes were taken`);
  });

  it('cuts a long answer where only its beginning counts', async () => {
    relay.onRequest = (_request, response) => response.end('x'.repeat(1_000_000));
    const request = { method: 'GET', signal: AbortSignal.timeout(5_000), maxBytes: 200_000 } as const;
    const { text } = await askRelay(relay.url, { ...request, longer: 'cut' });
    assert.ok(text.length <= 200_000);
    await assert.rejects(askRelay(relay.url, request), { name: 'AnswerTooLargeError' });
  });

  it('shows the relay’s own words as plain text', async () => {
    relay.onRequest = (_request, response) =>
      response.writeHead(422).end(JSON.stringify({ detail: '[Mend](command:x)\n$(bug)' }));
    await assert.rejects(new RelayApi(addressOf(relay)).deleteRoom(ID), {
      message: '[Mend]\u200B(command:x) $\u200B(bug)',
      status: 422,
    });
  });
});
