import type { Uri } from './api/uri.ts';
import { movedUri } from './disk.ts';
import type { DocumentModel } from './documentModel.ts';
import type { TabInput, WorkbenchTab } from './groups.ts';
import type { Renderer } from './renderer.ts';

/** A file takes up to so long to move, and its editors as long to follow it. Meanwhile the old document is still edited. */
const MOVE_MS = 150;

/** What the renderer does about files: moving, deleting, saving under a name, and what other programs write. */
export class FileOperations {
  readonly #renderer: Renderer;

  constructor(renderer: Renderer) {
    this.#renderer = renderer;
  }

  /**
   * Renames or moves a file or a folder, as the explorer does. What is open moves along: each text becomes a new
   * document, with what was not saved, and the old one closes.
   */
  async move(from: Uri, to: Uri): Promise<void> {
    const { models, disk, groups } = this.#renderer;
    await this.#renderer.ask((host) => host.documents.willRename(from, to));
    const moved = models.all().flatMap((model) => {
      const uri = movedUri(model.uri, from, to);
      const { languageId, isDirty, content } = model;
      return uri === undefined ? [] : [{ uri, languageId, content: isDirty ? content : undefined }];
    });
    for (const model of models.all()) {
      if (movedUri(model.uri, from, to) !== undefined || model.uri.toString() === to.toString()) {
        models.revertSoftly(model);
      }
    }
    await this.#renderer.pause(MOVE_MS);
    disk.delete(to.path);
    disk.move(from.path, to.path);
    models.forgetForExtension((uri) => movedUri(uri, from, to) !== undefined);
    for (const { uri, content, languageId } of moved) {
      const there = models.get(uri);
      const model = await models.resolve(uri, content);
      if (there !== undefined && content === undefined) await models.revert(there);
      model.setLanguage(languageId);
    }
    await this.#renderer.pause(MOVE_MS);
    for (const tab of groups.tabs()) {
      const place = uriOf(tab);
      const uri = place && movedUri(place, from, to);
      if (uri !== undefined) await this.#replace(tab, uri);
    }
    this.#renderer.send((host) => host.documents.renamed(from, to));
  }

  /** Deletes a file from the explorer; its tabs close. */
  delete(uri: Uri): void {
    const { models, disk, groups } = this.#renderer;
    const model = models.get(uri);
    disk.delete(uri.path);
    if (model !== undefined) models.revertSoftly(model);
    for (const tab of groups.tabs()) {
      if (tab.input.kind === 'text' && tab.input.uri.toString() === uri.toString())
        this.#renderer.remove(tab);
    }
    models.forgetForExtension((other) => other.toString() === uri.toString());
  }

  /** Other programs have written these files: what is clean shows them; what is not stays as it is. */
  changedOnDisk(paths: ReadonlySet<string>): void {
    const { models, disk } = this.#renderer;
    for (const model of models.all()) {
      const { scheme, path } = model.uri;
      if (scheme !== 'file' || !paths.has(path) || model.isDirty || !disk.has(path)) continue;
      void models.revert(model);
    }
  }

  /** Asks for a name and saves an untitled document there. False where nobody gives one. */
  async saveUntitled(model: DocumentModel): Promise<boolean> {
    const path = await this.#renderer.dialogs.ask({
      kind: 'input',
      message: 'Save As',
      items: [],
      isModal: true,
    });
    return path !== undefined && this.saveAs(model, model.uri.with({ scheme: 'file', path }));
  }

  /** Puts a text into a file: the file is created and opened, gets the text, is saved, and takes the tab's place. */
  async saveAs(model: DocumentModel, uri: Uri): Promise<boolean> {
    const { models, disk, groups } = this.#renderer;
    if (!disk.has(uri.path)) disk.write(uri.path, '');
    const { model: target, release } = await models.acquire(uri);
    const length = target.content.length;
    const edit = { offset: 0, length, text: model.content };
    target.edited(target.text.edit([edit], { isBehindEditors: true }));
    target.setLanguage(model.languageId);
    await this.#renderer.ask((host) => host.documents.willSave(target.key));
    const isSaved = await models.save(target);
    if (isSaved) {
      await models.revert(model);
      const shown = groups
        .tabs()
        .filter(({ input }) => input.kind === 'text' && input.uri.toString() === model.key);
      for (const tab of shown) await this.#replace(tab, uri);
    }
    release();
    return isSaved;
  }

  /** Another document takes a tab's place: its tab opens first, and the old one closes then. */
  async #replace(tab: WorkbenchTab, uri: Uri): Promise<void> {
    const { groups } = this.#renderer;
    const group = groups.groupOf(tab);
    if (group === undefined) return;
    const isActive = group.active === tab;
    const options = {
      isPreview: tab.isPreview,
      isInactive: !isActive,
      keepsFocus: groups.active !== group,
      group,
    };
    const { input } = tab;
    const moved: TabInput = input.kind === 'custom' ? { ...input, uri } : { kind: 'text', uri };
    await this.#renderer.open(moved, options).catch(() => undefined);
    this.#renderer.remove(tab);
  }
}

/** The file that a tab shows, as text or otherwise. */
function uriOf({ input }: WorkbenchTab): Uri | undefined {
  return input.kind === 'text' || input.kind === 'custom' ? input.uri : undefined;
}
