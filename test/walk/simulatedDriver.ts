import { seededRandom, type SeededRandom } from '../support/seed.ts';
import { Uri } from '../support/workbench/api/uri.ts';
import { bundleExtension } from '../support/workbench/extensionCode.ts';
import { SimulatedRelay, simulatedRelayKey } from '../support/workbench/simulatedRelay.ts';
import { newComputer } from '../support/workbench/computer.ts';
import { SimulatedWindow } from '../support/workbench/simulatedWindow.ts';
import { Timeline } from '../support/workbench/timeline.ts';
import { lookAtSimulated } from './lookAtSimulated.ts';
import { performSimulated } from './performSimulated.ts';
import { SimulatedPerson } from './simulatedPerson.ts';
import { otherOf, PEOPLE, type DocumentName, type PersonName, type RoomName, type Step } from './step.ts';
import type { StepReport, WalkDriver, WindowView } from './walkDriver.ts';

/** Between two looks. */
const LOOK_EVERY_MS = 50;

/** After a step so much time goes by at most before it is looked at. */
const PAUSE_MS = 120;
/** By then it is over what a step leads to, such as leaving a room whose tab has gone. */
const CALM_MS = 1_500;

/** How long the relay is away when it is started again. */
const AWAY_MS = 700;

/** Two simulated windows with Tandem's own code in them, and the relay's own rooms, all in this process. */
export class SimulatedDriver implements WalkDriver {
  readonly timeline: Timeline;
  readonly relay: SimulatedRelay;
  readonly people: Readonly<Record<PersonName, SimulatedPerson>>;
  readonly #random: SeededRandom;
  readonly #roomIds: Map<RoomName, string>;
  #isPatient = false;
  #isLookedAtAgain = false;

  private constructor(parts: {
    timeline: Timeline;
    relay: SimulatedRelay;
    people: Readonly<Record<PersonName, SimulatedPerson>>;
    random: SeededRandom;
    roomIds: Map<RoomName, string>;
  }) {
    this.timeline = parts.timeline;
    this.relay = parts.relay;
    this.people = parts.people;
    this.#random = parts.random;
    this.#roomIds = parts.roomIds;
  }

  /** Opens both windows. What is left to chance, such as how long messages take, comes from the seed. */
  static async start(seed: number): Promise<SimulatedDriver> {
    const load = await bundleExtension();
    const random = seededRandom(seed);
    const timeline = new Timeline();
    const relay = new SimulatedRelay({ timeline, random, key: await simulatedRelayKey() });
    const roomIds = new Map<RoomName, string>();
    const personOf = (name: PersonName): SimulatedPerson =>
      new SimulatedPerson(
        name,
        new SimulatedWindow({ load, timeline, random, relay, computer: newComputer(name) }),
        roomIds,
      );
    const people = { anna: personOf('anna'), ben: personOf('ben') };
    for (const name of PEOPLE) await timeline.settle('the window', people[name].window.open());
    await timeline.advance(1_000);
    return new SimulatedDriver({ timeline, relay, people, random, roomIds });
  }

  /** Closes what runs. */
  async dispose(): Promise<void> {
    for (const name of PEOPLE) await this.timeline.settle('the end', this.people[name].window.close(true));
  }

  async perform(step: Step): Promise<StepReport> {
    for (const name of PEOPLE) this.people[name].beginStep();
    this.#isPatient = step.atOnce !== true && this.#random.chance(0.5);
    this.#isLookedAtAgain = step.atOnce !== true;
    if (step.kind === 'relayRestart' || step.kind === 'relayMove') {
      this.relay.isUp = false;
      this.relay.cutAll();
      await this.timeline.advance(AWAY_MS);
      if (step.kind === 'relayMove') this.relay.move();
      else this.relay.restart();
      this.relay.isUp = true;
      return { kind: 'done' };
    }
    const report = await performSimulated(this.people[step.person], step, {
      timeline: this.timeline,
      random: this.#random,
      relay: this.relay,
      other: this.people[otherOf(step.person)],
      roomIds: this.#roomIds,
    });
    await this.timeline.advance(this.#random.int(PAUSE_MS));
    const { workbench } = this.people[step.person].window;
    if (step.atOnce !== true) await this.timeline.until('the window to know', () => workbench.isHeard);
    return report;
  }

  look(person: PersonName): Promise<WindowView> {
    return Promise.resolve(lookAtSimulated(this.people[person], this.relay));
  }

  type(person: PersonName, document: DocumentName, text: string): Promise<boolean> {
    return Promise.resolve(this.people[person].typeInto(document, text, this.#random.chance(0.1)));
  }

  answer(person: PersonName, keep: 'room' | 'file'): Promise<void> {
    this.people[person].answerQuestions(keep);
    return Promise.resolve();
  }

  async roomTexts(rooms: readonly RoomName[]): Promise<ReadonlyMap<RoomName, string>> {
    const texts = new Map<RoomName, string>();
    for (const room of rooms) {
      const text = await this.relay.textOf(this.#roomIds.get(room) ?? '');
      if (text !== undefined) texts.set(room, text);
    }
    return texts;
  }

  /** What is so has to stay so for a while; only the first look after a step is sometimes over at once. */
  async until(condition: () => Promise<boolean>, limitMs: number): Promise<boolean> {
    const isPatient = this.#isPatient;
    this.#isPatient = this.#isLookedAtAgain;
    const endMs = this.timeline.now() + limitMs;
    for (;;) {
      if (await condition()) {
        if (!isPatient) return true;
        await this.timeline.advance(CALM_MS);
        if (await condition()) return true;
      }
      if (this.timeline.now() >= endMs) return false;
      await this.timeline.advance(LOOK_EVERY_MS);
    }
  }

  /** Where a URI is shown under a name of the walk. */
  nameOf(person: PersonName, uri: string): DocumentName {
    return this.people[person].documentName(Uri.parse(uri));
  }
}
