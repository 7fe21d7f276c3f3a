import { isDeepStrictEqual } from 'node:util';
import type * as vscode from 'vscode';
import { containsAll } from '../../client/binding/attribution.ts';
import type {
  BufferChange,
  BufferSelection,
  CaretRange,
  EditorBuffer,
  RequestedReplace,
  SubmitResult,
} from '../../client/ports.ts';
import type { TextReplace } from '../../shared/text/replaces.ts';
import { CaretTracker } from '../../extension/document/caretTracker.ts';
import { positionAtLf, toLfChanges } from '../../extension/document/lineEndings.ts';
import { type Dialect, DIALECTS } from './dialect.ts';
import { immediateReply } from './immediateReply.ts';
import { clampTo, type ModelEdit } from './modelEdits.ts';
import { plainDocument } from './plainDocument.ts';
import type { Request, ToHost } from './editorQueues.ts';
import * as keys from './simulatedKeys.ts';
import { type EditOptions, type Eol, type ModelEvent, SimulatedModel, toLf } from './simulatedModel.ts';
import type { SeededRandom } from './seed.ts';

export interface SimulatedEditorOptions {
  readonly random: SeededRandom;
  readonly eol?: Eol;
  /** That of the newest VS Code where it is left out. */
  readonly dialect?: Dialect;
  readonly meltFrom?: number;
  /** Whether a snippet may be inserted at the end of the document. */
  readonly snippets?: 'always' | 'sometimes' | 'never';
  /** Planted fault: edits are applied to whatever text is there, as plain applyEdit does in some versions. */
  readonly ignoresVersions?: boolean;
}

/**
 * A VS Code document in two halves, the renderer's model and the extension host's copy, with a queue each way. The test
 * decides when either half works on its queue, and so which races happen.
 */
export class SimulatedEditor {
  readonly model: SimulatedModel;
  readonly buffer: EditorBuffer;
  /** Gets every content event of the document, as the extension would. */
  onChange: (change: BufferChange) => void = () => undefined;
  /** Gets it before, as VS Code tells it, with its changes in the text with `\n` line endings. */
  onEvent: (event: ModelEvent, lfChanges: readonly TextReplace[]) => void = () => undefined;
  /** A read-only editor answers yes to every edit and does nothing. */
  isVisible = true;
  /** Gets the event of every remote edit at the moment when the renderer makes it. */
  onRemoteEdit: (event: ModelEvent) => void = () => undefined;
  /** The window is going away: replies do not arrive any more. */
  losesReplies = false;
  /** What an extension reads of the editor's selections. */
  told: readonly CaretRange[] = [{ start: 0, end: 0 }];

  readonly #options: SimulatedEditorOptions;
  #copy: { text: string; lf: string; eol: Eol; version: number };
  readonly #toHost: ToHost[] = [];
  readonly #toRenderer: Request[] = [];
  readonly #carets = new CaretTracker<SimulatedEditor>();
  /** In the renderer, when it last had something to tell. */
  #caretsBefore: readonly CaretRange[] | undefined;
  /** The last that it has told. */
  #caretsTold: readonly CaretRange[] = [{ start: 0, end: 0 }];
  #requested: readonly RequestedReplace[] | undefined;
  #isReadOnly = false;
  #usesWorkspaceEdits = false;

  constructor(text: string, options: SimulatedEditorOptions) {
    this.#options = options;
    const eol = options.eol ?? '\n';
    this.model = new SimulatedModel(text, eol, options);
    this.#copy = { text: this.model.text, lf: toLf(this.model.text), eol, version: 1 };
    this.buffer = this.#createBuffer();
    this.#carets.set(this, [{ anchor: 0, head: 0 }]);
  }

  /** The document as the extension host knows it, with `\n` line endings. */
  get documentText(): string {
    return this.#copy.lf;
  }

  get isBusy(): boolean {
    return this.#toHost.length > 0 || this.#toRenderer.length > 0;
  }

  /** True when something waits for the extension host. */
  get hasNews(): boolean {
    return this.#toHost.length > 0;
  }

  /** Passes on what the model tells about an edit, or that somebody has moved the carets, if anybody has. */
  tell(event: ModelEvent | undefined): void {
    const carets = this.model.lfCarets();
    if (!event && isDeepStrictEqual(carets, this.#caretsBefore)) return;
    this.#caretsBefore = carets;
    if (event) this.#toHost.push({ kind: 'event', event });
    const { dialect = DIALECTS.newest } = this.#options;
    if (event?.pushedCarets && dialect.tellsPushedCarets) {
      this.#tellCarets(event.pushedCarets, false);
      if (!event.changes.some(({ text }) => text.includes('\n'))) return;
    }
    this.#tellCarets(carets, event === undefined);
  }

  get isReadOnly(): boolean {
    return this.#isReadOnly;
  }

  /** With what else VS Code tells of an editor, it puts right what it has told of its carets. */
  setReadOnly(isReadOnly: boolean): void {
    this.#isReadOnly = isReadOnly;
    const carets = this.model.lfCarets();
    if (!isDeepStrictEqual(carets, this.#caretsTold)) this.#tellCarets(carets, false);
  }

  #tellCarets(carets: readonly CaretRange[], isMoved: boolean): void {
    this.#caretsTold = carets;
    this.#toHost.push({ kind: 'selection', carets, isMoved });
  }

  /** Types at every caret, replacing what is selected. Takes `\n` text. */
  type(text: string): void {
    this.tell(keys.type(this.model, text));
  }

  /** Puts a text in at every caret, all at once. */
  paste(text: string): void {
    this.tell(keys.paste(this.model, text));
  }

  /** Enter, with the indentation of the line before. */
  enter(): void {
    this.tell(keys.enter(this.model));
  }

  /** Backspace: what is selected, or the character before each caret. */
  deleteLeft(): void {
    this.tell(keys.deleteLeft(this.model));
  }

  /** Replaces a range and leaves the caret behind the new text, as typing does. */
  tellTyping(offset: number, length: number, text: string, options: EditOptions = {}): void {
    this.tell(keys.replaceRanges(this.model, [{ start: offset, end: offset + length }], () => text, options));
  }

  /** A key or a menu runs a command of the extension: in its turn, after what was typed before. */
  runCommand(task: () => void): void {
    this.#toHost.push({ kind: 'command', task });
  }

  setVisible(isVisible: boolean): void {
    this.isVisible = isVisible;
    this.model.setShown(isVisible);
    this.#caretsBefore = undefined;
    this.tell(undefined);
    this.#usesWorkspaceEdits = false;
  }

  /** The renderer takes one request. False when there is none. */
  stepRenderer(): boolean {
    const request = this.#toRenderer.shift();
    if (!request) return false;
    this.#toHost.push({ kind: 'reply', result: this.#execute(request), reply: request.reply });
    return true;
  }

  /**
   * The extension host handles up to `count` messages in one go. What awaits a reply goes on at once or, as happens
   * under load, only after all of them.
   */
  stepHost(count: number, areContinuationsLate: boolean): void {
    const late: (() => void)[] = [];
    for (const message of this.#toHost.splice(0, count)) {
      if (message.kind === 'event') {
        this.#deliver(message.event);
      } else if (message.kind === 'command') {
        message.task();
      } else if (message.kind === 'selection') {
        this.told = message.carets;
        const selections = message.carets.map(({ start, end }) => ({ anchor: start, head: end }));
        this.#carets.told(this, selections, message.isMoved);
      } else if (!this.losesReplies) {
        const goOn = (): void => {
          this.#requested = undefined;
          message.reply(message.result);
        };
        if (areContinuationsLate) late.push(goOn);
        else goOn();
      }
    }
    for (const goOn of late) goOn();
  }

  /** Lets both halves work until nothing is on its way. */
  drain(): void {
    while (this.isBusy) {
      this.stepRenderer();
      this.stepHost(Infinity, false);
    }
  }

  #execute({ version, isThroughEditor, edits }: Request): SubmitResult {
    if (version !== this.model.version && this.#options.ignoresVersions !== true) return 'rejected';
    if (isThroughEditor && this.isReadOnly) return 'accepted';
    if (isThroughEditor && !this.isVisible) return 'rejected';
    const event = this.model.editRemotely(
      clampTo(this.model.text.length, edits),
      isThroughEditor ? 'editor' : this.isReadOnly || !this.isVisible ? 'background' : 'workspace',
    );
    if (event) this.onRemoteEdit(event);
    this.tell(event);
    return 'accepted';
  }

  #deliver(event: ModelEvent): void {
    const { eol } = this.#copy;
    for (const { rangeOffset, rangeLength, text } of event.changes) {
      this.#copy.text =
        this.#copy.text.slice(0, rangeOffset) + text + this.#copy.text.slice(rangeOffset + rangeLength);
    }
    this.#copy = { ...this.#copy, lf: toLf(this.#copy.text), eol: event.eol, version: event.version };
    const changes = toLfChanges(
      event.changes as readonly vscode.TextDocumentContentChangeEvent[],
      numberOf(eol),
      numberOf(event.eol),
    );
    const before = this.#carets.get(this);
    const requested = this.#requested;
    const isOurs = requested !== undefined && containsAll(changes, requested);
    const ourMaker = requested?.[0]?.as === 'snippet' ? 'remote snippet' : 'remote';
    this.#carets.moveThrough(changes, isOurs ? ourMaker : 'local');
    if (isOurs) this.#requested = undefined;
    this.onEvent(event, changes);
    const selections = { before, after: this.#carets.get(this) };
    const change = { version: event.version, changes, selections };
    this.onChange(event.reason ? { ...change, reason: event.reason } : change);
  }

  #createBuffer(): EditorBuffer {
    const copy = (): { text: string; lf: string; eol: Eol; version: number } => this.#copy;
    return {
      get version() {
        return copy().version;
      },
      get length() {
        return copy().lf.length;
      },
      slice: (offset, length) => copy().lf.slice(offset, offset + length),
      carets: () => (this.isVisible ? this.#carets.ranges() : []),
      canInsertSnippet: () => this.#canInsertSnippet(),
      submit: (version, replaces) => this.#submit(version, replaces),
      preferOtherPrimitive: (reason) => {
        this.#usesWorkspaceEdits = reason === 'ignored';
      },
      select: (selections) => this.#select(selections),
    };
  }

  #canInsertSnippet(): boolean {
    const { snippets = 'sometimes', random } = this.#options;
    if (!this.isVisible || this.#usesWorkspaceEdits || snippets === 'never') return false;
    return snippets === 'always' || random.chance(0.5);
  }

  #submit(version: number, replaces: readonly RequestedReplace[]): PromiseLike<SubmitResult> {
    const document = plainDocument(this.#copy.text, this.#copy.eol);
    const toModel = (offset: number): number => document.offsetAt(positionAtLf(document, offset));
    const edits = replaces.map(({ offset, length, text, as }): ModelEdit => {
      const start = toModel(offset);
      return { offset: start, length: toModel(offset + length) - start, text, as };
    });
    this.#requested = replaces;
    const { promise, resolve } = immediateReply();
    const isThroughEditor = this.isVisible && !this.#usesWorkspaceEdits;
    this.#toRenderer.push({ version, isThroughEditor, edits, reply: resolve });
    return promise;
  }

  #select(selections: readonly BufferSelection[]): void {
    if (selections.length === 0) return;
    const asked = selections.map(({ anchor, head }) => ({
      start: Math.min(anchor, head),
      end: Math.max(anchor, head),
    }));
    this.told = asked;
    const lf = toLf(this.model.text);
    const toModel = (offset: number): number => lf.slice(0, offset).replaceAll('\n', this.model.eol).length;
    this.model.moveCarets(asked.map(({ start, end }) => ({ start: toModel(start), end: toModel(end) })));
    this.tell(undefined);
  }
}

/** What a document's `eol` says in vscode's API. */
function numberOf(eol: Eol): number {
  return eol === '\n' ? 1 : 2;
}
