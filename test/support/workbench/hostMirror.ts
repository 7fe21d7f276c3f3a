import type { ModelEvent } from '../simulatedModel.ts';
import type { DocumentModel } from './documentModel.ts';
import type { ExtensionHost } from './extensionHost.ts';
import { type TabChange, textsOf } from './groups.ts';
import type { DocumentsDelta, DocumentState, ShownEditor, TabsState } from './hostNews.ts';
import type { Renderer } from './renderer.ts';

/** What the renderer has told the extension host of its documents, editors and tabs. */
export class HostMirror {
  readonly #renderer: Renderer;
  #documents = new Map<string, DocumentModel>();
  #editors: readonly ShownEditor[] = [];
  #active: number | undefined;
  #ids = 0;

  constructor(renderer: Renderer) {
    this.#renderer = renderer;
  }

  tell(deliver: (host: ExtensionHost) => void): void {
    this.#renderer.send(deliver);
  }

  editor(id: number): ShownEditor | undefined {
    return this.#editors.find((editor) => editor.id === id);
  }

  /** The editor that shows the text, where one does. */
  editorOf(model: DocumentModel): ShownEditor | undefined {
    return this.#editors.find((editor) => editor.model === model);
  }

  modelChanged(model: DocumentModel, event: ModelEvent): void {
    if (this.#documents.get(model.key) !== model) return;
    const { key, isDirty } = model;
    this.tell((host) => host.documents.changed(key, event, isDirty));
    this.caretsMoved(model);
  }

  caretsMoved(model: DocumentModel): void {
    const { carets } = model.text;
    const ids = this.#editors.filter((editor) => editor.model === model).map(({ id }) => id);
    if (ids.length > 0) this.tell((host) => host.editors.selectionsChanged(ids, carets));
  }

  tabChanged({ kind, tab }: TabChange): void {
    const state = this.#tabs();
    this.tell((host) => host.tabs.changed(state, { kind, id: tab.id }));
  }

  /** Tells what was opened, closed, shown and hidden since the last time. */
  update(): void {
    const models = new Map(this.#renderer.models.all().map((model) => [model.key, model]));
    const isSame = (key: string): boolean => models.get(key) === this.#documents.get(key);
    const removedDocuments = [...this.#documents.keys()].filter((key) => !isSame(key));
    const addedDocuments = [...models.values()].filter(({ key }) => !isSame(key)).map(stateOf);
    const before = this.#editors;
    const now = this.#shown(before);
    const activeId = this.#activeOf(now);
    const delta: DocumentsDelta = {
      removedDocuments,
      addedDocuments,
      removedEditors: before.filter((editor) => !now.includes(editor)).map(({ id }) => id),
      addedEditors: now
        .filter((editor) => !before.includes(editor))
        .map(({ id, key, model, viewColumn }) => ({ id, key, viewColumn, carets: model.text.carets })),
      activeEditor: activeId === this.#active ? undefined : { id: activeId },
    };
    for (const { model } of before) model.text.setShown(now.some((editor) => editor.model === model));
    for (const { model } of now) model.text.setShown(true);
    [this.#documents, this.#editors, this.#active] = [models, now, activeId];
    const lists = [delta.removedDocuments, delta.addedDocuments, delta.removedEditors, delta.addedEditors];
    const isEmpty = delta.activeEditor === undefined && lists.every(({ length }) => length === 0);
    if (!isEmpty) this.tell((host) => host.takeDelta(delta));
  }

  #shown(before: readonly ShownEditor[]): ShownEditor[] {
    return this.#renderer.groups.all.flatMap(({ active }, column) => {
      if (active?.held === undefined) return [];
      return textsOf(active.input).flatMap((uri): ShownEditor[] => {
        const model = this.#renderer.models.get(uri);
        if (model === undefined) return [];
        const known = before.find((each) => each.model === model && each.viewColumn === column + 1);
        return [known ?? { id: ++this.#ids, key: model.key, model, viewColumn: column + 1 }];
      });
    });
  }

  #activeOf(shown: readonly ShownEditor[]): number | undefined {
    const model = this.#renderer.focusedModel;
    const column = this.#renderer.groups.all.indexOf(this.#renderer.groups.active) + 1;
    return shown.find((editor) => editor.model === model && editor.viewColumn === column)?.id;
  }

  #tabs(): TabsState {
    const { groups, models } = this.#renderer;
    return {
      groups: groups.all.map((group) => ({
        id: group.id,
        isActive: group === groups.active,
        activeTab: group.active?.id,
        tabs: group.tabs.map(({ id, input, isPreview }) => ({
          id,
          input,
          isPreview,
          isDirty: textsOf(input).some((uri) => models.get(uri)?.isDirty === true),
        })),
      })),
    };
  }
}

function stateOf({ key, uri, content, eol, text, languageId, isDirty }: DocumentModel): DocumentState {
  return { key, uri, text: content, eol, version: text.version, languageId, isDirty };
}
