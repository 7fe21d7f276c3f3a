import * as Y from 'yjs';
import { edit, syncWire, updateMessage, type WireClient } from '../relay/support/wireClient.ts';
import { eventually } from './eventually.ts';

/** Somebody in a room, who types at the end of its text. */
export interface Person {
  readonly client: WireClient;
  readonly doc: Y.Doc;
  /** What was typed, in the order in which it was. */
  readonly typed: readonly string[];
  type(text: string): void;
  /** Of what was typed, so much is acknowledged. */
  readonly acknowledged: readonly string[];
  toldNotSaved(): Promise<unknown>;
}

/** Resolves when what `doc` has is stored. */
export async function enterRoom(url: string, room: string, doc = new Y.Doc()): Promise<Person> {
  const client = await syncWire(url, room, doc);
  await eventually('the step 2 to be counted', () => client.saved === 1);
  const typed: string[] = [];
  return {
    client,
    doc,
    typed,
    type(text) {
      typed.push(text);
      client.send(updateMessage(edit(doc, (shared) => shared.insert(shared.length, text))));
    },
    get acknowledged() {
      return typed.slice(0, Math.max(0, client.saved - 1));
    },
    toldNotSaved: () =>
      client.heard('control', ({ message }) => message.kind === 'notice' && message.code === 'not_saved'),
  };
}
