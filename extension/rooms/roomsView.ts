import * as vscode from 'vscode';
import type { Clock } from '../../client/ports.ts';
import type { RelayRooms } from '../../client/relay/relayRooms.ts';
import { ContextKey, Setting, View } from '../names.ts';
import type { OwnerTokens } from './ownerTokens.ts';
import type { RecentRooms } from './recentRooms.ts';
import type { RoomRow, RoomsNode } from './roomRow.ts';
import { RoomsTree } from './roomsTree.ts';
import type { SharedDocuments } from '../document/sharedDocuments.ts';

/** Coming back to the window does not ask the relay again when it was asked so shortly before. */
const FRESH_MS = 10_000;

/**
 * The Rooms view. The relay is asked when the view comes into sight, when the person comes back to the window, and
 * after something was done to a room; never while nobody can see the answer.
 */
export class RoomsView {
  readonly #view: vscode.TreeView<RoomsNode>;
  readonly #tree: RoomsTree;
  readonly #relayRooms: RelayRooms;
  readonly #disposables: vscode.Disposable;
  #roomsHere = '';

  constructor(parts: {
    documents: SharedDocuments;
    recent: RecentRooms;
    relayRooms: RelayRooms;
    ownerTokens: OwnerTokens;
    commandFor: (row: RoomRow) => string;
    clock: Clock;
  }) {
    const { documents, relayRooms } = parts;
    this.#relayRooms = relayRooms;
    this.#tree = new RoomsTree(parts);
    this.#view = vscode.window.createTreeView(View.rooms, { treeDataProvider: this.#tree });
    this.#disposables = vscode.Disposable.from(
      this.#view,
      this.#tree,
      relayRooms.onDidChange(() => this.#setContext()),
      relayRooms.onDidBecomeOutdated(() => this.#refreshIfSeen()),
      this.#view.onDidChangeVisibility(() => this.#refreshIfSeen()),
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused) this.#refreshIfSeen();
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(`tandem.${Setting.relayUrl}`)) relayRooms.outdate();
      }),
      documents.onDidChange(() => {
        const here = documents
          .all()
          .map(({ session }) => session.room.id)
          .join();
        if (here === this.#roomsHere) return;
        this.#roomsHere = here;
        relayRooms.outdate();
      }),
    );
    this.#setContext();
    this.#refreshIfSeen();
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #refreshIfSeen(): void {
    if (this.#view.visible && this.#relayRooms.ageMs > FRESH_MS) void this.#relayRooms.refresh();
  }

  #setContext(): void {
    const { listing } = this.#relayRooms;
    const needsKey = listing.kind === 'failed' && listing.needsKey === true;
    const shown = needsKey ? 'needsKey' : listing.kind;
    void vscode.commands.executeCommand('setContext', ContextKey.relayRooms, shown);
  }
}
