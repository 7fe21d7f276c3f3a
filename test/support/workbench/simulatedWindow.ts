import type * as vscode from 'vscode';
import type { TandemApi } from '../../../extension/api.ts';
import type { SeededRandom } from '../seed.ts';
import { type MemoryStore, memoryStore } from '../memoryStore.ts';
import * as keys from '../simulatedKeys.ts';
import { Uri } from './api/uri.ts';
import type { Computer } from './computer.ts';
import { Configuration } from './configuration.ts';
import type { ExtensionCode, LoadExtension } from './extensionCode.ts';
import { ExtensionHost } from './extensionHost.ts';
import { fakeVscode, type StatusItem } from './fakeVscode.ts';
import type { TabInput } from './groups.ts';
import { memento, secretStorage, type Kept } from './mementos.ts';
import type { RelaySocket } from './relaySocket.ts';
import type { SimulatedRelay } from './simulatedRelay.ts';
import type { Timeline } from './timeline.ts';
import { WindowWorld } from './windowGlobals.ts';
import { Workbench } from './workbench.ts';

export interface WindowParts {
  readonly load: LoadExtension;
  readonly timeline: Timeline;
  readonly random: SeededRandom;
  readonly relay: SimulatedRelay;
  readonly computer: Computer;
}

/** What a window leaves behind for the next one of its folder. */
interface Session {
  readonly groups: readonly {
    readonly tabs: readonly { readonly input: TabInput; readonly isPreview: boolean }[];
    readonly active: number;
  }[];
  readonly activeGroup: number;
  readonly backups: readonly { readonly uri: Uri; readonly content: string; readonly languageId: string }[];
}

/**
 * One VS Code window with Tandem's own code in it. A person acts on `workbench`, or by the methods here; everything
 * that takes time needs the timeline to move.
 */
export class SimulatedWindow {
  readonly computer: Computer;
  readonly #parts: WindowParts;
  /** What VS Code keeps of each folder. */
  readonly #folders = new Map<string, { readonly state: Kept; session: Session | undefined }>();
  /** The folder that is open. */
  folder = '/home';
  savesByItself = false;
  readonly network = { isUp: true, slowMs: 0 };
  readonly #sockets = new Set<RelaySocket>();
  #running: Running | undefined;

  constructor(parts: WindowParts) {
    this.#parts = parts;
    this.computer = parts.computer;
  }

  get workbench(): Workbench {
    return this.#current.workbench;
  }

  /** Tandem's API; undefined until the extension is activated. */
  get tandem(): TandemApi | undefined {
    return this.#running?.api;
  }

  /** What the status bar says, without what is hidden. */
  get statusTexts(): string[] {
    return this.#current.statusItems.filter(({ isShown }) => isShown).map(({ text }) => text);
  }

  /** The window opens, with what the one before it left of this folder. */
  async open(): Promise<void> {
    const { session } = this.#kept;
    this.#running = this.#start();
    const { timeline, random } = this.#parts;
    const { activate } = this.#running;
    timeline.after(20 + random.int(400), () => void activate());
    if (session !== undefined) await this.#restore(session);
  }

  /** Reloads the window: what is not saved is kept, what is behind other tabs is not read before it is shown. */
  async reload(isCrash = false): Promise<void> {
    await this.close(isCrash);
    await this.open();
  }

  /** The window shows another folder. */
  async openFolder(folder: string): Promise<void> {
    await this.close();
    this.folder = folder;
    await this.open();
  }

  /** The window goes. Without a crash the extension is given a moment for what it has to write. */
  async close(isCrash = false): Promise<void> {
    const running = this.#current;
    const { workbench, code } = running;
    this.#kept.session = this.#sessionOf(workbench);
    if (!isCrash && running.api !== undefined) {
      const { timeline } = this.#parts;
      // Behind every key that was pressed before.
      const deactivated = workbench.ask(() => code.deactivate());
      await Promise.race([deactivated, new Promise<void>((end) => timeline.after(5_000, end))]);
    }
    workbench.isGone = true;
    running.world.end();
    this.computer.living.delete(running.windowId);
    running.unwatch();
    for (const socket of this.#sockets) socket.cut();
    this.#sockets.clear();
    this.#running = undefined;
  }

  /** The network of this window goes, or comes back. */
  setOnline(isUp: boolean): void {
    this.network.isUp = isUp;
    if (!isUp) for (const socket of this.#sockets) socket.cut();
  }

  /** Runs a command as from the palette, or with an argument as a script does. */
  async run(command: string, argument?: unknown): Promise<unknown> {
    const { activate, commands, workbench } = this.#current;
    return workbench.ask(async () => {
      await activate();
      const run = commands.get(command);
      if (run === undefined) throw new Error(`There is no command ${command}.`);
      return run(argument);
    });
  }

  /** Types into the text that has the focus. False where there is none. */
  type(text: string): boolean {
    const model = this.workbench.focusedModel;
    if (model === undefined) return false;
    model.edited(text === '\n' ? keys.enter(model.text) : keys.type(model.text, text));
    return true;
  }

  /** Puts the caret somewhere in the text that has the focus. */
  moveCaret(offset: number): void {
    const model = this.workbench.focusedModel;
    if (model === undefined) return;
    model.text.caret = { start: offset, end: offset };
    this.workbench.mirror.caretsMoved(model);
  }

  get #kept(): { readonly state: Kept; session: Session | undefined } {
    const known = this.#folders.get(this.folder);
    if (known !== undefined) return known;
    const kept = { state: new Map<string, string>(), session: undefined };
    this.#folders.set(this.folder, kept);
    return kept;
  }

  #storeAt(folder: string): MemoryStore {
    const { stores } = this.computer;
    const store = stores.get(folder) ?? memoryStore();
    stores.set(folder, store);
    return store;
  }

  get #current(): Running {
    if (this.#running === undefined) throw new Error('The window is closed.');
    return this.#running;
  }

  #start(): Running {
    const { load, timeline, random, relay, computer } = this.#parts;
    const network = {
      isUp: (): boolean => this.network.isUp,
      delayMs: () => this.network.slowMs + 1 + random.int(20),
    };
    const live = {
      get isUp() {
        return network.isUp();
      },
      delayMs: network.delayMs,
    };
    const world = new WindowWorld({ timeline, random, fetch: relay.fetchOn(live) });
    const host = new ExtensionHost({ clock: timeline, random, activate: () => activate() });
    const workbench = new Workbench({ clock: timeline, random, disk: computer.disk, host, settings: this });
    host.calls.attach(workbench);
    const statusItems: StatusItem[] = [];
    const commands = new Map<string, (argument?: unknown) => unknown>();
    const module = fakeVscode({
      ...{ host, statusItems, commands, dialogs: workbench.dialogs, clipboard: computer.clipboard },
      configuration: new Configuration({
        'tandem.relayUrl': relay.url(),
        'tandem.displayName': computer.name,
      }),
      machineId: computer.name,
    });
    const code = load((name) => (name === 'vscode' ? module : world.require(name)), world.globals());
    let activation: Promise<void> | undefined;
    const activate = (): Promise<void> =>
      (activation ??= Promise.resolve().then(() => {
        if (workbench.isGone) return;
        running.api = code.start(this.#context(), {
          liveness: (windowId) => {
            computer.living.add(windowId);
            running.windowId = windowId;
            const ask = (mark: string): 'unknown' | 'gone' =>
              computer.living.has(mark) ? 'unknown' : 'gone';
            return { mark: Promise.resolve(windowId), ask: (mark) => Promise.resolve(ask(mark)) };
          },
          openStore: ({ path }) => this.#storeAt(path),
          journalDelayMs: 200,
          ignoresFileCase: false,
          socket: relay.socketOn(live, (socket) => this.#sockets.add(socket)),
          userName: () => computer.name,
          probes: {} as never,
          origin: undefined,
          environment: {},
        });
      }));
    const unwatch = computer.disk.watch((paths) => workbench.files.changedOnDisk(paths));
    const running: Running = {
      ...{ workbench, code, world, statusItems, commands, activate, unwatch },
      api: undefined,
      windowId: '',
    };
    return running;
  }

  #context(): vscode.ExtensionContext {
    const { computer } = this;
    const context = {
      subscriptions: [],
      workspaceState: memento(this.#kept.state),
      globalState: memento(computer.globalState),
      secrets: secretStorage(computer.secrets),
      storageUri: Uri.file(`/storage${this.folder}`),
      globalStorageUri: Uri.file('/storage/global'),
      extensionUri: Uri.file('/extension'),
      extension: { packageJSON: { version: '0.1.0' }, id: 'tandem.tandem' },
      extensionMode: 1,
    };
    return context as unknown as vscode.ExtensionContext;
  }

  #sessionOf({ groups, models }: Workbench): Session {
    return {
      groups: groups.all.map(({ tabs, active }) => ({
        tabs: tabs.map(({ input, isPreview }) => ({ input, isPreview })),
        active: active === undefined ? -1 : tabs.indexOf(active),
      })),
      activeGroup: groups.all.indexOf(groups.active),
      backups: models
        .all()
        .filter(({ isDirty }) => isDirty)
        .map(({ uri, content, languageId }) => ({ uri, content, languageId })),
    };
  }

  async #restore({ groups, activeGroup, backups }: Session): Promise<void> {
    const { workbench } = this;
    for (const { uri, content } of backups) workbench.models.backups.set(uri.toString(), content);
    for (const [column, { tabs, active }] of groups.entries()) {
      const group = workbench.groups.all[column] ?? workbench.groups.addGroup();
      const restored = tabs.map(({ input, isPreview }) => workbench.groups.add(input, group, isPreview));
      const front = restored[active];
      if (front !== undefined) workbench.groups.activate(front, column === activeGroup);
    }
    workbench.mirror.update();
    for (const { active } of [...workbench.groups.all]) {
      if (active !== undefined) void workbench.show(active, true).catch(() => undefined);
    }
    await Promise.all(backups.map((backup) => this.#restoreBackup(backup)));
  }

  async #restoreBackup({ uri, languageId }: Session['backups'][number]): Promise<void> {
    const { workbench } = this;
    try {
      const model = await workbench.models.resolve(uri);
      model.setLanguage(languageId);
      const tab = workbench.groups
        .tabs()
        .find(({ input }) => input.kind === 'text' && input.uri.toString() === uri.toString());
      if (tab === undefined) await workbench.open({ kind: 'text', uri }, { isInactive: true });
      else tab.held ??= [workbench.models.hold(model)];
      workbench.mirror.update();
    } catch {
      // The file is not there any more; VS Code drops the backup then.
    }
  }
}

interface Running {
  readonly workbench: Workbench;
  readonly code: ExtensionCode;
  readonly world: WindowWorld;
  readonly statusItems: readonly StatusItem[];
  readonly commands: ReadonlyMap<string, (argument?: unknown) => unknown>;
  readonly activate: () => Promise<void>;
  readonly unwatch: () => void;
  api: TandemApi | undefined;
  windowId: string;
}
