import { setTimeout as wait } from 'node:timers/promises';
import { otherOf, PEOPLE, type PersonName, type RoomName, type Step } from '../../walk/step.ts';
import type { StepReport, WalkDriver } from '../../walk/walkDriver.ts';
import { introduce } from '../rooms.ts';
import { openPair, RELAY_SETTING, type Pair } from '../openPair.ts';
import { FILE_DEEDS } from './fileDeeds.ts';
import { DONE, type Deeds, type Hand, type PersonStep } from './hand.ts';
import { lookAtWindow } from './lookAtWindow.ts';
import { ROOM_DEEDS } from './roomDeeds.ts';
import { TAB_DEEDS } from './tabDeeds.ts';
import { typeInto } from './typeInto.ts';
import { WalkPerson } from './walkPerson.ts';
import { startWalkRelay, type WalkRelay } from './walkRelay.ts';

/** Two real windows and a relay to walk in. */
export interface RealWalk extends WalkDriver {
  readonly pair: Pair;
  readonly relay: WalkRelay;
  close(): Promise<void>;
}

/** As people have it: what is unsaved comes back with the window, and a picture can be read as text. */
const SETTINGS = {
  'breadcrumbs.enabled': false,
  'files.hotExit': 'onExitAndWindowClose',
  'files.autoSave': 'off', // a browser's VS Code saves by itself
  'files.autoSaveDelay': 400,
  'workbench.editorAssociations': { '*.svg': 'default' },
};

export async function openRealWalk(): Promise<RealWalk> {
  const relay = await startWalkRelay();
  let pair: Pair;
  try {
    pair = await openPair({
      settings: SETTINGS,
      settingsOf: {
        anna: { [RELAY_SETTING]: relay.url('anna', 'number') },
        ben: { [RELAY_SETTING]: relay.url('ben', 'number') },
      },
    });
  } catch (error) {
    await relay.dispose();
    throw error;
  }
  await introduce(pair.people);
  return new RealWalkDriver(pair, relay);
}

/** Longer than any step takes: one that does not end waits for a dialog that nobody expects. */
const STEP_LIMIT_MS = 100_000;

const DEEDS: Deeds<PersonStep['kind']> = { ...TAB_DEEDS, ...FILE_DEEDS, ...ROOM_DEEDS };

class RealWalkDriver implements RealWalk {
  readonly pair: Pair;
  readonly relay: WalkRelay;
  readonly #people: Readonly<Record<PersonName, WalkPerson>>;
  readonly #roomIds = new Map<RoomName, string>();
  readonly #removed = new Map<string, string>();

  constructor(pair: Pair, relay: WalkRelay) {
    this.pair = pair;
    this.relay = relay;
    this.#people = {
      anna: new WalkPerson(pair.person('anna'), this.#roomIds),
      ben: new WalkPerson(pair.person('ben'), this.#roomIds),
    };
  }

  async perform(step: Step): Promise<StepReport> {
    await Promise.all(
      PEOPLE.map((name) => this.#people[name].window.host.executeCommand('notifications.clearAll')),
    );
    const deed = this.#perform(step);
    const limit = wait(STEP_LIMIT_MS, undefined, { ref: false }).then(() => {
      throw new Error(`${step.kind} did not end`);
    });
    return Promise.race([deed, limit]);
  }

  look(name: PersonName): ReturnType<WalkDriver['look']> {
    return lookAtWindow(this.#people[name], (url) => this.relay.isReachable(name, url));
  }

  type(name: PersonName, document: string, text: string): Promise<boolean> {
    return typeInto(this.#people[name], document, text);
  }

  async answer(name: PersonName, keep: 'room' | 'file'): Promise<void> {
    await this.#people[name].window.clickNotification(
      keep === 'room' ? "Keep the Room's Version" : "Use the File's Version",
    );
  }

  roomTexts(rooms: readonly RoomName[]): Promise<ReadonlyMap<RoomName, string>> {
    const ids = rooms.flatMap((room) => {
      const id = this.#roomIds.get(room);
      return id === undefined ? [] : [[room, id] as const];
    });
    return this.relay.texts(new Map(ids));
  }

  async until(condition: () => Promise<boolean>, limitMs: number): Promise<boolean> {
    const start = Date.now();
    while (!(await condition())) {
      if (Date.now() - start > limitMs) return false;
      await wait(LOOK_EVERY_MS);
    }
    return true;
  }

  async close(): Promise<void> {
    for (const person of Object.values(this.#people)) person.dispose();
    await this.pair.close().finally(() => this.relay.dispose());
  }

  async #perform(step: Step): Promise<StepReport> {
    if (step.kind === 'relayRestart') {
      await this.relay.restart(step.end);
      await this.#reconnect();
      return DONE;
    }
    if (step.kind === 'relayMove') {
      await this.relay.move(step.end);
      for (const name of PEOPLE)
        await this.#people[name].window.host.setting(RELAY_SETTING, this.relay.url(name, 'number'));
      return DONE;
    }
    return act(step, this.#hand(step.person));
  }

  #hand(name: PersonName): Hand {
    return {
      person: this.#people[name],
      other: this.#people[otherOf(name)],
      roomIds: this.#roomIds,
      removed: this.#removed,
      invite: (roomId, address) => `${this.relay.url(name, address)}/join/${roomId}`,
      cut: () => this.relay.cut(name),
      mend: () => this.relay.mend(name),
    };
  }

  /** As somebody does who does not want to wait for the next attempt. */
  async #reconnect(): Promise<void> {
    await Promise.all(
      PEOPLE.map((name) => this.#people[name].window.host.executeCommand('tandem.reconnectNow')),
    );
  }
}

const LOOK_EVERY_MS = 40;

/** The table has a deed for each kind, which takes the step of that kind. */
function act(step: PersonStep, hand: Hand): Promise<StepReport> {
  const deed = DEEDS[step.kind] as (hand: Hand, step: PersonStep) => Promise<StepReport>;
  return deed(hand, step);
}
