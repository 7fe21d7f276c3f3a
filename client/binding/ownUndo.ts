import * as Y from 'yjs';
import type { BufferChange, BufferSelection, EditorBuffer } from '../ports.ts';
import { type Delta, mapOffset } from '../../shared/text/delta.ts';
import { relativePositionAt } from './textPositions.ts';
import { TypingGroup } from './typingGroup.ts';

/**
 * Takes back what this person typed and nothing else. It keeps the steps, and the selections before and after
 * each. Positions are relative to characters, so they stay valid however others move the text.
 */
export class OwnUndo {
  readonly #text: Y.Text;
  readonly #manager: Y.UndoManager;
  readonly #origin: object;
  readonly #group = new TypingGroup();
  #before: readonly RelativeSelection[] = [];
  /** What to select once the document shows the last undone or redone step. */
  #due: readonly RelativeSelection[] = [];

  constructor(text: Y.Text, manager: Y.UndoManager, origin: object) {
    this.#text = text;
    this.#manager = manager;
    this.#origin = origin;
    manager.addTrackedOrigin(origin);
    // Steps end where the editor's would, not after a certain time.
    manager.captureTimeout = Infinity;
    manager.on('stack-item-added', this.#stepAdded);
    manager.on('stack-item-popped', this.#stepPopped);
  }

  /** The origin stays tracked: a binding that takes over from this one writes with it. */
  dispose(): void {
    this.#manager.off('stack-item-added', this.#stepAdded);
    this.#manager.off('stack-item-popped', this.#stepPopped);
  }

  /** True for the origin of undo's and redo's changes. */
  isMadeBy(origin: unknown): boolean {
    return origin === this.#manager;
  }

  /**
   * The binding is about to write a local edit. `pending` leads from the document before it to the shared
   * text.
   */
  beforeEdit(change: BufferChange, pending: Delta): void {
    this.#due = [];
    const continues = this.#group.continuesWith(change);
    // Only a new step needs the selections before it.
    this.#before = continues ? [] : this.#relative(change.selections?.before ?? [], pending);
    if (!continues) this.#manager.stopCapturing();
  }

  /** The binding has written the edit. `pending` leads from the document after it to the shared text. */
  afterEdit(change: BufferChange, pending: Delta): void {
    this.selectionsAfter(change.selections?.after ?? [], pending);
  }

  /** The selections that the last edit left. They arrive a moment after the edit itself. */
  selectionsAfter(selections: readonly BufferSelection[], pending: Delta): void {
    this.#manager.undoStack.at(-1)?.meta.set('after', this.#relative(selections, pending));
  }

  /** A remote edit has arrived in the document. */
  remoteEdit(sent: Delta): void {
    this.#group.shift(sent);
  }

  /** Undoes or redoes this person's last step. The change reaches the editor like anybody else's. */
  run(direction: 'undo' | 'redo'): void {
    if (direction === 'undo') this.#manager.undo();
    else this.#manager.redo();
  }

  /**
   * The document shows the shared text: sets the selections of the last undo or redo, unless somebody has
   * typed.
   */
  restoreSelections(buffer: EditorBuffer): void {
    const selections = this.#due.flatMap(({ anchor, head }) => {
      const from = this.#absolute(anchor);
      const to = this.#absolute(head);
      return from === undefined || to === undefined ? [] : [{ anchor: from, head: to }];
    });
    this.#due = [];
    if (selections.length > 0) buffer.select(selections);
  }

  readonly #stepAdded = ({ stackItem, origin }: StackEvent): void => {
    // While a new binding takes over a renamed document, two of these share the manager.
    if (origin !== this.#origin && origin !== this.#manager) return;
    const popped = this.#manager.currStackItem;
    if (popped) {
      for (const [key, value] of popped.meta) stackItem.meta.set(key, value);
    } else {
      stackItem.meta.set('before', this.#before);
    }
  };

  readonly #stepPopped = ({ stackItem, type }: StackEvent): void => {
    const kept: unknown = stackItem.meta.get(type === 'undo' ? 'before' : 'after');
    this.#due = Array.isArray(kept) ? (kept as RelativeSelection[]) : [];
    this.#group.close();
  };

  #relative(selections: readonly BufferSelection[], pending: Delta): RelativeSelection[] {
    const place = (offset: number): Y.RelativePosition => {
      const index = Math.min(mapOffset(pending, offset, 'before'), this.#text.length);
      // Sticks to the character on its left, like a caret that has just typed it.
      return relativePositionAt(this.#text, index, -1);
    };
    return selections.map(({ anchor, head }) => {
      const at = place(head);
      return { anchor: anchor === head ? at : place(anchor), head: at };
    });
  }

  #absolute(position: Y.RelativePosition): number | undefined {
    if (!this.#text.doc) return undefined;
    return Y.createAbsolutePositionFromRelativePosition(position, this.#text.doc)?.index;
  }
}

interface RelativeSelection {
  readonly anchor: Y.RelativePosition;
  readonly head: Y.RelativePosition;
}

type StackItem = NonNullable<Y.UndoManager['currStackItem']>;

interface StackEvent {
  readonly stackItem: StackItem;
  readonly origin: unknown;
  readonly type: 'undo' | 'redo';
}
