import type * as vscode from 'vscode';
import type { WorkbenchObservation } from './workbenchDriver.ts';

/** Writes down what an extension is told in a window, by VS Code's API, real or simulated. */
export class WindowHearing {
  readonly #api: typeof vscode;
  readonly #folder: string;
  readonly #subscriptions: vscode.Disposable[];
  /** Every object that a URI has had. */
  readonly #objects = new Map<string, vscode.TextDocument[]>();
  readonly #dirty = new WeakMap<vscode.TextDocument, boolean>();
  #documents: string[] = [];
  #tabs: string[] = [];

  constructor(api: typeof vscode, folder: string) {
    this.#api = api;
    this.#folder = folder;
    const { workspace, window } = api;
    this.#subscriptions = [
      workspace.onDidOpenTextDocument((document) => this.#tell('opened', document)),
      workspace.onDidCloseTextDocument((document) => this.#tell('closed', document)),
      workspace.onDidSaveTextDocument((document) => this.#tell('saved', document)),
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.#tell('changed', document);
        else if (document.isDirty !== (this.#dirty.get(document) ?? false)) {
          this.#dirty.set(document, document.isDirty);
          this.#tell(document.isDirty ? 'dirty' : 'clean', document);
        }
      }),
      workspace.onWillRenameFiles(({ files }) =>
        files.forEach(({ oldUri }) => this.#documents.push(`will rename ${this.#name(oldUri)}`)),
      ),
      workspace.onDidRenameFiles(({ files }) =>
        files.forEach(({ oldUri }) => this.#documents.push(`renamed ${this.#name(oldUri)}`)),
      ),
      window.tabGroups.onDidChangeTabs(({ opened, closed }) => {
        for (const tab of closed) this.#tabs.push(`closed ${this.#labelOf(tab)}`);
        for (const tab of opened) this.#tabs.push(`opened ${this.#labelOf(tab)}`);
      }),
    ];
  }

  /** What was heard so far is not told again. */
  forget(): void {
    this.#documents = [];
    this.#tabs = [];
  }

  observe(): WorkbenchObservation {
    const { workspace, window } = this.#api;
    const own = workspace.textDocuments.filter(({ uri }) => this.#isOwn(uri));
    return {
      documents: this.#documents,
      tabs: this.#tabs,
      shown: window.tabGroups.all.map(({ tabs }) =>
        tabs.map((tab) => {
          const marks = `${tab.isPreview ? ' (preview)' : ''}${tab.isDirty ? ' *' : ''}`;
          const label = this.#labelOf(tab) + marks;
          return tab.isActive ? `[${label}]` : label;
        }),
      ),
      open: own.map(({ uri }) => this.#name(uri)).sort(),
    };
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #tell(what: string, document: vscode.TextDocument): void {
    if (!this.#isOwn(document.uri)) return;
    const objects = this.#objects.get(document.uri.toString()) ?? [];
    if (!objects.includes(document)) objects.push(document);
    this.#objects.set(document.uri.toString(), objects);
    const number = objects.indexOf(document) + 1;
    this.#documents.push(`${what} ${this.#name(document.uri)}${number > 1 ? ` #${number}` : ''}`);
  }

  #isOwn({ scheme, path }: vscode.Uri): boolean {
    return scheme === 'file' && path.startsWith(`${this.#folder}/`);
  }

  #name({ path }: vscode.Uri): string {
    return path.slice(this.#folder.length + 1);
  }

  #labelOf({ input }: vscode.Tab): string {
    return input instanceof this.#api.TabInputText ? this.#name(input.uri) : 'something else';
  }
}
