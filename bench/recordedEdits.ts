import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type * as Y from 'yjs';
import { type Patch, traceFile } from '../test/support/concurrentTrace.ts';

/** A recorded session of one person, or as many made-up keystrokes where it is not at hand. */
export function recordedEdits(): { name: string; edits: readonly Patch[] } {
  const file = traceFile('automerge-paper.json.gz');
  if (file === undefined) {
    const edits = Array.from({ length: 260_000 }, (_, index): Patch => [index % 100_000, 0, 'x']);
    return { name: 'made up, as the recording automerge-paper is not here', edits };
  }
  const { txns } = JSON.parse(gunzipSync(readFileSync(file)).toString()) as {
    txns: { patches: Patch[] }[];
  };
  return { name: 'automerge-paper', edits: txns.flatMap(({ patches }) => patches) };
}

/** Makes the edits in `doc`; `onUpdate` gets each as the update that its author would have sent. */
export function updatesOf(
  edits: readonly Patch[],
  doc: Y.Doc,
  onUpdate: (update: Uint8Array) => void,
): { text: string } {
  doc.on('update', onUpdate);
  const shared = doc.getText('code');
  for (const [position, deleted, inserted] of edits) {
    doc.transact(() => {
      if (deleted > 0) shared.delete(position, deleted);
      if (inserted !== '') shared.insert(position, inserted);
    });
  }
  doc.off('update', onUpdate);
  return { text: shared.toJSON() };
}
