import assert from 'node:assert/strict';
import { assertNever } from '../../shared/assertNever.ts';
import type { BindingPlan } from '../../client/diagnostics/plan.ts';
import type { SeededRandom } from '../support/seed.ts';
import { DIALECTS } from '../support/dialect.ts';
import { type ModelEvent, toLf } from '../support/simulatedModel.ts';
import type { VsCodeName } from '../support/vscode/vsCodes.ts';
import type { CaseOperation, CaseSetup } from './casePlan.ts';
import { Desk } from './desk.ts';
import { Hands, type WritingOperation } from './hands.ts';
import type { Author, Ledger } from './ledger.ts';
import type { RelayHub } from './relayHub.ts';
import type { RelayLink } from './relayLink.ts';
import { UndoModel } from './undoModel.ts';

/** Planted faults outside the binding, and who listens. */
export interface CaseOptions {
  /** Everybody's, instead of what the plan says. */
  readonly vsCode?: VsCodeName;
  /** The editor makes edits whatever version they were asked for. */
  readonly ignoresVersions?: boolean;
  /** What stands between editor and binding takes the first event for the edit under way. */
  readonly attributesByFlag?: boolean;
  /** Gets what was recorded of every binding when it ends, and the shared text of that moment. */
  readonly recorded?: (plan: BindingPlan, sharedText: string) => void;
}

export interface PersonOptions {
  readonly number: number;
  readonly setup: CaseSetup;
  readonly hub: RelayHub;
  readonly ledger: Ledger;
  readonly options: CaseOptions;
}

export type PersonOperation = Extract<CaseOperation, { by: number }>;

/** Somebody at a desk: does what the history says, and enters in the ledger what was meant by it. */
export class Person {
  readonly #options: PersonOptions;
  readonly #undo: UndoModel;
  readonly #luck = new GivenLuck();
  #desk: Desk;
  #windows = 0;
  #hasLeft = false;
  /** What the document showed some time ago, as an old backup has it. */
  #oldText: string;
  /** The document was opened with another text than the room's may be, and has not been led to it yet. */
  #isStale = false;
  /** Something was written into the copy of a renamed document, before that took over. */
  #hasWrittenIntoCopy = false;
  #oldState: Uint8Array;

  constructor(options: PersonOptions) {
    this.#options = options;
    this.#undo = new UndoModel(options.ledger);
    this.#oldText = options.setup.opening;
    this.#desk = this.#openDesk(options.setup.opening, this.#setup.eol);
    this.#oldState = this.#desk.state();
  }

  get author(): Author {
    return this.#undo;
  }

  get link(): RelayLink {
    return this.#desk.link;
  }

  /** False when there was nothing to do. */
  perform(operation: PersonOperation): boolean {
    const { editor, binding, clock } = this.#desk;
    switch (operation.do) {
      case 'type':
      case 'insert':
      case 'backspace':
      case 'replace':
      case 'cursors':
      case 'edit twice':
      case 'select':
      case 'indent':
        return this.#write(operation);
      case 'undo':
      case 'redo':
        return this.#takeBack(operation.do);
      case 'native undo':
        return this.#takeBackNatively(editor.model.undo(), 'undo');
      case 'native redo':
        return this.#takeBackNatively(editor.model.redo(), 'redo');
      case 'change line endings':
        editor.tell(editor.model.setEol(editor.model.eol === '\n' ? '\r\n' : '\n'));
        return true;
      case 'toggle read-only':
        editor.setReadOnly(!editor.isReadOnly);
        return true;
      case 'toggle visible':
        editor.setVisible(!editor.isVisible);
        return true;
      case 'hold': {
        const release = binding.hold();
        if (operation.ms !== undefined) clock.after(operation.ms, release);
        return true;
      }
      case 'renderer':
        this.#luck.isLucky = operation.isLucky;
        return editor.stepRenderer();
      case 'host': {
        const hadWork = editor.hasNews;
        editor.stepHost(operation.count, operation.isLate);
        return hadWork;
      }
      case 'task':
        this.#luck.isLucky = operation.isLucky;
        return clock.runSoon();
      case 'timer':
        return clock.runTimer();
      case 'leave':
        return this.#leave();
      case 'reload':
      case 'crash':
        return this.#reload(operation);
      case 'rename':
        if (this.#hasLeft || this.#desk.isRenaming) return false;
        this.#desk.rename();
        this.#undo.close();
        this.#hasWrittenIntoCopy = false;
        return true;
      case 'old document closes':
        return this.#desk.oldDocumentCloses();
      case 'deliver':
      case 'cut':
      case 'connect':
        throw new Error(`"${operation.do}" is the network's.`);
      default:
        return assertNever(operation);
    }
  }

  check(): void {
    this.#desk.check();
  }

  /** Works off whatever waits. False when there was nothing. */
  work(): boolean {
    return this.#desk.work();
  }

  checkTheEnd(end: string): void {
    assert.equal(this.#desk.text.toJSON(), end, 'the shared texts are equal');
    assert.ok(this.link.unsaved.isEmpty, 'the relay has acknowledged every edit');
    if (!this.#hasLeft) this.#desk.checkRest(end);
    this.#desk.dispose();
  }

  get #setup(): CaseSetup['people'][number] {
    const own = this.#options.setup.people[this.#options.number];
    if (!own) throw new Error('There is no such person in this case.');
    return own;
  }

  #guessed(): void {
    this.#undo.hasGuessed = true;
    this.#undo.isUncertain = true;
  }

  #write(operation: WritingOperation): boolean {
    const { number, setup, ledger } = this.#options;
    this.#isStale &&= !this.#desk.binding.isIdle;
    if (operation.do !== 'select') {
      if (this.#isStale) this.#guessed();
      this.#hasWrittenIntoCopy ||= this.#desk.isRenaming;
    }
    const { editor } = this.#desk;
    return new Hands({
      editor,
      ledger,
      undo: this.#undo,
      meltFrom: setup.meltFrom,
      isBehind: this.#undo.isWaiting || !this.#desk.binding.isIdle,
      ground: setup.ground === 'own' ? number : undefined,
    }).write(operation);
  }

  #takeBack(direction: 'undo' | 'redo'): boolean {
    if (this.#hasLeft) return false;
    this.#undo.request(direction);
    const { editor, binding } = this.#desk;
    editor.runCommand(() => void binding[direction]());
    return true;
  }

  #takeBackNatively(event: ModelEvent | undefined, direction: 'undo' | 'redo'): boolean {
    if (this.#options.setup.undo === 'own' && event) {
      if (this.#hasLeft) this.#undo.isUncertain = true;
      this.#undo.request(direction);
    }
    this.#desk.editor.tell(event);
    return event !== undefined;
  }

  /** The window closes: replies that are on their way never come, keystrokes still do. */
  #leave(): boolean {
    if (this.#hasLeft || this.#desk.isRenaming) return false;
    this.#hasLeft = true;
    this.#undo.isUncertain ||= this.#undo.isWaiting;
    this.#desk.editor.losesReplies = true;
    this.#desk.binding.settle();
    return true;
  }

  /** A reload writes down everything; a crash leaves what was written down until then, and an older copy of the state. */
  #reload({ do: how, shows }: { do: 'reload' | 'crash'; shows: 'room' | 'backup' | 'old backup' }): boolean {
    const desk = this.#desk;
    // What the extension had not heard of or not decided when it crashed is lost (docs/binding.md).
    if (this.#hasLeft || (how === 'crash' && !desk.isSettled)) return false;
    desk.close();
    const kept = {
      state: how === 'crash' ? this.#oldState : desk.state(),
      unsaved: desk.link.unsaved.merged(),
    };
    const backup = toLf(desk.editor.model.text);
    const { eol } = desk.editor.model;
    const room = desk.text.toJSON().replaceAll('\r', '');
    desk.dispose();
    this.#undo.forget();
    this.#windows++;
    const text = { room, backup, 'old backup': this.#oldText }[shows];
    this.#desk = this.#openDesk(text, eol, kept);
    // The copy of the state may be older than what the window shows, which then is led to it first.
    this.#isStale = text !== room || text !== this.#desk.text.toJSON().replaceAll('\r', '');
    this.#oldText = backup;
    this.#oldState = kept.state;
    return true;
  }

  #openDesk(text: string, eol: '\n' | '\r\n', kept?: ConstructorParameters<typeof Desk>[0]['kept']): Desk {
    const { hub, setup, options } = this.#options;
    return new Desk({
      hub,
      clientId: this.#setup.clientId + 1_000 * this.#windows,
      text,
      eol,
      dialect: DIALECTS[options.vsCode ?? this.#setup.vsCode],
      meltFrom: setup.meltFrom,
      maxReplaces: this.#setup.maxReplaces,
      hasOwnUndo: setup.undo === 'own',
      luck: this.#luck,
      onRemoteEdit: (event) => this.#movedBy(event),
      onTakeBack: () => this.#undo.runs(),
      onTakeOver: (isInStep) => {
        this.#isStale = !isInStep;
        if (!isInStep && this.#hasWrittenIntoCopy) this.#guessed();
      },
      ignoresVersions: options.ignoresVersions ?? false,
      attributesByFlag: options.attributesByFlag ?? false,
      ...(options.recorded ? { recorded: options.recorded } : {}),
      ...(kept ? { kept } : {}),
    });
  }

  #movedBy({ changes, eol }: ModelEvent): void {
    const perLine = eol === '\n' ? 0 : 1;
    this.#undo.moved(
      changes.map(({ rangeOffset, rangeLength, text, range }) => ({
        offset: rangeOffset - perLine * range.start.line,
        length: rangeLength - perLine * (range.end.line - range.start.line),
        text: toLf(text),
      })),
    );
  }
}

/** Where the editor leaves something to chance, the history decides. */
class GivenLuck implements SeededRandom {
  isLucky = false;

  chance(): boolean {
    return this.isLucky;
  }

  next(): number {
    return this.isLucky ? 0 : 0.5;
  }

  int(): number {
    return 0;
  }

  pick<T>(list: readonly T[]): T {
    const [first] = list;
    if (first === undefined) throw new Error('Cannot pick from an empty list.');
    return first;
  }
}
