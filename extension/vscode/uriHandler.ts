import * as vscode from 'vscode';
import type { Log } from '../core/ports.ts';
import type { Invite } from '../core/session/invite.ts';
import type { CommandContext } from './commands/commandContext.ts';
import { joinInvite, requireInvite } from './commands/joinRoom.ts';
import { report } from './commands/registerCommands.ts';
import { configuredRelayUrl } from './settings.ts';

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
      if (await confirm(invite)) await joinInvite(this.#context, invite);
    } catch (error) {
      report(error, 'Opening an invite', this.#log);
    } finally {
      this.#isAsking = false;
    }
  }
}

async function confirm({ relayUrl, roomId }: Invite): Promise<boolean> {
  const isKnown = relayUrl === configuredRelayUrl();
  const choice = await vscode.window.showWarningMessage(
    'Join a Tandem room?',
    {
      modal: true,
      detail:
        `The link leads to the room ${roomId} at ${relayUrl}` +
        (isKnown
          ? ', the relay in your settings.'
          : ', a relay that you have not set. Join only if you know who sent you the link.'),
    },
    'Join',
  );
  return choice === 'Join';
}
