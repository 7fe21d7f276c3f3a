import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { CodeWindow } from '../../support/vscode/codeWindow.ts';
import { roomDocument, type DocumentName, type PersonName, type RoomName } from '../../walk/step.ts';
import { EMPTY_FILES, FIRST_FILES, OTHER_FILES } from '../../walk/desk.ts';
import type { Person } from '../openPair.ts';

/** One person of a walk: their window, their two folders, and what the walk calls things there. */
export class WalkPerson {
  readonly name: PersonName;
  readonly window: CodeWindow;
  readonly #folders: Readonly<Record<'home' | 'other', string>>;
  readonly #roomIds: ReadonlyMap<RoomName, string>;
  #folder: 'home' | 'other' = 'home';
  readonly #aliases = new Map<DocumentName, string>();

  /** `roomIds` grows while the walk goes on. */
  constructor(person: Person, roomIds: ReadonlyMap<RoomName, string>) {
    this.name = person.name as PersonName;
    this.window = person.window;
    this.#roomIds = roomIds;
    this.#folders = {
      home: person.folder,
      other: fs.mkdtempSync(path.join(os.tmpdir(), `tandem-${person.name}-other-`)),
    };
    this.#writeFiles();
  }

  #writeFiles(): void {
    for (const file of FIRST_FILES) write(this.file(file), firstText(file));
    for (const file of EMPTY_FILES) write(this.file(file), '');
    for (const file of OTHER_FILES) write(path.join(this.#folders.other, file), firstText(file));
  }

  /** The walk calls the document at `uri` so from now on. */
  callIt(document: DocumentName, uri: string): void {
    this.#aliases.set(document, uri);
  }

  async openFolder(folder: 'home' | 'other'): Promise<void> {
    this.#folder = folder;
    await this.window.openFolder(this.#folders[folder]);
  }

  /** Where a file of the open folder is on the disk. */
  file(document: DocumentName): string {
    return path.join(this.#folders[this.#folder], document);
  }

  filesOnDisk(): DocumentName[] {
    return fs.readdirSync(this.#folders[this.#folder], { recursive: true }).map(String);
  }

  /** The URI of a document as `Uri.toString()` writes it. */
  uri(document: DocumentName): string {
    const alias = this.#aliases.get(document);
    if (alias !== undefined) return alias;
    const [, scheme, rest = ''] = /^(room|untitled):(.*)$/.exec(document) ?? [];
    if (scheme === 'untitled') return `untitled:Untitled-${draftNumber(rest)}`;
    if (scheme === 'room') return `tandem:/${this.#roomIds.get(rest) ?? 'unknown'}/${rest}`;
    return /^[a-z][a-z0-9+.-]+:/.test(document) ? document : `file://${this.file(document)}`;
  }

  /** What the URI of a document ends with, be it seen from the window or from its extension host. */
  place(document: DocumentName): string {
    return this.uri(document).replace(/^file:\/\//, '');
  }

  /** What the walk calls a document; its URI where it has no name. */
  documentName({ scheme, path: place, text }: PlainUri): DocumentName {
    const alias = [...this.#aliases].find(([, uri]) => uri === text);
    if (alias !== undefined) return alias[0];
    if (scheme === 'untitled' && place.startsWith('Untitled-'))
      return `untitled:${draftName(Number(place.slice(9)))}`;
    if (scheme === 'tandem') {
      const [, id, name] = place.split('/');
      const room = this.roomName(id ?? '');
      return room !== undefined && name === room ? roomDocument(room) : text;
    }
    const folder = `${this.#folders[this.#folder]}/`;
    return scheme === 'file' && place.startsWith(folder) ? place.slice(folder.length) : text;
  }

  roomName(id: string): RoomName | undefined {
    return [...this.#roomIds].find(([, other]) => other === id)?.[0];
  }

  dispose(): void {
    fs.rmSync(this.#folders.other, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** VS Code takes `Untitled-` with a number alone for a document that has no place on the disk yet; it counts from 1 itself. */
const [DRAFTS_FROM, HELPERS_FROM] = [1_000, 100_000];

function draftNumber(name: string): number {
  const number = Number(/\d+$/.exec(name)?.[0] ?? '0');
  if (name.startsWith('u')) return DRAFTS_FROM + number;
  return name.startsWith('for-r') ? HELPERS_FROM + number : number;
}

function draftName(number: number): string {
  if (number >= HELPERS_FROM) return `for-r${number - HELPERS_FROM}`;
  return number >= DRAFTS_FROM ? `u${number - DRAFTS_FROM}` : String(number);
}

/** A URI as it travels from the extension host. */
export interface PlainUri {
  readonly scheme: string;
  readonly path: string;
  readonly text: string;
}

/** What a file holds before anybody writes into it. */
export function firstText(file: DocumentName): string {
  return file.endsWith('.svg')
    ? `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>${file}</title></svg>\n`
    : `first line of ${file}\nsecond line\n`;
}

function write(file: string, text: string): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}
