import { parseRoomId } from '../../shared/room/roomId.ts';
import { Emitter } from '../emitter.ts';
import type { Clock } from '../ports.ts';
import { RelayApiError, type RoomPage } from './relayApi.ts';
import type { PageStart } from './pageStart.ts';
import type { RelayUrl } from './relayUrl.ts';
import type { NamedRoom } from './roomRef.ts';
import { type PlainText, plainText } from '../plainText.ts';

/** A room as a relay lists it. */
export interface ListedRoom extends NamedRoom {
  readonly people: number;
}

export type RoomListing =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'loaded'; readonly rooms: readonly ListedRoom[]; readonly hasMore: boolean }
  /** `problem` is a sentence for the person. `rooms` come from the last successful request. */
  | {
      readonly kind: 'failed';
      readonly problem: PlainText;
      readonly rooms: readonly ListedRoom[];
      /** The relay asks for a team key, or for another one. */
      readonly needsKey?: true;
    };

/** The relay to ask; `relay()` throws with a sentence when none is set. */
export interface RoomSource {
  relay(): RelayUrl;
  list(relayUrl: RelayUrl, page: { start: PageStart | undefined; limit: number }): Promise<RoomPage>;
}

/** The most that a relay gives at once. */
const MAX_PAGE = 1_000;

/**
 * The rooms of the person's own relay, read page by page and only when somebody looks. Nothing here polls.
 *
 * If two reads overlap, the later one counts, and the answer of the earlier one is dropped.
 */
export class RelayRooms {
  readonly #source: RoomSource;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #pageSize: number;
  readonly #changed = new Emitter<undefined>();
  readonly #outdated = new Emitter<undefined>();
  /** The listing has changed. */
  readonly onDidChange = this.#changed.event;
  /** The list is out of date, so a view that shows it should refresh. */
  readonly onDidBecomeOutdated = this.#outdated.event;
  #listing: RoomListing = { kind: 'unknown' };
  /** Where the page after the list begins. */
  #next: PageStart | undefined;
  #reading = 0;
  #readAtMs = -Infinity;

  constructor(options: { source: RoomSource; clock: Pick<Clock, 'now'>; pageSize: number }) {
    this.#source = options.source;
    this.#clock = options.clock;
    this.#pageSize = options.pageSize;
  }

  get listing(): RoomListing {
    return this.#listing;
  }

  /** Milliseconds since the relay was last asked; infinite if its answer is out of date. */
  get ageMs(): number {
    return this.#clock.now() - this.#readAtMs;
  }

  /** Something has changed on the relay, or the person has set another relay. */
  outdate(): void {
    this.#readAtMs = -Infinity;
    this.#outdated.fire(undefined);
  }

  /** Reads again as many rooms as are shown. Never rejects: the listing says what went wrong. */
  async refresh(): Promise<void> {
    this.#readAtMs = this.#clock.now();
    const limit = Math.min(MAX_PAGE, Math.max(this.#pageSize, this.#rooms.length));
    await this.#read({ start: undefined, limit }, []);
  }

  /** Reads the next page, if there is one. Never rejects. */
  async loadMore(): Promise<void> {
    const start = this.#next;
    if (start !== undefined) await this.#read({ start, limit: this.#pageSize }, this.#rooms);
  }

  get #rooms(): readonly ListedRoom[] {
    return this.#listing.kind === 'unknown' ? [] : this.#listing.rooms;
  }

  async #read(
    page: { start: PageStart | undefined; limit: number },
    before: readonly ListedRoom[],
  ): Promise<void> {
    const reading = ++this.#reading;
    let listing: RoomListing;
    let relayUrl: RelayUrl | undefined;
    let next = this.#next;
    try {
      relayUrl = this.#source.relay();
      const answer = await this.#source.list(relayUrl, page);
      next = answer.next;
      const rooms = withoutRepeats([...before, ...listed(relayUrl, answer.rooms)]);
      listing = { kind: 'loaded', rooms, hasMore: next !== undefined };
    } catch (error) {
      const problem = plainText(error instanceof Error ? error.message : String(error));
      const rooms = this.#rooms.filter((room) => room.relayUrl === relayUrl);
      const needsKey = error instanceof RelayApiError && error.status === 401;
      listing = { kind: 'failed', problem, rooms, ...(needsKey && { needsKey }) };
    }
    if (reading !== this.#reading) return;
    this.#listing = listing;
    this.#next = next;
    this.#changed.fire(undefined);
  }
}

function listed(relayUrl: RelayUrl, rooms: RoomPage['rooms']): ListedRoom[] {
  return rooms.flatMap(({ id, name, language, participants: people }) => {
    const roomId = parseRoomId(id);
    return roomId === undefined ? [] : [{ relayUrl, roomId, name, language, people }];
  });
}

/**
 * On a relay that counts, a room created between two pages moves the last room of the first page into the
 * second.
 */
function withoutRepeats(rooms: readonly ListedRoom[]): ListedRoom[] {
  return [...new Map(rooms.map((room) => [room.roomId, room])).values()];
}
