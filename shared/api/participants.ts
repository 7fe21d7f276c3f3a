import * as z from 'zod';

/** Somebody in a room, as REST shows them. */
export const participantSchema = z.object({
  id: z.string().describe('Of this connection: the same person comes back under another'),
  name: z.string().nullable().describe('What their presence says; null while it says nothing'),
  protocol: z.enum(['yjs', 'json']).describe('yjs: /sync; json: /ws'),
  joined_at: z.iso.datetime(),
});

export const participantsSchema = z.array(participantSchema);

export type ParticipantBody = z.infer<typeof participantSchema>;
