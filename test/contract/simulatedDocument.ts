import type { TextReplace } from '../../shared/text/replaces.ts';
import { assertNever } from '../../shared/assertNever.ts';
import { seededRandom } from '../support/seed.ts';
import type { Dialect } from '../support/dialect.ts';
import type { SimulatedEditor } from '../support/simulatedEditor.ts';
import type { Eol, ModelEvent } from '../support/simulatedModel.ts';
import type { DocumentDriver, DocumentStep, Heard, Observation, UnheardStep } from './documentDriver.ts';

type Submit = Extract<DocumentStep, { kind: 'submit' }>;

/** The contract's steps on a simulated document; `Editor` may be one with a fault. */
export class SimulatedDocument implements DocumentDriver {
  readonly #Editor: typeof SimulatedEditor;
  readonly #dialect: Dialect;
  #opened: SimulatedEditor | undefined;
  #heard: Heard[] = [];
  #version = 1;

  constructor(Editor: typeof SimulatedEditor, dialect: Dialect) {
    this.#Editor = Editor;
    this.#dialect = dialect;
  }

  open(text: string, eol: Eol): Promise<void> {
    const editor = new this.#Editor(text, { random: seededRandom(1), eol, dialect: this.#dialect });
    editor.onEvent = (event, lfChanges) => this.#changed(event, lfChanges);
    this.#opened = editor;
    this.#version = editor.model.version;
    return Promise.resolve();
  }

  perform(step: DocumentStep): Promise<Observation> {
    const editor = this.#editor;
    this.#heard = [];
    if (step.kind === 'submit') this.#submit(step);
    else this.#make(step);
    editor.drain();
    return Promise.resolve({
      heard: this.#heard,
      text: editor.model.text,
      eol: editor.model.eol,
      carets: editor.isVisible ? editor.told : [],
    });
  }

  close(): Promise<void> {
    this.#opened = undefined;
    return Promise.resolve();
  }

  get #editor(): SimulatedEditor {
    if (!this.#opened) throw new Error('Open a document first.');
    return this.#opened;
  }

  #make(step: Exclude<DocumentStep, Submit> | UnheardStep): void {
    const editor = this.#editor;
    const { model } = editor;
    switch (step.kind) {
      case 'setCarets':
        editor.buffer.select(step.carets.map(({ start, end }) => ({ anchor: start, head: end })));
        return;
      case 'type':
        if (step.text === '\n') editor.enter();
        else editor.type(step.text);
        return;
      case 'deleteLeft':
        editor.deleteLeft();
        return;
      case 'paste':
        editor.paste(step.text);
        return;
      case 'undo':
        editor.tell(model.undo());
        return;
      case 'redo':
        editor.tell(model.redo());
        return;
      case 'setEol':
        editor.tell(model.setEol(step.eol));
        return;
      case 'setReadOnly':
        editor.setReadOnly(step.isReadOnly);
        return;
      case 'setVisible':
        editor.setVisible(step.isVisible);
        return;
      default:
        assertNever(step);
    }
  }

  #submit({ calls, justAfter, through }: Submit): void {
    const { buffer } = this.#editor;
    const version = buffer.version;
    buffer.preferOtherPrimitive(through === 'workspace' ? 'ignored' : 'rejected', 1);
    for (const [call, replaces] of calls.entries()) {
      void buffer.submit(version, replaces).then((result) => {
        this.#heard.push({ kind: 'reply', call, result });
      });
    }
    // The extension has chosen the way already, but the editor works on what came first.
    if (justAfter) this.#make(justAfter);
  }

  #changed({ version, changes, reason }: ModelEvent, lfChanges: readonly TextReplace[]): void {
    this.#heard.push({
      kind: 'event',
      versions: version - this.#version,
      changes: changes.map(({ rangeOffset, rangeLength, text }) => ({
        offset: rangeOffset,
        length: rangeLength,
        text,
      })),
      lfChanges,
      reason: reason ?? 'none',
    });
    this.#version = version;
  }
}
