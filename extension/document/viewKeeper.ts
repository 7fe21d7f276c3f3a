import * as vscode from 'vscode';
import { trackRange, type PlacedChange } from '../../client/people/trackedRange.ts';

/**
 * Keeps what the person looks at in its place on the screen. When others add or delete lines above it, VS Code keeps
 * the number of the first line, not the line. Extensions can scroll only after the edit, and only the active editor.
 */
export class ViewKeeper {
  readonly #document: vscode.TextDocument;
  /** The line that belongs at the top, while the view is on its way there. */
  #goal: number | undefined;
  /** Lines by which the view has yet to go down. */
  #owed = 0;

  constructor(document: vscode.TextDocument) {
    this.#document = document;
  }

  /** Others have changed the document. */
  textChanged(changes: readonly PlacedChange[]): void {
    const editor = vscode.window.activeTextEditor;
    if (editor?.document !== this.#document) return;
    const top = this.#goal ?? topLine(editor);
    // Who is at the top stays there: nobody scrolls up to look for a new first line.
    if (top === 0) return;
    const at = { line: top, character: 0 };
    const goal = trackRange({ start: at, end: at }, changes)?.start.line ?? top;
    if (goal === top) return;
    const isOnItsWay = this.#goal !== undefined;
    this.#goal = goal;
    this.#owed += goal - top;
    if (!isOnItsWay) void this.#scroll(editor).finally(() => (this.#goal = undefined));
  }

  async #scroll(editor: vscode.TextEditor): Promise<void> {
    let moved = 0;
    while (this.#owed !== 0 && vscode.window.activeTextEditor === editor) {
      const count = this.#owed;
      this.#owed = 0;
      await scrollBy(count);
      moved += count;
    }
    this.#owed = 0;
    // Lines that are folded away take no place on the screen: the view was right before it was moved.
    if (moved !== 0 && topLine(editor) - (this.#goal ?? 0) === moved) await scrollBy(-moved);
  }
}

function topLine({ visibleRanges }: vscode.TextEditor): number {
  return visibleRanges[0]?.start.line ?? 0;
}

/** By lines as they are shown: by those of the text, the first line would be put flush with the edge. */
async function scrollBy(count: number): Promise<void> {
  const to = count > 0 ? 'down' : 'up';
  await vscode.commands.executeCommand('editorScroll', {
    ...{ to, by: 'wrappedLine', value: Math.abs(count), revealCursor: false },
  });
}
