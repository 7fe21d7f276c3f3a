import type { PlainText } from '../client/plainText.ts';

/** Something that went wrong in a way the person can act on: the message is a sentence for them. */
export class UserError extends Error {
  override readonly name = 'UserError';
  /** The same as the message, which has no type of its own. */
  readonly sentence: PlainText;

  constructor(sentence: PlainText) {
    super(sentence);
    this.sentence = sentence;
  }
}
