/** Something that went wrong in a way the person can act on: the message is a sentence for them. */
export class UserError extends Error {
  override readonly name = 'UserError';
}
