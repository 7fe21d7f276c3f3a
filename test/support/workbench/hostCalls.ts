import type { Clock } from '../../../client/ports.ts';
import type { SeededRandom } from '../seed.ts';
import type { ModelEdit } from '../modelEdits.ts';
import type { WorkspaceEditEntry } from './api/classes.ts';
import type { Uri } from './api/uri.ts';
import type { DocumentModel } from './documentModel.ts';
import type { OpenOptions, TabGroups, TabInput, WorkbenchTab } from './groups.ts';
import type { ShownEditor } from './hostNews.ts';
import { delayOf, Lane } from './lane.ts';
import type { Models } from './models.ts';

/** The renderer, as far as the extension host asks it for something. */
export interface AskedRenderer {
  readonly isGone: boolean;
  readonly activeTab: WorkbenchTab | undefined;
  /** The text that the keys go to. */
  readonly focusedModel: DocumentModel | undefined;
  readonly groups: TabGroups;
  readonly models: Models;
  readonly files: { move(from: Uri, to: Uri): Promise<void> };
  readonly mirror: {
    editor(id: number): ShownEditor | undefined;
    editorOf(model: DocumentModel): ShownEditor | undefined;
    caretsMoved(model: DocumentModel): void;
  };
  /** Sends an answer, behind everything that was sent before. */
  send(deliver: () => void): void;
  open(input: TabInput, options?: OpenOptions): Promise<WorkbenchTab>;
  close(tab: WorkbenchTab): Promise<boolean>;
  save(model: DocumentModel, isSkippingParticipants?: boolean): Promise<boolean>;
  newUntitled(): Uri;
}

/** An edit through an editor: made only where the text is still the one that it was meant for. */
export interface EditorEdit {
  readonly version: number;
  readonly edits: readonly ModelEdit[];
  readonly eol: '\n' | '\r\n' | undefined;
}

/** An entry of a workspace edit with its place in the text, and the version that the extension knew, if it knew one. */
export type PlacedEntry =
  | Exclude<WorkspaceEditEntry, { kind: 'text' }>
  | {
      readonly kind: 'text';
      readonly uri: Uri;
      readonly version: number | undefined;
      readonly edit: ModelEdit;
    };

/** What the extension host asks of the renderer. Each call arrives a while later, in order; so do the answers. */
export class HostCalls {
  readonly #clock: Clock;
  readonly #random: SeededRandom;
  readonly #toRenderer: Lane;
  #renderer: AskedRenderer | undefined;

  constructor(clock: Clock, random: SeededRandom) {
    this.#clock = clock;
    this.#random = random;
    this.#toRenderer = new Lane(clock, () => delayOf(random));
  }

  attach(renderer: AskedRenderer): void {
    this.#renderer = renderer;
  }

  /** Runs in the renderer; its result comes back behind everything that the renderer has told before. */
  ask<T>(task: (renderer: AskedRenderer) => PromiseLike<T> | T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#toRenderer.send(() => {
        const renderer = this.#renderer;
        if (renderer === undefined || renderer.isGone) return;
        const done = new Promise<T>((settle) => settle(task(renderer)));
        done.then(
          (value) => renderer.send(() => resolve(value)),
          (error: unknown) =>
            renderer.send(() => reject(error instanceof Error ? error : new Error(String(error)))),
        );
      });
    });
  }

  select(id: number, carets: readonly { readonly start: number; readonly end: number }[]): void {
    void this.ask(({ mirror }) => {
      const model = mirror.editor(id)?.model;
      if (model === undefined) return;
      const end = model.content.length;
      model.text.moveCarets(
        carets.map((caret) => ({ start: Math.min(caret.start, end), end: Math.min(caret.end, end) })),
      );
      mirror.caretsMoved(model);
    });
  }

  editThrough(id: number, { version, edits, eol }: EditorEdit): Promise<boolean> {
    return this.ask(({ mirror }) => {
      const model = mirror.editor(id)?.model;
      if (model === undefined) throw new Error(`TextEditor(${id}) has been disposed`);
      if (model.text.version !== version) return false;
      if (edits.length > 0) model.edited(model.text.editRemotely(edits, 'editor'));
      if (eol !== undefined) model.edited(model.text.setEol(eol));
      return true;
    });
  }

  applyEdit(entries: readonly PlacedEntry[]): Promise<boolean> {
    return this.ask(async (renderer) => {
      for (const entry of entries) {
        if (entry.kind === 'rename') await renderer.files.move(entry.from, entry.to);
      }
      const texts = entries.filter((entry) => entry.kind === 'text');
      const keys = new Set(texts.map(({ uri }) => uri.toString()));
      for (const key of keys) {
        const own = texts.filter(({ uri }) => uri.toString() === key);
        const [first] = own;
        if (first === undefined) continue;
        const { model, release } = await renderer.models.acquire(first.uri);
        try {
          if (first.version !== undefined && model.text.version !== first.version) return false;
          const where = renderer.mirror.editorOf(model) === undefined ? 'background' : 'workspace';
          model.edited(
            model.text.editRemotely(
              own.map(({ edit }) => edit),
              where,
            ),
          );
        } finally {
          release();
        }
      }
      return true;
    });
  }

  /** Resolves with the id of the editor that shows the text. */
  showDocument(
    uri: Uri,
    options: { isPreview: boolean; keepsFocus: boolean; viewColumn: number | undefined },
  ): Promise<number | undefined> {
    return this.ask(async (renderer) => {
      const { groups } = renderer;
      const group = options.viewColumn === undefined ? undefined : groups.all[options.viewColumn - 1];
      const tab = await renderer.open({ kind: 'text', uri }, { ...options, ...(group && { group }) });
      const model = renderer.models.get(uri);
      const column = groups.all.findIndex(({ tabs }) => tabs.includes(tab)) + 1;
      const editor = model && renderer.mirror.editorOf(model);
      return editor?.viewColumn === column ? editor.id : editor?.id;
    });
  }

  openDocument(uri: Uri): Promise<void> {
    return this.ask(async ({ models }) => {
      await models.openForExtension(uri);
    });
  }

  /** A new untitled document, which nothing shows yet. */
  openUntitled(content: string, languageId: string | undefined): Promise<Uri> {
    return this.ask(async (renderer) => {
      const uri = renderer.newUntitled();
      const model = await renderer.models.resolve(uri, content);
      if (languageId !== undefined) model.setLanguage(languageId);
      await renderer.models.openForExtension(uri);
      return uri;
    });
  }

  save(uri: Uri): Promise<boolean> {
    return this.ask((renderer) => {
      const model = renderer.models.get(uri);
      return model === undefined ? false : renderer.save(model);
    });
  }

  setLanguage(uri: Uri, languageId: string): Promise<void> {
    return this.ask(({ models }) => models.get(uri)?.setLanguage(languageId));
  }

  closeTabs(ids: readonly number[]): Promise<boolean> {
    return this.ask(async (renderer) => {
      const answers: boolean[] = [];
      for (const tab of renderer.groups.tabs().filter(({ id }) => ids.includes(id))) {
        answers.push(await renderer.close(tab));
      }
      return answers.every(Boolean);
    });
  }

  openDiff(input: TabInput): Promise<void> {
    return this.ask(async (renderer) => {
      await renderer.open(input);
    });
  }

  /** A pause as between the two halves. */
  pause(): Promise<void> {
    return new Promise((resolve) => this.#clock.after(delayOf(this.#random), resolve));
  }
}
