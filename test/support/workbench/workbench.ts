import type { Clock } from '../../../client/ports.ts';
import type { SeededRandom } from '../seed.ts';
import { Uri } from './api/uri.ts';
import { Dialogs } from './dialogs.ts';
import type { Disk } from './disk.ts';
import type { DocumentModel } from './documentModel.ts';
import { FileOperations } from './fileOperations.ts';
import {
  isLoaded,
  isShowing,
  type OpenOptions,
  type TabGroup,
  TabGroups,
  type TabInput,
  textsOf,
  type WorkbenchTab,
} from './groups.ts';
import type { ExtensionHost } from './extensionHost.ts';
import { HostMirror } from './hostMirror.ts';
import { delayOf, Lane } from './lane.ts';
import { Models } from './models.ts';
import type { Renderer } from './renderer.ts';

/** VS Code opens an editor for what is not saved and has none, after so long. */
const REOPEN_AFTER_MS = 800;

export interface WorkbenchParts {
  readonly clock: Clock;
  readonly random: SeededRandom;
  readonly disk: Disk;
  readonly host: ExtensionHost;
  /** Whether files that are not saved are written a second after the last change. */
  readonly settings: { readonly savesByItself: boolean };
}

/**
 * The renderer of one VS Code window: tabs, texts, files and questions, in the order and with the pauses of the real
 * one (docs/testing.md says how that is known). A person acts on it at once; the extension host hears of it later.
 *
 * Left out: carets of their own for two editors of one text, notebooks, and the workbench's own settings.
 */
export class Workbench implements Renderer {
  readonly dialogs = new Dialogs();
  readonly groups: TabGroups;
  readonly models: Models;
  readonly files: FileOperations;
  readonly mirror: HostMirror;
  readonly host: ExtensionHost;
  readonly disk: Disk;
  readonly clock: Clock;
  readonly #parts: WorkbenchParts;
  readonly #toHost: Lane;
  /** The inputs of tabs that were closed, the latest last. */
  readonly closedInputs: TabInput[] = [];
  readonly #reopening = new Set<string>();
  readonly #saving = new Map<string, () => void>();
  isGone = false;

  constructor(parts: WorkbenchParts) {
    this.#parts = parts;
    this.host = parts.host;
    this.disk = parts.disk;
    this.clock = parts.clock;
    this.#toHost = new Lane(parts.clock, () => delayOf(parts.random));
    this.groups = new TabGroups((change) => this.mirror.tabChanged(change));
    this.mirror = new HostMirror(this);
    this.models = new Models({
      clock: parts.clock,
      read: (uri) => this.#read(uri),
      write: (uri, text) => this.#write(uri, text),
      listener: {
        added: () => this.mirror.update(),
        removed: () => this.mirror.update(),
        changed: (model, event) => {
          this.mirror.modelChanged(model, event);
          this.#watch(model);
        },
        dirtyChanged: (model) => {
          this.mirror.tell((host) => host.documents.dirtyChanged(model.key, model.isDirty));
          this.#watch(model);
          this.#pinDirty(model);
        },
        saved: (model) => this.mirror.tell((host) => host.documents.saved(model.key)),
        languageChanged: (model) =>
          this.mirror.tell((host) => host.documents.languageChanged(model.key, model.languageId)),
      },
    });
    this.files = new FileOperations(this);
  }

  /** Sends a message to the extension host. */
  send(deliver: (host: ExtensionHost) => void): void {
    this.#toHost.send(() => {
      if (!this.isGone) deliver(this.host);
    });
  }

  /** Asks the extension host, and has its answer a while later. */
  ask<T>(question: (host: ExtensionHost) => PromiseLike<T> | T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.send((host) => {
        const answer = new Promise<T>((settle) => settle(question(host)));
        const back = (settle: () => void): void =>
          void this.clock.after(delayOf(this.#parts.random), () => {
            if (!this.isGone) settle();
          });
        answer.then(
          (value) => back(() => resolve(value)),
          (error: unknown) => back(() => reject(error instanceof Error ? error : new Error(String(error)))),
        );
      });
    });
  }

  /** Something takes up to so long. */
  pause(mostMs: number): Promise<void> {
    return new Promise((resolve) => this.clock.after(1 + this.#parts.random.int(mostMs), resolve));
  }

  /** A new untitled document's URI, as no other in this window. */
  newUntitled(): Uri {
    for (let number = 1; ; number++) {
      const uri = Uri.from({ scheme: 'untitled', path: `Untitled-${number}` });
      const hasTab = this.groups.tabs().some((tab) => isShowing(tab, uri));
      if (!hasTab && this.models.get(uri) === undefined) return uri;
    }
  }

  /** True when the extension host has heard of everything. */
  get isHeard(): boolean {
    return this.#toHost.waiting === 0;
  }

  get activeTab(): WorkbenchTab | undefined {
    return this.groups.active.active;
  }

  /** Opens an editor, or shows the tab that is there. Rejects where a file cannot be read. */
  async open(input: TabInput, options: OpenOptions = {}): Promise<WorkbenchTab> {
    const { isPreview = false, keepsFocus = false, isInactive = false, group = this.groups.active } = options;
    const known = this.groups.find(input, group);
    if (known !== undefined) {
      if (!isPreview) this.groups.pin(known);
      if (!isInactive) await this.show(known, keepsFocus);
      return known;
    }
    const replaced = isPreview ? group.tabs.find((tab) => tab.isPreview) : undefined;
    const at = group.active === undefined ? undefined : group.tabs.indexOf(group.active) + 1;
    const tab = this.groups.add(input, group, isPreview, at);
    const isBehind = isInactive && group.active !== undefined;
    if (!isBehind) this.groups.activate(tab, !keepsFocus);
    // Before the new one is read.
    if (replaced !== undefined) this.remove(replaced);
    if (isBehind) await this.#load(tab);
    else await this.show(tab, keepsFocus);
    return tab;
  }

  /** Brings a tab to the front of its column. */
  async show(tab: WorkbenchTab, keepsFocus = false): Promise<void> {
    this.groups.activate(tab, !keepsFocus);
    await this.#load(tab);
    this.mirror.update();
  }

  /** Closes a tab, after the question that VS Code asks of what is not saved. False where it stays. */
  async close(tab: WorkbenchTab): Promise<boolean> {
    for (const uri of tab.input.kind === 'text' ? [tab.input.uri] : []) {
      const model = this.models.get(uri);
      const isElsewhere = this.groups.tabs().some((other) => other !== tab && isShowing(other, uri));
      if (model?.isDirty !== true || model.saving !== undefined || isElsewhere) continue;
      if (!(await this.#mayClose(model))) return false;
    }
    this.remove(tab);
    return true;
  }

  /** Takes a tab away without a question. */
  remove(tab: WorkbenchTab): void {
    const group = this.groups.groupOf(tab);
    if (group === undefined) return;
    this.closedInputs.push(tab.input);
    this.groups.remove(tab);
    if (group.active !== undefined)
      void this.show(group.active, this.groups.active !== group).catch(() => undefined);
    this.groups.dropIfEmpty(group);
    this.mirror.update();
    for (const { release } of tab.held ?? []) release();
    tab.held = undefined;
  }

  /** A tab goes to another column: it opens there first, and closes here then. */
  async moveToGroup(tab: WorkbenchTab, group: TabGroup): Promise<void> {
    const { input, held } = tab;
    const from = this.groups.groupOf(tab);
    if (from === undefined || from === group) return;
    tab.held = undefined;
    const there = this.groups.find(input, group);
    const moved = there ?? this.groups.add(input, group, false);
    if (there === undefined) moved.held = held;
    this.groups.remove(tab);
    if (there !== undefined) for (const { release } of held ?? []) release();
    if (from.active !== undefined) await this.show(from.active, true);
    this.groups.dropIfEmpty(from);
    await this.show(moved);
  }

  /** "Reopen Editor With…": another kind of editor takes the tab's place; without one the text editor does. */
  async reopenWith(tab: WorkbenchTab, viewType?: string): Promise<void> {
    const { input } = tab;
    if (input.kind !== 'text' && input.kind !== 'custom') return;
    const { uri } = input;
    const group = this.groups.groupOf(tab);
    const other: TabInput =
      viewType === undefined ? { kind: 'text', uri } : { kind: 'custom', uri, viewType };
    await this.open(other, { ...(group && { group }) });
    this.remove(tab);
  }

  /** Saves a document, asking the extensions first unless that is skipped. */
  async save(model: DocumentModel, isSkippingParticipants = false): Promise<boolean> {
    if (model.isUntitled) return this.files.saveUntitled(model);
    if (!isSkippingParticipants) await this.ask((host) => host.documents.willSave(model.key));
    return this.models.save(model);
  }

  /** The text that the keys go to. */
  get focusedModel(): DocumentModel | undefined {
    const tab = this.activeTab;
    const uri = tab && textsOf(tab.input).at(-1);
    return tab?.held === undefined || uri === undefined ? undefined : this.models.get(uri);
  }

  async #load(tab: WorkbenchTab): Promise<void> {
    if (isLoaded(tab)) return;
    const held = await Promise.all(textsOf(tab.input).map((uri) => this.models.acquire(uri)));
    if (this.groups.groupOf(tab) === undefined || isLoaded(tab)) {
      for (const { release } of held) release();
      return;
    }
    tab.held = held;
    this.mirror.update();
  }

  async #mayClose(model: DocumentModel): Promise<boolean> {
    const answer = await this.dialogs.ask({
      kind: 'question',
      message: `Do you want to save the changes you made to ${model.uri.path.split('/').at(-1) ?? ''}?`,
      items: ['Save', "Don't Save", 'Cancel'],
      isModal: true,
    });
    if (answer === 'Save') return (await this.save(model)) && !model.isDirty;
    if (answer !== "Don't Save") return false;
    if (!(await this.models.revert(model))) this.models.revertSoftly(model);
    return !model.isDirty;
  }

  async #read(uri: Uri): Promise<string> {
    if (uri.scheme !== 'file') return this.ask((host) => host.files.read(uri));
    await new Promise<void>((resolve) => this.clock.after(delayOf(this.#parts.random), resolve));
    const text = this.disk.read(uri.path);
    if (text === undefined) throw new Error(`Unable to read file '${uri.path}'`);
    return text;
  }

  async #write(uri: Uri, text: string): Promise<void> {
    if (uri.scheme !== 'file') return this.ask((host) => host.files.write(uri, text));
    await new Promise<void>((resolve) => this.clock.after(delayOf(this.#parts.random), resolve));
    this.disk.write(uri.path, text);
  }

  #pinDirty(model: DocumentModel): void {
    if (!model.isDirty) return;
    for (const tab of this.groups.tabs()) if (isShowing(tab, model.uri)) this.groups.pin(tab);
  }

  /** What is not saved is shown, and is saved where that is set. */
  #watch(model: DocumentModel): void {
    if (!model.isDirty) return;
    if (!this.#reopening.has(model.key)) {
      this.#reopening.add(model.key);
      this.clock.after(REOPEN_AFTER_MS, () => {
        this.#reopening.delete(model.key);
        const isShown = this.groups.tabs().some((tab) => isShowing(tab, model.uri));
        if (this.isGone || !model.isDirty || model.saving !== undefined || isShown || model.isDisposed)
          return;
        const options = { keepsFocus: true, isInactive: true };
        void this.open({ kind: 'text', uri: model.uri }, options).catch(() => undefined);
      });
    }
    if (!this.#parts.settings.savesByItself || model.uri.scheme !== 'file') return;
    this.#saving.get(model.key)?.();
    const cancel = this.clock.after(1_000, () => {
      if (!this.isGone && model.isDirty && !model.isDisposed) void this.save(model);
    });
    this.#saving.set(model.key, cancel);
  }
}
