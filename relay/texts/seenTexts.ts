import type { Clock } from '../clock.ts';
import { MAX_SEEN_TEXTS, SEEN_GRACE_MS } from '../limits.ts';
import type { RetainedRuns } from '../../shared/text/retainedRuns.ts';
import type { TextReplace } from '../../shared/text/replaces.ts';
import { TimerSlot } from '../../shared/timerSlot.ts';
import { textDifference } from '../rooms/textDifference.ts';

/** A text that a client may have in front of it, and what has become of it since. */
export interface SeenText {
  /** The version that the relay sent; what a client makes of it keeps its number. */
  readonly version: number;
  readonly text: string;
  runs: RetainedRuns;
}

/**
 * What one client, which sends and gets whole texts, may have in front of it: what it is known to have, and what is on
 * its way to it. Messages cross, so the text that an edit began with may be any of these.
 */
export class SeenTexts {
  #texts: SeenText[] = [];
  #confirmed = -1;
  readonly #grace: TimerSlot;
  /** What the client has when everything that was sent has arrived; undefined when it has to be told. */
  shown: string | undefined;

  constructor(clock: Clock) {
    this.#grace = new TimerSlot(clock);
  }

  get all(): readonly SeenText[] {
    return this.#texts;
  }

  /** The text that a place in the client's text refers to. */
  get latest(): SeenText | undefined {
    return this.#texts.at(-1);
  }

  /** The relay has sent this text. */
  sent(text: SeenText): void {
    this.#texts.push(text);
    if (this.#texts.length > MAX_SEEN_TEXTS) this.#texts.shift();
    this.shown = text.text;
  }

  /** The client's end of the connection has this version. Its program gets it a moment later. */
  confirm(version: number): void {
    this.#confirmed = Math.max(this.#confirmed, version);
    if (this.#grace.isSet) return;
    const confirmed = this.#confirmed;
    this.#grace.set(SEEN_GRACE_MS, () => {
      this.#forgetBefore(confirmed);
      if (this.#confirmed > confirmed) this.confirm(this.#confirmed);
    });
  }

  /**
   * What `text` was made from: the version that the client names, or else the likeliest. Who had a text in front of
   * it when it typed has not undone at that very moment what others had just written. From `deadline` on, by
   * `performance.now()`, texts are no longer compared.
   */
  baseOf(text: string, version: number | undefined, deadline: number): SeenText | undefined {
    if (version !== undefined) return this.#texts.find((seen) => seen.version === version);
    for (let i = this.#texts.length - 1; i > 0; i--) {
      const [older, newer] = [this.#texts[i - 1], this.#texts[i]];
      if (older !== undefined && newer !== undefined && isLikelier(newer.text, older.text, text, deadline))
        return newer;
    }
    return this.#texts[0];
  }

  /** The client has sent `made`, which it had made from `base`. What it cannot have in front of it is forgotten. */
  received(base: SeenText, made: SeenText, shown: string | undefined): void {
    const onTheWay = this.#texts.slice(this.#texts.indexOf(base) + 1);
    this.#texts = [made, ...onTheWay];
    // What crossed it replaces it at the client.
    if (onTheWay.length === 0) this.shown = shown;
  }

  dispose(): void {
    this.#grace.dispose();
    this.#texts = [];
  }

  #forgetBefore(version: number): void {
    const first = this.#texts.findIndex((seen) => seen.version >= version);
    if (first > 0) this.#texts.splice(0, first);
  }
}

function isLikelier(newer: string, older: string, text: string, deadline: number): boolean {
  const edits = textDifference(newer, text, deadline);
  if (edits.length === 0) return true;
  return (
    !deletesAny(edits, textDifference(older, newer, deadline)) &&
    sizeOf(edits) <= sizeOf(textDifference(older, text, deadline))
  );
}

/** True when `edits` delete something that `changes` had inserted. */
function deletesAny(edits: readonly TextReplace[], changes: readonly TextReplace[]): boolean {
  let shift = 0;
  return changes.some(({ offset, length, text }) => {
    const start = offset + shift;
    const end = start + text.length;
    shift += text.length - length;
    return edits.some((edit) => edit.length > 0 && edit.offset < end && edit.offset + edit.length > start);
  });
}

function sizeOf(edits: readonly TextReplace[]): number {
  return edits.reduce((sum, { length, text }) => sum + length + text.length, 0);
}
