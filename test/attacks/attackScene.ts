import type { Attack } from './attack.ts';
import { AttackedRelay, type AttackedRelayOptions } from './attackedRelay.ts';
import { Attacker } from './attacker.ts';

export interface AttackSceneOptions extends AttackedRelayOptions {
  /** Whether there is a second relay, to compare with. */
  readonly compares: boolean;
}

/** The attacker, the relay that the neighbour is on, and the one to compare with where there is one. */
export class AttackScene {
  readonly attacker: Attacker;
  readonly relays: readonly [AttackedRelay, ...AttackedRelay[]];

  private constructor(attacker: Attacker, relays: readonly [AttackedRelay, ...AttackedRelay[]]) {
    this.attacker = attacker;
    this.relays = relays;
  }

  /** `fill` is what an attack wants to be in the database before the relay starts. */
  static async open(
    { compares, ...options }: AttackSceneOptions,
    fill?: Attack['fill'],
  ): Promise<AttackScene> {
    const first = await AttackedRelay.start(options, fill);
    const relays = compares
      ? ([first, await AttackedRelay.start(options, fill)] as const)
      : ([first] as const);
    return new AttackScene(new Attacker(), relays);
  }

  async close(): Promise<void> {
    this.attacker.stop();
    await Promise.all(this.relays.map((relay) => relay.dispose()));
  }
}
