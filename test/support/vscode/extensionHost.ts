import type * as vscode from 'vscode';

/** A line and a character, from zero. */
export type At = readonly [line: number, character: number];
export interface Edit {
  readonly from: At;
  /** `from` where it is left out: an insertion. */
  readonly to?: At;
  readonly text: string;
}
export interface PlainSelection {
  readonly anchor: At;
  readonly active: At;
}

export type HostEvent =
  | {
      readonly event: 'change';
      readonly uri: string;
      readonly version: number;
      readonly reason?: number;
      readonly changes: readonly { offset: number; length: number; text: string }[];
    }
  | { readonly event: 'selection'; readonly uri: string; readonly selections: readonly PlainSelection[] };

/** The first message of a connection. */
export interface Hello {
  readonly event: 'hello';
  readonly token: string;
  readonly name: string;
  readonly pid: number;
}

/**
 * The vscode API of one window, called from the test's process. `where` is a file's path or a URI; without it the
 * active editor is meant. That a host is there does not say that an extension in it is active: wait for that.
 */
export class ExtensionHost {
  readonly name: string;
  readonly pid: number;
  /** Resolves when it has gone. */
  readonly gone: Promise<void>;
  readonly #send: (line: string) => void;
  readonly #calls = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #listeners = new Set<(event: HostEvent) => void>();
  readonly #gone = Promise.withResolvers<undefined>();
  #nextId = 1;
  #isAlive = true;

  constructor(hello: Hello, send: (line: string) => void) {
    this.name = hello.name;
    this.pid = hello.pid;
    this.gone = this.#gone.promise;
    this.#send = send;
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** Opens a document in an editor and gives its URI. */
  open(where: string, options: { column?: number; preserveFocus?: boolean } = {}): Promise<string> {
    return this.#call('open', where, options);
  }
  openUntitled(content = '', language = 'plaintext'): Promise<string> {
    return this.#call('openUntitled', content, language);
  }
  /** The text that the extensions of this window see. */
  read(where?: string): Promise<string> {
    return this.#call('read', where ?? null);
  }
  /** As if typed, in one piece; for keys one by one there is CodeWindow.type(). */
  type(text: string): Promise<void> {
    return this.#call('type', text);
  }
  /** `TextEditor.edit`; false when VS Code refused. */
  edit(edits: readonly Edit[], where?: string): Promise<boolean> {
    return this.#call('edit', edits, where);
  }
  /** `workspace.applyEdit`; false when VS Code refused. */
  apply(edits: readonly Edit[], where: string): Promise<boolean> {
    return this.#call('apply', edits, where);
  }
  select(selections: readonly PlainSelection[], where?: string): Promise<void> {
    return this.#call('select', selections, where);
  }
  selections(where?: string): Promise<PlainSelection[]> {
    return this.#call('selections', where);
  }
  save(where?: string): Promise<boolean> {
    return this.#call('save', where);
  }
  executeCommand(id: string, ...args: readonly unknown[]): Promise<unknown> {
    return this.#call('executeCommand', id, ...args);
  }
  /** Changes a user setting; undefined takes it back. */
  setting(key: string, value: unknown): Promise<void> {
    return this.#call('setting', key, value ?? null);
  }
  /**
   * Runs `body` in the extension host. Only its source travels: it sees its two parameters and nothing of the file
   * that it is written in. Arguments and result travel as JSON.
   */
  run<Args, Result>(
    body: (api: typeof vscode, args: Args) => Result | PromiseLike<Result>,
    args?: Args,
  ): Promise<Result> {
    return this.#call('evaluate', `return (${body.toString()})(vscode, args)`, args);
  }
  /** Calls `listener` at every change of a document or of a selection; the result ends that. */
  on(listener: (event: HostEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** For the hub: a message came. */
  receive(message: unknown): void {
    if (isEvent(message)) {
      for (const listener of this.#listeners) listener(message);
      return;
    }
    const { id, result, error } = message as { id: number; result?: unknown; error?: string };
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    if (error === undefined) call?.resolve(result);
    else call?.reject(new Error(`in the extension host of ${this.name}: ${error}`));
  }

  /** For the hub: the connection is gone. */
  lost(): void {
    this.#isAlive = false;
    this.#gone.resolve(undefined);
    for (const call of this.#calls.values()) call.reject(this.#goneError());
    this.#calls.clear();
  }

  #call<Result>(method: string, ...args: readonly unknown[]): Promise<Result> {
    if (!this.#isAlive) return Promise.reject(this.#goneError());
    const id = this.#nextId++;
    const call = Promise.withResolvers<unknown>();
    this.#calls.set(id, call);
    this.#send(`${JSON.stringify({ id, method, args })}\n`);
    return call.promise as Promise<Result>;
  }

  #goneError(): Error {
    return new Error(`the extension host of ${this.name} has gone`);
  }
}

function isEvent(message: unknown): message is HostEvent {
  return typeof message === 'object' && message !== null && 'event' in message;
}
