import { assertNever } from '../../shared/assertNever.ts';
import {
  copyDocument,
  isDraft,
  isFile,
  roomDocument,
  type DocumentName,
  type PersonName,
  type RoomName,
  type Step,
} from './step.ts';
import {
  closeTab,
  type Desk,
  hasView,
  moveFile,
  moveTab,
  newDesk,
  openTab,
  swapFolder,
  textTabs,
} from './desk.ts';

/**
 * What is open where and which document is in which room, as far as that follows from the steps alone: the generator
 * goes by it, so that a seed gives the same steps whatever the product makes of them. Where the product may choose, it
 * assumes the likelier.
 */
export class World {
  readonly desks: Readonly<Record<PersonName, Desk>> = { anna: newDesk(), ben: newDesk() };
  /** Every room so far, the latest last. */
  readonly rooms: RoomName[] = [];
  /** Sessions that were begun before the relay moved are at a dead address. */
  readonly stale: Record<PersonName, Set<RoomName>> = { anna: new Set(), ben: new Set() };
  #names = 0;

  /** A name that nothing has yet. */
  newName(): string {
    return String(++this.#names);
  }

  /** True when the step can be done as things are. */
  allows(step: Step): boolean {
    if (!('person' in step)) return true;
    const desk = this.desks[step.person];
    const hasTab = (name: DocumentName): boolean => desk.tabs.some(({ document }) => document === name);
    const hasText = (name: DocumentName): boolean => textTabs(desk, name).length > 0;
    switch (step.kind) {
      case 'open':
        return desk.files.has(step.document);
      case 'show':
      case 'close':
      case 'split':
      case 'moveToGroup':
      case 'moveToNewWindow':
        return hasTab(step.document);
      case 'language':
        return hasText(step.document);
      case 'closeAndReopen':
      case 'save':
        return hasText(step.document) && !isDraft(step.document);
      case 'saveAs':
        return hasText(step.document) && !step.document.startsWith('room:');
      case 'create':
        return hasText(step.document) && (!desk.rooms.has(step.document) || desk.doubtful.has(step.document));
      case 'reopenWith':
        return hasTab(step.document) && /\.svg$/.test(step.document) && !hasView(desk, step);
      case 'rename':
        return desk.files.has(step.from) && !desk.files.has(step.to);
      case 'replace':
        return desk.files.has(step.from) && desk.files.has(step.to) && step.from !== step.to;
      case 'delete':
        return desk.files.has(step.document);
      case 'checkout':
        return desk.files.has(step.document) === (step.to !== 'back');
      case 'paste':
        return hasText(step.from) && hasText(step.to) && !desk.rooms.has(step.to);
      case 'join':
        return this.rooms.includes(step.room) && !desk.isOffline;
      case 'leave':
        return desk.rooms.has(step.document) && hasText(step.document);
      case 'reopen':
        return desk.closed.length > 0;
      case 'openFolder':
        return desk.folder !== step.folder;
      case 'autoSave':
        return desk.isAutoSaving !== step.isOn;
      case 'offline':
        return !desk.isOffline;
      case 'online':
        return desk.isOffline;
      case 'crowd':
      case 'reload':
      case 'untitled':
        return true;
      default:
        return assertNever(step);
    }
  }

  /** Takes down what has become of things by a step. One that is impossible changes nothing. */
  apply(step: Step): void {
    if (!this.allows(step)) return;
    if (step.kind === 'relayRestart') return;
    if (step.kind === 'relayMove') {
      for (const [person, desk] of Object.entries(this.desks))
        for (const room of desk.rooms.values()) this.stale[person as PersonName].add(room);
      return;
    }
    this.#applyAt(this.desks[step.person], step);
  }

  #applyAt(desk: Desk, step: Extract<Step, { person: PersonName }>): void {
    switch (step.kind) {
      case 'open':
        openTab(desk, step.document, step.as);
        return;
      case 'show':
        desk.active = desk.tabs.find(({ document }) => document === step.document);
        return;
      case 'close':
        closeTab(desk, step.document);
        return;
      case 'closeAndReopen':
        if (desk.rooms.has(step.document)) desk.doubtful.add(step.document);
        return;
      case 'reopen': {
        const document = desk.closed.pop();
        if (document !== undefined && (desk.files.has(document) || !isFile(document)))
          openTab(desk, document, 'tab');
        return;
      }
      case 'reopenWith':
        for (const tab of desk.tabs)
          if (tab.document === step.document) Object.assign(tab, { view: step.view, isPreview: false });
        return;
      case 'split':
      case 'moveToGroup':
      case 'moveToNewWindow':
        moveTab(desk, step);
        return;
      case 'reload':
      case 'crowd':
      case 'language':
      case 'save':
        return;
      case 'openFolder':
        swapFolder(desk, step.folder);
        return;
      case 'rename':
      case 'replace':
        moveFile(desk, step);
        return;
      case 'delete':
      case 'checkout':
        if (step.kind === 'checkout' && step.to === 'other') return;
        if (step.kind === 'checkout' && step.to === 'back') {
          desk.gone.delete(step.document);
          desk.files.add(step.document);
          return;
        }
        desk.files.delete(step.document);
        if (step.kind === 'checkout') desk.gone.add(step.document);
        else while (textTabs(desk, step.document).length > 0) closeTab(desk, step.document);
        return;
      case 'saveAs': {
        desk.files.add(step.to);
        desk.gone.delete(step.to);
        const room = desk.rooms.get(step.document);
        desk.rooms.delete(step.document);
        if (room !== undefined) desk.rooms.set(step.to, room);
        for (const tab of textTabs(desk, step.document))
          Object.assign(tab, { document: step.to, isPreview: false });
        return;
      }
      case 'autoSave':
        desk.isAutoSaving = step.isOn;
        return;
      case 'untitled':
        openTab(desk, step.document, 'tab');
        return;
      case 'paste':
        return;
      case 'create': {
        const isOfRoom = step.document.startsWith('room:');
        const document = isOfRoom ? copyDocument(step.room) : step.document;
        desk.rooms.set(document, step.room);
        desk.doubtful.delete(step.document);
        this.rooms.push(step.room);
        for (const tab of textTabs(desk, step.document)) Object.assign(tab, { document, isPreview: false });
        return;
      }
      case 'join':
        if (![...desk.rooms.values()].includes(step.room)) {
          openTab(desk, roomDocument(step.room), 'tab');
          desk.rooms.set(roomDocument(step.room), step.room);
        }
        this.stale[step.person].delete(step.room);
        return;
      case 'leave':
        desk.rooms.delete(step.document);
        desk.doubtful.delete(step.document);
        return;
      case 'offline':
      case 'online':
        desk.isOffline = step.kind === 'offline';
        return;
      default:
        assertNever(step);
    }
  }
}
