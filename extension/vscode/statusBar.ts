import * as vscode from 'vscode';
import { assertNever } from '../../shared/assertNever.ts';
import { Command } from './names.ts';
import type { SharedDocument } from './sharedDocument.ts';
import type { SharedDocuments } from './sharedDocuments.ts';

/** The room of the active document in the status bar: its name, who is here, and whether everything is saved. */
export class StatusBar {
  readonly #item = vscode.window.createStatusBarItem('tandem.room', vscode.StatusBarAlignment.Left, 100);
  readonly #subscriptions: readonly { dispose(): void }[];
  readonly #documents: SharedDocuments;

  constructor(documents: SharedDocuments) {
    this.#documents = documents;
    this.#item.name = 'Tandem Room';
    this.#item.command = Command.copyInvite;
    const update = (): void => this.#update();
    this.#subscriptions = [documents.onDidChange(update), vscode.window.onDidChangeActiveTextEditor(update)];
    update();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#item.dispose();
  }

  #update(): void {
    const shared = this.#documents.current();
    if (shared === undefined) {
      this.#item.hide();
      return;
    }
    const { icon, text, explanation, isAlarming } = describe(shared);
    const { name } = shared.session.room;
    this.#item.text = `$(${icon}) ${escapeIcons(name)}, ${text}`;
    this.#item.tooltip = `Tandem: ${name}\n${explanation}\nClick to copy the invite.`;
    this.#item.accessibilityInformation = { label: `Tandem room ${name}, ${text}` };
    this.#item.backgroundColor = isAlarming
      ? new vscode.ThemeColor('statusBarItem.warningBackground')
      : undefined;
    this.#item.show();
  }
}

interface Description {
  readonly icon: string;
  readonly text: string;
  readonly explanation: string;
  readonly isAlarming: boolean;
}

function describe({ session }: SharedDocument): Description {
  const { state } = session;
  switch (state.kind) {
    case 'connecting':
      return {
        icon: 'sync~spin',
        text: 'connecting',
        explanation: 'Looking for the relay. You can go on typing; nothing is lost.',
        isAlarming: false,
      };
    case 'offline':
      return {
        icon: 'debug-disconnect',
        text: session.isSaved ? 'offline' : 'offline, not saved',
        explanation:
          'The relay cannot be reached. Go on typing: your edits are kept here and merged on return.',
        isAlarming: true,
      };
    case 'online': {
      const here = `${session.participants.length} here`;
      if (session.notice !== undefined) {
        return { icon: 'warning', text: `${here}, not saved`, explanation: session.notice, isAlarming: true };
      }
      return session.isSaved
        ? {
            icon: 'broadcast',
            text: `${here}, saved`,
            explanation: 'The relay has all you typed on its disk.',
            isAlarming: false,
          }
        : {
            icon: 'broadcast',
            text: `${here}, saving`,
            explanation: 'Waiting for the relay to confirm.',
            isAlarming: false,
          };
    }
    case 'ended':
      return {
        icon: 'circle-slash',
        text: 'left',
        explanation: state.reason ?? 'You left this room.',
        isAlarming: false,
      };
    default:
      return assertNever(state);
  }
}

/** `$(name)` in a status bar is an icon; a room's name must not draw one. */
function escapeIcons(text: string): string {
  return text.replaceAll('$(', '$\u200B(');
}
