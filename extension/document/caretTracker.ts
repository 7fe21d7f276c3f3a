import type { BufferSelection, CaretRange } from '../../client/ports.ts';
import type { TextReplace } from '../../shared/text/replaces.ts';

/** What made a change: the person (or the editor), a remote edit of ours, or one inserted as a snippet. */
export type ChangeMaker = 'local' | 'remote' | 'remote snippet';

/**
 * Knows where the carets of every editor on a document are. VS Code tells selections only after content changes, so
 * between the two events `editor.selections` is stale; here every change moves the carets as VS Code's markers do.
 */
export class CaretTracker<Editor> {
  readonly #selections = new Map<Editor, readonly BufferSelection[]>();
  /** Where the selections would be had a remote snippet pushed them; only until the next event. */
  readonly #pushed = new Map<Editor, readonly BufferSelection[]>();

  /** The selections of an editor are known. */
  set(editor: Editor, selections: readonly BufferSelection[]): void {
    this.#pushed.delete(editor);
    this.#selections.set(editor, selections);
  }

  /**
   * The editor has told its selections; `isMoved` where somebody has moved them, by key, mouse or command. After a snippet VS Code (seen in
   * 1.139) tells where its text has pushed them, and not that they were put back in front of it: that is not believed.
   */
  told(editor: Editor, selections: readonly BufferSelection[], isMoved: boolean): void {
    const pushed = this.#pushed.get(editor);
    if (!isMoved && pushed !== undefined && areSame(pushed, selections)) this.#pushed.delete(editor);
    else this.set(editor, selections);
  }

  get(editor: Editor | undefined): readonly BufferSelection[] {
    return (editor === undefined ? undefined : this.#selections.get(editor)) ?? [];
  }

  has(editor: Editor): boolean {
    return this.#selections.has(editor);
  }

  /** Forgets all editors but these. */
  keepOnly(editors: readonly Editor[]): void {
    for (const editor of this.#selections.keys()) {
      if (editors.includes(editor)) continue;
      this.#selections.delete(editor);
      this.#pushed.delete(editor);
    }
  }

  ranges(): CaretRange[] {
    return [...this.#selections.values()].flat().map(({ anchor, head }) => ({
      start: Math.min(anchor, head),
      end: Math.max(anchor, head),
    }));
  }

  /** Moves all carets through the changes of one event. */
  moveThrough(changes: readonly TextReplace[], maker: ChangeMaker): void {
    this.#pushed.clear();
    for (const [editor, selections] of this.#selections) {
      this.#selections.set(editor, moveAll(selections, changes, maker));
      if (maker === 'remote snippet') this.#pushed.set(editor, moveAll(selections, changes, 'remote'));
    }
  }
}

function moveAll(
  selections: readonly BufferSelection[],
  changes: readonly TextReplace[],
  maker: ChangeMaker,
): BufferSelection[] {
  return selections.map((selection) =>
    changes.reduce(
      (moved, change) => ({
        anchor: move(moved.anchor, moved, change, maker),
        head: move(moved.head, moved, change, maker),
      }),
      selection,
    ),
  );
}

function areSame(some: readonly BufferSelection[], others: readonly BufferSelection[]): boolean {
  return (
    some.length === others.length &&
    some.every(({ anchor, head }, k) => anchor === others[k]?.anchor && head === others[k].head)
  );
}

function move(
  offset: number,
  selection: BufferSelection,
  { offset: start, length, text }: TextReplace,
  maker: ChangeMaker,
): number {
  if (offset < start) return offset;
  if (offset === start) {
    if (length === 0) return maker === 'remote snippet' ? offset : offset + text.length;
    return maker === 'local' && isSelected(selection, start, length) ? offset + text.length : offset;
  }
  if (offset >= start + length) return offset + text.length - length;
  return Math.min(offset, start + text.length);
}

/** Typing over a selection puts both its ends behind the new text. */
function isSelected({ anchor, head }: BufferSelection, start: number, length: number): boolean {
  return Math.min(anchor, head) === start && Math.max(anchor, head) === start + length;
}
