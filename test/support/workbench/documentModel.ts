import { type Eol, type ModelEvent, SimulatedModel } from '../simulatedModel.ts';
import type { Uri } from './api/uri.ts';

/** How a text comes into a model: from a key or an extension, or with the file. */
export type ChangeOrigin = 'edit' | 'file';

/** What a model tells. */
export interface ModelListener {
  changed(model: DocumentModel, event: ModelEvent): void;
  dirtyChanged(model: DocumentModel): void;
  saved(model: DocumentModel): void;
  languageChanged(model: DocumentModel): void;
}

/**
 * A text that VS Code's renderer holds for a URI, and whether it is saved. The text itself is the simulated model that
 * the binding's tests use.
 */
export class DocumentModel {
  readonly uri: Uri;
  readonly key: string;
  readonly text: SimulatedModel;
  languageId: string;
  isDirty = false;
  /** A save that failed; VS Code shows such a document. */
  hasSaveError = false;
  /** Editors that hold it, loaded tabs, and extensions that opened it lately. */
  references = 0;
  isDisposed = false;
  saving: Promise<void> | undefined;
  readonly #listener: ModelListener;

  constructor(uri: Uri, text: string, languageId: string, listener: ModelListener) {
    this.uri = uri;
    this.key = uri.toString();
    this.text = new SimulatedModel(text, text.includes('\r\n') ? '\r\n' : '\n');
    this.text.setShown(false);
    this.languageId = languageId;
    this.#listener = listener;
  }

  get isUntitled(): boolean {
    return this.uri.scheme === 'untitled';
  }

  get content(): string {
    return this.text.text;
  }

  get eol(): Eol {
    return this.text.eol;
  }

  /** An edit was made in the text: tells it, and what it does to the saved state. */
  edited(event: ModelEvent | undefined): void {
    if (event === undefined) return;
    const isDirty = !this.isUntitled || this.content !== '';
    const hasChanged = isDirty !== this.isDirty;
    // VS Code tells the text first, and still with the old state where that was clean.
    this.#listener.changed(this, event);
    this.isDirty = isDirty;
    if (hasChanged) this.#listener.dirtyChanged(this);
  }

  /** The file has another text: takes over what differs. The document is clean then. */
  takeFileText(text: string): void {
    const event = this.text.edit(differenceOf(this.content, text), { isBehindEditors: true });
    const wasDirty = this.isDirty;
    this.isDirty = false;
    this.hasSaveError = false;
    if (event !== undefined) this.#listener.changed(this, event);
    if (wasDirty) this.#listener.dirtyChanged(this);
  }

  /** What it holds counts as saved, or as not saved, without a change of the text. */
  setDirty(isDirty: boolean): void {
    if (isDirty === this.isDirty) return;
    this.isDirty = isDirty;
    this.#listener.dirtyChanged(this);
  }

  /** The file has what the model held at `version`. */
  wasSaved(version: number): void {
    this.hasSaveError = false;
    if (this.text.version === version) this.setDirty(false);
    this.#listener.saved(this);
  }

  setLanguage(languageId: string): void {
    if (languageId === this.languageId) return;
    this.languageId = languageId;
    this.#listener.languageChanged(this);
  }
}

/** One replacement that makes `before` into `after`, as VS Code finds it when a file was written by another program. */
function differenceOf(before: string, after: string): { offset: number; length: number; text: string }[] {
  if (before === after) return [];
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && before.at(-1 - end) === after.at(-1 - end)) end++;
  return [
    { offset: start, length: before.length - end - start, text: after.slice(start, after.length - end) },
  ];
}
