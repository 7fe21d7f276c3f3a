import assert from 'node:assert/strict';
import * as Y from 'yjs';
import type { CaseOperation, CasePlan } from './casePlan.ts';
import { generateCase } from './generateCase.ts';
import { checkGrounds, groundOf } from './ground.ts';
import { Ledger, type Step } from './ledger.ts';
import { Person, type CaseOptions } from './person.ts';
import { DOC_GUID, RelayHub } from './relayHub.ts';
import type { RelayLink } from './relayLink.ts';

/** Runs the history that belongs to a seed. Returns how many of its operations did something. */
export function runBindingCase(seed: number, options: CaseOptions = {}): number {
  return runCasePlan(generateCase(seed), options);
}

/** Runs a history with all its checks. Throws where a rule is broken; returns how many operations did something. */
export function runCasePlan(plan: CasePlan, options: CaseOptions = {}): number {
  return new BindingCase(plan, options).run();
}

class BindingCase {
  readonly #plan: CasePlan;
  readonly #hub: RelayHub;
  readonly #ledger: Ledger;
  readonly #people: readonly Person[];
  readonly #bare: BareClient | undefined;

  constructor(plan: CasePlan, options: CaseOptions) {
    const { setup } = plan;
    this.#plan = plan;
    this.#hub = new RelayHub(setup.opening);
    this.#ledger = new Ledger(setup.opening);
    this.#people = setup.people.map(
      (_, number) => new Person({ number, setup, hub: this.#hub, ledger: this.#ledger, options }),
    );
    this.#bare = setup.hasBareClient
      ? new BareClient(this.#hub, this.#ledger, this.#groundOfBare())
      : undefined;
  }

  run(): number {
    let count = 0;
    for (const operation of this.#plan.operations) if (this.#perform(operation)) count++;
    this.#comeToRest();
    this.#checkTheEnd();
    return count;
  }

  #perform(operation: CaseOperation): boolean {
    switch (operation.do) {
      case 'deliver':
        return this.#deliver(operation.by, operation.count, operation.down);
      case 'cut':
      case 'connect':
        return this.#toggle(operation.by, operation.do === 'connect');
      case 'relay writes':
        return this.#hub.write();
      case 'relay restarts':
        this.#hub.restart();
        return true;
      case 'bare insert':
        return this.#bare?.insert(operation.at, operation.text) ?? false;
      case 'bare delete':
        return this.#bare?.delete(operation.at, operation.length) ?? false;
      default: {
        const person = this.#people[operation.by];
        const isDone = person?.perform(operation) ?? false;
        person?.check();
        return isDone;
      }
    }
  }

  #deliver(client: number, count: number, prefersDown: boolean): boolean {
    const link = this.#linkOf(client);
    let isDone = false;
    for (let k = 0; k < count && link?.step(prefersDown); k++) isDone = true;
    this.#people[client]?.check();
    return isDone;
  }

  #toggle(client: number, connects: boolean): boolean {
    const link = this.#linkOf(client);
    if (!link || link.isConnected === connects) return false;
    if (connects) link.connect();
    else link.cut();
    return true;
  }

  #linkOf(client: number): RelayLink | undefined {
    return client === this.#people.length ? this.#bare?.link : this.#people[client]?.link;
  }

  #comeToRest(): void {
    for (let client = 0; client <= this.#people.length; client++) this.#linkOf(client)?.connect();
    for (let round = 0; ; round++) {
      assert.ok(round < 5_000, 'does not come to rest');
      let isBusy = this.#bare?.link.stepAll() ?? false;
      for (const person of this.#people) isBusy = person.work() || isBusy;
      isBusy = this.#hub.write() || isBusy;
      if (!isBusy) return;
    }
  }

  #checkTheEnd(): void {
    const { undo, ground, meltFrom } = this.#plan.setup;
    const end = this.#hub.text;
    for (const person of this.#people) person.checkTheEnd(end);
    if (this.#bare) assert.equal(this.#bare.text.toJSON(), end, 'the bare client shows the same text');
    // The editor's own undo, which is shared like typing there, may take back and bring back anything.
    if (undo === 'built-in only') return;
    const isMelting = meltFrom < 1000;
    // An edit that the editor melts is known by its effect only; what others change meanwhile may be copied.
    this.#ledger.checkPresence(end, isMelting);
    if (isMelting) return;
    this.#ledger.checkOrder(end);
    if (undo === 'none') this.#ledger.checkLength(end.replaceAll('\r', ''));
    if (ground === 'own')
      checkGrounds(
        end,
        this.#ledger,
        this.#people.map(({ author }) => author),
      );
  }

  #groundOfBare(): number | undefined {
    return this.#plan.setup.ground === 'own' ? this.#plan.setup.people.length : undefined;
  }
}

/** Somebody who uses the room by Yjs alone. */
class BareClient {
  readonly text: Y.Text;
  readonly link: RelayLink;
  readonly #ledger: Ledger;
  readonly #ground: number | undefined;
  readonly #author = { isUncertain: false, hasTakenBack: false, hasGuessed: false };

  constructor(hub: RelayHub, ledger: Ledger, ground: number | undefined) {
    const doc = new Y.Doc({ guid: DOC_GUID });
    doc.clientID = 5;
    this.link = hub.join(doc);
    this.text = doc.getText('code');
    this.#ledger = ledger;
    this.#ground = ground;
  }

  insert(at: number, text: string): boolean {
    const now = this.text.toJSON();
    const offset = this.#place(now, at);
    this.#ledger.written(text.replaceAll('\r', ''), now.slice(0, offset), now.slice(offset), this.#step());
    this.text.insert(offset, text);
    return true;
  }

  delete(at: number, length: number): boolean {
    const now = this.text.toJSON();
    const offset = this.#place(now, at);
    const last = this.#ground === undefined ? now.length : groundOf(now, this.#ground).end;
    const end = wholeCharacter(now, Math.min(last, offset + length));
    if (end <= offset) return false;
    this.#ledger.deleted(now.slice(offset, end), this.#step());
    this.text.delete(offset, end - offset);
    return true;
  }

  #place(now: string, at: number): number {
    const { start, end } =
      this.#ground === undefined ? { start: 0, end: now.length } : groundOf(now, this.#ground);
    return wholeCharacter(now, start + Math.floor(at * (end - start + 1)));
  }

  #step(): Step {
    return { by: this.#author, isDone: true, wasTakenBack: false, inserted: new Set(), deleted: new Set() };
  }
}

function wholeCharacter(text: string, offset: number): number {
  const at = Math.min(offset, text.length);
  return /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(Math.max(0, at - 1), at + 1)) ? at - 1 : at;
}
