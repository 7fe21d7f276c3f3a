import * as vscode from 'vscode';
import type { Following } from './following.ts';
import { Command } from './names.ts';
import { plainText } from './plainText.ts';

/** Says in the status bar whom this window follows; a click stops it. */
export class FollowingStatus {
  readonly #item = vscode.window.createStatusBarItem('tandem.following', vscode.StatusBarAlignment.Left, 99);
  readonly #following: Following;
  readonly #subscription: { dispose(): void };

  constructor(following: Following) {
    this.#following = following;
    this.#item.name = vscode.l10n.t('Tandem: Following');
    this.#item.command = Command.stopFollowing;
    this.#subscription = following.onDidChange(() => this.#update());
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#item.dispose();
  }

  #update(): void {
    const { leader } = this.#following;
    if (leader === undefined) {
      this.#item.hide();
      return;
    }
    const text = vscode.l10n.t('Following {0}', plainText(leader.name));
    this.#item.text = `$(eye) ${text}`;
    this.#item.tooltip = vscode.l10n.t('Any key, click or scroll of yours ends it. Click to stop.');
    this.#item.accessibilityInformation = {
      label: vscode.l10n.t('{0}, stop following', text),
      role: 'button',
    };
    this.#item.show();
  }
}
