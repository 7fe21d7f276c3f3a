import assert from 'node:assert/strict';
import * as Y from 'yjs';
import { eventually } from '../support/eventually.ts';
import { createHeldStore, type HeldStore } from './support/heldStore.ts';
import { NO_ROOM_ID, startTestRelay, type TestRelay } from './support/testRelay.ts';
import { connectWire, edit, presenceMessage, syncWire, updateMessage } from './support/wireClient.ts';

describe('GET /metrics', function () {
  this.timeout(30_000);
  let store: HeldStore;
  let relay: TestRelay;
  beforeEach(async () => {
    store = createHeldStore();
    relay = await startTestRelay({ store });
  });
  afterEach(() => relay.relay.stop());

  /** The value of one line: `name` with its labels as they are written. */
  const read = async (): Promise<(name: string) => number> => {
    const text = await (await relay.request('GET', '/metrics')).text();
    const values = new Map(text.split('\n').map((line) => [line.slice(0, line.lastIndexOf(' ')), line]));
    return (name) => Number(values.get(name)?.slice(name.length + 1));
  };

  it('counts rooms, participants, updates, and how long commits and broadcasts take', async () => {
    const room = await relay.createRoom();
    const docs = [new Y.Doc(), new Y.Doc()] as const;
    const [ann, ben] = await Promise.all(docs.map((doc) => syncWire(relay.url, room.id, doc)));
    for (let i = 0; i < 3; i++) {
      ann!.send(updateMessage(edit(docs[0], (text) => text.insert(0, `${i}`))));
      await eventually('it to be stored', () => ann!.saved === 2 + i);
    }
    await ben!.heard('update');
    const value = await read();
    assert.equal(value('tandem_rooms_open'), 1);
    assert.equal(value('tandem_connections'), 2);
    assert.equal(value('tandem_participants{protocol="yjs"}'), 2);
    assert.equal(value('tandem_participants{protocol="json"}'), 0);
    assert.equal(value('tandem_updates_stored_total'), 3);
    assert.equal(value('tandem_commit_seconds_count'), 3);
    assert.equal(value('tandem_broadcast_seconds_count'), 3);
    assert.ok(value('tandem_broadcast_seconds_sum') >= value('tandem_commit_seconds_sum'));
    assert.equal(value('tandem_unstored_bytes'), 0);
    assert.ok(value('tandem_received_bytes_total') > 100);
    assert.ok(value('tandem_sent_bytes_total') > 100);
    ann!.close();
    ben!.close();
    await eventually('them to be gone', async () => (await relay.health()).rooms === 0);
    const after = await read();
    assert.equal(after('tandem_participants{protocol="yjs"}'), 0);
    assert.ok(after('tandem_received_bytes_total') > value('tandem_received_bytes_total'));
  });

  it('counts the mismatches that a client tells of, up to a bound, and passes over kinds it does not know', async () => {
    const room = await relay.createRoom();
    const client = await connectWire(relay.url, room.id);
    const tell = (message: object): void => {
      const json = Buffer.from(JSON.stringify(message));
      client.send([100, json.length, ...json]);
    };
    tell({ kind: 'mismatch', of: 'document' });
    tell({ kind: 'from the future' });
    for (let i = 0; i < 100; i++) tell({ kind: 'mismatch', of: 'replica' });
    await eventually(
      'the counts',
      async () => (await read())('tandem_text_mismatches_total{of="replica"}') > 0,
    );
    const doc = new Y.Doc();
    client.send(updateMessage(edit(doc, (text) => text.insert(0, 'still here'))));
    await eventually('it to be stored', () => client.saved === 1);
    const value = await read();
    assert.equal(value('tandem_text_mismatches_total{of="document"}'), 1);
    assert.equal(value('tandem_text_mismatches_total{of="replica"}'), 19);
    client.close();
  });

  it('counts the time until a broadcast from the arrival of an update, through failed commits', async () => {
    const room = await relay.createRoom();
    const doc = new Y.Doc();
    const client = await syncWire(relay.url, room.id, doc);
    let failures = 2;
    store.fails = () => failures-- > 0;
    client.send(updateMessage(edit(doc, (text) => text.insert(0, 'x'))));
    await eventually('it to be stored', () => client.saved === 2);
    const value = await read();
    assert.equal(value('tandem_commits_failed_total'), 2);
    assert.equal(value('tandem_commit_seconds_count'), 1);
    // Two pauses of 100 and 200 ms lie between.
    assert.ok(value('tandem_broadcast_seconds_sum') > 0.25);
    assert.ok(value('tandem_commit_seconds_sum') < 0.25);
    client.close();
  });

  it('counts refused frames by reason', async () => {
    const room = await relay.createRoom();
    const refuse = async (message: Uint8Array | readonly number[]) => {
      const client = await connectWire(relay.url, room.id);
      client.send(message);
      await client.closed;
    };
    await refuse([77]);
    await refuse([1, 2, 1, 1]);
    await refuse(updateMessage(Uint8Array.from([1, 2, 3, 4, 5])));
    const doc = new Y.Doc();
    const client = await syncWire(relay.url, room.id, doc);
    edit(doc, (text) => text.insert(0, 'lost'));
    client.send(updateMessage(edit(doc, (text) => text.insert(2, 'gap'))));
    await eventually('the gap to be counted', async () => {
      return (await read())('tandem_frames_refused_total{reason="gap"}') === 1;
    });
    const value = await read();
    assert.equal(value('tandem_frames_refused_total{reason="malformed"}'), 3);
    assert.equal(value('tandem_frames_refused_total{reason="overloaded"}'), 0);
    client.close();
  });

  it('counts requests by the pattern of their route, and completions by outcome', async () => {
    const room = await relay.createRoom();
    await relay.request('GET', `/rooms/${room.id}`);
    await relay.request('GET', `/rooms/${NO_ROOM_ID}`);
    await relay.request('GET', '/secret-path');
    await relay.request('POST', '/autocomplete', { code: '', cursor_position: 0, language: 'x' });
    await relay.request('POST', '/autocomplete', { code: 'apple ap', cursor_position: 8, language: 'x' });
    const value = await read();
    const count = (labels: string) => value(`tandem_http_request_seconds_count{${labels}}`);
    assert.equal(count('method="GET",route="/rooms/:id",status="200"'), 1);
    assert.equal(count('method="GET",route="/rooms/:id",status="404"'), 1);
    assert.equal(count('method="GET",route="none",status="404"'), 1);
    assert.equal(value('tandem_completions_total{outcome="empty"}'), 1);
    assert.equal(value('tandem_completions_total{outcome="suggested"}'), 1);
  });

  it('says how the process is, with the lag of its event loop', async () => {
    const value = await read();
    assert.ok(value('process_resident_memory_bytes') > 1_000_000);
    assert.ok(value('nodejs_eventloop_lag_seconds') >= 0);
  });

  it('[N4] names no room, no person and no text', async () => {
    const room = await relay.createRoom('canary text');
    const doc = new Y.Doc();
    const client = await syncWire(relay.url, room.id, doc);
    client.send(presenceMessage({ id: 1, clock: 1, state: { user: { name: 'canary' } } }));
    await relay.request('GET', '/canary');
    await relay.request('GET', `/rooms/${room.id}`);
    const text = await (await relay.request('GET', '/metrics')).text();
    assert.ok(!text.includes('canary'));
    assert.ok(!text.includes(room.id));
    client.close();
  });

  it('is apart for each relay', async () => {
    const other = await startTestRelay();
    await relay.createRoom();
    const text = await (await other.request('GET', '/metrics')).text();
    assert.ok(!text.includes('route="/rooms"'));
    await other.relay.stop();
  });

  it('is text that Prometheus reads', async () => {
    const response = await relay.request('GET', '/metrics');
    assert.match(response.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
    const text = await response.text();
    const names = [...text.matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name);
    assert.equal(new Set(names).size, names.length);
    for (const line of text.split('\n')) {
      if (line !== '' && !line.startsWith('#'))
        assert.match(line, /^[a-z0-9_]+(\{[^{}]*\})? (Nan|[-+0-9.e]+)$/, line);
    }
  });
});
