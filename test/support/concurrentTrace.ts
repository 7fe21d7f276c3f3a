import { createHash } from 'node:crypto';
import { readFileSync, existsSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as Y from 'yjs';
import type { SeededRandom } from './seed.ts';

export type Patch = readonly [position: number, deleted: number, inserted: string];

/** A recorded session of several people who typed at the same time. */
export interface ConcurrentTrace {
  readonly endContent: string;
  readonly numAgents: number;
  /** A transaction's patches apply to the merge of its parents' states. */
  readonly txns: readonly {
    readonly parents: readonly number[];
    readonly agent: number;
    readonly patches: readonly Patch[];
  }[];
}

/** What one person does without seeing anything new in between. */
export interface Turn {
  readonly agent: number;
  /** So many edits of the other person are in the text that this turn begins with. */
  readonly seen: number;
  /** Edits by this person before this turn. */
  readonly done: number;
  /** The text that it begins with. */
  readonly hashBefore: string;
  readonly patches: readonly Patch[];
}

/** Where recorded sessions lie beside the project, or where TANDEM_TRACES says. */
export function traceFile(name: string): string | undefined {
  const folder =
    process.env.TANDEM_TRACES ?? path.join(import.meta.dirname, '..', '..', '..', 'shared', 'traces');
  const file = path.join(folder, name);
  return existsSync(file) ? file : undefined;
}

export function readConcurrentTrace(file: string): ConcurrentTrace {
  return JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as ConcurrentTrace;
}

/**
 * The turns of a trace of two people, in an order in which every turn's past comes before it; with the text at the end
 * of its first `limit` transactions.
 *
 * Where both insert at one place at the same moment, Yjs puts the smaller client id first. The recording has such a
 * place, and its later positions only make sense when the first person's text comes first there: whoever replays it has
 * to give the first person the smaller client id, as is done here: 1, and 2 to the other. `beforePatch` is called with
 * the text that each patch's author has at that moment.
 */
export function turnsOf(
  trace: ConcurrentTrace,
  limit = Infinity,
  beforePatch: (agent: number, text: Y.Text, patch: Patch) => void = () => undefined,
): { turns: Turn[]; end: string } {
  const docs = [0, 1].map((agent) => Object.assign(new Y.Doc(), { clientID: agent + 1 }));
  const updates: Uint8Array[][] = [[], []];
  docs.forEach((doc, agent) =>
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'other') updates[agent]!.push(update);
    }),
  );
  const past: [number, number][] = [];
  const applied = [0, 0];
  const turns: (Turn & { patches: Patch[] })[] = [];
  const latest: (typeof turns)[number][] = [];

  trace.txns.slice(0, limit).forEach((txn, index) => {
    const seen: [number, number] = [0, 0];
    for (const parent of txn.parents)
      for (const agent of [0, 1]) seen[agent] = Math.max(seen[agent] ?? 0, past[parent]?.[agent] ?? 0);
    const { agent } = txn;
    const other = 1 - agent;
    const doc = docs[agent]!;
    for (const update of updates[other]!.slice(applied[agent], seen[other]))
      Y.applyUpdate(doc, update, 'other');
    applied[agent] = seen[other]!;
    if (latest[agent]?.seen !== seen[other]) {
      const text = doc.getText('code').toString();
      const turn = {
        agent,
        seen: seen[other]!,
        done: updates[agent]!.length,
        hashBefore: hashOf(text),
        patches: [],
      };
      turns.push((latest[agent] = turn));
    }
    const text = doc.getText('code');
    doc.transact(() => {
      for (const patch of txn.patches) {
        beforePatch(agent, text, patch);
        const [position, deleted, inserted] = patch;
        if (deleted > 0) text.delete(position, deleted);
        if (inserted !== '') text.insert(position, inserted);
      }
    });
    latest[agent]!.patches.push(...txn.patches);
    seen[agent] = updates[agent]!.length;
    past[index] = seen;
  });
  const [first, second] = docs as [Y.Doc, Y.Doc];
  Y.applyUpdate(first, Y.encodeStateAsUpdate(second), 'other');
  return { turns, end: first.getText('code').toString() };
}

/** A session of two people that type, delete and see each other now and then, for where no recording is at hand. */
export function generateTrace(random: SeededRandom, edits: number): ConcurrentTrace {
  const docs = [0, 1].map((agent) => Object.assign(new Y.Doc(), { clientID: agent + 1 }));
  const heads: number[][] = [[], []];
  const carets = [0, 0];
  const txns: { parents: number[]; agent: number; patches: Patch[] }[] = [];
  for (let index = 0; index < edits; index++) {
    const agent = random.int(2);
    const doc = docs[agent]!;
    if (random.chance(0.15)) {
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(docs[1 - agent]!));
      heads[agent] = [...new Set([...heads[agent]!, ...heads[1 - agent]!])];
    }
    const text = doc.getText('code');
    // Each in a half of their own, as people mostly are; a jump now and then.
    if (random.chance(0.05)) carets[agent] = random.int(text.length + 1);
    const at = Math.min(carets[agent]!, text.length);
    const isDeletion = at > 0 && random.chance(0.12);
    const inserted = isDeletion ? '' : random.chance(0.1) ? '\n' : String.fromCharCode(97 + random.int(26));
    const patch: Patch = isDeletion ? [at - 1, 1, ''] : [at, 0, inserted];
    doc.transact(() => {
      if (isDeletion) text.delete(at - 1, 1);
      else text.insert(at, inserted);
    });
    carets[agent] = at + (isDeletion ? -1 : 1);
    txns.push({ parents: heads[agent]!, agent, patches: [patch] });
    heads[agent] = [index];
  }
  Y.applyUpdate(docs[0]!, Y.encodeStateAsUpdate(docs[1]!));
  return { endContent: docs[0]!.getText('code').toString(), numAgents: 2, txns };
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
