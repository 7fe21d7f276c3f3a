import { type SeededRandom, seededRandom } from '../support/seed.ts';
import { CASE_PLAN_FORMAT, type CaseOperation, type CasePlan, type CaseSetup } from './casePlan.ts';
import { groundMark } from './ground.ts';
import { FIRST_UNIQUE } from './ledger.ts';

/** The history that belongs to a seed. */
export function generateCase(seed: number): CasePlan {
  return new Generator(seed).plan();
}

interface Habits {
  readonly goesReadOnly: boolean;
  readonly hides: boolean;
  readonly goesOffline: boolean;
  readonly relayRestarts: boolean;
  readonly reloads: boolean;
  readonly renames: boolean;
  readonly leaves: boolean;
  readonly deletes: boolean;
  readonly switchesEol: boolean;
  readonly bringsReturns: boolean;
  readonly usesPairs: boolean;
  readonly mergesEvents: boolean;
  readonly indents: boolean;
}

class Generator {
  readonly #random: SeededRandom;
  readonly #seed: number;
  readonly #setup: CaseSetup;
  readonly #habits: Habits;
  #unique = 0;

  constructor(seed: number) {
    const random = seededRandom(seed);
    this.#random = random;
    this.#seed = seed;
    const dice = random.next();
    const ground = dice < 0.1 ? 'alike' : dice < 0.45 ? 'own' : 'common';
    const undo = random.chance(0.5) ? 'none' : random.chance(0.85) ? 'own' : 'built-in only';
    this.#habits = chooseHabits(random, ground, undo);
    const meltFrom = random.chance(0.15) ? 3 + random.int(5) : 1000;
    this.#setup = {
      people: this.#people(meltFrom, ground === 'alike'),
      hasBareClient: random.chance(0.3),
      undo,
      ground,
      meltFrom,
      opening: '',
    };
  }

  plan(): CasePlan {
    const opening = this.#opening();
    const count = 25 + this.#random.int(110);
    const operations = Array.from({ length: count }, () => this.#operation());
    const setup = { ...this.#setup, opening };
    return { format: CASE_PLAN_FORMAT, version: 1, seed: this.#seed, setup, operations };
  }

  #people(meltFrom: number, isAlike: boolean): CaseSetup['people'] {
    const random = this.#random;
    const dice = random.next();
    const count = isAlike || dice < 0.6 ? 2 : dice < 0.85 ? 3 : dice < 0.95 ? 4 : 5;
    return Array.from({ length: count }, (_, k) => ({
      clientId: 10 + ((k * 7 + this.#seed) % 23) * 10 + k,
      eol: random.chance(0.3) ? ('\r\n' as const) : ('\n' as const),
      maxReplaces: meltFrom < 1000 && random.chance(0.7) ? meltFrom - 1 : 500,
      vsCode: (this.#seed + k) % 2 === 0 ? ('newest' as const) : ('oldest' as const),
    }));
  }

  #opening(): string {
    const { ground, people, hasBareClient } = this.#setup;
    if (ground !== 'own') return this.#text(this.#random.int(ground === 'alike' ? 2 : 12));
    const grounds = people.length + (hasBareClient ? 1 : 0);
    return Array.from({ length: grounds }, (_, k) => groundMark(k) + this.#text(this.#random.int(4))).join(
      '\n',
    );
  }

  #operation(): CaseOperation {
    const random = this.#random;
    const by = random.int(this.#setup.people.length);
    if (this.#habits.renames && random.chance(0.05)) {
      return { do: random.chance(0.4) ? 'rename' : 'old document closes', by };
    }
    const dice = random.next();
    if (dice < 0.3) return this.#edit(by);
    if (dice < 0.47) return { do: 'renderer', by, isLucky: random.chance(0.5) };
    if (dice < 0.65) return { do: 'host', by, count: 1 + random.int(4), isLate: random.chance(0.5) };
    if (dice < 0.77) return { do: 'task', by, isLucky: random.chance(0.5) };
    if (dice < 0.79) return { do: 'timer', by };
    if (dice < 0.88)
      return { do: 'deliver', by: this.#anyClient(), count: 1 + random.int(4), down: random.chance(0.5) };
    if (dice < 0.915) return { do: 'relay writes' };
    if (dice < 0.945) return this.#takeBack(by);
    if (dice < 0.96) return this.#bareEdit() ?? this.#edit(by);
    return this.#disturb(by);
  }

  #edit(by: number): CaseOperation {
    const random = this.#random;
    const { deletes, switchesEol, indents, mergesEvents } = this.#habits;
    if (indents && random.chance(0.15)) return this.#indent(by);
    const dice = random.next();
    if (dice < 0.42) return { do: 'type', by, text: this.#typed() };
    if (dice < 0.55 || (dice < 0.78 && !deletes))
      return { do: 'insert', by, at: this.#place(), text: this.#typed() };
    if (dice < 0.62) return { do: 'backspace', by };
    if (dice < 0.7) return { do: 'replace', by, at: this.#place(), length: 1 + random.int(4), text: '' };
    if (dice < 0.78)
      return { do: 'replace', by, at: this.#place(), length: random.int(6), text: this.#typed() };
    if (dice < 0.86) return this.#manyCursors(by);
    if (dice < 0.91) return this.#select(by);
    if (dice < 0.94 && switchesEol) return { do: 'change line endings', by };
    if (!mergesEvents) return { do: 'type', by, text: this.#typed() };
    return {
      do: 'edit twice',
      by,
      at: [this.#place(), this.#place()],
      text: [this.#typed(), this.#typed()],
    };
  }

  /** People have often moved on before the editor trims what it had indented by itself. */
  #indent(by: number): CaseOperation {
    const caret = this.#random.chance(0.7) ? { caret: this.#place() } : {};
    return { do: 'indent', by, at: this.#place(), ...caret };
  }

  #manyCursors(by: number): CaseOperation {
    const edits = Array.from({ length: 2 + this.#random.int(3) }, () => ({
      at: this.#place(),
      length: this.#habits.deletes && this.#random.chance(0.5) ? this.#random.int(3) : 0,
      text: this.#typed(),
    }));
    return { do: 'cursors', by, edits };
  }

  #select(by: number): CaseOperation {
    const from = this.#place();
    return {
      do: 'select',
      by,
      from,
      to: this.#habits.deletes && this.#random.chance(0.4) ? this.#place() : from,
    };
  }

  #takeBack(by: number): CaseOperation {
    const { undo } = this.#setup;
    if (undo === 'none') return this.#edit(by);
    const isRedo = this.#random.chance(0.35);
    if (undo === 'own' && this.#random.chance(0.8)) return { do: isRedo ? 'redo' : 'undo', by };
    return { do: isRedo ? 'native redo' : 'native undo', by };
  }

  #bareEdit(): CaseOperation | undefined {
    if (!this.#setup.hasBareClient) return undefined;
    const random = this.#random;
    if (this.#habits.deletes && random.chance(0.3)) {
      return { do: 'bare delete', at: this.#place(), length: 1 + random.int(4) };
    }
    const prefix = this.#habits.bringsReturns && random.chance(0.3) ? '\r' : '';
    return { do: 'bare insert', at: this.#place(), text: prefix + this.#typed() };
  }

  #disturb(by: number): CaseOperation {
    const random = this.#random;
    const habits = this.#habits;
    const shows = (['room', 'backup', 'old backup'] as const)[random.int(3)] ?? 'room';
    const choices: CaseOperation[] = [
      { do: 'hold', by, ...(random.chance(0.5) ? { ms: random.int(2_000) } : {}) },
      ...(habits.goesReadOnly ? [{ do: 'toggle read-only', by } as const] : []),
      ...(habits.hides ? [{ do: 'toggle visible', by } as const] : []),
      ...(habits.goesOffline
        ? [{ do: random.chance(0.5) ? 'cut' : 'connect', by: this.#anyClient() } as const]
        : []),
      ...(habits.relayRestarts ? [{ do: 'relay restarts' } as const] : []),
      ...(habits.reloads ? [{ do: random.chance(0.7) ? 'reload' : 'crash', by, shows } as const] : []),
      ...(habits.leaves && random.chance(0.3) ? [{ do: 'leave', by } as const] : []),
    ];
    return random.pick(choices);
  }

  #anyClient(): number {
    return this.#random.int(this.#setup.people.length + (this.#setup.hasBareClient ? 1 : 0));
  }

  #place(): number {
    return this.#random.int(10_001) / 10_000;
  }

  /** A key, mostly, so that words grow key by key while others write. */
  #typed(): string {
    return this.#text(1 + (this.#random.chance(0.2) ? 1 + this.#random.int(4) : 0));
  }

  /** Characters that occur once in the whole case; line breaks and pairs may come again. */
  #text(length: number): string {
    return Array.from({ length }, () => this.#character()).join('');
  }

  #character(): string {
    const random = this.#random;
    if (this.#setup.ground === 'alike') return 'x';
    if (random.chance(0.1)) return '\n';
    if (this.#habits.usesPairs && random.chance(0.2)) return random.pick(['😀', '👍']);
    return String.fromCharCode(FIRST_UNIQUE + this.#unique++);
  }
}

function chooseHabits(random: SeededRandom, ground: CaseSetup['ground'], undo: CaseSetup['undo']): Habits {
  const isAlike = ground === 'alike';
  const deletes = !isAlike && random.chance(0.8);
  return {
    // Without a true reply the content decides, and edits that look alike cannot be told apart (docs/binding.md).
    goesReadOnly: !isAlike && random.chance(0.2),
    hides: random.chance(0.2),
    goesOffline: random.chance(0.4),
    relayRestarts: random.chance(0.3),
    reloads: !isAlike && random.chance(0.25),
    renames: !isAlike && random.chance(0.15),
    leaves: !isAlike && random.chance(0.15),
    deletes,
    switchesEol: random.chance(0.15),
    bringsReturns: random.chance(0.1),
    usesPairs: random.chance(0.15),
    mergesEvents: random.chance(0.15),
    indents: deletes && undo !== 'own' && random.chance(0.2),
  };
}
