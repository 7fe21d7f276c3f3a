import type { RoomBody } from '../../shared/api/rooms.ts';
import { CloseCode } from '../../shared/protocol/closeCode.ts';
import { createRoomOn, requestJson } from '../relay/support/rest.ts';
import { eventually } from '../support/eventually.ts';
import type { Attack } from './attack.ts';
import type { AttackSize, Tally, Victim } from './siege.ts';
import type { AttackedRelay } from './attackedRelay.ts';
import { latenciesOf, ratioOf, type AttackResult } from './attackResult.ts';
import type { AttackScene } from './attackScene.ts';
import { enterAndType, PATIENCE_MS, type Entry, type HonestPerson } from './honestPerson.ts';

export interface AttackRun {
  readonly attack: Attack;
  readonly size: AttackSize;
  /** How long the neighbour types, in all stretches together. */
  readonly seconds: number;
  readonly stretchSeconds: number;
}

/** The neighbour's p95 under attack, over that while another relay is attacked. */
const MOST_RATIO = 2;

/** So long an honest person tries to get into a room that is attacked. */
const SIEGE_PATIENCE_MS = 30_000;

/**
 * Attacks the scene's relays in turn while an honest neighbour types on the first of them, kills that one, and looks
 * whether it comes back on what was stored; it runs afterwards, unless it died. Rejects only when the harness itself
 * fails: what the relay did wrong is in `complaints`.
 */
export function runAttack(scene: AttackScene, run: AttackRun): Promise<AttackResult> {
  return new AttackOn(scene, run).run();
}

class AttackOn {
  readonly #scene: AttackScene;
  readonly #options: AttackRun;
  /** The neighbour's. */
  readonly #relay: AttackedRelay;
  /** What the neighbour's edits took while each relay was attacked, by stretch. */
  readonly #stretches: number[][][] = [[], []];
  readonly #tally: Tally = {};
  readonly #complaints: string[] = [];
  #storedMiB = 0;
  #listMs: number | undefined;
  #openMs: number | undefined;

  constructor(scene: AttackScene, options: AttackRun) {
    this.#scene = scene;
    this.#options = options;
    [this.#relay] = scene.relays;
  }

  async run(): Promise<AttackResult> {
    await this.#prepare();
    if (this.#areAlive) await this.#attack();
    const [tally, storedMiB, listMs, openMs, complaints] = [
      this.#tally,
      this.#storedMiB,
      this.#listMs,
      this.#openMs,
      this.#complaints,
    ];
    const [attacked, spared] = this.#stretches.map(latenciesOf);
    const ratio = ratioOf({ attacked, spared });
    if (ratio !== undefined && ratio > MOST_RATIO)
      this.#complain(`The neighbour waits ${ratio.toFixed(1)} times as long.`);
    if ((attacked?.slowest ?? 0) > PATIENCE_MS)
      this.#complain('An edit of the neighbour was not stored in time.');
    const peakMiB = this.#relay.peakMiB();
    const { attack, seconds } = this.#options;
    const result = { attacked, spared, peakMiB, storedMiB, tally, listMs, openMs, complaints };
    return { attack: attack.name, seconds, ...result };
  }

  get #areAlive(): boolean {
    return this.#scene.relays.every(({ isAlive }) => isAlive);
  }

  #complain(sentence: string): void {
    this.#complaints.push(sentence);
  }

  async #prepare(): Promise<void> {
    const { attack, size } = this.#options;
    try {
      for (const relay of this.#scene.relays) await relay.prepare(attack, this.#scene.attacker, size);
    } catch (error) {
      if (this.#areAlive) throw error;
    }
    // Whoever makes the room may take a death for a refusal.
    this.#complainOfDeaths('while the room was made');
  }

  async #attack(): Promise<void> {
    const relay = this.#relay;
    const { attack, seconds, stretchSeconds } = this.#options;
    const home = (await createRoomOn(relay.victim.url)).id;
    const entry = await enterAndType(relay.victim.url, home);
    if (entry.kind !== 'types') throw new Error(`The neighbour did not get in: ${said(entry)}`);
    const neighbour = entry.person;

    for (let done = 0, index = 0; done < seconds && this.#areAlive; done += stretchSeconds, index++) {
      await this.#stretch(index % this.#scene.relays.length, neighbour);
    }
    if (this.#areAlive && attack.leavesRoomOpen) await this.#enterMeanwhile();
    await Promise.all(this.#scene.relays.map((each) => each.atRest()));
    this.#complainOfDeaths('under attack');
    if (relay.isAlive && !neighbour.isConnected) this.#complain('The neighbour was cut off.');
    neighbour.leave();
    await this.#judgeGrowth();
    await relay.process.kill();
    await this.#comeBack(home, neighbour.stored);
  }

  async #stretch(index: number, neighbour: HonestPerson): Promise<void> {
    const { attacker, relays } = this.#scene;
    const { attack, size, stretchSeconds } = this.#options;
    await Promise.all(relays.map((each) => each.atRest()));
    await attacker.begin(attack, relays[index]!.victim, size);
    const watch = setInterval(() => this.#relay.peakMiB(), 100);
    try {
      this.#stretches[index]!.push(await neighbour.typeFor(stretchSeconds));
    } finally {
      clearInterval(watch);
      const tally = await attacker.end();
      if (index === 0)
        for (const [what, by] of Object.entries(tally)) this.#tally[what] = (this.#tally[what] ?? 0) + by;
    }
  }

  async #enterMeanwhile(): Promise<void> {
    const relay = this.#relay;
    const { url, room } = relay.victim;
    await relay.atRest();
    await this.#scene.attacker.begin(this.#options.attack, relay.victim, this.#options.size);
    let last: Entry | undefined;
    try {
      await relay.hasItsConnections();
      await eventually(
        'an honest person to get into the attacked room',
        async () => {
          last = await enterAndType(url, room);
          if (last.kind === 'types') last.person.leave();
          return last.kind === 'types';
        },
        SIEGE_PATIENCE_MS,
      );
    } catch {
      this.#complain(
        `Nobody else gets into the attacked room: ${last === undefined ? 'no answer.' : said(last)}`,
      );
    } finally {
      await this.#scene.attacker.end();
    }
  }

  #complainOfDeaths(when: string): void {
    this.#scene.relays.forEach(({ isAlive, process }, index) => {
      const which = index === 0 ? 'The relay' : 'The relay to compare with';
      if (!isAlive)
        this.#complain(`${which} died ${when}: ${process.ending}, ${lastWords(process.output())}.`);
    });
  }

  async #judgeGrowth(): Promise<void> {
    const { mostStored } = this.#options.attack;
    const sent = this.#tally['bytes'] ?? 0;
    const stored = await this.#relay.databaseGrowth();
    this.#storedMiB = stored / 1024 / 1024;
    if (mostStored !== undefined && stored > mostStored * sent)
      this.#complain(`${stored} bytes were stored of ${sent} that were sent.`);
  }

  /** The relay starts on what was stored, lists it, opens the worst room, and the neighbour's has what was promised. */
  async #comeBack(home: string, promised: number): Promise<void> {
    const { victim, process } = this.#relay;
    try {
      await process.restart();
      this.#listMs = await timed(() => this.#list(victim));
      this.#openMs = await timed(() => this.#openWorst(victim));
      const entry = await enterAndType(victim.url, home);
      if (entry.kind !== 'types') this.#complain(`Restarted: the neighbour's room: ${said(entry)}`);
      else entry.person.leave();
      const { code } = await requestJson<RoomBody>(victim.url, 'GET', `/rooms/${home}`);
      // The first message was no letter, and one letter is from now.
      if (code.length < promised)
        this.#complain(`${promised - code.length} letters are lost that were promised.`);
    } catch (error) {
      this.#complain(`Restarted: ${String(error)}.`);
    }
    await this.#relay.atRest();
    if (!this.#relay.isAlive)
      this.#complain(`Restarted: it died, ${process.ending}, ${lastWords(process.output())}.`);
  }

  async #list({ url, room }: Victim): Promise<void> {
    // An attack that creates rooms moves this one to a later page.
    for (let page: string | undefined = `${url}/rooms`; page !== undefined;) {
      const response: Response = await fetch(page);
      if (((await response.json()) as RoomBody[]).some(({ id }) => id === room)) return;
      const next: string | undefined = /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
      page = next && new URL(next, page).href;
    }
    this.#complain('Restarted: the attacked room is not in the list.');
  }

  async #openWorst({ url, room }: Victim): Promise<void> {
    // While the relay measures a room near its limits, edits are refused with 1013, and clients come back by themselves.
    const entry = await eventually('the attacked room to be measured', async () => {
      const tried = await enterAndType(url, room);
      return tried.kind === 'refused' && tried.code === CloseCode.tryAgainLater ? undefined : tried;
    });
    if (entry.kind === 'types') entry.person.leave();
    // A room that was filled may say so; anything else is no answer to somebody who did nothing.
    else if (entry.kind !== 'refused' || entry.code !== CloseCode.tooLarge)
      this.#complain(`Restarted: the attacked room: ${said(entry)}`);
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function said(entry: Entry): string {
  switch (entry.kind) {
    case 'types':
      return 'typed.';
    case 'refused':
      return `closed ${entry.code}, "${entry.reason}"`;
    case 'kept waiting':
      return `kept waiting at ${entry.at}.`;
  }
}

/** Of what a dying process printed: the line that says why. */
function lastWords(output: string): string {
  return /^.*(FATAL ERROR|Error:).*$/m.exec(output)?.[0].trim() ?? 'without a word';
}
