import type { ModelEvent } from '../simulatedModel.ts';
import { Disposable, EventEmitter } from './api/classes.ts';
import type { Range } from './api/positions.ts';
import type { Uri } from './api/uri.ts';
import type { HostDocument } from './hostDocument.ts';

interface ChangeEvent {
  readonly document: HostDocument;
  readonly contentChanges: readonly {
    range: Range;
    rangeOffset: number;
    rangeLength: number;
    text: string;
  }[];
  readonly reason: 1 | 2 | undefined;
}

interface Waiting {
  waitUntil(promise: PromiseLike<unknown>): void;
}

/** The documents of the extension host, and the events about them. */
export class HostDocuments {
  readonly opened = new EventEmitter<HostDocument>();
  readonly closed = new EventEmitter<HostDocument>();
  readonly changes = new EventEmitter<ChangeEvent>();
  readonly willSaveOne = new EventEmitter<Waiting & { document: HostDocument; reason: number }>();
  readonly savedOne = new EventEmitter<HostDocument>();
  readonly willRenameFiles = new EventEmitter<Waiting & { files: { oldUri: Uri; newUri: Uri }[] }>();
  readonly renamedFiles = new EventEmitter<{ files: { oldUri: Uri; newUri: Uri }[] }>();
  readonly open = new Map<string, HostDocument>();

  /** Throws where it is not open. */
  retrieve(key: string): HostDocument {
    const document = this.open.get(key);
    if (document === undefined) throw new Error('Unable to retrieve document from URI');
    return document;
  }

  changed(key: string, event: ModelEvent, isDirty: boolean): void {
    const document = this.open.get(key);
    if (document === undefined) return;
    document.isDirty = isDirty;
    const contentChanges = document.take(event);
    const reason = event.reason === undefined ? undefined : event.reason === 'undo' ? 1 : 2;
    this.changes.fire({ document, contentChanges, reason });
  }

  dirtyChanged(key: string, isDirty: boolean): void {
    const document = this.open.get(key);
    if (document === undefined) return;
    document.isDirty = isDirty;
    this.changes.fire({ document, contentChanges: [], reason: undefined });
  }

  saved(key: string): void {
    const document = this.open.get(key);
    if (document === undefined) return;
    this.dirtyChanged(key, false);
    this.savedOne.fire(document);
  }

  /** VS Code says that the document closes and opens; it is the same object, and not closed. */
  languageChanged(key: string, languageId: string): void {
    const document = this.open.get(key);
    if (document === undefined) return;
    this.closed.fire(document);
    document.languageId = languageId;
    this.opened.fire(document);
  }

  async willSave(key: string): Promise<void> {
    const document = this.open.get(key);
    if (document === undefined) return;
    await waitFor((waiting) => this.willSaveOne.fire({ ...waiting, document, reason: 1 }));
  }

  async willRename(oldUri: Uri, newUri: Uri): Promise<void> {
    await waitFor((waiting) => this.willRenameFiles.fire({ ...waiting, files: [{ oldUri, newUri }] }));
  }

  renamed(oldUri: Uri, newUri: Uri): void {
    this.renamedFiles.fire({ files: [{ oldUri, newUri }] });
  }
}

/** Fires an event whose listeners may ask for time. */
async function waitFor(fire: (waiting: Waiting) => void): Promise<void> {
  const promises: PromiseLike<unknown>[] = [];
  fire({ waitUntil: (promise) => promises.push(promise) });
  await Promise.allSettled(promises);
}

/** Files of a scheme, by the extension. */
export interface FileProvider {
  stat(uri: Uri): unknown;
  readFile(uri: Uri): PromiseLike<Uint8Array> | Uint8Array;
  writeFile(uri: Uri, content: Uint8Array, options: object): PromiseLike<void> | void;
}

/** The files that the extension provides. */
export class HostFiles {
  readonly #files = new Map<string, FileProvider>();
  readonly #contents = new Map<string, { provideTextDocumentContent(uri: Uri): unknown }>();
  readonly #activate: () => Promise<void>;

  /** `activate` starts the extension, as VS Code does when somebody asks for its files first. */
  constructor(activate: () => Promise<void>) {
    this.#activate = activate;
  }

  provide(scheme: string, provider: FileProvider): Disposable {
    this.#files.set(scheme, provider);
    return new Disposable(() => this.#files.delete(scheme));
  }

  provideContent(scheme: string, provider: { provideTextDocumentContent(uri: Uri): unknown }): Disposable {
    this.#contents.set(scheme, provider);
    return new Disposable(() => this.#contents.delete(scheme));
  }

  async read(uri: Uri): Promise<string> {
    const provider = await this.#providerOf(uri);
    if (provider === undefined) {
      const text = await this.#contents.get(uri.scheme)?.provideTextDocumentContent(uri);
      return typeof text === 'string' ? text : '';
    }
    await provider.stat(uri);
    return new TextDecoder().decode(await provider.readFile(uri));
  }

  async write(uri: Uri, text: string): Promise<void> {
    const provider = await this.#providerOf(uri);
    if (provider === undefined) throw new Error(`Nobody provides ${uri.scheme}.`);
    await provider.stat(uri);
    await provider.writeFile(uri, new TextEncoder().encode(text), { create: true, overwrite: true });
  }

  async #providerOf(uri: Uri): Promise<FileProvider | undefined> {
    if (this.#contents.has(uri.scheme)) return undefined;
    if (!this.#files.has(uri.scheme)) await this.#activate();
    return this.#files.get(uri.scheme);
  }
}
