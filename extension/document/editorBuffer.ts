import * as vscode from 'vscode';
import { containsAll } from '../../client/binding/attribution.ts';
import { Deadline } from '../../client/deadline.ts';
import type {
  BufferSelection,
  CaretRange,
  Clock,
  EditorBuffer,
  Log,
  RequestedReplace,
  SubmitResult,
} from '../../client/ports.ts';
import type { TextReplace } from '../../shared/text/replaces.ts';
import { CaretTracker } from './caretTracker.ts';
import { lfOffsetAt, positionAtLf, toLf } from './lineEndings.ts';
import type { UnansweredEdit } from './strayEdits.ts';
import { translate } from '../../client/translate.ts';

/** Remote edits must not be undone by the editor's undo, and must not become steps of it. */
const NO_UNDO_STOPS = { undoStopBefore: false, undoStopAfter: false };

/** After an edit that did nothing, the other way of editing is used for so long. */
const AVOID_EDITOR_MS = 3_000;

/** A caret at the end of the document is protected only while its owner is typing there (see canInsertSnippet). */
const TYPING_MS = 1_500;

/** The document as the binding sees it, on VS Code's API. */
export class DocumentBuffer implements EditorBuffer {
  readonly #document: vscode.TextDocument;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #carets = new CaretTracker<vscode.TextEditor>();
  /** The edit under way, until its event has come or its reply. */
  #requested: UnansweredEdit | undefined;
  readonly #avoidEditor: Deadline;
  #typedAtMs = -Infinity;

  constructor(document: vscode.TextDocument, clock: Clock, log: Log) {
    this.#document = document;
    this.#clock = clock;
    this.#log = log;
    this.#avoidEditor = new Deadline(clock);
    this.editorsChanged();
  }

  get version(): number {
    return this.#document.version;
  }

  get length(): number {
    return lfOffsetAt(this.#document, this.#document.lineAt(this.#document.lineCount - 1).range.end);
  }

  slice(offset: number, length: number): string {
    return toLf(this.#document.getText(this.#range({ offset, length })));
  }

  carets(): readonly CaretRange[] {
    return this.#carets.ranges();
  }

  selections(): readonly BufferSelection[] {
    return this.#carets.get(this.#activeEditor());
  }

  select(selections: readonly BufferSelection[]): void {
    const editor = this.#activeEditor();
    if (!editor) return;
    editor.selections = selections.map(
      ({ anchor, head }) =>
        new vscode.Selection(positionAtLf(this.#document, anchor), positionAtLf(this.#document, head)),
    );
    editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }

  /** A snippet takes the focus and leaves one caret: only into the one editor that is being typed in. */
  canInsertSnippet(): boolean {
    const editors = this.editors();
    return (
      editors.length === 1 &&
      editors[0] === vscode.window.activeTextEditor &&
      this.#carets.get(editors[0]).length === 1 &&
      this.#clock.now() - this.#typedAtMs < TYPING_MS &&
      !this.#avoidEditor.isAhead
    );
  }

  async submit(version: number, replaces: readonly RequestedReplace[]): Promise<SubmitResult> {
    if (this.#document.isClosed || this.#document.version !== version) return 'rejected';
    try {
      const answer = Promise.resolve(this.#request(replaces));
      this.#requested = { version, replaces, answer };
      return (await answer) ? 'accepted' : 'rejected';
    } catch (error) {
      // Expected when the editor is closed at this moment.
      this.#log.info('The editor refused a remote edit; it is tried again.', { error: String(error) });
      return 'rejected';
    } finally {
      this.#requested = undefined;
    }
  }

  preferOtherPrimitive(reason: 'ignored' | 'rejected', times: number): void {
    // A read-only editor ignores edits; the other way reaches its document. Rejections may be races: not at once.
    if (reason === 'rejected' && times <= 3) return;
    const avoid = reason === 'ignored' || !this.#avoidEditor.isAhead;
    if (avoid) this.#avoidEditor.set(AVOID_EDITOR_MS);
    else this.#avoidEditor.clear();
  }

  /** Editors have been shown or hidden. */
  editorsChanged(): void {
    const editors = this.editors();
    this.#avoidEditor.clear();
    this.#carets.keepOnly(editors);
    for (const editor of editors) if (!this.#carets.has(editor)) this.selectionsChanged(editor);
  }

  /** The editors that show the document. */
  editors(): vscode.TextEditor[] {
    return vscode.window.visibleTextEditors.filter((editor) => editor.document === this.#document);
  }

  /** The editor tells its selections; by its event also how somebody has moved them, if anybody has. */
  selectionsChanged(editor: vscode.TextEditor, kind?: vscode.TextEditorSelectionChangeKind): void {
    const selections = editor.selections.map(({ anchor, active }) => ({
      anchor: lfOffsetAt(this.#document, anchor),
      head: lfOffsetAt(this.#document, active),
    }));
    this.#carets.told(editor, selections, kind !== undefined);
  }

  /** The edit under way, where neither its event nor its answer has come. */
  get unanswered(): readonly UnansweredEdit[] {
    return this.#requested === undefined ? [] : [this.#requested];
  }

  /**
   * The document has changed. Returns whether the person (or the editor) did it, as far as can be told so early; not
   * where it was an edit that has gone `astray`.
   */
  changed(changes: readonly TextReplace[], isAstray = false): 'local' | 'remote' {
    if (isAstray) {
      this.#carets.moveThrough(changes, 'remote');
      return 'remote';
    }
    const requested = this.#requested?.replaces;
    if (requested && containsAll(changes, requested)) {
      this.#requested = undefined;
      this.#carets.moveThrough(changes, requested[0]?.as === 'snippet' ? 'remote snippet' : 'remote');
      return 'remote';
    }
    this.#carets.moveThrough(changes, 'local');
    const [first] = changes;
    if (first && changes.length === 1 && first.text !== '' && first.text.length < 4) {
      this.#typedAtMs = this.#clock.now();
    }
    return 'local';
  }

  #request(replaces: readonly RequestedReplace[]): Thenable<boolean> {
    const editors = this.#avoidEditor.isAhead ? [] : this.editors();
    const editor = editors.find((each) => each === vscode.window.activeTextEditor) ?? editors[0];
    const [first] = replaces;
    if (editor && first?.as === 'snippet') return this.#insertSnippet(editor, first);
    return editor ? this.#editThrough(editor, replaces) : this.#applyEdit(replaces);
  }

  #editThrough(editor: vscode.TextEditor, replaces: readonly RequestedReplace[]): Thenable<boolean> {
    return editor.edit((builder) => {
      for (const replace of replaces) {
        const range = this.#range(replace);
        // `insert` moves the start of a selection along, `replace` does not.
        if (replace.as === 'insert') builder.insert(range.start, replace.text);
        else if (replace.text === '') builder.delete(range);
        else builder.replace(range, replace.text);
      }
    }, NO_UNDO_STOPS);
  }

  #insertSnippet(editor: vscode.TextEditor, { offset, text }: RequestedReplace): Thenable<boolean> {
    // Written out, not by appendTabstop: "$0" followed by a digit would be another tab stop.
    const snippet = new vscode.SnippetString('${0}').appendText(text);
    const options = { ...NO_UNDO_STOPS, keepWhitespace: true };
    return editor.insertSnippet(snippet, positionAtLf(this.#document, offset), options);
  }

  /**
   * For hidden and read-only documents. Every entry carries metadata: without it VS Code shrinks the edits in a worker
   * when the document is the active one, forgets the version meanwhile, and edits at stale offsets.
   */
  #applyEdit(replaces: readonly RequestedReplace[]): Thenable<boolean> {
    const edit = new vscode.WorkspaceEdit();
    const metadata = { label: translate('Edit by another participant'), needsConfirmation: false };
    for (const replace of replaces) {
      edit.replace(this.#document.uri, this.#range(replace), replace.text, metadata);
    }
    return vscode.workspace.applyEdit(edit);
  }

  #activeEditor(): vscode.TextEditor | undefined {
    const editor = vscode.window.activeTextEditor;
    return editor?.document === this.#document ? editor : undefined;
  }

  #range({ offset, length }: Pick<TextReplace, 'offset' | 'length'>): vscode.Range {
    const start = positionAtLf(this.#document, offset);
    return new vscode.Range(start, length === 0 ? start : positionAtLf(this.#document, offset + length));
  }
}
