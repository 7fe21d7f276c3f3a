import type * as vscode from 'vscode';
import type { Log } from '../../client/ports.ts';
import type { CommandContext } from '../commands/commandContext.ts';
import { confirmInvite } from '../commands/invites.ts';
import { joinInvite } from '../commands/joinRoom.ts';
import { report } from '../words/report.ts';
import { requireInvite } from '../commands/inviteCommands.ts';

/**
 * Invites that were clicked. Any web page can make VS Code open such a link, so nothing is contacted before the
 * person has seen where it leads and has agreed.
 */
export class InviteLinks implements vscode.UriHandler {
  readonly #context: CommandContext;
  readonly #log: Log;
  #isAsking = false;

  constructor(context: CommandContext, log: Log) {
    this.#context = context;
    this.#log = log;
  }

  async handleUri(uri: vscode.Uri): Promise<void> {
    // A page that opens links in a row must not stack dialogs.
    if (this.#isAsking) return;
    this.#isAsking = true;
    try {
      const invite = requireInvite(uri.toString(true));
      if (await confirmInvite(this.#context, invite)) await joinInvite(this.#context, invite);
    } catch (error) {
      report(error, 'Opening an invite', this.#log);
    } finally {
      this.#isAsking = false;
    }
  }
}
