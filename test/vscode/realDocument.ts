import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { DocumentBuffer } from '../../extension/document/editorBuffer.ts';
import { lfOffsetAt, toLf, toLfChanges } from '../../extension/document/lineEndings.ts';
import { assertNever } from '../../shared/assertNever.ts';
import type {
  DocumentDriver,
  DocumentStep,
  Heard,
  Observation,
  UnheardStep,
} from '../contract/documentDriver.ts';
import { eventually } from '../support/eventually.ts';
import { ManualClock } from '../support/manualClock.ts';
import { silentLog } from '../support/silentLog.ts';
import type { Eol } from '../support/simulatedModel.ts';
import { closeAllEditors } from './window.ts';

type Submit = Extract<DocumentStep, { kind: 'submit' }>;

/** After this long the buffer has forgotten which way of editing it was told to avoid. */
const FORGOTTEN_MS = 60_000;

/** The contract's steps on a document of the VS Code around this test. */
export class RealDocument implements DocumentDriver {
  readonly #folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tandem-document-'));
  readonly #frontFile = path.join(this.#folder, 'front.txt');
  readonly #clock = new ManualClock();
  readonly #subscriptions: vscode.Disposable[] = [];
  #files = 0;
  #opened:
    | {
        readonly document: vscode.TextDocument;
        readonly buffer: DocumentBuffer;
        /** What hides it. */
        readonly front: vscode.TextDocument;
      }
    | undefined;
  #heard: Heard[] = [];
  #version = 0;
  #eol = vscode.EndOfLine.LF;

  async open(text: string, eol: Eol): Promise<void> {
    this.#release();
    // Or hundreds of them are open after as many seeds.
    await closeAllEditors();
    fs.writeFileSync(this.#frontFile, '');
    const file = path.join(this.#folder, `${++this.#files}.txt`);
    fs.writeFileSync(file, toLf(text).replaceAll('\n', eol));
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
    const front = await vscode.workspace.openTextDocument(vscode.Uri.file(this.#frontFile));
    const editor = await this.#show(document);
    if (document.eol !== eolNumber(eol)) await editor.edit((edit) => edit.setEndOfLine(eolNumber(eol)));
    await passBy();
    this.#opened = { document, front, buffer: new DocumentBuffer(document, this.#clock, silentLog) };
    this.#version = document.version;
    this.#eol = document.eol;
    this.#listen(document);
  }

  get document(): vscode.TextDocument {
    return this.#open.document;
  }

  perform(step: DocumentStep): Promise<Observation> {
    return this.during(() => (step.kind === 'submit' ? this.#submit(step) : this.#make(step)));
  }

  /** What comes of anything that is done to the document. */
  async during(act: () => PromiseLike<void>): Promise<Observation> {
    this.#heard = [];
    await act();
    return this.#observe();
  }

  async #observe(): Promise<Observation> {
    await passBy();
    const { document } = this;
    const editor = this.#editor;
    const ranges = (editor?.selections ?? []).map(({ start, end }) => ({
      start: lfOffsetAt(document, start),
      end: lfOffsetAt(document, end),
    }));
    return {
      heard: this.#heard,
      text: document.getText(),
      eol: document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n',
      carets: ranges.sort((a, b) => a.start - b.start || a.end - b.end),
    };
  }

  async close(): Promise<void> {
    this.#release();
    await closeAllEditors();
    fs.rmSync(this.#folder, { recursive: true, force: true });
  }

  get #editor(): vscode.TextEditor | undefined {
    return vscode.window.visibleTextEditors.find((editor) => editor.document === this.document);
  }

  get #open(): { document: vscode.TextDocument; buffer: DocumentBuffer; front: vscode.TextDocument } {
    if (!this.#opened) throw new Error('Open a document first.');
    return this.#opened;
  }

  async #make(step: Exclude<DocumentStep, Submit> | UnheardStep): Promise<void> {
    switch (step.kind) {
      case 'setCarets':
        this.#open.buffer.select(step.carets.map(({ start, end }) => ({ anchor: start, head: end })));
        return;
      case 'type':
        return vscode.commands.executeCommand('type', { text: step.text });
      case 'paste':
        return vscode.commands.executeCommand('paste', { text: step.text, pasteOnNewLine: false });
      case 'deleteLeft':
      case 'undo':
      case 'redo':
        return vscode.commands.executeCommand(step.kind);
      case 'setEol':
        await this.#editor?.edit((edit) => edit.setEndOfLine(eolNumber(step.eol)));
        return;
      case 'setReadOnly':
        return vscode.commands.executeCommand(
          `workbench.action.files.setActiveEditor${step.isReadOnly ? 'Readonly' : 'Writeable'}InSession`,
        );
      case 'setVisible':
        if (step.isVisible) await this.#show(this.document);
        else await this.#show(this.#open.front);
        return;
      default:
        assertNever(step);
    }
  }

  async #submit({ calls, justAfter, through }: Submit): Promise<void> {
    const buffer = this.#open.buffer;
    this.#clock.advance(FORGOTTEN_MS);
    if (through === 'workspace') buffer.preferOtherPrimitive('ignored', 1);
    const unheard = justAfter && this.#make(justAfter);
    const { version } = buffer;
    const replies = calls.map(async (replaces, call) => {
      const result = await buffer.submit(version, replaces);
      this.#heard.push({ kind: 'reply', call, result });
    });
    await Promise.all([unheard, ...replies]);
  }

  #listen(document: vscode.TextDocument): void {
    this.#subscriptions.push(
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (event.document !== document) return;
        const eolBefore = this.#eol;
        this.#eol = document.eol;
        if (event.contentChanges.length === 0) return;
        const lfChanges = toLfChanges(event.contentChanges, eolBefore, document.eol);
        this.#open.buffer.changed(lfChanges);
        this.#heard.push({
          kind: 'event',
          versions: document.version - this.#version,
          changes: event.contentChanges.map(({ rangeOffset, rangeLength, text }) => ({
            offset: rangeOffset,
            length: rangeLength,
            text,
          })),
          lfChanges,
          reason: reasonOf(event.reason),
        });
        this.#version = document.version;
      }),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        if (textEditor.document === document) this.#open.buffer.selectionsChanged(textEditor);
      }),
      vscode.window.onDidChangeVisibleTextEditors(() => this.#open.buffer.editorsChanged()),
    );
  }

  async #show(document: vscode.TextDocument): Promise<vscode.TextEditor> {
    const editor = await vscode.window.showTextDocument(document, { preview: false });
    await eventually('the editor to be active', () => vscode.window.activeTextEditor?.document === document);
    return editor;
  }

  #release(): void {
    for (const subscription of this.#subscriptions.splice(0)) subscription.dispose();
    this.#opened = undefined;
  }
}

/** A round trip to the renderer: what it sent before is here when this resolves. */
async function passBy(): Promise<void> {
  await vscode.commands.executeCommand('vscode.getEditorLayout');
}

function eolNumber(eol: Eol): vscode.EndOfLine {
  return eol === '\n' ? vscode.EndOfLine.LF : vscode.EndOfLine.CRLF;
}

function reasonOf(reason: vscode.TextDocumentChangeReason | undefined): 'undo' | 'redo' | 'none' {
  if (reason === vscode.TextDocumentChangeReason.Undo) return 'undo';
  return reason === vscode.TextDocumentChangeReason.Redo ? 'redo' : 'none';
}
