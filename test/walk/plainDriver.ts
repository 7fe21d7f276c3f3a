import type { DocumentName, PersonName, RoomName, Step } from './step.ts';
import { PEOPLE, roomDocument } from './step.ts';
import type { SessionView, StepReport, TabView, WalkDriver, WindowView } from './walkDriver.ts';

interface PlainSession {
  readonly room: RoomName;
  document: DocumentName;
  /** Typed while the relay was away. */
  readonly waiting: string[];
}

interface PlainWindow {
  readonly texts: Map<DocumentName, string>;
  readonly tabs: DocumentName[];
  sessions: PlainSession[];
  messages: string[];
  isOffline: boolean;
}

/**
 * Windows and a relay that are nothing but texts in maps, and do what they promise at once: what the oracle is tried on.
 * A test spoils one of its methods to plant a fault.
 */
export class PlainDriver implements WalkDriver {
  readonly rooms = new Map<RoomName, string>();
  readonly windows: Readonly<Record<PersonName, PlainWindow>> = { anna: newWindow(), ben: newWindow() };

  perform(step: Step): Promise<StepReport> {
    for (const person of PEOPLE) this.windows[person].messages = [];
    return Promise.resolve('person' in step ? this.act(step) : { kind: 'done' });
  }

  act(step: Extract<Step, { person: PersonName }>): StepReport {
    const window = this.windows[step.person];
    switch (step.kind) {
      case 'open':
        this.open(step.person, step.document, `text of ${step.document}\n`);
        return { kind: 'done' };
      case 'create':
        this.rooms.set(step.room, window.texts.get(step.document) ?? '');
        window.sessions.push({ room: step.room, document: step.document, waiting: [] });
        return { kind: 'done' };
      case 'join': {
        const document = roomDocument(step.room);
        if (window.sessions.some(({ room }) => room === step.room)) return { kind: 'done' };
        this.open(step.person, document, this.rooms.get(step.room) ?? '');
        window.sessions.push({ room: step.room, document, waiting: [] });
        return { kind: 'done' };
      }
      case 'leave':
        this.leave(step.person, step.document);
        return { kind: 'done' };
      case 'close':
        window.tabs.splice(window.tabs.indexOf(step.document), 1);
        window.texts.delete(step.document);
        for (const { room } of this.leave(step.person, step.document))
          window.messages.push(`You closed the document and so left "${room}".`);
        return { kind: 'done' };
      case 'rename':
        window.tabs.splice(window.tabs.indexOf(step.from), 1, step.to);
        window.texts.set(step.to, window.texts.get(step.from) ?? '');
        window.texts.delete(step.from);
        for (const session of window.sessions) if (session.document === step.from) session.document = step.to;
        return { kind: 'done' };
      case 'offline':
        window.isOffline = true;
        return { kind: 'done' };
      case 'online':
        window.isOffline = false;
        for (const session of window.sessions)
          for (const text of session.waiting.splice(0)) this.handIn(step.person, session, text);
        return { kind: 'done' };
      default:
        return { kind: 'done' };
    }
  }

  look(person: PersonName): Promise<WindowView> {
    const { texts, tabs, messages } = this.windows[person];
    return Promise.resolve({
      documents: [...texts].map(([document, text]) => ({ document, text, isDirty: false })),
      tabs: tabs.map((document): TabView => {
        const isActive = document === tabs.at(-1);
        return { document, view: 'text', group: 1, isActive, isPreview: false };
      }),
      sessions: this.sessions(person),
      active: tabs.at(-1),
      statusBar: undefined,
      messages,
      questions: 0,
    });
  }

  sessions(person: PersonName): SessionView[] {
    const { sessions, isOffline } = this.windows[person];
    return sessions.map(({ room, document, waiting }) => ({
      ...{ room, document, isDocumentClosed: false, isReachable: !isOffline },
      ...{ state: isOffline ? 'offline' : 'online', isSaved: waiting.length === 0 },
    }));
  }

  type(person: PersonName, document: DocumentName, text: string): Promise<boolean> {
    const window = this.windows[person];
    window.texts.set(document, (window.texts.get(document) ?? '') + text);
    for (const session of window.sessions) {
      if (session.document !== document) continue;
      if (window.isOffline) session.waiting.push(text);
      else this.handIn(person, session, text);
    }
    return Promise.resolve(true);
  }

  answer(): Promise<void> {
    return Promise.resolve();
  }

  roomTexts(rooms: readonly RoomName[]): Promise<ReadonlyMap<RoomName, string>> {
    return Promise.resolve(new Map([...this.rooms].filter(([room]) => rooms.includes(room))));
  }

  /** Nothing changes by waiting. */
  async until(condition: () => Promise<boolean>): Promise<boolean> {
    return condition();
  }

  /** The relay takes a text, and everybody who is online in the room shows what it holds then. */
  handIn(_person: PersonName, { room }: PlainSession, text: string): void {
    this.rooms.set(room, (this.rooms.get(room) ?? '') + text);
    for (const person of PEOPLE) {
      const { sessions, texts, isOffline } = this.windows[person];
      if (isOffline) continue;
      for (const one of sessions) if (one.room === room) texts.set(one.document, this.rooms.get(room) ?? '');
    }
  }

  open(person: PersonName, document: DocumentName, text: string): void {
    const { tabs, texts } = this.windows[person];
    if (!tabs.includes(document)) tabs.push(document);
    texts.set(document, text);
  }

  leave(person: PersonName, document: DocumentName): PlainSession[] {
    const window = this.windows[person];
    const left = window.sessions.filter((session) => session.document === document);
    window.sessions = window.sessions.filter((session) => session.document !== document);
    return left;
  }
}

function newWindow(): PlainWindow {
  return { texts: new Map(), tabs: [], sessions: [], messages: [], isOffline: false };
}
