import type { SeededRandom } from '../support/seed.ts';
import type { SimulatedRelay } from '../support/workbench/simulatedRelay.ts';
import type { Timeline } from '../support/workbench/timeline.ts';
import type { SimulatedPerson } from './simulatedPerson.ts';
import type { DocumentName, RoomName } from './step.ts';

/** What a step needs beside the window that it is done in. */
export interface Surroundings {
  readonly timeline: Timeline;
  readonly random: SeededRandom;
  readonly relay: SimulatedRelay;
  readonly other: SimulatedPerson;
  /** The id of every room so far; a step adds to it. */
  readonly roomIds: Map<RoomName, string>;
}

/** So long a person waits for a command. */
export const PATIENCE_MS = 30_000;

/** Between two keys of somebody who types meanwhile. */
const KEY_MS = 45;

/** While something goes on, the other person types into the room of the document, if they are in it. */
export async function meanwhile(
  act: Promise<unknown>,
  person: SimulatedPerson,
  document: DocumentName | undefined,
  { other, timeline }: Surroundings,
): Promise<void> {
  const wanted = document === undefined ? undefined : person.uri(document).toString();
  const room = person.window.tandem?.sessions.find((one) => one.document.uri.toString() === wanted)?.room.id;
  const theirs =
    room === undefined ? undefined : other.window.tandem?.sessions.find((one) => one.room.id === room);
  const progress = { isOver: false };
  const over = (): void => void (progress.isOver = true);
  act.then(over, over);
  if (theirs !== undefined) {
    const name = other.documentName(theirs.document.uri);
    for (let key = 0; key < 25 || (!progress.isOver && key < 600); key++) {
      other.typeInto(name, 'k');
      await timeline.advance(KEY_MS);
    }
  }
  await timeline.settle('the step', act, PATIENCE_MS);
}
