import { parseInvite, type Invite } from '../../client/relay/invite.ts';
import { ownRelayUrl } from '../settings.ts';
import { UserError } from '../userError.ts';

/** Reads an invite, or throws a UserError which says what is wrong with it. */
export function requireInvite(text: string): Invite {
  const parsed = parseInvite(text, ownRelayUrl());
  if ('problem' in parsed) throw new UserError(parsed.problem);
  return parsed.invite;
}
