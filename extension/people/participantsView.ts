import * as vscode from 'vscode';
import { TimerSlot } from '../../shared/timerSlot.ts';
import type { Clock } from '../../client/ports.ts';
import { Pace } from '../../client/people/pace.ts';
import type { Following } from './following.ts';
import { View } from '../names.ts';
import { describeParticipant, describeRoom, toTreeItem, type Row } from './participantRow.ts';
import type { SharedDocuments } from '../document/sharedDocuments.ts';
import { translate } from '../../client/translate.ts';
import { TreeNews } from '../../client/windows/treeNews.ts';
import { badge } from '../words/row.ts';

/** Carets move all the time; rows are looked at this often. */
const REFRESH_INTERVAL_MS = 400;

/** Somebody who has stopped typing, or has become idle, sends nothing that would tell so. */
const LOOK_AGAIN_MS = 1_000;

/** A row of the tree. The commands of its menus get it as their argument, which is why it names room and participant. */
interface Node {
  readonly key: string;
  readonly roomId: string;
  readonly participantId?: number;
  readonly children: Node[];
  row: Row;
}

/** Who is in each room of this window, where they are and what they do. */
export class ParticipantsView implements vscode.TreeDataProvider<Node> {
  readonly #changed = new vscode.EventEmitter<Node | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #documents: SharedDocuments;
  readonly #following: Following;
  readonly #view: vscode.TreeView<Node>;
  readonly #refreshing: Pace;
  readonly #news: TreeNews;
  readonly #disposables: vscode.Disposable;
  /** The same objects as long as their rows are there: VS Code then changes single rows, without a flicker. */
  readonly #nodes = new Map<string, Node>();
  #roots: Node[] = [];
  #shape = '';
  readonly #nextLook: TimerSlot;

  constructor(documents: SharedDocuments, following: Following, clock: Clock) {
    this.#documents = documents;
    this.#following = following;
    this.#nextLook = new TimerSlot(clock);
    this.#news = new TreeNews(clock, () => this.#changed.fire(undefined));
    this.#refreshing = new Pace(clock, REFRESH_INTERVAL_MS, () => this.#refresh());
    this.#view = vscode.window.createTreeView(View.participants, { treeDataProvider: this });
    const refresh = (): void => this.#refreshing.ask();
    this.#disposables = vscode.Disposable.from(
      this.#view,
      documents.onDidChange(refresh),
      following.onDidChange(refresh),
      this.#refreshing,
      this.#news,
      this.#nextLook,
      this.#changed,
    );
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  getChildren(node?: Node): Node[] {
    if (node !== undefined) return node.children;
    this.#news.asked();
    return this.#roots;
  }

  getTreeItem({ key, row }: Node): vscode.TreeItem {
    return toTreeItem(key, row);
  }

  #refresh(): void {
    const touched: Node[] = [];
    const present = new Set<string>();
    this.#roots = this.#documents.all().map((shared) => {
      const roomId = shared.session.room.id;
      const room = this.#node({ key: roomId, roomId }, describeRoom(shared), touched);
      present.add(roomId);
      room.children.splice(0);
      for (const participant of shared.session.participants) {
        const key = `${roomId}/${participant.id}`;
        present.add(key);
        const row = describeParticipant(shared, participant, this.#following.leader);
        room.children.push(this.#node({ key, roomId, participantId: participant.id }, row, touched));
      }
      return room;
    });
    for (const key of this.#nodes.keys()) if (!present.has(key)) this.#nodes.delete(key);
    const shape = JSON.stringify(
      this.#roots.map(({ key, children }) => [key, children.map((child) => child.key)]),
    );
    const isSameShape = shape === this.#shape;
    this.#shape = shape;
    if (!isSameShape) this.#news.changed();
    else for (const node of touched) this.#changed.fire(node);
    this.#showCount();
    this.#lookAgain();
  }

  #node(identity: Pick<Node, 'key' | 'roomId' | 'participantId'>, row: Row, touched: Node[]): Node {
    const existing = this.#nodes.get(identity.key);
    if (existing === undefined) {
      const node = { ...identity, children: [], row };
      this.#nodes.set(identity.key, node);
      return node;
    }
    if (JSON.stringify(existing.row) !== JSON.stringify(row)) {
      existing.row = row;
      touched.push(existing);
    }
    return existing;
  }

  #showCount(): void {
    const others = this.#roots.reduce((sum, { children }) => sum + Math.max(0, children.length - 1), 0);
    if (others === (this.#view.badge?.value ?? 0)) return;
    const tooltip = translate('{0} more in your rooms', others);
    this.#view.badge = badge(others, tooltip);
  }

  #lookAgain(): void {
    const isAlone = this.#roots.every(({ children }) => children.length < 2);
    if (isAlone) this.#nextLook.cancel();
    else this.#nextLook.set(LOOK_AGAIN_MS, () => this.#refreshing.ask());
  }
}
