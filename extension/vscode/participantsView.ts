import * as vscode from 'vscode';
import type { Participant } from '../core/presence/participants.ts';
import { Command, View } from './names.ts';
import type { SharedDocument } from './sharedDocument.ts';
import type { SharedDocuments } from './sharedDocuments.ts';

type Node =
  | { readonly kind: 'room'; readonly shared: SharedDocument }
  | { readonly kind: 'participant'; readonly shared: SharedDocument; readonly participant: Participant };

/** Who is in each room of this window, and where. */
export class ParticipantsView implements vscode.TreeDataProvider<Node> {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #documents: SharedDocuments;
  readonly #view: vscode.TreeView<Node>;
  readonly #subscriptions: readonly { dispose(): void }[];
  #shown = '';

  constructor(documents: SharedDocuments) {
    this.#documents = documents;
    this.#view = vscode.window.createTreeView(View.participants, { treeDataProvider: this });
    this.#subscriptions = [this.#view, documents.onDidChange(() => this.#refresh())];
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  getChildren(node?: Node): Node[] {
    if (node === undefined) return this.#documents.all().map((shared) => ({ kind: 'room', shared }));
    if (node.kind === 'participant') return [];
    const { shared } = node;
    return shared.session.participants.map((participant) => ({ kind: 'participant', shared, participant }));
  }

  getTreeItem(node: Node): vscode.TreeItem {
    return node.kind === 'room' ? roomItem(node.shared) : participantItem(node.shared, node.participant);
  }

  /** Carets move all the time; the tree is drawn anew only when what it shows has changed. */
  #refresh(): void {
    const rows = this.#documents.all().map(({ session }) => ({
      name: session.room.name,
      state: session.state.kind,
      people: session.participants.map((person) => [person.id, person.name, person.color.index]),
    }));
    const shown = JSON.stringify(rows);
    if (shown === this.#shown) return;
    this.#shown = shown;
    const others = rows.reduce((sum, row) => sum + Math.max(0, row.people.length - 1), 0);
    this.#view.badge = others > 0 ? { value: others, tooltip: `${others} more in your rooms` } : undefined;
    this.#changed.fire();
  }
}

function roomItem({ session, document }: SharedDocument): vscode.TreeItem {
  const item = new vscode.TreeItem(session.room.name, vscode.TreeItemCollapsibleState.Expanded);
  item.id = session.room.id;
  if (session.state.kind !== 'online') item.description = session.state.kind;
  item.tooltip = document.uri.path;
  item.contextValue = 'room';
  item.iconPath = new vscode.ThemeIcon('file-code');
  return item;
}

function participantItem(shared: SharedDocument, participant: Participant): vscode.TreeItem {
  const item = new vscode.TreeItem(participant.name);
  item.id = `${shared.session.room.id}/${participant.id}`;
  if (participant.isSelf) item.description = 'you';
  item.contextValue = 'participant';
  item.iconPath = new vscode.ThemeIcon(
    'account',
    new vscode.ThemeColor(`tandem.participant.${participant.color.name}`),
  );
  item.accessibilityInformation = {
    label: participant.isSelf ? `${participant.name}, you` : participant.name,
  };
  item.command = {
    command: Command.goToParticipant,
    title: 'Go to Participant',
    arguments: [{ roomId: shared.session.room.id, participantId: participant.id }],
  };
  return item;
}
