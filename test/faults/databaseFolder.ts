import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as Y from 'yjs';
import { buildRelayBundle, type RelayBundle } from '../relay/support/relayBundle.ts';
import { request } from '../relay/support/rest.ts';
import { eventually } from '../support/eventually.ts';
import { enterRoom, type Person } from '../support/person.ts';
import { startRelayProcess, type RelayProcess } from '../support/relayProcess.ts';

export interface Place {
  readonly folder: string;
  /** The database. */
  readonly file: string;
  /** Where its files can be put that belongs to nobody. */
  readonly elsewhere: string;
}

/** For a suite about a relay whose database is a file: a folder of its own for each test, and the relay on it. */
export function useDatabaseFolder(name: string): DatabaseFolder {
  const scene = new DatabaseFolder();
  let bundle: RelayBundle;
  before(async () => {
    bundle = await buildRelayBundle(name);
    scene.bundle = bundle.file;
  });
  after(() => bundle.remove());
  beforeEach(() => scene.make());
  afterEach(() => scene.remove());
  return scene;
}

export class DatabaseFolder {
  bundle = '';
  place!: Place;
  relay: RelayProcess | undefined;
  readonly #people: Person[] = [];

  make(): void {
    const root = fs.mkdtempSync(path.join(os.tmpdir(), 'tandem-files-'));
    const [folder, elsewhere] = [path.join(root, 'data'), path.join(root, 'elsewhere')];
    fs.mkdirSync(elsewhere);
    this.place = { folder, elsewhere, file: path.join(folder, 'tandem.db') };
  }

  async remove(): Promise<void> {
    for (const { client } of this.#people.splice(0)) client.close();
    await this.relay?.dispose();
    this.relay = undefined;
    fs.rmSync(path.dirname(this.place.folder), { recursive: true, force: true });
  }

  async start(): Promise<RelayProcess> {
    this.relay = await startRelayProcess({
      bundle: this.bundle,
      environment: { DATABASE_URL: `sqlite:///${this.place.file}` },
    });
    return this.relay;
  }

  /** With what `doc` has. */
  async enter(room: string, doc = new Y.Doc()): Promise<Person> {
    const person = await enterRoom(this.relay!.url, room, doc);
    this.#people.push(person);
    return person;
  }

  async health(): Promise<number> {
    return (await request(this.relay!.url, 'GET', '/health')).status;
  }

  /** Types without a pause until nothing is acknowledged any more. */
  async typeThrough(writer: Person, happen: () => void): Promise<void> {
    const write = (count: number) => {
      for (let i = 0; i < count; i++) writer.type(`<${writer.typed.length}>`);
    };
    write(20);
    await eventually('some of it to be saved', () => writer.acknowledged.length > 5);
    happen();
    write(20);
    await writer.toldNotSaved();
    write(5);
  }
}
