import type { ModelEdit } from '../modelEdits.ts';
import { type EditBuilder, EventEmitter, type SnippetString } from './api/classes.ts';
import { Position, Range, Selection } from './api/positions.ts';
import type { HostDocument } from './hostDocument.ts';
import type { HostCalls } from './hostCalls.ts';
import type { DocumentsDelta } from './hostNews.ts';

type Carets = readonly { readonly start: number; readonly end: number }[];

/** Lines that fit an editor. */
const SHOWN_LINES = 40;

/** A TextEditor of the extension host. */
export class HostEditor {
  readonly id: number;
  readonly document: HostDocument;
  readonly viewColumn: number;
  readonly options = {};
  readonly #calls: HostCalls;
  #selections: readonly Selection[];
  isGone = false;

  constructor(parts: {
    id: number;
    document: HostDocument;
    viewColumn: number;
    carets: Carets;
    calls: HostCalls;
  }) {
    this.id = parts.id;
    this.document = parts.document;
    this.viewColumn = parts.viewColumn;
    this.#calls = parts.calls;
    this.#selections = this.#selectionsAt(parts.carets);
  }

  get selections(): readonly Selection[] {
    return this.#selections;
  }

  set selections(selections: readonly Selection[]) {
    this.#selections = selections;
    const carets = selections.map(({ start, end }) => ({
      start: this.document.offsetAt(start),
      end: this.document.offsetAt(end),
    }));
    this.#calls.select(this.id, carets);
  }

  get selection(): Selection {
    return this.#selections[0] ?? new Selection(0, 0, 0, 0);
  }

  set selection(selection: Selection) {
    this.selections = [selection];
  }

  get visibleRanges(): Range[] {
    const last = Math.min(this.document.lineCount - 1, SHOWN_LINES);
    return [new Range(0, 0, last, 0)];
  }

  /** The renderer has told them. */
  takeSelections(carets: Carets): void {
    this.#selections = this.#selectionsAt(carets);
  }

  async edit(fill: (builder: EditBuilder) => void): Promise<boolean> {
    if (this.isGone) throw new Error('TextEditor#edit not possible on closed editors');
    const { document } = this;
    const { version } = document;
    const edits: ModelEdit[] = [];
    let eol: '\n' | '\r\n' | undefined;
    const add = (range: Range, text: string, as: ModelEdit['as'] = 'replace'): void => {
      const offset = document.offsetAt(range.start);
      edits.push({ offset, length: document.offsetAt(range.end) - offset, text, as });
    };
    fill({
      replace: (where, text) => add(where instanceof Position ? new Range(where, where) : where, text),
      insert: (where, text) => add(new Range(where, where), text, 'insert'),
      delete: (where) => add(where, ''),
      setEndOfLine: (number) => (eol = number === 1 ? '\n' : '\r\n'),
    });
    if (edits.length === 0 && eol === undefined) return true;
    return this.#calls.editThrough(this.id, { version, edits, eol });
  }

  async insertSnippet(snippet: SnippetString, where: Position): Promise<boolean> {
    if (this.isGone) throw new Error('TextEditor#insertSnippet not possible on closed editors');
    const text = snippet.value.replace('${0}', '').replace(/\\([\\$}])/g, '$1');
    const edit: ModelEdit = { offset: this.document.offsetAt(where), length: 0, text, as: 'snippet' };
    return this.#calls.editThrough(this.id, {
      version: this.document.version,
      edits: [edit],
      eol: undefined,
    });
  }

  setDecorations(): void {
    // Nobody looks.
  }

  revealRange(): void {
    // Everything is in view.
  }

  #selectionsAt(carets: Carets): Selection[] {
    return carets.map(
      ({ start, end }) => new Selection(this.document.positionAt(start), this.document.positionAt(end)),
    );
  }
}

/** The editors of the extension host, and the events about them. */
export class HostEditors {
  readonly activeChanged = new EventEmitter<HostEditor | undefined>();
  readonly visibleChanged = new EventEmitter<readonly HostEditor[]>();
  readonly selectionChanged = new EventEmitter<{
    textEditor: HostEditor;
    selections: readonly Selection[];
    kind: number | undefined;
  }>();
  readonly rangesChanged = new EventEmitter<{ textEditor: HostEditor; visibleRanges: readonly Range[] }>();
  readonly shown = new Map<number, HostEditor>();
  #active: number | undefined;
  readonly #calls: HostCalls;

  constructor(calls: HostCalls) {
    this.#calls = calls;
  }

  get active(): HostEditor | undefined {
    return this.#active === undefined ? undefined : this.shown.get(this.#active);
  }

  take(
    { removedEditors, addedEditors, activeEditor }: DocumentsDelta,
    documents: ReadonlyMap<string, HostDocument>,
  ): void {
    for (const id of removedEditors) {
      const editor = this.shown.get(id);
      if (editor !== undefined) editor.isGone = true;
      this.shown.delete(id);
    }
    for (const { id, key, viewColumn, carets } of addedEditors) {
      const document = documents.get(key);
      if (document === undefined) continue;
      this.shown.set(id, new HostEditor({ id, document, viewColumn, carets, calls: this.#calls }));
    }
    if (activeEditor !== undefined) this.#active = activeEditor.id;
  }

  selectionsChanged(ids: readonly number[], carets: Carets): void {
    for (const id of ids) {
      const textEditor = this.shown.get(id);
      if (textEditor === undefined) continue;
      textEditor.takeSelections(carets);
      this.selectionChanged.fire({ textEditor, selections: textEditor.selections, kind: undefined });
    }
  }
}
