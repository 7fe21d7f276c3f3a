import * as vscode from 'vscode';
import type { CompletionEngine } from '../../engine/completionEngine.ts';
import type { Offer } from '../../client/completion/offer.ts';
import type { Clock, Log } from '../../client/ports.ts';
import { Setting } from '../names.ts';
import { lfOffsetAt, toLf, toLfChanges } from '../document/lineEndings.ts';

/** What is asked of this window's engine. */
export interface WindowEngineRequest {
  readonly document: vscode.TextDocument;
  readonly position: vscode.Position;
  /** False once the position is another place than the one that was asked for. */
  readonly isUpToDate: () => boolean;
  readonly wrongCost: number;
  readonly maxLines: number;
  readonly alternatives: number;
}

/** Beyond this a document is not learned from: opening it would be felt. UTF-16 units. */
const MAX_DOCUMENT_UNITS = 1_000_000;

/**
 * The completion engine in this window, for when the relay is far or away. It is loaded and reads the open documents
 * when it is first asked; from then on it is told of every edit.
 */
export class WindowEngine {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #mayLearnFrom: (document: vscode.TextDocument) => boolean;
  #listening: vscode.Disposable | undefined;
  /** How the line endings of each document that the engine holds were. */
  readonly #held = new Map<string, vscode.EndOfLine>();
  #engine: Promise<CompletionEngine> | undefined;
  #isDisposed = false;

  constructor(options: { clock: Clock; log: Log; mayLearnFrom: (document: vscode.TextDocument) => boolean }) {
    this.#clock = options.clock;
    this.#log = options.log;
    this.#mayLearnFrom = options.mayLearnFrom;
  }

  /** What may stand at the position, the best first; undefined when the text has moved on. Never rejects. */
  async complete(request: WindowEngineRequest): Promise<Offer[] | undefined> {
    try {
      const engine = await (this.#engine ??= this.#start(request.document));
      return request.isUpToDate() ? this.#complete(engine, request) : undefined;
    } catch (error) {
      this.#log.error('The completion engine failed.', { error: String(error) });
      return [];
    }
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#listening?.dispose();
  }

  async #start(first: vscode.TextDocument): Promise<CompletionEngine> {
    // Not with the extension: whoever never asks pays nothing for it.
    const { CompletionEngine } = await import('../../engine/completionEngine.ts');
    const engine = new CompletionEngine();
    if (this.#isDisposed) return engine;
    this.#open(engine, first);
    this.#listening = vscode.Disposable.from(
      vscode.workspace.onDidOpenTextDocument((document) => this.#open(engine, document)),
      vscode.workspace.onDidCloseTextDocument((document) => this.#close(engine, document)),
      vscode.workspace.onDidChangeTextDocument((event) => this.#changed(engine, event)),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(`tandem.${Setting.completionsExclude}`)) this.#choiceChanged(engine);
      }),
    );
    this.#openRest(engine, [...vscode.workspace.textDocuments]);
    return engine;
  }

  /** One in each turn of the event loop, so that typing goes on meanwhile. */
  #openRest(engine: CompletionEngine, documents: vscode.TextDocument[]): void {
    const next = documents.pop();
    if (next === undefined || this.#isDisposed) return;
    if (!next.isClosed && !this.#held.has(next.uri.toString())) this.#open(engine, next);
    this.#clock.soon(() => this.#openRest(engine, documents));
  }

  /** Other documents may be learned from than before. */
  #choiceChanged(engine: CompletionEngine): void {
    const documents = [...vscode.workspace.textDocuments];
    for (const document of documents) if (!this.#mayLearnFrom(document)) this.#close(engine, document);
    this.#openRest(engine, documents);
  }

  #open(engine: CompletionEngine, document: vscode.TextDocument): void {
    if (!this.#mayLearnFrom(document)) return;
    const text = toLf(document.getText());
    if (text.length > MAX_DOCUMENT_UNITS) return;
    const name = document.uri.toString();
    engine.open(name, { text, language: document.languageId });
    this.#held.set(name, document.eol);
  }

  #close(engine: CompletionEngine, document: vscode.TextDocument): void {
    const name = document.uri.toString();
    engine.close(name);
    this.#held.delete(name);
  }

  #changed(engine: CompletionEngine, { document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const name = document.uri.toString();
    const eol = this.#held.get(name);
    if (eol === undefined || contentChanges.length === 0) return;
    try {
      for (const { offset, length, text } of toLfChanges(contentChanges, eol, document.eol))
        engine.edit(name, offset, length, text);
      this.#held.set(name, document.eol);
    } catch {
      // It has missed something: it reads the document again when it is next asked there.
      this.#close(engine, document);
    }
  }

  #complete(engine: CompletionEngine, request: WindowEngineRequest): Offer[] {
    const { document, position, wrongCost, maxLines, alternatives } = request;
    const name = document.uri.toString();
    if (!this.#held.has(name)) this.#open(engine, document);
    if (!this.#held.has(name)) return [];
    const others = [...this.#held.keys()].filter((other) => other !== name);
    const offset = lfOffsetAt(document, position);
    return engine
      .complete({ document: name, offset, others, wrongCost, maxLines, alternatives })
      .map((offer) => ({ ...offer, source: 'window', id: undefined }));
  }
}
