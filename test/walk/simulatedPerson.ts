import { Uri } from '../support/workbench/api/uri.ts';
import { type Dialog, LATER } from '../support/workbench/dialogs.ts';
import type { WorkbenchTab } from '../support/workbench/groups.ts';
import type { SimulatedWindow } from '../support/workbench/simulatedWindow.ts';
import { copyDocument, roomDocument, type DocumentName, type PersonName, type RoomName } from './step.ts';
import { EMPTY_FILES, FIRST_FILES, OTHER_FILES } from './desk.ts';

/** One person of a simulated walk: their window, and what the walk calls things there. */
export class SimulatedPerson {
  readonly name: PersonName;
  readonly window: SimulatedWindow;
  readonly #roomIds: ReadonlyMap<RoomName, string>;
  /** The untitled documents that took the place of what a room had left behind, by the room that they are. */
  readonly #copies = new Map<RoomName, Uri>();
  #shownBefore = 0;
  /** The question that stood in the way of the step, if one did. */
  asked: string | undefined;
  ifAsked: 'save' | 'discard' = 'discard';
  #keep: 'room' | 'file' | undefined;

  /** `roomIds` grows while the walk goes on. */
  constructor(name: PersonName, window: SimulatedWindow, roomIds: ReadonlyMap<RoomName, string>) {
    this.name = name;
    this.window = window;
    this.#roomIds = roomIds;
    const { disk } = window.computer;
    for (const file of FIRST_FILES) disk.write(`/home/${file}`, firstText(file));
    for (const file of EMPTY_FILES) disk.write(`/home/${file}`, '');
    for (const file of OTHER_FILES) disk.write(`/other/${file}`, firstText(file));
  }

  /** What was said before belongs to other steps. */
  beginStep(): void {
    this.asked = undefined;
    const { dialogs } = this.window.workbench;
    dialogs.answering = (dialog) => this.#answer(dialog);
    this.#shownBefore = dialogs.shown.length;
  }

  /** The notifications since the step began. */
  get messages(): string[] {
    return this.window.workbench.dialogs.shown
      .slice(this.#shownBefore)
      .filter(({ isModal }) => !isModal)
      .map(({ message }) => message);
  }

  /** After a reload nothing of before is on the screen. */
  windowIsNew(): void {
    this.#shownBefore = 0;
    this.window.workbench.dialogs.answering = (dialog) => this.#answer(dialog);
  }

  get questions(): number {
    return this.window.workbench.dialogs.open.filter(isAboutVersions).length;
  }

  answerQuestions(keep: 'room' | 'file'): void {
    this.#keep = keep;
    this.window.workbench.dialogs.look();
    this.#keep = undefined;
  }

  uri(document: DocumentName): Uri {
    const [, scheme, rest = ''] = /^(room|untitled|copy):(.*)$/.exec(document) ?? [];
    if (scheme === 'copy') return this.#copies.get(rest) ?? Uri.from({ scheme: 'untitled', path: document });
    if (scheme === 'untitled') return Uri.from({ scheme, path: `Untitled-${rest}` });
    if (scheme === 'room')
      return Uri.from({ scheme: 'tandem', path: `/${this.#roomIds.get(rest) ?? 'unknown'}/${rest}` });
    return /^[a-z][a-z0-9+.-]+:/.test(document) ? Uri.parse(document) : Uri.file(this.path(document));
  }

  /** A room was created in `uri`, which the walk has no name for. VS Code gives the name of a closed draft again. */
  madeCopy(room: RoomName, uri: Uri): void {
    for (const [other, one] of this.#copies)
      if (one.toString() === uri.toString()) this.#copies.delete(other);
    this.#copies.set(room, uri);
  }

  path(document: DocumentName): string {
    return `${this.window.folder}/${document}`;
  }

  /** What the walk calls a document; its URI where it has no name. */
  documentName(uri: { scheme: string; path: string; toString(): string }): DocumentName {
    const { scheme, path } = uri;
    const copy = [...this.#copies].find(([, one]) => one.toString() === uri.toString());
    if (copy !== undefined) return copyDocument(copy[0]);
    if (scheme === 'untitled' && path.startsWith('Untitled-')) return `untitled:${path.slice(9)}`;
    if (scheme === 'tandem') {
      const [, id = '', name] = path.split('/');
      const room = this.roomName(id);
      return room !== undefined && name === room ? roomDocument(room) : uri.toString();
    }
    const folder = `${this.window.folder}/`;
    return scheme === 'file' && path.startsWith(folder) ? path.slice(folder.length) : uri.toString();
  }

  roomName(id: string): RoomName | undefined {
    return [...this.#roomIds].find(([, other]) => other === id)?.[0];
  }

  /** The tab of a document, the one in front first. */
  tab(document: DocumentName): WorkbenchTab | undefined {
    const wanted = this.uri(document).toString();
    const { groups, activeTab } = this.window.workbench;
    const shows = ({ input }: WorkbenchTab): boolean =>
      (input.kind === 'text' || input.kind === 'custom') && input.uri.toString() === wanted;
    return activeTab !== undefined && shows(activeTab) ? activeTab : groups.tabs().find(shows);
  }

  /** At a document's end (Ben: at its start), key by key or in one go. False where the document is not loaded. */
  typeInto(document: DocumentName, text: string, isKeyByKey = true): boolean {
    const { workbench } = this.window;
    const model = workbench.models.get(this.uri(document));
    if (model === undefined) return false;
    const offset = this.name === 'ben' ? 0 : model.content.length;
    if (workbench.focusedModel === model) {
      this.window.moveCaret(offset);
      if (isKeyByKey) for (const key of text) this.window.type(key);
      else this.window.type(text);
      return true;
    }
    const where = workbench.mirror.editorOf(model) === undefined ? 'background' : 'workspace';
    model.edited(model.text.editRemotely([{ offset, length: 0, text }], where));
    return true;
  }

  #answer(dialog: Dialog): string | undefined | typeof LATER {
    const { items } = dialog;
    if (items.includes("Don't Save")) {
      this.asked = dialog.message;
      return this.ifAsked === 'save' && !dialog.message.includes('Untitled-') ? 'Save' : "Don't Save";
    }
    // In these walks there is one relay, by whatever address.
    if (items.includes(SAME_RELAY)) return SAME_RELAY;
    if (isAboutVersions(dialog)) {
      if (this.#keep === undefined) return LATER;
      return items.find((item) => item.startsWith(this.#keep === 'room' ? 'Keep' : 'Take'));
    }
    return dialog.isModal ? undefined : LATER;
  }
}

const SAME_RELAY = 'Same Relay';

function isAboutVersions({ message }: Dialog): boolean {
  return message.includes("file's version");
}

/** What a file holds before anybody writes into it. */
export function firstText(file: DocumentName): string {
  return `first line of ${file}\nsecond line\n`;
}
