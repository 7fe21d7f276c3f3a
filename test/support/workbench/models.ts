import type { Clock } from '../../../client/ports.ts';
import type { Uri } from './api/uri.ts';
import { DocumentModel, type ModelListener } from './documentModel.ts';

/** So long VS Code keeps a document for an extension that opened it without an editor. */
const KEPT_FOR_EXTENSION_MS = 180_000;

export interface ModelsParts {
  readonly clock: Clock;
  /** What a file holds. Rejects where there is none. */
  readonly read: (uri: Uri) => Promise<string>;
  readonly write: (uri: Uri, text: string) => Promise<void>;
  readonly listener: ModelListener & {
    added(model: DocumentModel): void;
    removed(model: DocumentModel): void;
  };
}

/** Somebody who needs the model. */
export interface ModelReference {
  readonly model: DocumentModel;
  /** Only the first call counts. */
  readonly release: () => void;
}

/**
 * The texts that VS Code's renderer holds, one for a URI. A text goes when nobody needs it any more, once it is clean;
 * who needs the same URI later gets another one.
 */
export class Models {
  /** What was not saved when the window was reloaded: a document opens with that, whoever asks for it first. */
  readonly backups = new Map<string, string>();
  readonly #parts: ModelsParts;
  readonly #models = new Map<string, DocumentModel>();
  readonly #resolving = new Map<string, Promise<DocumentModel>>();
  readonly #forExtension = new Set<{ readonly uri: Uri; readonly end: () => void }>();

  constructor(parts: ModelsParts) {
    this.#parts = parts;
  }

  all(): DocumentModel[] {
    return [...this.#models.values()];
  }

  get(uri: Uri): DocumentModel | undefined {
    return this.#models.get(uri.toString());
  }

  /** The model of a URI, read from its file unless it is there; `content` is a text that is not saved. */
  async resolve(uri: Uri, content?: string): Promise<DocumentModel> {
    const key = uri.toString();
    const underWay = this.#resolving.get(key);
    // Without a turn in between: two who ask at the same moment get the same one.
    const known = this.#models.get(key) ?? (underWay && (await underWay));
    if (known !== undefined && !known.isDisposed) {
      if (content !== undefined) known.edited(replaceAll(known, content));
      return known;
    }
    const resolving = this.#create(uri, content).finally(() => this.#resolving.delete(key));
    this.#resolving.set(key, resolving);
    return resolving;
  }

  async acquire(uri: Uri, content?: string): Promise<ModelReference> {
    const model = await this.resolve(uri, content);
    return this.hold(model);
  }

  hold(model: DocumentModel): ModelReference {
    model.references++;
    let isReleased = false;
    return {
      model,
      release: () => {
        if (isReleased) return;
        isReleased = true;
        model.references--;
        this.#disposeSoon(model);
      },
    };
  }

  /** An extension opens a document: it stays for three minutes, whatever becomes of its editors. */
  async openForExtension(uri: Uri): Promise<DocumentModel> {
    const { model, release } = await this.acquire(uri);
    const entry = {
      uri,
      end: () => {
        this.#forExtension.delete(entry);
        cancel();
        release();
      },
    };
    const cancel = this.#parts.clock.after(KEPT_FOR_EXTENSION_MS, entry.end);
    this.#forExtension.add(entry);
    return model;
  }

  /** A file was moved or deleted, or too many were opened: extensions that opened it are no reason to keep its text. */
  forgetForExtension(isGone: (uri: Uri) => boolean): void {
    for (const entry of [...this.#forExtension]) if (isGone(entry.uri)) entry.end();
  }

  /** False where a save is under way already, where it fails, or where there is no file to write. */
  async save(model: DocumentModel): Promise<boolean> {
    if (model.isUntitled || model.saving !== undefined) return false;
    const { version } = model.text;
    const saving = this.#parts.write(model.uri, model.content).then(
      () => model.wasSaved(version),
      () => void (model.hasSaveError = true),
    );
    model.saving = saving;
    await saving;
    model.saving = undefined;
    this.#disposeSoon(model);
    return !model.hasSaveError;
  }

  /** Gives up what is not saved. False where the file cannot be read; then nothing has changed. */
  async revert(model: DocumentModel): Promise<boolean> {
    if (model.isUntitled) {
      model.edited(replaceAll(model, ''));
      model.setDirty(false);
      // It has no file to go back to, so it is gone, whoever needs it.
      this.#dispose(model);
      return true;
    } else {
      const { version } = model.text;
      try {
        const text = await this.#parts.read(model.uri);
        // VS Code loses nothing that was typed while it read.
        if (model.text.version === version) model.takeFileText(text);
      } catch {
        return false;
      }
    }
    this.#disposeSoon(model);
    return true;
  }

  /** It counts as saved from now on, whatever it holds. */
  revertSoftly(model: DocumentModel): void {
    model.setDirty(false);
    this.#disposeSoon(model);
  }

  async #create(uri: Uri, content: string | undefined): Promise<DocumentModel> {
    const { read, listener } = this.#parts;
    const isUntitled = uri.scheme === 'untitled';
    const unsaved = content ?? this.backups.get(uri.toString());
    this.backups.delete(uri.toString());
    const text = unsaved ?? (isUntitled ? '' : await read(uri));
    const model = new DocumentModel(uri, text, languageOf(uri), listener);
    model.isDirty = unsaved !== undefined && (!isUntitled || unsaved !== '');
    this.#models.set(model.key, model);
    listener.added(model);
    return model;
  }

  #disposeSoon(model: DocumentModel): void {
    this.#parts.clock.soon(() => {
      if (model.references === 0 && !model.isDirty && model.saving === undefined) this.#dispose(model);
    });
  }

  #dispose(model: DocumentModel): void {
    if (model.isDisposed) return;
    model.isDisposed = true;
    this.#models.delete(model.key);
    this.#parts.listener.removed(model);
  }
}

function replaceAll({ text }: DocumentModel, content: string) {
  return text.edit([{ offset: 0, length: text.text.length, text: content }], { isBehindEditors: true });
}

function languageOf({ path }: Uri): string {
  return LANGUAGES[path.split('.').at(-1) ?? ''] ?? 'plaintext';
}

const LANGUAGES: Readonly<Record<string, string>> = {
  ts: 'typescript',
  js: 'javascript',
  py: 'python',
  json: 'json',
  md: 'markdown',
  svg: 'xml',
};
