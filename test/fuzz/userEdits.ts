import assert from 'node:assert/strict';
import type { SeededRandom } from '../support/seed.ts';
import type { SimulatedEditor } from '../support/simulatedEditor.ts';
import type { ModelEdit } from '../support/simulatedModel.ts';

export interface EditHabits {
  readonly usesPairs: boolean;
  readonly switchesEol: boolean;
  readonly mergesEvents: boolean;
  readonly indentsAutomatically: boolean;
  readonly deletes: boolean;
  /** Everybody types the same letter, so that edits of different people look alike. */
  readonly typesAlike: boolean;
}

/** Hands out text made of characters that occur only once, and knows which of them must still be there at the end. */
export class UniqueText {
  readonly #random: SeededRandom;
  readonly #habits: EditHabits;
  readonly #authors = new Map<string, unknown>();
  readonly #deleters = new Map<string, unknown>();
  #typedUnits = 0;
  #hasDeleted = false;

  constructor(random: SeededRandom, habits: EditHabits) {
    this.#random = random;
    this.#habits = habits;
  }

  opening(): string {
    return this.#write(this.#random.int(this.#habits.typesAlike ? 2 : 12), undefined);
  }

  /** A few characters that `author` writes. */
  text(author: unknown): string {
    const length = 1 + (this.#random.chance(0.3) ? this.#random.int(5) : 0);
    return this.#write(length, author);
  }

  noteDeleted(text: string, by: unknown): void {
    this.#hasDeleted ||= text !== '';
    for (const character of text) if (this.#authors.has(character)) this.#deleters.set(character, by);
  }

  /** [B2] [B3] Everything typed is there once, unless somebody deleted it. */
  checkEveryOne(end: string, copiesAllowed: number): void {
    for (const character of this.#authors.keys()) {
      const count = end.split(character).length - 1;
      const isDeleted = this.#deleters.has(character);
      const name = `U+${character.charCodeAt(0).toString(16)}`;
      if (isDeleted) assert.ok(count < copiesAllowed, `[B2] ${name} was deleted and is there ${count} times`);
      else assert.ok(count >= 1 && count <= copiesAllowed, `[B2] ${name} is there ${count} times`);
    }
  }

  /** [B2] [B3] Where nobody deletes anything, not even a character that occurs often is lost or doubled. */
  checkLength(end: string): void {
    if (!this.#hasDeleted) assert.equal(end.length, this.#typedUnits, '[B2] as much is there as was typed');
  }

  /** Undo takes back own edits only: what was typed by those who never undid anything is there. */
  checkOthersKept(end: string, hasUndone: ReadonlySet<unknown>, copiesAllowed: number): void {
    for (const [character, author] of this.#authors) {
      if (hasUndone.has(author) || this.#deleters.has(character)) continue;
      const count = end.split(character).length - 1;
      const name = `U+${character.charCodeAt(0).toString(16)}`;
      assert.ok(count >= 1 && count <= copiesAllowed, `[B6] ${name} of another is there ${count} times`);
    }
  }

  #write(length: number, author: unknown): string {
    const text = Array.from({ length }, () => this.#character(author)).join('');
    this.#typedUnits += text.length;
    return text;
  }

  #character(author: unknown): string {
    if (this.#habits.typesAlike) return 'x';
    if (this.#random.chance(0.15)) return '\n';
    if (this.#habits.usesPairs && this.#random.chance(0.2)) return this.#random.pick(['😀', '👍']);
    // From here on there are some 20,000 letters without a gap, all of one unit.
    const character = String.fromCharCode(0x4e00 + this.#authors.size);
    this.#authors.set(character, author);
    return character;
  }
}

/** Something that people and editors do to a document. */
export function editSomehow(
  editor: SimulatedEditor,
  random: SeededRandom,
  habits: EditHabits,
  unique: UniqueText,
): void {
  const { model } = editor;
  const place = (): number => model.boundary(random.int(model.text.length + 1));
  const dice = random.next();
  if (dice < 0.3) {
    const { start, end } = model.caret;
    unique.noteDeleted(model.text.slice(start, end), editor);
    editor.type(unique.text(editor));
  } else if (dice < 0.5 || (dice < 0.78 && !habits.deletes)) {
    editor.tellTyping(place(), 0, unique.text(editor));
  } else if (dice < 0.67) {
    const boundary = (_text: string, offset: number): number => model.boundary(offset);
    deleteSomewhere(model.text, random, unique, boundary, (offset, length) =>
      editor.tell(model.edit([{ offset, length, text: '' }])),
    );
  } else if (dice < 0.78) {
    const start = place();
    const length = Math.max(0, model.boundary(Math.min(model.text.length, start + random.int(6))) - start);
    unique.noteDeleted(model.text.slice(start, start + length), editor);
    editor.tellTyping(start, length, unique.text(editor));
  } else if (dice < 0.87) {
    editor.tell(model.edit(withManyCursors(editor, random, habits, unique)));
  } else if (dice < 0.91) {
    const [start, end] = [place(), place()].sort((a, b) => a - b) as [number, number];
    model.caret = !habits.deletes || random.chance(0.6) ? { start, end: start } : { start, end };
    editor.tell(undefined);
  } else if (dice < 0.94) {
    if (habits.switchesEol) editor.tell(model.setEol(model.eol === '\n' ? '\r\n' : '\n'));
  } else if (dice < 0.97) {
    if (!habits.indentsAutomatically || !habits.deletes) return;
    unique.noteDeleted('    ', editor);
    indent(editor, place());
  } else if (habits.mergesEvents) {
    const insert = (): ModelEdit => ({ offset: place(), length: 0, text: unique.text(editor) });
    editor.tell(model.editTwice([insert()], () => [insert()]));
  }
}

/** Deletes a few whole characters, if there are any. */
export function deleteSomewhere(
  text: string,
  random: SeededRandom,
  unique: UniqueText,
  boundary: (text: string, offset: number) => number,
  erase: (offset: number, length: number) => void,
): void {
  const start = boundary(text, random.int(text.length + 1));
  const end = boundary(text, Math.min(text.length, start + 1 + random.int(4)));
  if (end <= start) return;
  unique.noteDeleted(text.slice(start, end), undefined);
  erase(start, end - start);
}

function withManyCursors(
  editor: SimulatedEditor,
  random: SeededRandom,
  habits: EditHabits,
  unique: UniqueText,
): ModelEdit[] {
  const { model } = editor;
  const places = Array.from({ length: 4 }, () => model.boundary(random.int(model.text.length + 1)));
  const offsets = [...new Set(places)].sort((a, b) => a - b);
  return offsets.map((offset, k) => {
    const limit = offsets[k + 1] ?? model.text.length;
    const end =
      !habits.deletes || random.chance(0.5)
        ? offset
        : model.boundary(Math.min(limit, offset + random.int(3)));
    const length = Math.max(0, end - offset);
    unique.noteDeleted(model.text.slice(offset, offset + length), editor);
    return { offset, length, text: unique.text(editor) };
  });
}

/** Enter, after which the editor indents by itself and will trim that again. */
function indent(editor: SimulatedEditor, offset: number): void {
  editor.tellTyping(offset, 0, '\n    ');
  editor.model.automaticSpace = { offset: offset + editor.model.eol.length, length: 4 };
}
