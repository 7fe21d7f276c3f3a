import * as z from 'zod';

export const healthSchema = z.object({
  status: z.enum(['ok', 'unavailable']),
  database: z.enum(['ok', 'unavailable']),
  rooms: z.int().describe('Rooms that somebody is in'),
  connections: z.int(),
});

export type Health = z.infer<typeof healthSchema>;
