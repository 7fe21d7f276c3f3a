import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import * as Y from 'yjs';
import type { ConcurrentTrace, Patch } from '../../test/support/concurrentTrace.ts';

/** One step of a recorded session, as one person's editor saw it. */
export interface TraceEvent {
  readonly patches: readonly Patch[];
  /** Made by somebody else. */
  readonly isRemote: boolean;
}

/** The steps of a recording; of a concurrent one, as the first person saw it. */
export function readTraceEvents(file: string): TraceEvent[] {
  const trace = JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as
    | (ConcurrentTrace & { kind: 'concurrent' })
    | { kind?: undefined; txns: readonly { patches: readonly Patch[] }[] };
  if (trace.kind === 'concurrent') return asSeenByFirst(trace);
  return trace.txns.map(({ patches }) => ({ patches, isRemote: false }));
}

/** Replays a session of two, each with a document of their own, and writes down what becomes of the first one's. */
function asSeenByFirst({ txns }: ConcurrentTrace): TraceEvent[] {
  const docs = [0, 1].map((agent) => Object.assign(new Y.Doc(), { clientID: agent + 1 }));
  const updates: Uint8Array[][] = [[], []];
  docs.forEach((doc, agent) =>
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'other') updates[agent]!.push(update);
    }),
  );
  const events: TraceEvent[] = [];
  docs[0]!.getText('code').observe((event, transaction) => {
    let at = 0;
    const patches: Patch[] = [];
    for (const part of event.delta as { retain?: number; insert?: string; delete?: number }[]) {
      at += part.retain ?? 0;
      if (part.delete !== undefined) patches.push([at, part.delete, '']);
      if (part.insert !== undefined) {
        patches.push([at, 0, part.insert]);
        at += part.insert.length;
      }
    }
    events.push({ patches, isRemote: transaction.origin === 'other' });
  });
  const past: [number, number][] = [];
  const applied = [0, 0];
  txns.forEach(({ parents, agent, patches }, index) => {
    const seen: [number, number] = [0, 0];
    for (const parent of parents)
      for (const each of [0, 1]) seen[each] = Math.max(seen[each]!, past[parent]?.[each] ?? 0);
    const other = 1 - agent;
    for (const update of updates[other]!.slice(applied[agent], seen[other]))
      Y.applyUpdate(docs[agent]!, update, 'other');
    applied[agent] = Math.max(applied[agent]!, seen[other]!);
    const text = docs[agent]!.getText('code');
    for (const [position, deleted, inserted] of patches)
      docs[agent]!.transact(() => {
        if (deleted > 0) text.delete(position, deleted);
        if (inserted !== '') text.insert(position, inserted);
      });
    seen[agent] = updates[agent]!.length;
    past[index] = seen;
  });
  return events;
}
