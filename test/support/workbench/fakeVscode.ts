import type * as vscode from 'vscode';
import * as classes from './api/classes.ts';
import * as positions from './api/positions.ts';
import { Uri } from './api/uri.ts';
import type { Configuration } from './configuration.ts';
import type { Dialogs } from './dialogs.ts';
import type { ExtensionHost } from './extensionHost.ts';
import type { PlacedEntry } from './hostCalls.ts';
import type { HostDocument } from './hostDocument.ts';
import type { FileProvider } from './hostDocuments.ts';
import type { HostEditor } from './hostEditors.ts';

/** What the extension shows in the status bar. */
export interface StatusItem {
  text: string;
  isShown: boolean;
}

export interface VscodeParts {
  readonly host: ExtensionHost;
  readonly dialogs: Dialogs;
  readonly configuration: Configuration;
  readonly machineId: string;
  readonly clipboard: { text: string };
  readonly statusItems: StatusItem[];
  readonly commands: Map<string, (argument?: unknown) => unknown>;
}

/** The module `vscode` of one simulated window, as far as Tandem uses it. */
export function fakeVscode(parts: VscodeParts): typeof vscode {
  const { host, configuration } = parts;
  const module = {
    version: '1.100.0',
    ...classes,
    ...positions,
    Uri,
    ...ENUMS,
    workspace: workspaceOf(host, configuration),
    window: windowOf(parts),
    commands: commandsOf(parts),
    env: {
      machineId: parts.machineId,
      uriScheme: 'vscode',
      language: 'en',
      appHost: 'desktop',
      remoteName: undefined,
      clipboard: {
        readText: () => Promise.resolve(parts.clipboard.text),
        writeText: (text: string) => Promise.resolve(void (parts.clipboard.text = text)),
      },
      openExternal: () => Promise.resolve(true),
    },
    languages: {
      getLanguages: () =>
        Promise.resolve(['plaintext', 'typescript', 'javascript', 'python', 'markdown', 'json']),
      match: () => 10,
      registerInlineCompletionItemProvider: () => nothing,
      setTextDocumentLanguage: async (document: HostDocument, languageId: string) => {
        await host.calls.setLanguage(document.uri, languageId);
        return document;
      },
    },
    extensions: { onDidChange: () => nothing, getExtension: () => undefined, all: [] },
    l10n: {
      t: (message: string, ...args: string[]) =>
        message.replace(/\{(\d+)\}/g, (_whole, at: string) => args[Number(at)] ?? ''),
    },
  };
  return module as unknown as typeof vscode;
}

const nothing = new classes.Disposable(() => undefined);

function workspaceOf(host: ExtensionHost, configuration: Configuration): object {
  const { documents, calls, files } = host;
  return {
    get textDocuments() {
      return [...documents.open.values()];
    },
    workspaceFolders: [{ uri: Uri.file('/work'), name: 'work', index: 0 }],
    onDidOpenTextDocument: documents.opened.event,
    onDidCloseTextDocument: documents.closed.event,
    onDidChangeTextDocument: documents.changes.event,
    onWillSaveTextDocument: documents.willSaveOne.event,
    onDidSaveTextDocument: documents.savedOne.event,
    onWillRenameFiles: documents.willRenameFiles.event,
    onDidRenameFiles: documents.renamedFiles.event,
    onDidCreateFiles: () => nothing,
    onDidDeleteFiles: () => nothing,
    onDidChangeConfiguration: configuration.changed.event,
    getConfiguration: (section?: string) => configuration.section(section),
    openTextDocument: async (what?: Uri | { content?: string; language?: string }) => {
      if (what instanceof Uri) {
        const known = documents.open.get(what.toString());
        // VS Code does not ask the renderer about a document that is there.
        if (known !== undefined) return known;
        await calls.openDocument(what);
        return documents.retrieve(what.toString());
      }
      const uri = await calls.openUntitled(what?.content ?? '', what?.language);
      return documents.retrieve(uri.toString());
    },
    applyEdit: ({ entriesInOrder }: classes.WorkspaceEdit) =>
      calls.applyEdit(
        entriesInOrder.map((entry): PlacedEntry => {
          if (entry.kind !== 'text') return entry;
          const document = documents.open.get(entry.uri.toString());
          const offset = document?.offsetAt(entry.range.start) ?? 0;
          const length = (document?.offsetAt(entry.range.end) ?? 0) - offset;
          const edit = { offset, length, text: entry.text };
          return { kind: 'text', uri: entry.uri, version: document?.version, edit };
        }),
      ),
    registerFileSystemProvider: (scheme: string, provider: FileProvider) => files.provide(scheme, provider),
    registerTextDocumentContentProvider: (
      scheme: string,
      provider: { provideTextDocumentContent(uri: Uri): unknown },
    ) => files.provideContent(scheme, provider),
    fs: {
      isWritableFileSystem: () => true,
      writeFile: () => Promise.resolve(),
      readFile: async (uri: Uri) => new TextEncoder().encode(await files.read(uri)),
      stat: () => Promise.resolve({ type: 1, ctime: 0, mtime: 0, size: 0 }),
    },
  };
}

function windowOf({ host, dialogs, statusItems }: VscodeParts): object {
  const { editors, tabs, calls } = host;
  const message =
    (kind: 'information' | 'warning' | 'error') =>
    (text: string, ...rest: (string | { modal?: boolean })[]) => {
      const items = rest.filter((each) => typeof each === 'string');
      const isModal = rest.some((each) => typeof each === 'object' && each.modal === true);
      return dialogs.ask({ kind, message: text, items, isModal });
    };
  return {
    get activeTextEditor() {
      return editors.active;
    },
    get visibleTextEditors() {
      return [...editors.shown.values()];
    },
    activeNotebookEditor: undefined,
    onDidChangeActiveTextEditor: editors.activeChanged.event,
    onDidChangeVisibleTextEditors: editors.visibleChanged.event,
    onDidChangeTextEditorSelection: editors.selectionChanged.event,
    onDidChangeTextEditorVisibleRanges: editors.rangesChanged.event,
    onDidChangeWindowState: () => nothing,
    state: { focused: true, active: true },
    tabGroups: {
      get all() {
        return tabs.all;
      },
      get activeTabGroup() {
        return tabs.activeGroup;
      },
      onDidChangeTabs: tabs.tabsChanged.event,
      onDidChangeTabGroups: tabs.groupsChanged.event,
      close: (given: unknown) => {
        const ids = [given].flat().flatMap((tab) => tabs.idOf(tab) ?? []);
        return calls.closeTabs(ids);
      },
    },
    showTextDocument: async (
      what: HostDocument | Uri,
      given?: number | { preview?: boolean; preserveFocus?: boolean; viewColumn?: number },
    ): Promise<HostEditor> => {
      const uri = what instanceof Uri ? what : what.uri;
      const options = typeof given === 'number' ? { viewColumn: given } : (given ?? {});
      const id = await calls.showDocument(uri, {
        isPreview: options.preview ?? true,
        keepsFocus: options.preserveFocus ?? false,
        viewColumn:
          options.viewColumn !== undefined && options.viewColumn > 0 ? options.viewColumn : undefined,
      });
      const editor = id === undefined ? undefined : editors.shown.get(id);
      if (editor === undefined) throw new Error('Failed to show text document.');
      return editor;
    },
    showInformationMessage: message('information'),
    showWarningMessage: message('warning'),
    showErrorMessage: message('error'),
    showInputBox: (options: { prompt?: string; title?: string }) =>
      dialogs.ask({
        kind: 'input',
        message: options.title ?? options.prompt ?? '',
        items: [],
        isModal: true,
      }),
    showQuickPick: async (given: PromiseLike<readonly QuickPickItem[]> | readonly QuickPickItem[]) => {
      const items = await given;
      const labels = items.map((item) => (typeof item === 'string' ? item : item.label));
      const answer = await dialogs.ask({ kind: 'pick', message: '', items: labels, isModal: true });
      return items[labels.indexOf(answer ?? '')];
    },
    showSaveDialog: () => Promise.resolve(undefined),
    setStatusBarMessage: () => nothing,
    createStatusBarItem: () => {
      const item = { text: '', isShown: false };
      statusItems.push(item);
      return Object.assign(item, {
        show: () => (item.isShown = true),
        hide: () => (item.isShown = false),
        dispose: () => (item.isShown = false),
      });
    },
    createTextEditorDecorationType: () => ({ key: 'decoration', dispose: () => undefined }),
    createOutputChannel: () => ({
      info: () => undefined,
      warn: () => undefined,
      error: () => undefined,
      show: () => undefined,
      dispose: () => undefined,
    }),
    createTreeView: () => ({
      visible: false,
      onDidChangeVisibility: () => nothing,
      onDidChangeSelection: () => nothing,
      dispose: () => undefined,
    }),
    registerUriHandler: () => nothing,
    withProgress: (_options: unknown, task: (progress: object, token: object) => unknown) =>
      Promise.resolve(
        task(
          { report: () => undefined },
          { isCancellationRequested: false, onCancellationRequested: () => nothing },
        ),
      ),
  };
}

type QuickPickItem = string | { readonly label: string };

function commandsOf({ host, commands }: VscodeParts): object {
  return {
    registerCommand: (id: string, run: (argument?: unknown) => unknown) => {
      commands.set(id, run);
      return new classes.Disposable(() => commands.delete(id));
    },
    getCommands: () => Promise.resolve([...commands.keys()]),
    executeCommand: (id: string, ...args: unknown[]): Promise<unknown> => {
      const own = commands.get(id);
      return own === undefined ? builtIn(host, id, args) : Promise.resolve(own(args[0]));
    },
  };
}

/** VS Code's commands that Tandem runs. The others, such as `setContext`, do nothing that can be seen here. */
function builtIn({ calls }: ExtensionHost, id: string, args: readonly unknown[]): Promise<unknown> {
  switch (id) {
    case 'workbench.action.files.saveWithoutFormatting':
    case 'workbench.action.files.save':
      return calls.ask((renderer) => {
        const model = renderer.focusedModel;
        return model && renderer.save(model, id !== 'workbench.action.files.save');
      });
    case 'workbench.action.keepEditor':
      return calls.ask(({ groups, activeTab }) => activeTab && groups.pin(activeTab));
    case 'workbench.action.closeActiveEditor':
      return calls.ask((renderer) => renderer.activeTab && renderer.close(renderer.activeTab));
    case 'vscode.diff': {
      const [original, modified] = args as [Uri, Uri];
      return calls.openDiff({ kind: 'diff', original, modified });
    }
    case 'setContext':
      // Nobody waits for it, and it is the most frequent one.
      return Promise.resolve();
    default:
      return calls.pause();
  }
}

const ENUMS = {
  EndOfLine: { LF: 1, CRLF: 2 },
  TextDocumentChangeReason: { Undo: 1, Redo: 2 },
  TextDocumentSaveReason: { Manual: 1, AfterDelay: 2, FocusOut: 3 },
  TextEditorRevealType: { Default: 0, InCenter: 1, InCenterIfOutsideViewport: 2, AtTop: 3 },
  TextEditorSelectionChangeKind: { Keyboard: 1, Mouse: 2, Command: 3 },
  DecorationRangeBehavior: { OpenOpen: 0, ClosedClosed: 1, OpenClosed: 2, ClosedOpen: 3 },
  OverviewRulerLane: { Left: 1, Center: 2, Right: 4, Full: 7 },
  StatusBarAlignment: { Left: 1, Right: 2 },
  ProgressLocation: { SourceControl: 1, Window: 10, Notification: 15 },
  ConfigurationTarget: { Global: 1, Workspace: 2, WorkspaceFolder: 3 },
  FileType: { Unknown: 0, File: 1, Directory: 2, SymbolicLink: 64 },
  FilePermission: { Readonly: 1 },
  FileChangeType: { Changed: 1, Created: 2, Deleted: 3 },
  TreeItemCollapsibleState: { None: 0, Collapsed: 1, Expanded: 2 },
  QuickPickItemKind: { Separator: -1, Default: 0 },
  InlineCompletionTriggerKind: { Invoke: 0, Automatic: 1 },
  ViewColumn: { Active: -1, Beside: -2, One: 1, Two: 2 },
  UIKind: { Desktop: 1, Web: 2 },
  ExtensionKind: { UI: 1, Workspace: 2 },
  CodeActionKind: { SourceOrganizeImports: { value: 'source.organizeImports' } },
  ExtensionMode: { Production: 1, Development: 2, Test: 3 },
} as const;
