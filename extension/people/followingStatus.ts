import * as vscode from 'vscode';
import type { Following } from './following.ts';
import { Command } from '../names.ts';
import { translate } from '../../client/translate.ts';
import { withIcon } from '../../client/plainText.ts';
import { StatusItem } from '../words/statusItem.ts';

/** Says in the status bar whom this window follows; a click stops it. */
export class FollowingStatus {
  readonly #item = new StatusItem({
    ...{ id: 'tandem.following', alignment: vscode.StatusBarAlignment.Left, priority: 99 },
    name: translate('Tandem: Following'),
    command: Command.stopFollowing,
  });
  readonly #following: Following;
  readonly #subscription: { dispose(): void };

  constructor(following: Following) {
    this.#following = following;
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
    const text = translate('Following {0}', leader.name);
    this.#item.show({
      text: withIcon('eye', text),
      tooltip: [translate('Any key, click or scroll stops following. Click to stop.')],
      spoken: translate('{0}, stop following', text),
    });
  }
}
