import assert from 'node:assert/strict';
import * as Y from 'yjs';
import { Binding } from '../../client/binding/binding.ts';
import type { BindingPlan } from '../../client/diagnostics/plan.ts';
import { BindingRecorder } from '../../client/diagnostics/recorder.ts';
import type { BufferChange, Log } from '../../client/ports.ts';
import type { Dialect } from '../support/dialect.ts';
import { FlagAttribution } from '../support/flagAttribution.ts';
import type { SeededRandom } from '../support/seed.ts';
import { SimulatedEditor } from '../support/simulatedEditor.ts';
import { type Eol, type ModelEvent, toLf } from '../support/simulatedModel.ts';
import { StepClock } from '../support/stepClock.ts';
import { DOC_GUID, type RelayHub } from './relayHub.ts';
import type { KeptState, RelayLink } from './relayLink.ts';

export interface DeskOptions {
  readonly hub: RelayHub;
  readonly clientId: number;
  /** What the document shows when it opens. */
  readonly text: string;
  readonly eol: Eol;
  readonly dialect: Dialect;
  readonly meltFrom: number;
  readonly maxReplaces: number;
  readonly hasOwnUndo: boolean;
  /** From an earlier window. */
  readonly kept?: KeptState;
  /** Decides what the editor leaves to chance. */
  readonly luck: SeededRandom;
  readonly onRemoteEdit: (event: ModelEvent) => void;
  /** Own undo or redo is about to run. */
  readonly onTakeBack: () => void;
  /** The copy of a renamed document is about to be led to the shared text, unless it shows that already. */
  readonly onTakeOver: (isInStep: boolean) => void;
  readonly ignoresVersions: boolean;
  readonly attributesByFlag: boolean;
  readonly recorded?: (plan: BindingPlan, sharedText: string) => void;
}

/** One window of one person: the room's document, the connection, the editor and the binding between them. */
export class Desk {
  readonly clock = new StepClock();
  readonly doc = new Y.Doc({ guid: DOC_GUID });
  readonly text = this.doc.getText('code');
  readonly link: RelayLink;
  readonly #options: DeskOptions;
  readonly #problems: string[] = [];
  readonly #undo: Y.UndoManager | undefined;
  readonly #origin = {};
  readonly #recorders = new Map<Binding, BindingRecorder>();
  #editor: SimulatedEditor;
  #binding: Binding;
  /** The document under its old name, while both are open. */
  #old:
    { readonly editor: SimulatedEditor; readonly binding: Binding; readonly openingText: string } | undefined;

  constructor(options: DeskOptions) {
    this.#options = options;
    this.doc.clientID = options.clientId;
    if (options.kept) {
      this.link = options.hub.attach(this.doc);
      this.link.restore(options.kept);
      this.link.connect();
    } else {
      this.link = options.hub.join(this.doc);
    }
    this.#undo = options.hasOwnUndo ? new WatchedUndo(this.text, options.onTakeBack) : undefined;
    this.#editor = this.#openEditor(options.text, options.eol);
    this.#binding = this.#bind(this.#editor);
    if (options.kept) this.#binding.reconcile(this.#editor.documentText);
  }

  get editor(): SimulatedEditor {
    return this.#editor;
  }

  get binding(): Binding {
    return this.#binding;
  }

  /** True when the extension has heard of everything and has decided whose it was. */
  get isSettled(): boolean {
    return !this.#editor.isBusy && !this.isRenaming;
  }

  get isRenaming(): boolean {
    return this.#old !== undefined;
  }

  /** The whole shared document, as a window keeps a copy of it. */
  state(): Uint8Array {
    return Y.encodeStateAsUpdate(this.doc);
  }

  /** VS Code opens a copy under another name; the old document stays open for a while. */
  rename(): void {
    const { model } = this.#editor;
    this.#old = { editor: this.#editor, binding: this.#binding, openingText: toLf(model.text) };
    this.#editor = this.#openEditor(model.text, model.eol);
    this.#editor.model.caret = model.caret;
    this.#binding = this.#bind(this.#editor);
    this.#binding.wait();
    this.#old.binding.settle();
  }

  /** Everything typed into the old document has been told; the copy takes over. */
  oldDocumentCloses(): boolean {
    const old = this.#old;
    if (!old) return false;
    this.#old = undefined;
    old.editor.stepHost(Infinity, false);
    this.#end(old.binding);
    this.#options.onTakeOver(old.openingText === this.text.toJSON());
    this.#binding.reconcile(old.openingText);
    return true;
  }

  /** What was typed has been told, and the window ends. */
  close(): void {
    this.oldDocumentCloses();
    this.#editor.losesReplies = true;
    this.#editor.stepHost(Infinity, false);
    this.#binding.settle();
  }

  dispose(): void {
    this.#end(this.#binding);
    this.#options.hub.detach(this.link);
    this.doc.destroy();
  }

  check(): void {
    assert.deepEqual(this.#problems, [], 'the binding reports no divergence');
    if (this.#old) return;
    const predicted = this.#binding.predict(this.#editor.documentText);
    if (predicted !== undefined) {
      assert.equal(predicted, this.text.toJSON(), '[B1] pending leads to the text');
    }
  }

  /** Works off whatever waits. False when there was nothing. */
  work(): boolean {
    let isBusy = this.link.stepAll();
    isBusy = this.oldDocumentCloses() || isBusy;
    while (this.clock.runSoon()) isBusy = true;
    if (this.#editor.isBusy) {
      isBusy = true;
      this.#editor.stepRenderer();
      this.#editor.stepHost(2, false);
    }
    if (!isBusy) isBusy = this.clock.runTimer();
    this.check();
    return isBusy;
  }

  checkRest(end: string): void {
    assert.ok(this.#binding.isIdle, '[B4] the binding comes to rest');
    const { text, eol } = this.#editor.model;
    assert.equal(this.#editor.documentText, end, '[B4] the document is the shared text');
    assert.equal(toLf(text), end, '[B4] the editor shows the shared text');
    assert.ok(eol === '\n' ? !text.includes('\r') : !/(^|[^\r])\n/.test(text), 'line endings stay uniform');
  }

  #openEditor(text: string, eol: Eol): SimulatedEditor {
    const { luck, dialect, meltFrom, ignoresVersions, onRemoteEdit } = this.#options;
    const editor = new SimulatedEditor(text, { random: luck, eol, dialect, meltFrom, ignoresVersions });
    editor.onRemoteEdit = onRemoteEdit;
    return editor;
  }

  #bind(editor: SimulatedEditor): Binding {
    const { maxReplaces, attributesByFlag, recorded, hasOwnUndo } = this.#options;
    const flag = attributesByFlag ? new FlagAttribution(editor.buffer) : undefined;
    const tuning = { refineFromUnits: 2, maxReplaces };
    const recorder = recorded && new BindingRecorder({ maxOperations: 40, tuning, hasOwnUndo });
    const buffer = flag?.buffer ?? editor.buffer;
    const log: Log = {
      info: () => undefined,
      warn: () => undefined,
      error: (message, details) => this.#problems.push(message + JSON.stringify(details)),
    };
    const binding = new Binding({
      text: this.text,
      buffer: recorder?.watch(buffer) ?? buffer,
      clock: this.clock,
      log,
      origin: this.#origin,
      ...(this.#undo ? { undo: this.#undo } : {}),
      ...(recorder ? { probe: recorder } : {}),
      tuning,
    });
    editor.onChange = (change: BufferChange) => binding.documentChanged(flag ? flag.changed(change) : change);
    binding.onProblem(({ kind }) => kind === 'diverged' && this.#problems.push(kind));
    if (recorder) this.#recorders.set(binding, recorder);
    return binding;
  }

  #end(binding: Binding): void {
    binding.dispose();
    const plan = this.#recorders.get(binding)?.plan();
    if (plan) this.#options.recorded?.(plan, this.text.toJSON());
  }
}

/** Says when it is about to take something back or bring it back. */
class WatchedUndo extends Y.UndoManager {
  readonly #onTakeBack: () => void;

  constructor(text: Y.Text, onTakeBack: () => void) {
    super(text, { trackedOrigins: new Set() });
    this.#onTakeBack = onTakeBack;
  }

  override undo(): ReturnType<Y.UndoManager['undo']> {
    this.#onTakeBack();
    return super.undo();
  }

  override redo(): ReturnType<Y.UndoManager['redo']> {
    this.#onTakeBack();
    return super.redo();
  }
}
