import type * as Y from 'yjs';
import type { Delta } from '../../shared/text/delta.ts';
import { toReplaces } from '../../shared/text/replaces.ts';
import { writeReplaces } from '../../shared/text/writeReplaces.ts';

/**
 * Stands for anything that no editor can hold. An object that a stranger embedded in the text counts one
 * unit, like a carriage return, and is removed like one (see takeOutReturns).
 */
export const UNSHOWABLE = '\r';

/** The text as Yjs counts it; `toJSON()` leaves embedded objects out. */
export function readText(text: Y.Text): string {
  const plain = text.toJSON();
  if (plain.length === text.length) return plain;
  const ops = text.toDelta() as { insert: unknown }[];
  return ops.map(({ insert }) => (typeof insert === 'string' ? insert : UNSHOWABLE)).join('');
}

/** Makes the change in one transaction. */
export function writeDelta(text: Y.Text, delta: Delta, origin: object): void {
  if (delta.length === 0) return;
  transact(text, origin, () => writeReplaces(text, toReplaces(delta)));
}

/**
 * Removes carriage returns that `pending` is about to bring to the editor from the shared text, because no
 * editor can show them. It only deletes, so all peers may do it at the same time.
 */
export function takeOutReturns(text: Y.Text, pending: Delta, origin: object): void {
  const offsets: number[] = [];
  let at = 0;
  for (const op of pending) {
    if (op.kind === 'retain') at += op.length;
    if (op.kind !== 'insert') continue;
    for (let k = op.text.indexOf('\r'); k >= 0; k = op.text.indexOf('\r', k + 1)) offsets.push(at + k);
    at += op.text.length;
  }
  if (offsets.length === 0) return;
  transact(text, origin, () => {
    for (const offset of offsets.reverse()) text.delete(offset, 1);
  });
}

function transact(text: Y.Text, origin: object, task: () => void): void {
  if (!text.doc) throw new Error('The text does not belong to a Yjs document.');
  text.doc.transact(task, origin);
}
