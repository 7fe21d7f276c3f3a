/**
 * A document with named places. Each belongs to one author, who alone knows and says what it holds, so the text that
 * everybody must end with is known exactly, whatever happened in between. A place ends at a mark that nobody touches.
 */
export class SlottedText {
  readonly #template: string;
  readonly #contents = new Map<string, string>();

  /** `template` has each place once, as `{name}`. */
  constructor(template: string) {
    this.#template = template;
    for (const [, name] of template.matchAll(/\{(\w+)\}/g)) this.#contents.set(name ?? '', '');
  }

  read(slot: string): string {
    const content = this.#contents.get(slot);
    if (content === undefined) throw new Error(`there is no place called ${slot}`);
    return content;
  }

  write(slot: string, content: string): void {
    this.read(slot);
    this.#contents.set(slot, content);
  }

  append(slot: string, text: string): void {
    this.write(slot, this.read(slot) + text);
  }

  /** The whole text. */
  toString(): string {
    return this.#template.replaceAll(/\{(\w+)\}/g, (_, name: string) => this.read(name) + markOf(name));
  }
}

/** What stands right behind a place. A space first: VS Code closes brackets only in front of white space. */
export function markOf(slot: string): string {
  return ` |${slot}|`;
}

/** The offset at which the place ends in `text`. Throws when its mark is not there exactly once. */
export function endOf(slot: string, text: string): number {
  const mark = markOf(slot);
  const at = text.indexOf(mark);
  if (at < 0 || text.includes(mark, at + 1)) throw new Error(`the mark${mark} is gone or doubled`);
  return at;
}
