import assert from 'node:assert/strict';
import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { WebSocket } from 'ws';
import { newTeamKey } from '../../relay/access/teamKeys.ts';
import type { Problem } from '../../shared/api/problem.ts';
import { allRoutes } from './support/allRoutes.ts';
import { sendRaw } from './support/rawRequest.ts';
import { NO_ROOM_ID, startTestRelay, type TestRelay } from './support/testRelay.ts';

/** Who asks. An owner is the one of the room in question, `otherOwner` of another room of the same relay. */
const PRINCIPALS = ['anonymous', 'stranger', 'team', 'owner', 'otherOwner'] as const;
type Principal = (typeof PRINCIPALS)[number];

/** One way to use a route, and what each principal is answered in the order of PRINCIPALS. */
interface Row {
  readonly route: string;
  /** Tells ways to use one route apart. */
  readonly how?: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly open: Answers;
  readonly team: Answers;
  /** On the relay of a team, about a room that does not exist. */
  readonly absent?: Answers;
}

type Answers = readonly [number, number, number, number, number];

const all = (status: number): Answers => [status, status, status, status, status];
const ANYONE = { open: all(200), team: all(200) };
const FAR = { 'x-forwarded-for': '203.0.113.9' };
const COMPLETE = { code: 'pri', cursor_position: 3, language: 'python' };
/** Nobody but the team learns whether there is such a room. */
const ABSENT: Answers = [401, 404, 404, 404, 404];

const ROWS: readonly Row[] = [
  {
    route: 'POST /rooms',
    body: { name: 'x', language: 'go' },
    open: all(201),
    team: [401, 401, 201, 401, 401],
  },
  { route: 'GET /rooms', open: all(200), team: [401, 401, 200, 401, 401] },
  { route: 'GET /rooms/:id', open: all(200), team: [401, 404, 200, 200, 404], absent: ABSENT },
  {
    route: 'PATCH /rooms/:id',
    how: 'its text',
    body: { code: 'new' },
    open: all(200),
    team: [401, 404, 200, 200, 404],
    absent: ABSENT,
  },
  {
    route: 'PATCH /rooms/:id',
    how: 'its name',
    body: { name: 'new' },
    open: all(200),
    team: [401, 404, 200, 200, 404],
    absent: ABSENT,
  },
  {
    route: 'PATCH /rooms/:id',
    how: 'what a model may see',
    body: { model_completions: true },
    open: [401, 403, 403, 200, 403],
    team: [401, 404, 403, 200, 404],
    absent: ABSENT,
  },
  { route: 'DELETE /rooms/:id', open: all(204), team: [401, 404, 403, 204, 404], absent: ABSENT },
  {
    route: 'GET /rooms/:id/participants',
    open: all(200),
    team: [401, 404, 200, 200, 404],
    absent: ABSENT,
  },
  { route: 'POST /autocomplete', body: COMPLETE, open: all(200), team: [401, 401, 200, 401, 401] },
  {
    route: 'POST /autocomplete',
    how: 'in a room',
    body: { ...COMPLETE, room_id: ':id' },
    open: all(200),
    team: [401, 401, 200, 200, 401],
    absent: [401, 401, 200, 401, 401],
  },
  {
    route: 'POST /autocomplete/events',
    body: { id: 'x', event: 'shown', chars: 1, ms: 1 },
    open: all(204),
    team: [401, 401, 204, 401, 401],
  },
  { route: 'GET /metrics', ...ANYONE },
  {
    route: 'GET /metrics',
    how: 'from elsewhere',
    headers: FAR,
    open: [401, 401, 200, 401, 401],
    team: [401, 401, 200, 401, 401],
  },
  { route: 'GET /join/:id', ...ANYONE, absent: all(200) },
  { route: 'GET /join/:id/', ...ANYONE, absent: all(200) },
  ...['/health', '/docs', '/docs/start.js', '/docs/swagger-ui.css', '/docs/swagger-ui-bundle.js'].map(
    (path): Row => ({ route: `GET ${path}`, ...ANYONE }),
  ),
  { route: 'GET /docs/favicon-32x32.png', ...ANYONE },
  { route: 'GET /openapi.json', ...ANYONE },
  { route: 'GET /', ...ANYONE },
  { route: 'GET /tandem.vsix', open: all(404), team: all(404) },
  ...['/sync/:id', '/ws/:id'].map((path): Row => ({
    route: `SOCKET ${path}`,
    open: all(101),
    team: [4401, 4404, 101, 101, 4404],
    absent: [4401, 4404, 4404, 4404, 4404],
  })),
];

const TEAM_KEY = newTeamKey('office', randomBytes) ?? '';

for (const mode of ['open', 'team'] as const) {
  describe(`[S4] who may do what at a relay that is ${mode === 'open' ? 'open' : "a team's"}`, () => {
    let relay: TestRelay;
    beforeEach(async () => {
      relay = await startTestRelay({ teamKeys: TEAM_KEY, access: mode, trustProxy: 1 });
    });
    afterEach(() => relay.relay.stop());

    const [, team = ''] = TEAM_KEY.split(':');
    const createRoom = async () => {
      const body = { name: 'x', language: 'plaintext', code: 'text' };
      const headers = { authorization: `Bearer ${team}` };
      const response = await relay.request('POST', '/rooms', body, headers);
      return (await response.json()) as { id: string; owner_token: string };
    };

    for (const row of ROWS) {
      for (const [place, principal] of PRINCIPALS.entries()) {
        const what = `${row.route}${row.how === undefined ? '' : ` (${row.how})`}`;
        it(`answers ${row[mode][place]} to ${principal}: ${what}`, async () => {
          const [room, other] = [await createRoom(), await createRoom()];
          const keys = {
            anonymous: undefined,
            stranger: randomBytes(32).toString('base64url'),
            team,
            owner: room.owner_token,
            otherOwner: other.owner_token,
          } satisfies Record<Principal, string | undefined>;
          assert.equal(await ask(relay.port, row, room.id, keys[principal]), row[mode][place]);
          if (mode === 'team' && row.absent !== undefined)
            assert.equal(
              await ask(relay.port, row, NO_ROOM_ID, keys[principal]),
              row.absent[place],
              'absent',
            );
        });
      }
    }
  });
}

describe('[S4] the table of who may do what', () => {
  it('has a row for every route', async () => {
    const rows = new Set(ROWS.map(({ route }) => route).filter((route) => !route.startsWith('SOCKET')));
    assert.deepEqual([...rows].sort(), [...new Set(await allRoutes())].sort());
  });
});

/** The status of the answer; of a WebSocket 101, or the code that it is closed with. */
async function ask(port: number, row: Row, id: string, key: string | undefined): Promise<number> {
  const [method = '', pattern = ''] = row.route.split(' ');
  const path = pattern.replace(':id', id);
  const headers = { ...row.headers, ...(key !== undefined && { authorization: `Bearer ${key}` }) };
  if (method === 'SOCKET') return (await entering(port, path, { headers })).status;
  const body = row.body === undefined ? undefined : JSON.stringify(row.body).replace(':id', id);
  const sent = { method, path, headers: { ...headers, ...(body !== undefined && JSON_TYPE) } };
  return (await sendRaw(port, body === undefined ? sent : { ...sent, body })).status;
}

const JSON_TYPE = { 'content-type': 'application/json' };

async function entering(
  port: number,
  path: string,
  { protocols = [], headers = {} }: { protocols?: string[]; headers?: Record<string, string> },
): Promise<{ status: number; protocol: string }> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, protocols, { headers });
  const status = await new Promise<number>((resolve) => {
    socket.on('error', () => undefined);
    socket.on('message', () => resolve(101));
    socket.on('close', resolve);
  });
  socket.terminate();
  return { status, protocol: socket.protocol };
}

describe('a relay of a team', () => {
  let relay: TestRelay;
  beforeEach(async () => {
    relay = await startTestRelay({ teamKeys: `${TEAM_KEY},${OTHER_KEY}`, access: 'team' });
  });
  afterEach(() => relay.relay.stop());

  const OTHER_KEY = newTeamKey('guests', randomBytes) ?? '';
  const keyOf = (named: string) => named.split(':')[1] ?? '';
  const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

  it('takes each of its keys, and says to the others what is wrong', async () => {
    for (const key of [TEAM_KEY, OTHER_KEY])
      assert.equal((await relay.request('GET', '/rooms', undefined, bearer(keyOf(key)))).status, 200);
    const without = await relay.request('GET', '/rooms');
    assert.equal(without.headers.get('www-authenticate'), 'Bearer realm="tandem"');
    assert.match(((await without.json()) as Problem).detail, /^This relay needs a key\./);
    const wrong = await relay.request('GET', '/rooms', undefined, bearer(keyOf(TEAM_KEY).toLowerCase()));
    assert.match(((await wrong.json()) as Problem).detail, /^This is not a team key of this relay\./);
  });

  it('takes a key of a page among the subprotocols, and selects another one', async () => {
    const created = await relay.request(
      'POST',
      '/rooms',
      { name: 'x', language: 'go' },
      bearer(keyOf(TEAM_KEY)),
    );
    const { id } = (await created.json()) as { id: string };
    const open = (...protocols: string[]) => entering(relay.port, `/sync/${id}`, { protocols });
    const shown = `tandem.key.${keyOf(TEAM_KEY)}`;
    assert.deepEqual(await open('tandem', shown), { status: 101, protocol: 'tandem' });
    assert.deepEqual(await open(shown, 'tandem'), { status: 101, protocol: 'tandem' });
    assert.equal((await open('tandem', `tandem.key.${keyOf(OTHER_KEY).toLowerCase()}`)).status, 4404);
    assert.equal((await open('tandem')).status, 4401);
    // Of a key alone nothing can be selected, and then a client has no connection.
    assert.equal((await open(shown)).status, 1006);
  });

  it('[S2] refuses a key in an address, whatever the address is, and whether it is right', async () => {
    for (const name of ['key', 'token', 'access_token', 'owner_token', 'team_key'])
      for (const path of ['/rooms', '/health', `/rooms/${NO_ROOM_ID}`, '/nothing', `/sync/${NO_ROOM_ID}`]) {
        const response = await relay.request('GET', `${path}?${name}=${keyOf(TEAM_KEY)}`);
        assert.equal(response.status, 400, `${path} ${name}`);
        assert.ok(!(await response.text()).includes(keyOf(TEAM_KEY)));
      }
    for (const path of ['sync', 'ws']) {
      const socket = new WebSocket(
        `ws://127.0.0.1:${relay.port}/${path}/${NO_ROOM_ID}?key=${keyOf(TEAM_KEY)}`,
      );
      socket.on('error', () => undefined);
      const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
      assert.equal(response.statusCode, 400);
      socket.terminate();
    }
  });

  it('shows on an invite nothing of the room, not even whether there is one', async () => {
    const body = { name: 'Secret plans', language: 'go' };
    const created = await relay.request('POST', '/rooms', body, bearer(keyOf(TEAM_KEY)));
    const { id } = (await created.json()) as { id: string };
    const pages = await Promise.all(
      [id, NO_ROOM_ID].map(async (shown) => {
        const page = await relay.request('GET', `/join/${shown}`);
        return { status: page.status, text: (await page.text()).replaceAll(shown, 'ID') };
      }),
    );
    assert.deepEqual(pages[0], pages[1]);
    assert.equal(pages[0]?.status, 200);
    assert.doesNotMatch(pages[0].text, /Secret plans/);
    assert.equal((await relay.request('GET', '/join/no-id')).status, 404);
  });

  it('refuses strangers before it reads what they send', async () => {
    const huge = JSON.stringify({ name: 'x', language: 'go', code: 'x'.repeat(13_000_000) });
    assert.equal((await relay.request('POST', '/rooms', '{')).status, 401);
    assert.equal((await relay.request('PATCH', `/rooms/${NO_ROOM_ID}`, '{')).status, 401);
    assert.equal((await relay.request('PATCH', '/rooms/no-id', '{}')).status, 401);
    assert.equal((await relay.request('POST', '/autocomplete', huge)).status, 401);
  });
});
