import { setTimeout as wait } from 'node:timers/promises';
import * as Y from 'yjs';
import { eventually } from '../../../test/support/eventually.ts';
import { recordedEdits, updatesOf } from '../../recordedEdits.ts';
import { Client } from './client.ts';
import type { Target } from './dialect.ts';
import { joinInTurns } from './joinInTurns.ts';
import { RoomStream } from './roomStream.ts';
import type { Scene } from './scene.ts';

export interface SeedFigures {
  readonly edits: number;
  readonly seconds: number;
  readonly text: string;
}

/** Plays a recorded session into a room, each edit a message; resolves when somebody else has got it all. */
export async function playRecording({
  target,
  limit,
}: {
  target: Target;
  limit: number;
}): Promise<SeedFigures> {
  const { updates, text, author } = recording(limit);
  const watcher = await Client.join(target);
  const sender = await Client.join(target);
  const start = performance.now();
  for (let next = 0; next < updates.length;) {
    const end = Math.min(next + WINDOW, updates.length);
    for (; next < end; next++) sender.send(updates[next]!.update);
    const { clock } = updates[next - 1]!;
    await eventuallyQuick(() => (watcher.known.get(author) ?? 0) >= clock);
  }
  const seconds = (performance.now() - start) / 1_000;
  // Not before it is stored, where the server says so: what is measured next is not a loss.
  if (target.dialect === 'tandem') await eventually('it to be stored', () => sender.saved > updates.length);
  sender.close();
  watcher.close();
  return { edits: updates.length, seconds, text };
}

interface Recording {
  readonly updates: readonly { readonly update: Uint8Array; readonly clock: number }[];
  readonly text: string;
  readonly author: number;
}

const recordings = new Map<number, Recording>();

function recording(limit: number): Recording {
  const known = recordings.get(limit);
  if (known !== undefined) return known;
  const doc = new Y.Doc();
  const updates: { update: Uint8Array; clock: number }[] = [];
  const made = updatesOf(recordedEdits().edits.slice(0, limit), doc, (update) => {
    updates.push({ update, clock: Y.getState(doc.store, doc.clientID) });
  });
  const fresh = { updates, text: made.text, author: doc.clientID };
  recordings.set(limit, fresh);
  return fresh;
}

export interface JoinFigures {
  readonly ms: number;
  readonly bytes: number;
  readonly text: string;
}

/** A person who opens the room: from the connection to the text. */
export async function joinCold({ target }: { target: Target }): Promise<JoinFigures> {
  const doc = new Y.Doc();
  const start = performance.now();
  const client = await Client.join(target, { doc });
  const ms = performance.now() - start;
  const figures = { ms, bytes: client.bytes, text: doc.getText('code').toJSON() };
  client.close();
  return figures;
}

/** One client in each room, that writes `units` of text into it and stays. */
export async function openFilled({
  targets,
  units,
}: {
  targets: readonly Target[];
  units: number;
}): Promise<Scene<object, object>> {
  const line = 'A line of text, as people write them.\n';
  const text = line.repeat(Math.ceil(units / line.length)).slice(0, units);
  const clients = await joinInTurns(targets.length, async (index) => {
    const doc = new Y.Doc();
    const client = await Client.join(targets[index]!);
    const made = updatesOf([[0, 0, text]], doc, (update) => client.send(update));
    doc.destroy();
    return { client, length: made.text.length };
  });
  await wait(500);
  return { run: () => Promise.resolve({}), close: () => clients.forEach(({ client }) => client.close()) };
}

/** Connections that do nothing. */
export async function openIdle({
  targets,
  perRoom,
}: {
  targets: readonly Target[];
  perRoom: number;
}): Promise<Scene<object, object>> {
  const clients = await joinInTurns(targets.length * perRoom, (index) =>
    Client.join(targets[index % targets.length]!),
  );
  return { run: () => Promise.resolve({}), close: () => clients.forEach((client) => client.close()) };
}

/** Everybody joins at once; resolves when the last has the state. */
export async function joinStorm({
  targets,
  perRoom,
}: {
  targets: readonly Target[];
  perRoom: number;
}): Promise<{ readonly ms: number }> {
  const start = performance.now();
  const stream = new RoomStream();
  const clients = await Promise.all(
    Array.from({ length: targets.length * perRoom }, (_, index) =>
      Client.join(targets[index % targets.length]!, { stream }),
    ),
  );
  const ms = performance.now() - start;
  const sizes = new Set(clients.map(({ known }) => [...known.values()].reduce((a, b) => a + b, 0)));
  for (const client of clients) client.close();
  if (sizes.size !== 1 || sizes.has(0)) throw new Error('Not all got the same state.');
  return { ms };
}

/** Types until the last edit is acknowledged, or where the server says nothing, seen by somebody else. */
export async function typeUntilPromised({
  target,
  edits,
}: {
  target: Target;
  edits: number;
}): Promise<{ readonly text: string }> {
  const doc = new Y.Doc();
  const author = await Client.join(target, { doc });
  const watcher = await Client.join(target);
  const before = author.saved;
  for (let i = 0; i < edits; i++) author.edit((text) => text.insert(text.length, 'x'));
  const isSeen = () => (watcher.known.get(doc.clientID) ?? 0) >= edits;
  const isAcknowledged = () => target.dialect === 'y-websocket' || author.saved - before >= edits;
  await eventuallyQuick(() => isSeen() && isAcknowledged());
  const text = doc.getText('code').toJSON();
  author.close();
  watcher.close();
  return { text };
}

/** As `eventually`, without its pauses. */
async function eventuallyQuick(check: () => boolean): Promise<void> {
  const end = performance.now() + 180_000;
  while (!check()) {
    if (performance.now() > end) throw new Error('waited three minutes in vain');
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const WINDOW = 1_000;
