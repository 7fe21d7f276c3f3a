import { type Position, Range } from './positions.ts';
import type { Uri } from './uri.ts';

/** The small classes of VS Code's API, as far as Tandem uses them. Those without a body only carry what they are given. */
export class Disposable {
  readonly #onDispose: () => unknown;

  constructor(onDispose: () => unknown) {
    this.#onDispose = onDispose;
  }

  static from(...many: readonly { dispose(): unknown }[]): Disposable {
    return new Disposable(() => many.forEach((each) => each.dispose()));
  }

  dispose(): void {
    this.#onDispose();
  }
}

export class EventEmitter<T> {
  readonly #listeners = new Set<{ readonly call: (value: T) => unknown }>();

  readonly event = (
    listener: (value: T) => unknown,
    self?: unknown,
    disposables?: { dispose(): unknown }[],
  ): Disposable => {
    const entry = { call: (value: T): unknown => listener.call(self, value) };
    this.#listeners.add(entry);
    const disposable = new Disposable(() => this.#listeners.delete(entry));
    disposables?.push(disposable);
    return disposable;
  };

  fire(value: T): void {
    for (const { call } of [...this.#listeners]) call(value);
  }

  dispose(): void {
    this.#listeners.clear();
  }
}

export class FileSystemError extends Error {
  readonly code: string;

  constructor(message: string, code = 'Unknown') {
    super(message);
    this.code = code;
  }

  static FileNotFound(about: Uri | string): FileSystemError {
    return new FileSystemError(about.toString(), 'FileNotFound');
  }

  static NoPermissions(about: Uri | string): FileSystemError {
    return new FileSystemError(about.toString(), 'NoPermissions');
  }
}

export class SnippetString {
  value: string;

  constructor(value = '') {
    this.value = value;
  }

  appendText(text: string): this {
    this.value += text.replace(/[\\$}]/g, '\\$&');
    return this;
  }
}

export type WorkspaceEditEntry =
  | { readonly kind: 'text'; readonly uri: Uri; readonly range: Range; readonly text: string }
  | { readonly kind: 'rename'; readonly from: Uri; readonly to: Uri; readonly isOverwriting: boolean };

export class WorkspaceEdit {
  readonly entriesInOrder: WorkspaceEditEntry[] = [];

  replace(uri: Uri, range: Range, text: string): void {
    this.entriesInOrder.push({ kind: 'text', uri, range, text });
  }

  insert(uri: Uri, where: Position, text: string): void {
    this.replace(uri, new Range(where, where), text);
  }

  delete(uri: Uri, range: Range): void {
    this.replace(uri, range, '');
  }

  renameFile(from: Uri, to: Uri, options?: { overwrite?: boolean }): void {
    this.entriesInOrder.push({ kind: 'rename', from, to, isOverwriting: options?.overwrite === true });
  }
}

export class TabInputText {
  readonly uri: Uri;

  constructor(uri: Uri) {
    this.uri = uri;
  }
}

export class TabInputTextDiff {
  readonly original: Uri;
  readonly modified: Uri;

  constructor(original: Uri, modified: Uri) {
    this.original = original;
    this.modified = modified;
  }
}

export class TabInputCustom {
  readonly uri: Uri;
  readonly viewType: string;

  constructor(uri: Uri, viewType: string) {
    this.uri = uri;
    this.viewType = viewType;
  }
}

export class TabInputNotebook extends TabInputCustom {}
export class TabInputNotebookDiff extends TabInputTextDiff {}

export class ThemeColor {
  readonly id: string;

  constructor(id: string) {
    this.id = id;
  }
}

export class ThemeIcon {
  readonly id: string;
  readonly color: ThemeColor | undefined;

  constructor(id: string, color?: ThemeColor) {
    this.id = id;
    this.color = color;
  }
}

export class TreeItem {
  label: string;
  collapsibleState: number;

  constructor(label: string, collapsibleState = 0) {
    this.label = label;
    this.collapsibleState = collapsibleState;
  }
}

export class InlineCompletionItem {
  insertText: unknown;
  range: Range | undefined;

  constructor(insertText: unknown, range?: Range) {
    this.insertText = insertText;
    this.range = range;
  }
}

export class MarkdownString {
  value = '';

  appendText(text: string): this {
    this.value += text;
    return this;
  }

  appendMarkdown(text: string): this {
    this.value += text;
    return this;
  }
}

/** A place that an editor is told of; nothing more is asked of it here. */
export interface EditBuilder {
  replace(where: Position | Range, text: string): void;
  insert(where: Position, text: string): void;
  delete(where: Range): void;
  setEndOfLine(eol: number): void;
}
