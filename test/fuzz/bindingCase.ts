import assert from 'node:assert/strict';
import * as Y from 'yjs';
import { Binding } from '../../extension/core/binding/binding.ts';
import type { EditorBuffer } from '../../extension/core/ports.ts';
import { FlagAttribution } from '../support/flagAttribution.ts';
import { type SeededRandom, seededRandom } from '../support/seed.ts';
import { SimulatedEditor } from '../support/simulatedEditor.ts';
import { toLf } from '../support/simulatedModel.ts';
import { StepClock } from '../support/stepClock.ts';
import { RelayHub, type RelayLink } from './relayHub.ts';
import { deleteSomewhere, type EditHabits, editSomehow, UniqueText } from './userEdits.ts';

export interface BindingCaseOptions {
  /** Another build of the binding, to see whether the checks notice its fault. */
  readonly Binding?: typeof Binding;
  /** Planted fault of the editor. */
  readonly ignoresVersions?: boolean;
  /** Planted fault between editor and binding. */
  readonly attributesByFlag?: boolean;
}

/**
 * One random history of two or three editors and perhaps a bare Yjs client, who type, undo, hide, go offline, come back
 * and leave, with every message on its way for a random time. Throws where a rule is broken.
 */
export function runBindingCase(seed: number, options: BindingCaseOptions = {}): void {
  new BindingCase(seed, options).run();
}

interface Habits extends EditHabits {
  readonly undo: 'none' | 'own' | 'built-in only';
  readonly goesReadOnly: boolean;
  readonly hides: boolean;
  readonly bringsReturns: boolean;
  readonly meltFrom: number;
  readonly goesOffline: boolean;
  readonly leaves: boolean;
}

class BindingCase {
  readonly #random: SeededRandom;
  readonly #habits: Habits;
  readonly #unique: UniqueText;
  readonly #hub: RelayHub;
  readonly #peers: Peer[];
  readonly #bare: BareClient | undefined;

  constructor(seed: number, options: BindingCaseOptions) {
    const random = seededRandom(seed);
    this.#random = random;
    this.#habits = chooseHabits(random);
    this.#unique = new UniqueText(random, this.#habits);
    const opening = this.#unique.opening();
    this.#hub = new RelayHub(opening);
    this.#peers = Array.from(
      { length: 2 + random.int(2) },
      (_, k) =>
        new Peer(10 + ((k * 7 + seed) % 23) * 10 + k, opening, this.#hub, random, this.#habits, options),
    );
    this.#bare = random.chance(0.3) ? new BareClient(this.#hub) : undefined;
  }

  run(): void {
    const steps = 10 + this.#random.int(60);
    for (let k = 0; k < steps; k++) {
      this.#step(this.#random.pick(this.#peers));
    }
    this.#comeToRest();
    this.#checkTheEnd();
  }

  #step(peer: Peer): void {
    const random = this.#random;
    const dice = random.next();
    if (dice < 0.3) editSomehow(peer.editor, random, this.#habits, this.#unique);
    else if (dice < 0.49) peer.editor.stepRenderer();
    else if (dice < 0.68) peer.editor.stepHost(1 + random.int(4), random.chance(0.5));
    else if (dice < 0.82) peer.clock.runSoon();
    else if (dice < 0.84) peer.clock.runTimer();
    else if (dice < 0.94) this.#deliver(this.#anyLink(), 1 + random.int(3));
    else if (dice < 0.955) peer.takeBack(random);
    else if (dice < 0.97) this.#editBarely();
    else this.#disturb(peer);
    if (this.#habits.leaves && random.chance(0.02)) peer.leave();
    for (const each of this.#peers) each.check();
  }

  #deliver(link: RelayLink, count: number): void {
    for (let k = 0; k < count; k++) if (!link.step(this.#random.chance(0.5))) return;
  }

  #anyLink(): RelayLink {
    const links = this.#peers.map(({ link }) => link);
    return this.#random.pick(this.#bare ? [...links, this.#bare.link] : links);
  }

  #editBarely(): void {
    if (!this.#bare) return;
    const { text } = this.#bare;
    const random = this.#random;
    const now = text.toJSON();
    if (random.chance(0.7) || now === '' || !this.#habits.deletes) {
      const at = wholeCharacter(now, random.int(now.length + 1));
      text.insert(at, (this.#habits.bringsReturns && random.chance(0.3) ? '\r' : '') + this.#unique.text(0));
    } else {
      deleteSomewhere(now, random, this.#unique, wholeCharacter, (offset, length) =>
        text.delete(offset, length),
      );
    }
  }

  #disturb(peer: Peer): void {
    const random = this.#random;
    const { goesReadOnly, hides, goesOffline, undo } = this.#habits;
    const disturbances = [
      () => peer.hold(random),
      ...(goesReadOnly ? [() => (peer.editor.isReadOnly = !peer.editor.isReadOnly)] : []),
      ...(hides ? [() => peer.editor.setVisible(!peer.editor.isVisible)] : []),
      ...(goesOffline ? [() => peer.link.toggle()] : []),
      ...(undo === 'none' ? [] : [() => peer.runBuiltInUndo(random)]),
    ];
    random.pick(disturbances)();
  }

  #comeToRest(): void {
    for (const { link } of this.#peers) link.connect();
    for (let round = 0; ; round++) {
      assert.ok(round < 5_000, 'does not come to rest');
      let isBusy = this.#bare?.link.stepAll() ?? false;
      for (const peer of this.#peers) isBusy = peer.work() || isBusy;
      if (!isBusy) return;
    }
  }

  #checkTheEnd(): void {
    const end = this.#hub.text.toJSON();
    for (const peer of this.#peers) peer.checkTheEnd(end);
    if (this.#bare) assert.equal(this.#bare.text.toJSON(), end, 'the bare client shows the same text');
    if (this.#habits.undo === 'none') {
      this.#unique.checkEveryOne(end, this.#copiesAllowed());
      if (this.#habits.meltFrom >= 1000) this.#unique.checkLength(end.replaceAll('\r', ''));
    }
    if (this.#habits.undo === 'own') {
      const nobodyElse = new Set(
        this.#peers.filter(({ hasUndone }) => hasUndone).map(({ editor }) => editor),
      );
      this.#unique.checkOthersKept(end, nobodyElse, this.#copiesAllowed());
    }
  }

  /** An edit that the editor melts is known by its effect only; what others change meanwhile may be doubled. */
  #copiesAllowed(): number {
    return this.#habits.meltFrom < 1000 ? this.#peers.length : 1;
  }
}

class Peer {
  readonly editor: SimulatedEditor;
  readonly clock = new StepClock();
  readonly link: RelayLink;
  readonly #doc: Y.Doc;
  readonly #text: Y.Text;
  readonly #binding: Binding;
  readonly #problems: string[] = [];
  readonly #hasOwnUndo: boolean;
  hasUndone = false;
  #hasLeft = false;

  constructor(
    clientId: number,
    opening: string,
    hub: RelayHub,
    random: SeededRandom,
    habits: Habits,
    options: BindingCaseOptions,
  ) {
    this.#doc = new Y.Doc();
    this.#doc.clientID = clientId;
    this.link = hub.join(this.#doc);
    this.#text = this.#doc.getText('code');
    this.#hasOwnUndo = habits.undo === 'own';
    this.editor = new SimulatedEditor(opening, {
      random,
      eol: random.chance(0.3) ? '\r\n' : '\n',
      meltFrom: habits.meltFrom,
      ignoresVersions: options.ignoresVersions ?? false,
    });
    const flag = options.attributesByFlag ? new FlagAttribution(this.editor.buffer) : undefined;
    this.#binding = this.#bind(flag?.buffer ?? this.editor.buffer, random, habits, options);
    this.editor.onChange = (change) => {
      this.#binding.documentChanged(flag ? flag.changed(change) : change);
    };
    this.#binding.onProblem(({ kind }) => kind === 'diverged' && this.#problems.push(kind));
  }

  check(): void {
    assert.deepEqual(this.#problems, [], 'the binding reports no divergence');
    const predicted = this.#binding.predict(this.editor.documentText);
    if (predicted !== undefined)
      assert.equal(predicted, this.#text.toJSON(), '[B1] pending leads to the text');
  }

  takeBack(random: SeededRandom): void {
    if (!this.#hasOwnUndo) return;
    this.hasUndone = true;
    void (random.chance(0.7) ? this.#binding.undo() : this.#binding.redo());
  }

  runBuiltInUndo(random: SeededRandom): void {
    this.hasUndone = true;
    this.editor.tell(random.chance(0.6) ? this.editor.model.undo() : this.editor.model.redo());
  }

  hold(random: SeededRandom): void {
    const release = this.#binding.hold();
    if (random.chance(0.5)) this.clock.after(random.int(2_000), release);
  }

  /** The window closes: replies that are on their way never come, keystrokes still do. */
  leave(): void {
    this.editor.losesReplies = true;
    this.#hasLeft = true;
    this.#binding.settle();
  }

  /** Works off whatever waits. False when there was nothing. */
  work(): boolean {
    let isBusy = this.link.stepAll();
    while (this.clock.runSoon()) isBusy = true;
    if (this.editor.isBusy) {
      isBusy = true;
      this.editor.stepRenderer();
      this.editor.stepHost(2, false);
    }
    if (!isBusy) isBusy = this.clock.runTimer();
    this.check();
    return isBusy;
  }

  checkTheEnd(end: string): void {
    assert.equal(this.#text.toJSON(), end, 'the shared texts are equal');
    if (this.#hasLeft) return;
    assert.ok(this.#binding.isIdle, '[B4] the binding comes to rest');
    const { text, eol } = this.editor.model;
    assert.equal(this.editor.documentText, end, '[B4] the document is the shared text');
    assert.equal(toLf(text), end, '[B4] the editor shows the shared text');
    assert.ok(eol === '\n' ? !text.includes('\r') : !/(^|[^\r])\n/.test(text), 'line endings stay uniform');
  }

  #bind(buffer: EditorBuffer, random: SeededRandom, habits: Habits, options: BindingCaseOptions): Binding {
    const BindingClass = options.Binding ?? Binding;
    const isBelowMelting = habits.meltFrom < 1000 && random.chance(0.7);
    return new BindingClass({
      text: this.#text,
      buffer,
      clock: this.clock,
      log: {
        info: () => undefined,
        warn: () => undefined,
        error: (message, details) => this.#problems.push(message + JSON.stringify(details)),
      },
      ...(this.#hasOwnUndo ? { undo: new Y.UndoManager(this.#text, { trackedOrigins: new Set() }) } : {}),
      tuning: { refineFromUnits: 2, ...(isBelowMelting ? { maxReplaces: habits.meltFrom - 1 } : {}) },
    });
  }
}

/** Somebody who uses the room by Yjs alone. */
class BareClient {
  readonly text: Y.Text;
  readonly link: RelayLink;

  constructor(hub: RelayHub) {
    const doc = new Y.Doc();
    doc.clientID = 5;
    this.link = hub.join(doc);
    this.text = doc.getText('code');
  }
}

function chooseHabits(random: SeededRandom): Habits {
  const typesAlike = random.chance(0.1);
  return {
    undo: random.chance(0.75) ? 'none' : random.chance(0.5) ? 'own' : 'built-in only',
    // Without a true reply the content decides, and edits that look alike cannot be told apart (docs/binding.md).
    goesReadOnly: !typesAlike && random.chance(0.2),
    hides: random.chance(0.2),
    switchesEol: random.chance(0.15),
    bringsReturns: random.chance(0.1),
    usesPairs: random.chance(0.15),
    mergesEvents: random.chance(0.15),
    indentsAutomatically: random.chance(0.2),
    meltFrom: random.chance(0.2) ? 3 + random.int(5) : 1000,
    goesOffline: random.chance(0.3),
    leaves: !typesAlike && random.chance(0.15),
    deletes: !typesAlike && random.chance(0.8),
    typesAlike,
  };
}

function wholeCharacter(text: string, offset: number): number {
  return /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(Math.max(0, offset - 1), offset + 1))
    ? offset - 1
    : offset;
}
