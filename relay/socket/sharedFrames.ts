/**
 * Frames that many receive, made once. Kept for as long as their source is: a turn for the moment of its delivery, a
 * room's state until the room changes.
 */
export class SharedFrames<Source extends object, Frames> {
  readonly #made = new WeakMap<Source, Frames>();
  readonly #make: (source: Source) => Frames;

  constructor(make: (source: Source) => Frames) {
    this.#make = make;
  }

  of(source: Source): Frames {
    const known = this.#made.get(source);
    if (known !== undefined) return known;
    const frames = this.#make(source);
    this.#made.set(source, frames);
    return frames;
  }
}
