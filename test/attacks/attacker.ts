import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Attack } from './attack.ts';
import type { AttackSize, Tally, Victim } from './siege.ts';

export type AttackerRequest =
  | { readonly kind: 'prepare'; readonly attack: string; readonly url: string; readonly size: AttackSize }
  | { readonly kind: 'begin'; readonly attack: string; readonly victim: Victim; readonly size: AttackSize }
  | { readonly kind: 'end' };

export type AttackerReply =
  { readonly kind: 'done'; readonly value: unknown } | { readonly kind: 'failed'; readonly reason: string };

/** Who attacks, in a process of its own. */
export class Attacker {
  readonly #child: ChildProcess;
  readonly #died: Promise<never>;

  constructor() {
    this.#child = fork(path.join(import.meta.dirname, 'attackerMain.ts'), {
      execArgv: ['--no-warnings', '--max-old-space-size=4000'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#died = once(this.#child, 'exit').then(() => {
      throw new Error("The attacker's process has ended.");
    });
    this.#died.catch(() => undefined);
  }

  /** Resolves with the id of the room that is to be attacked; undefined when any room will do. */
  async prepare({ name }: Attack, url: string, size: AttackSize): Promise<string | undefined> {
    return (await this.#ask({ kind: 'prepare', attack: name, url, size })) as string | undefined;
  }

  async begin({ name }: Attack, victim: Victim, size: AttackSize): Promise<void> {
    await this.#ask({ kind: 'begin', attack: name, victim, size });
  }

  /** Resolves with what was sent since `begin`, when all connections are gone. */
  async end(): Promise<Tally> {
    return (await this.#ask({ kind: 'end' })) as Tally;
  }

  stop(): void {
    if (this.#child.connected) this.#child.disconnect();
  }

  async #ask(request: AttackerRequest): Promise<unknown> {
    this.#child.send(request);
    const answered = once(this.#child, 'message') as Promise<[AttackerReply]>;
    const [reply] = await Promise.race([answered, this.#died]);
    if (reply.kind === 'failed') throw new Error(`The attack "${request.kind}" failed: ${reply.reason}`);
    return reply.value;
  }
}
