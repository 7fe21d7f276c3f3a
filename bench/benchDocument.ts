import type {
  BufferSelection,
  CaretRange,
  EditorBuffer,
  RequestedReplace,
  SubmitResult,
} from '../client/ports.ts';
import type { TextReplace } from '../shared/text/replaces.ts';

const PIECE_UNITS = 1_000;

/** A document for benchmarks: no queues and no races, and its own work is done outside what is measured. */
export class BenchDocument implements EditorBuffer {
  version = 1;
  caret: BufferSelection = { anchor: 0, head: 0 };
  /** In pieces, so that an edit of a long text does not empty the processor's caches for what is measured. */
  readonly #pieces: string[];
  #length: number;
  #request: { replaces: readonly RequestedReplace[]; reply: (result: SubmitResult) => void } | undefined;

  constructor(text: string) {
    this.#length = text.length;
    this.#pieces = Array.from({ length: Math.ceil(text.length / PIECE_UNITS) }, (_, index) =>
      text.slice(index * PIECE_UNITS, (index + 1) * PIECE_UNITS),
    );
  }

  get length(): number {
    return this.#length;
  }

  slice(offset: number, length: number): string {
    let { index, at } = this.#find(offset);
    const out: string[] = [];
    for (; at < offset + length && index < this.#pieces.length; index++) {
      const piece = this.#pieces[index] ?? '';
      out.push(piece.slice(Math.max(0, offset - at), offset + length - at));
      at += piece.length;
    }
    return out.join('');
  }

  carets(): readonly CaretRange[] {
    const { anchor, head } = this.caret;
    return [{ start: Math.min(anchor, head), end: Math.max(anchor, head) }];
  }

  canInsertSnippet(): boolean {
    return true;
  }

  submit(_version: number, replaces: readonly RequestedReplace[]): PromiseLike<SubmitResult> {
    const { promise, resolve } = inSameCall();
    this.#request = { replaces, reply: resolve };
    return promise;
  }

  preferOtherPrimitive(): void {
    throw new Error('Every edit succeeds here.');
  }

  select(): void {
    throw new Error('Nothing is undone here.');
  }

  /** Makes the edit that was submitted, and returns it as an event with what replies to it; undefined without one. */
  takeRequest(): { changes: readonly TextReplace[]; reply: () => void } | undefined {
    const request = this.#request;
    if (!request) return undefined;
    this.#request = undefined;
    const changes = request.replaces.toReversed();
    this.change(changes);
    return { changes, reply: () => request.reply('accepted') };
  }

  /** Changes the text; from the end to the start. */
  change(changes: readonly TextReplace[]): void {
    for (const { offset, length, text } of changes) {
      const { index, at } = this.#find(offset);
      let last = index;
      let joined = this.#pieces[index] ?? '';
      while (at + joined.length < offset + length) joined += this.#pieces[++last] ?? '';
      const changed = joined.slice(0, offset - at) + text + joined.slice(offset - at + length);
      this.#pieces.splice(index, last - index + 1, changed);
      this.#length += text.length - length;
      const { head } = this.caret;
      if (offset < head)
        this.caret = { anchor: head + text.length - length, head: head + text.length - length };
    }
    this.version++;
  }

  /** The piece that holds `offset`, and the offset that it begins at. */
  #find(offset: number): { index: number; at: number } {
    let at = 0;
    for (const [index, piece] of this.#pieces.entries()) {
      if (offset < at + piece.length || index === this.#pieces.length - 1) return { index, at };
      at += piece.length;
    }
    return { index: 0, at: 0 };
  }
}

/** A promise that runs what awaits it in the call that resolves it. */
function inSameCall(): { promise: PromiseLike<SubmitResult>; resolve: (result: SubmitResult) => void } {
  let goOn: ((result: SubmitResult) => unknown) | null | undefined;
  const promise = {
    then: (onFulfilled?: ((result: SubmitResult) => unknown) | null) => {
      goOn = onFulfilled;
      return new Promise<never>(() => undefined);
    },
  } as PromiseLike<SubmitResult>;
  return { promise, resolve: (result) => goOn?.(result) };
}
