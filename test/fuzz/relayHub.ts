import * as Y from 'yjs';
import type { CommitQueue } from '../../relay/rooms/commitQueue.ts';
import { Lane, type LaneOwner } from '../../relay/rooms/lane.ts';
import { Room } from '../../relay/rooms/room.ts';
import { RoomDocument, type Soon } from '../../relay/rooms/roomDocument.ts';
import type { RoomRecord, RoomStore, StoredUpdate } from '../../relay/store/roomStore.ts';
import { silentLog } from '../support/silentLog.ts';
import { RelayLink, ROOM_ID, STILL } from './relayLink.ts';

/** Instead of a random one for every document, which takes longer than most of what happens to it. */
export const DOC_GUID = 'fuzz';

/**
 * The relay's own room and sessions, over a disk that writes when the test says so. A restart leaves what was written;
 * what was only received is gone, and every connection is cut.
 */
export class RelayHub {
  readonly #rows: StoredUpdate[] = [];
  readonly #links = new Set<RelayLink>();
  readonly #writesAtOnce: boolean;
  #lane: Lane | undefined;
  #room: Room;

  constructor(opening: string, { writesAtOnce = false } = {}) {
    this.#writesAtOnce = writesAtOnce;
    const doc = new Y.Doc({ guid: DOC_GUID });
    doc.clientID = 1;
    if (opening !== '') {
      doc.getText('code').insert(0, opening);
      this.#rows.push(row(1, Y.encodeStateAsUpdate(doc)));
    }
    this.#room = this.#open();
  }

  /** The text on the relay's disk. */
  get text(): string {
    return now(this.#room.text());
  }

  get room(): Room {
    return this.#room;
  }

  /** A new client, connected and in step. */
  join(doc: Y.Doc): RelayLink {
    const link = this.attach(doc);
    link.connect();
    while (link.stepAll() || this.write());
    return link;
  }

  /** A client that is not connected yet. */
  attach(doc: Y.Doc): RelayLink {
    const link = new RelayLink(this, doc);
    this.#links.add(link);
    return link;
  }

  detach(link: RelayLink): void {
    link.cut();
    this.#links.delete(link);
  }

  /** The disk takes what waits for it; everybody is told. False when nothing waited. */
  write(): boolean {
    const rows = this.#lane?.rows(Infinity) ?? [];
    if (rows.length === 0) return false;
    this.#rows.push(...rows);
    this.#lane?.stored(rows.length);
    return true;
  }

  restart(): void {
    for (const link of this.#links) link.cut();
    this.#room = this.#open();
  }

  /** For `RelayLink`: after every message, a disk that writes at once writes. */
  received(): void {
    if (this.#writesAtOnce) this.write();
  }

  #open(): Room {
    // The room's way to the disk, without the turns of the event loop between.
    const commits = {
      bytes: 0,
      openLane: (owner: LaneOwner) => (this.#lane = new Lane(owner, NOBODY)),
    } as unknown as CommitQueue;
    const stored = { record: RECORD, snapshot: undefined, updates: [...this.#rows] };
    const document = new RoomDocument(stored, { clock: STILL });
    return new Room(stored, document, now(document.measure()), {
      commits,
      store: {} as RoomStore,
      clock: STILL,
      log: RELAY_LOG,
      random: (count) => Buffer.alloc(count, 7),
    });
  }
}

/** Without another thread a document answers at once. */
function now<T>(answer: Soon<T>): T {
  if (answer instanceof Promise) throw new Error('This document answers later.');
  return answer;
}

/** The disk writes when the test says so. */
const NOBODY = { added: () => undefined, removed: () => undefined, closed: () => undefined };

const EPOCH = new Date(0);
const RECORD: RoomRecord = {
  id: ROOM_ID,
  name: 'fuzz',
  language: 'plaintext',
  createdAt: EPOCH,
  updatedAt: EPOCH,
  modelCompletions: false,
  ownerTokenHash: '',
};
const RELAY_LOG = { ...silentLog, debug: () => undefined, fatal: () => undefined };

function row(sequence: number, update: Uint8Array): StoredUpdate {
  return { roomId: ROOM_ID, sequence, participant: 'opening', update, createdAt: EPOCH };
}
