/** The attacker's process: its work must not be on anybody else's clock. Started by attacker.ts. */
import { setMaxListeners } from 'node:events';
import type { AttackerRequest, AttackerReply } from './attacker.ts';
import { attackNamed } from './attacks.ts';
import { Siege } from './siege.ts';

interface Stretch {
  readonly end: AbortController;
  readonly siege: Siege;
  readonly done: Promise<void>;
}

let stretch: Stretch | undefined;

process.on('message', (request: AttackerRequest) => {
  answer(request).then(
    (value) => reply({ kind: 'done', value }),
    (error: unknown) =>
      reply({ kind: 'failed', reason: error instanceof Error ? error.stack! : String(error) }),
  );
});
process.on('disconnect', () => process.exit());

async function answer(request: AttackerRequest): Promise<unknown> {
  switch (request.kind) {
    case 'prepare':
      return attackNamed(request.attack).prepare?.(request.url, request.size);
    case 'begin': {
      const end = new AbortController();
      setMaxListeners(0, end.signal); // every connection listens
      const siege = new Siege(request.victim, request.size, end.signal);
      const done = attackNamed(request.attack).run(siege);
      done.catch(() => undefined); // told at the end
      stretch = { end, siege, done };
      return undefined;
    }
    case 'end': {
      if (stretch === undefined) throw new Error('No attack is under way.');
      stretch.end.abort();
      await stretch.done;
      return stretch.siege.tally;
    }
  }
}

function reply(message: AttackerReply): void {
  process.send?.(message);
}
