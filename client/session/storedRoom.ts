import * as z from 'zod';
import { parseRoomId } from '../../shared/room/roomId.ts';
import { parseRelayUrl } from '../relay/relayUrl.ts';

/** A room's id as stored. */
export const storedRoomId = z.string().transform((text, context) => {
  const id = parseRoomId(text);
  if (id !== undefined) return id;
  context.addIssue('no room id');
  return z.NEVER;
});

/** A relay's address as stored. */
export const storedRelayUrl = z.string().transform((text, context) => {
  const parsed = parseRelayUrl(text);
  if ('url' in parsed) return parsed.url;
  context.addIssue(parsed.problem);
  return z.NEVER;
});
