import type { BufferChange, EditorBuffer, RequestedReplace, SubmitResult } from '../../client/ports.ts';

/**
 * A planted fault: attribution the obvious and wrong way. The first event that comes while an edit is under way is
 * taken for that edit. The binding knows better, so this stands between it and the editor and lies to both.
 */
export class FlagAttribution {
  readonly buffer: EditorBuffer;
  #underWay: readonly RequestedReplace[] | undefined;
  #isTaken = false;

  constructor(buffer: EditorBuffer) {
    this.buffer = Object.create(buffer, {
      submit: {
        value: (version: number, replaces: readonly RequestedReplace[]): PromiseLike<SubmitResult> => {
          this.#underWay = replaces;
          this.#isTaken = false;
          const reply = buffer.submit(version, replaces);
          return {
            then: (goOn: (result: SubmitResult) => unknown) =>
              reply.then((result) => {
                this.#underWay = undefined;
                goOn(this.#isTaken ? 'accepted' : result);
              }),
          } as PromiseLike<SubmitResult>;
        },
      },
    }) as EditorBuffer;
  }

  changed(change: BufferChange): BufferChange {
    if (!this.#underWay || this.#isTaken) return change;
    this.#isTaken = true;
    return { ...change, changes: this.#underWay.toReversed() };
  }
}
