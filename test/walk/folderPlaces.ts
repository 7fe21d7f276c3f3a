import { PEOPLE, type DocumentName, type PersonName, type RoomName, type Step } from './step.ts';
import type { WindowView } from './walkDriver.ts';

const FIRST_FOLDER = 'home';

/**
 * Where each room was when a person's window left a folder: a window comes back to the rooms of its own folder in the
 * documents where they were there, wherever they have been since.
 */
export class FolderPlaces {
  readonly #folders = new Map<PersonName, string>(PEOPLE.map((person) => [person, FIRST_FOLDER]));
  readonly #places = new Map<string, ReadonlyMap<RoomName, DocumentName>>();

  /** The document that the room may be in after this step because it was there when the folder was left. */
  after(step: Step, person: PersonName, room: RoomName): DocumentName[] {
    if (step.kind !== 'openFolder' || step.person !== person) return [];
    const place = this.#places.get(`${person} ${step.folder}`)?.get(room);
    return place === undefined ? [] : [place];
  }

  /** The step was done; `before` is what the windows looked like then. */
  follow(step: Step, before: Readonly<Record<PersonName, WindowView>>): void {
    if (step.kind !== 'openFolder') return;
    const { person } = step;
    const places = before[person].sessions.map(({ room, document }) => [room, document] as const);
    this.#places.set(`${person} ${this.#folders.get(person) ?? FIRST_FOLDER}`, new Map(places));
    this.#folders.set(person, step.folder);
  }
}
