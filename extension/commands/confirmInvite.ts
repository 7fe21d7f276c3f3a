import type { Invite } from '../../client/relay/invite.ts';
import { ownRelayUrl } from '../settings.ts';
import type { CommandContext } from './commandContext.ts';
import { translate } from '../../client/translate.ts';
import { tell } from '../words/tell.ts';
import type { PlainText } from '../../client/plainText.ts';

/** True when the relay is the one in the settings, or one that rooms were joined on before. */
export function isKnownRelay({ recent }: CommandContext, { relayUrl }: Invite): boolean {
  return relayUrl === ownRelayUrl() || recent.all().some((room) => room.relayUrl === relayUrl);
}

/** Shows where an invite leads, and asks; nothing is contacted before. */
export async function confirmInvite(context: CommandContext, invite: Invite): Promise<boolean> {
  const join = translate('Join');
  const choice = await tell.ask(translate('Join a Tandem room?'), whereTo(context, invite), join);
  return choice === join;
}

function whereTo(context: CommandContext, invite: Invite): PlainText {
  const { relayUrl, roomId } = invite;
  if (relayUrl === ownRelayUrl())
    return translate('The link leads to the room {0} at {1}, the relay in your settings.', roomId, relayUrl);
  return isKnownRelay(context, invite)
    ? translate(
        'The link leads to the room {0} at {1}, a relay that you have joined rooms on before.',
        roomId,
        relayUrl,
      )
    : translate(
        'The link leads to the room {0} at {1}, a relay that you have not set. Join only if you know who sent you the link.',
        roomId,
        relayUrl,
      );
}
