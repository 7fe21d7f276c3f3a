/** Something that a window shows and that may be answered. */
export interface Dialog {
  readonly kind: 'information' | 'warning' | 'error' | 'question' | 'pick' | 'input';
  readonly message: string;
  /** The buttons, or what there is to pick. */
  readonly items: readonly string[];
  readonly isModal: boolean;
}

/** Says what a person answers: one of the items, a text, undefined for Escape; `later` leaves it where it is. */
export type Answering = (dialog: Dialog) => string | undefined | typeof LATER;

export const LATER = Symbol('later');

/** Every notification, modal question, quick pick and input box of a window. */
export class Dialogs {
  /** Changes as the test wishes. What is shown already stays until `look` is called. */
  answering: Answering = ({ isModal }) => (isModal ? undefined : LATER);
  /** Everything that was shown, in order. */
  readonly shown: Dialog[] = [];
  #open: { readonly dialog: Dialog; readonly answer: (text: string | undefined) => void }[] = [];

  get open(): readonly Dialog[] {
    return this.#open.map(({ dialog }) => dialog);
  }

  ask(dialog: Dialog): Promise<string | undefined> {
    this.shown.push(dialog);
    // A message without buttons is only read.
    if (dialog.items.length === 0 && !dialog.isModal && dialog.kind !== 'input')
      return Promise.resolve(undefined);
    return new Promise((answer) => {
      this.#open.push({ dialog, answer });
      this.look();
    });
  }

  /** Answers what `answering` has an answer for by now. */
  look(): void {
    const waiting = this.#open;
    this.#open = [];
    for (const each of waiting) {
      const answer = this.answering(each.dialog);
      if (answer === LATER) this.#open.push(each);
      else each.answer(answer);
    }
  }
}
