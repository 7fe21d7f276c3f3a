import * as z from 'zod';

/** Every error that the relay answers with (RFC 9457, `application/problem+json`). */
export const problemSchema = z.object({
  type: z.literal('about:blank'),
  title: z.string().describe('The name of the status'),
  status: z.int(),
  detail: z.string().describe('One plain sentence that says what to do'),
  request_id: z.string().optional().describe('Under this id the relay has logged the request'),
  errors: z
    .array(z.object({ path: z.string(), message: z.string() }))
    .optional()
    .describe('For 422: what is wrong with which field'),
});

export type Problem = z.infer<typeof problemSchema>;
