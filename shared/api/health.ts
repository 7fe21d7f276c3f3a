import * as z from 'zod';
import { relayIdentitySchema } from '../relay/relayIdentity.ts';

export const healthSchema = z.object({
  status: z.enum(['ok', 'unavailable']),
  database: z.enum(['ok', 'unavailable']),
  rooms: z.int().describe('Rooms that somebody is in'),
  connections: z.int(),
  relay: relayIdentitySchema.optional().describe('Who this relay is; older relays do not say it'),
});

export type Health = z.infer<typeof healthSchema>;
