import * as vscode from 'vscode';
import type { Invite } from '../../core/session/invite.ts';
import { ownRelayUrl } from '../settings.ts';
import type { CommandContext } from './commandContext.ts';

/** True when the relay is the one in the settings, or one that rooms were joined on before. */
export function isKnownRelay({ recent }: CommandContext, { relayUrl }: Invite): boolean {
  return relayUrl === ownRelayUrl() || recent.all().some((room) => room.relayUrl === relayUrl);
}

/** Shows where an invite leads, and asks; nothing is contacted before. */
export async function confirmInvite(context: CommandContext, invite: Invite): Promise<boolean> {
  const { relayUrl, roomId } = invite;
  const join = vscode.l10n.t('Join');
  const leads = vscode.l10n.t('The link leads to the room {0} at {1}', roomId, relayUrl);
  const choice = await vscode.window.showWarningMessage(
    vscode.l10n.t('Join a Tandem room?'),
    { modal: true, detail: leads + whose(context, invite) },
    join,
  );
  return choice === join;
}

function whose(context: CommandContext, invite: Invite): string {
  if (invite.relayUrl === ownRelayUrl()) return vscode.l10n.t(', the relay in your settings.');
  return isKnownRelay(context, invite)
    ? vscode.l10n.t(', a relay that you have joined rooms on before.')
    : vscode.l10n.t(', a relay that you have not set. Join only if you know who sent you the link.');
}
