import assert from 'node:assert/strict';
import type { RoomPage } from './relayApi.ts';
import type { PageStart } from './pageStart.ts';
import { parseRelayUrl, type RelayUrl } from './relayUrl.ts';
import { RelayRooms } from './relayRooms.ts';

const parsed = parseRelayUrl('https://relay.example');
assert.ok('url' in parsed);
const RELAY = parsed.url;

function idOf(number: number): string {
  return String(number).padStart(22, 'A');
}

/** A relay with rooms 0, 1, 2…, whose answers can be held back. */
class FakeRelay {
  readonly asked: string[] = [];
  readonly numbers: number[];
  url: RelayUrl | Error = RELAY;
  problem: Error | undefined;
  hold: (() => Promise<void>) | undefined;
  /** As relays of 0.1.0 do. */
  counts = false;

  constructor(count: number) {
    this.numbers = Array.from({ length: count }, (_, number) => number);
  }

  relay(): RelayUrl {
    if (this.url instanceof Error) throw this.url;
    return this.url;
  }

  async list(
    _relay: RelayUrl,
    { start, limit }: { start: PageStart | undefined; limit: number },
  ): Promise<RoomPage> {
    this.asked.push(`${start ?? 'first'}+${limit}`);
    const [, kind, place = ''] = /^(after|skip)=(.*)$/.exec(start ?? '') ?? [];
    const from =
      kind === undefined ? 0 : kind === 'skip' ? Number(place) : this.numbers.indexOf(Number(place)) + 1;
    const page = this.numbers.slice(from, from + limit);
    const next = from + limit;
    const isLast = next >= this.numbers.length;
    const behind: PageStart = this.counts ? `skip=${next}` : `after=${page.at(-1)}`;
    await this.hold?.();
    if (this.problem !== undefined) throw this.problem;
    const time = '2026-01-01T00:00:00.000Z';
    const room = {
      language: 'python',
      participants: 1,
      created_at: time,
      updated_at: time,
      model_completions: false,
    };
    return {
      rooms: page.map((number) => ({ ...room, id: idOf(number), name: `Room ${number}` })),
      next: isLast ? undefined : behind,
    };
  }
}

describe('the rooms of a relay', () => {
  let nowMs = 0;
  const open = (source: FakeRelay) => new RelayRooms({ source, clock: { now: () => nowMs }, pageSize: 2 });
  const names = (rooms: RelayRooms): string[] =>
    rooms.listing.kind === 'unknown' ? [] : rooms.listing.rooms.map(({ name }) => name);

  it('asks nobody before somebody looks, and reads page by page', async () => {
    const relay = new FakeRelay(5);
    const rooms = open(relay);
    assert.deepEqual([rooms.listing.kind, relay.asked], ['unknown', []]);
    await rooms.refresh();
    assert.deepEqual(names(rooms), ['Room 0', 'Room 1']);
    await rooms.loadMore();
    await rooms.loadMore();
    assert.deepEqual(names(rooms), ['Room 0', 'Room 1', 'Room 2', 'Room 3', 'Room 4']);
    assert.ok(rooms.listing.kind === 'loaded' && !rooms.listing.hasMore);
    await rooms.refresh();
    assert.deepEqual(relay.asked, ['first+2', 'after=1+2', 'after=3+2', 'first+5']);
    assert.equal(names(rooms).length, 5);
  });

  it('continues after the last room shown, whatever is created meanwhile', async () => {
    const relay = new FakeRelay(3);
    const rooms = open(relay);
    await rooms.refresh();
    relay.numbers.unshift(9);
    await rooms.loadMore();
    assert.deepEqual(names(rooms), ['Room 0', 'Room 1', 'Room 2']);
    await rooms.loadMore();
    assert.deepEqual(relay.asked, ['first+2', 'after=1+2']);
  });

  it('shows a room once that a new one has moved into the next page', async () => {
    const relay = new FakeRelay(3);
    relay.counts = true;
    const rooms = open(relay);
    await rooms.refresh();
    relay.numbers.unshift(9);
    await rooms.loadMore();
    assert.deepEqual(names(rooms), ['Room 0', 'Room 1', 'Room 2']);
  });

  it('keeps what it has while the relay is away, and says why', async () => {
    const relay = new FakeRelay(1);
    const rooms = open(relay);
    await rooms.refresh();
    relay.problem = new Error('The relay does not answer.');
    await rooms.refresh();
    assert.ok(rooms.listing.kind === 'failed');
    assert.equal(rooms.listing.problem, 'The relay does not answer.');
    assert.deepEqual(names(rooms), ['Room 0']);
  });

  it('shows no rooms of the relay before when another one is set', async () => {
    const relay = new FakeRelay(1);
    const rooms = open(relay);
    await rooms.refresh();
    relay.url = new Error('This is no address.');
    await rooms.refresh();
    assert.deepEqual(rooms.listing, { kind: 'failed', problem: 'This is no address.', rooms: [] });
  });

  it('drops an answer that a later reading has overtaken', async () => {
    const relay = new FakeRelay(1);
    const rooms = open(relay);
    let answer = (): void => undefined;
    relay.hold = () => new Promise<void>((resolve) => (answer = resolve));
    const slow = rooms.refresh();
    relay.hold = undefined;
    relay.numbers.splice(0, 1, 7);
    await rooms.refresh();
    answer();
    await slow;
    assert.deepEqual(names(rooms), ['Room 7']);
  });

  it('knows how old its list is, and tells when it is known to be old', async () => {
    const rooms = open(new FakeRelay(1));
    let told = 0;
    rooms.onDidBecomeOutdated(() => told++);
    assert.equal(rooms.ageMs, Infinity);
    await rooms.refresh();
    nowMs += 500;
    assert.equal(rooms.ageMs, 500);
    rooms.outdate();
    assert.deepEqual([rooms.ageMs, told], [Infinity, 1]);
  });
});
