import * as vscode from 'vscode';
import type { Clock } from '../../client/ports.ts';
import { Pace } from '../../client/people/pace.ts';
import type { RelayRooms } from '../../client/relay/relayRooms.ts';
import { type NamedRoom, namedRoom, type RoomRef } from '../../client/relay/roomRef.ts';
import type { OwnerTokens } from './ownerTokens.ts';
import type { RecentRooms } from './recentRooms.ts';
import { RoomRow, SECTIONS, type RoomSection, type RoomsNode } from './roomRow.ts';
import { roomsTreeItem } from './roomsTreeItem.ts';
import type { SharedDocuments } from '../document/sharedDocuments.ts';
import { TreeNews } from '../../client/windows/treeNews.ts';

/** Sessions tell of every key that anybody types; nobody counts people and reads names faster than this. */
const UPDATE_INTERVAL_MS = 400;

/**
 * The rooms of this window, the others that this person has created, those where they were before, and all of the relay.
 * Empty where there is none of all.
 */
export class RoomsTree implements vscode.TreeDataProvider<RoomsNode> {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #documents: Pick<SharedDocuments, 'all' | 'onDidChange'>;
  readonly #recent: RecentRooms;
  readonly #relayRooms: RelayRooms;
  readonly #owned: Pick<OwnerTokens, 'owns' | 'onDidChange'>;
  readonly #commandFor: (row: RoomRow) => string;
  readonly #updating: Pace;
  readonly #news: TreeNews;
  readonly #disposables: vscode.Disposable;
  #shown = '';

  constructor(parts: {
    documents: Pick<SharedDocuments, 'all' | 'onDidChange'>;
    recent: RecentRooms;
    relayRooms: RelayRooms;
    ownerTokens: Pick<OwnerTokens, 'owns' | 'onDidChange'>;
    /** The command that activates a row. */
    commandFor: (row: RoomRow) => string;
    clock: Clock;
  }) {
    this.#documents = parts.documents;
    this.#recent = parts.recent;
    this.#relayRooms = parts.relayRooms;
    this.#owned = parts.ownerTokens;
    this.#commandFor = parts.commandFor;
    this.#news = new TreeNews(parts.clock, () => this.#changed.fire());
    this.#updating = new Pace(parts.clock, UPDATE_INTERVAL_MS, () => this.#update());
    this.#disposables = vscode.Disposable.from(
      this.#changed,
      this.#updating,
      this.#news,
      parts.documents.onDidChange(() => this.#updating.ask()),
      parts.recent.onDidChange(() => this.#update()),
      parts.relayRooms.onDidChange(() => this.#update()),
      parts.ownerTokens.onDidChange(() => this.#update()),
    );
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  getChildren(node?: RoomsNode): RoomsNode[] {
    if (node === undefined) {
      this.#news.asked();
      return this.#sections();
    }
    return node.kind === 'section' ? this.#rows(node.section) : [];
  }

  getTreeItem(node: RoomsNode): vscode.TreeItem {
    return roomsTreeItem(node, this.#commandFor);
  }

  #sections(): RoomsNode[] {
    const { listing } = this.#relayRooms;
    const filled = SECTIONS.filter((section) => this.#rows(section).length > 0);
    // That the relay is away is the welcome view's to say, where there is nothing else to show.
    const isOnlyProblem = filled.length === 1 && listing.kind === 'failed' && listing.rooms.length === 0;
    if (isOnlyProblem && filled[0] === 'relay') return [];
    const relayUrl = listing.kind === 'unknown' ? undefined : listing.rooms[0]?.relayUrl;
    return filled.map((section) => ({ kind: 'section', section, relayUrl }));
  }

  #rows(section: RoomSection): RoomsNode[] {
    switch (section) {
      case 'here':
        return this.#here();
      case 'mine':
        return this.#mine();
      case 'recent':
        return this.#elsewhere(this.#recent.all())
          .filter((room) => !this.#owned.owns(room))
          .map((room) => new RoomRow({ ...room, section, people: undefined, isHere: false, isMine: false }));
      case 'relay':
        return this.#onRelay();
    }
  }

  #here(): RoomRow[] {
    return this.#documents.all().map(({ session }) => {
      const room = namedRoom(session.room);
      const people = session.state.kind === 'online' ? session.participants.length : undefined;
      return new RoomRow({ ...room, section: 'here', people, isHere: true, isMine: this.#owned.owns(room) });
    });
  }

  #mine(): RoomRow[] {
    const remembered = this.#recent.all().map((room) => ({ ...room, people: undefined }));
    // What the relay says is newer than what was remembered.
    const listed = this.#listed();
    const rooms = this.#recent
      .distinct([...remembered, ...listed])
      .map((room) => listed.find((newer) => this.#recent.isSame(newer, room)) ?? room);
    return this.#elsewhere(rooms)
      .filter((room) => this.#owned.owns(room))
      .map((room) => new RoomRow({ ...room, section: 'mine', isHere: false, isMine: true }));
  }

  #elsewhere<Room extends RoomRef>(rooms: readonly Room[]): Room[] {
    const here = this.#here();
    return rooms.filter((room) => !here.some((row) => this.#recent.isSame(row, room)));
  }

  #onRelay(): RoomsNode[] {
    const { listing } = this.#relayRooms;
    if (listing.kind === 'unknown') return [];
    const here = this.#here();
    const rows = this.#listed().map((room): RoomsNode => {
      // What this window hears of its own rooms is newer than the list.
      const row = here.find((own) => this.#recent.isSame(own, room));
      const { name, language, people } = row ?? room;
      const [isHere, isMine] = [row !== undefined, this.#owned.owns(room)];
      return new RoomRow({ ...room, section: 'relay', name, language, people, isHere, isMine });
    });
    if (listing.kind === 'failed') return [{ kind: 'problem', problem: listing.problem }, ...rows];
    return listing.hasMore ? [...rows, { kind: 'more' }] : rows;
  }

  /** The rooms of the relay; who was in them is soon not true any more. */
  #listed(): readonly (NamedRoom & { readonly people: number | undefined })[] {
    const { listing } = this.#relayRooms;
    if (listing.kind === 'unknown') return [];
    if (listing.kind === 'loaded') return listing.rooms;
    return listing.rooms.map((room) => ({ ...room, people: undefined }));
  }

  /** Carets move all the time; the tree is drawn anew only when what it shows has changed. */
  #update(): void {
    const shown = JSON.stringify(this.#sections().map((section) => [section, this.getChildren(section)]));
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#news.changed();
  }
}
