import { FolderPlaces } from './folderPlaces.ts';
import { newToken, RoomLedger } from './roomLedger.ts';
import {
  documentsAfter,
  documentsToType,
  doubleSessions,
  falseStatus,
  hiddenSessions,
  isTold,
  mayLeave,
  needsNoWord,
  undone,
} from './sharingRules.ts';
import {
  otherOf,
  PEOPLE,
  roomDocument,
  type DocumentName,
  type PersonName,
  type RoomName,
  type Step,
} from './step.ts';
import type { SessionView, StepReport, WalkDriver, WindowView } from './walkDriver.ts';

/** Generous, since two windows and a relay share the machine; an oracle that holds waits a fraction of it. */
const LIMIT_MS = 20_000;

type Views = Readonly<Record<PersonName, WindowView>>;

/** A token that was typed into a document, and the room that this document looked shared in at that moment. */
interface Probe {
  readonly person: PersonName;
  readonly document: DocumentName;
  readonly token: string;
  readonly room: RoomName | undefined;
}

/** What is wrong after a step, in sentences; none where all is well. */
export type Findings = readonly string[];

/**
 * Holds two windows and their relay against what must be true after every step: whatever is typed into a document
 * reaches its room and nothing else, or the window says that it is not shared; and what a room had, it keeps.
 */
export class Oracle {
  readonly #driver: WalkDriver;
  readonly #ledger = new RoomLedger();
  readonly #rooms = new Set<RoomName>();
  readonly #places = new FolderPlaces();
  #before: Views | undefined;
  #tokens = 0;
  #hasJustTyped = false;
  /** VS Code closes the tab of a file that is gone some time later, maybe during the next step; a folder goes at once. */
  #previous: Step | undefined;

  constructor(driver: WalkDriver) {
    this.#driver = driver;
  }

  /** To be called after each step. With `atOnce` nothing is typed, only looked at. */
  async check(number: number, step: Step, report: StepReport): Promise<Findings> {
    if (step.kind === 'create' && report.kind === 'done') this.#rooms.add(step.room);
    const start = this.#before ?? (await this.#look());
    const findings = [...this.#checkDialog(step, report), ...(await this.#checkKept(step, report, start))];
    this.#hasJustTyped = step.atOnce !== true;
    if (findings.length > 0 || step.atOnce === true) return findings;
    return this.#checkTyping(number, step, (views) =>
      report.kind === 'done' && 'person' in step ? undone(step, start[step.person], views[step.person]) : [],
    );
  }

  /**
   * A joined document is on the relay: nothing is lost by closing it. Right after a key VS Code does ask, since the
   * document is saved in the next pause.
   */
  #checkDialog(step: Step, report: StepReport): Findings {
    if (report.kind !== 'done' || report.asked === undefined || step.kind !== 'close') return [];
    const session = this.#before?.[step.person].sessions.find(({ document }) => document === step.document);
    const isSafe = session?.isReachable === true && session.document === roomDocument(session.room);
    return isSafe && !this.#hasJustTyped && step.whileTyping !== true
      ? [`closing ${step.document} was asked about: ${report.asked}`]
      : [];
  }

  /** Every room that the step had no business with is still there, and where its document is. */
  async #checkKept(step: Step, report: StepReport, before: Views): Promise<Findings> {
    let views = before;
    let last: string[] = [];
    await this.#driver.until(async () => {
      views = await this.#look();
      last = PEOPLE.flatMap((person) => [
        ...this.#left(step, person, before[person], views[person]),
        ...[...doubleSessions(views[person]), ...hiddenSessions(views[person])].map(
          (problem) => `${person}: ${problem}`,
        ),
      ]);
      if (report.kind === 'done' && 'person' in step)
        last.push(...undone(step, before[step.person], views[step.person]));
      return last.length === 0;
    }, LIMIT_MS);
    this.#before = views;
    this.#previous = step;
    this.#places.follow(step, before);
    return last;
  }

  /**
   * Rooms that a window is in no more, or elsewhere, though neither the step nor the one before it gave a reason, or
   * nobody said so.
   */
  #left(step: Step, person: PersonName, before: WindowView, after: WindowView): string[] {
    const previous = this.#previous?.kind === 'openFolder' ? undefined : this.#previous;
    return before.sessions.flatMap(({ room, document, state }) => {
      if (state === 'ended') return [];
      const is = find(after, room);
      const isByPrevious = previous !== undefined && mayLeave(previous, person, document);
      if (is === undefined) {
        if (isByPrevious) return [];
        if (!mayLeave(step, person, document))
          return [`${person} has left ${room} (${document}) by ${step.kind}`];
        return needsNoWord(step) || isTold(after, room)
          ? []
          : [`${person} is not in ${room} (${document}) any more, and was not told`];
      }
      const places = [...documentsAfter(step, person, document), ...this.#places.after(step, person, room)];
      return places.includes(is.document)
        ? []
        : [`${person}'s ${room} is in ${is.document} and not in ${places.join(' or ')}`];
    });
  }

  /** Every document takes a token, and each token has to be where it belongs. */
  async #checkTyping(number: number, step: Step, undoneIn: (views: Views) => Findings): Promise<Findings> {
    const before = await this.#look();
    const probes = (
      await Promise.all(PEOPLE.map((person) => this.#typeAll(number, person, before[person])))
    ).flat();
    let wrong: string[] = [];
    let views = before;
    let texts = new Map<RoomName, string>() as ReadonlyMap<RoomName, string>;
    await this.#driver.until(async () => {
      views = await this.#look();
      await this.#answer(step, views);
      texts = await this.#driver.roomTexts([...this.#rooms]);
      wrong = [
        ...probes.flatMap((probe) => wrongOf(fateOf(probe, views, texts))),
        // What was typed must not bring back the file or the tab that the step has moved or closed.
        ...undoneIn(views),
        ...this.#missing(views, texts),
        ...differences(views, texts),
        ...PEOPLE.flatMap((person) => falseStatus(views[person]).map((problem) => `${person}: ${problem}`)),
      ];
      return wrong.length === 0;
    }, LIMIT_MS);
    this.#before = views;
    if (wrong.length > 0) return wrong;
    const ended = probes.map((probe) => ({ ...probe, room: roomOf(probe, views) }));
    for (const probe of ended) this.#takeDown(probe, fateOf(probe, views, texts), texts);
    return this.#checkRooms(ended, texts, views);
  }

  #takeDown({ room, token, person }: Probe, fate: Fate, texts: ReadonlyMap<RoomName, string>): void {
    if (room === undefined || texts.get(room)?.includes(token) === true) return;
    if (fate === 'kept') this.#ledger.keep(room, token, person);
    else this.#ledger.allow(room, token);
  }

  async #answer(step: Step, views: Views): Promise<void> {
    for (const person of PEOPLE) {
      if (views[person].questions === 0) continue;
      const isMeant = step.kind === 'checkout' && step.person === person && step.keep === 'file';
      if (isMeant)
        for (const { room, document } of views[person].sessions)
          if (document === step.document) this.#ledger.replace(room, person);
      await this.#driver.answer(person, isMeant ? 'file' : 'room');
    }
  }

  async #typeAll(number: number, person: PersonName, view: WindowView): Promise<Probe[]> {
    const probes: Probe[] = [];
    for (const document of documentsToType(view)) {
      const token = newToken(person, number, this.#tokens++);
      // Before it is typed: who leaves a room while it is typed has to be told.
      const room = sessionAt(view, document)?.room;
      if (await this.#driver.type(person, document, token)) probes.push({ person, document, token, room });
    }
    return probes;
  }

  /** What was kept while the relay was away is due as soon as its window is online in the room again. */
  #missing(views: Views, texts: ReadonlyMap<RoomName, string>): string[] {
    return PEOPLE.flatMap((person) =>
      views[person].sessions
        .filter(({ isReachable, state }) => isReachable && state !== 'ended')
        .flatMap(({ room }) =>
          this.#ledger
            .keptBy(person, room)
            .filter((token) => texts.get(room)?.includes(token) !== true)
            .map((token) => `${token}, typed by ${person} while the relay was away, is not in ${room}`),
        ),
    );
  }

  #checkRooms(probes: readonly Probe[], texts: ReadonlyMap<RoomName, string>, views: Views): Findings {
    const findings = [...this.#rooms]
      .filter((room) => !texts.has(room))
      .map((room) => `the relay has lost ${room}`);
    for (const [room, text] of texts) {
      const fresh = new Set(probes.filter((probe) => probe.room === room).map(({ token }) => token));
      const hasAllOf = (person: PersonName): boolean => isHandedIn(find(views[person], room));
      findings.push(...this.#ledger.check(room, text, fresh, hasAllOf));
    }
    return findings;
  }

  async #look(): Promise<Views> {
    const [anna, ben] = await Promise.all([this.#driver.look('anna'), this.#driver.look('ben')]);
    return { anna, ben };
  }
}

type Fate = 'well' | 'kept' | { readonly wrong: string };

/** What has become of a token so far; what is wrong may still come right. */
function fateOf(probe: Probe, views: Views, texts: ReadonlyMap<RoomName, string>): Fate {
  const { person, document, token } = probe;
  const view = views[person];
  const session = sessionAt(view, document);
  const room = roomOf(probe, views);
  const strays = [...texts]
    .filter(([name, text]) => name !== room && text.includes(token))
    .map(([name]) => name);
  if (strays.length > 0)
    return { wrong: `${token}, typed by ${person} into ${document}, is in ${strays.join(', ')}` };
  if (room === undefined) return 'well';
  if (texts.get(room)?.includes(token) === true) {
    return shownToOther(probe, room, views)
      ? 'well'
      : { wrong: `${token} in ${room} is not shown to ${otherOf(person)}` };
  }
  if (session?.room !== room) {
    return isTold(view, room)
      ? 'well'
      : { wrong: `${person} has left ${room} without a word, while ${token} was typed into ${document}` };
  }
  if (session.isReachable)
    return {
      wrong: `${token}, typed by ${person} into ${document}, is not in ${room} (${describe(session)})`,
    };
  return session.isSaved || session.state === 'online'
    ? { wrong: `${person}'s ${document} says ${describe(session)}, but ${token} is not in ${room}` }
    : 'kept';
}

/** A room that was coming back while the token was typed counts, too. */
function roomOf({ person, document, room }: Probe, views: Views): RoomName | undefined {
  return room ?? sessionAt(views[person], document)?.room;
}

function sessionAt({ sessions }: WindowView, document: DocumentName): SessionView | undefined {
  return sessions.find((session) => session.document === document && session.state !== 'ended');
}

function wrongOf(fate: Fate): string[] {
  return typeof fate === 'string' ? [] : [fate.wrong];
}

function shownToOther({ person, token }: Probe, room: RoomName, views: Views): boolean {
  const view = views[otherOf(person)];
  const session = find(view, room);
  if (session === undefined || !session.isReachable) return true;
  const shown = view.documents.find(({ document }) => document === session.document);
  return shown === undefined || shown.text.includes(token);
}

/** Documents that show another text than their room has. */
function differences(views: Views, texts: ReadonlyMap<RoomName, string>): string[] {
  return PEOPLE.flatMap((person) =>
    views[person].sessions.flatMap(({ room, document, isReachable, state }) => {
      const text = texts.get(room);
      const shown = views[person].documents.find((one) => one.document === document);
      if (!isReachable || state === 'ended' || text === undefined || shown === undefined) return [];
      if (views[person].questions > 0 || shown.text === text) return [];
      return [`${person}'s ${document} shows another text than ${room} has`];
    }),
  );
}

function isHandedIn(session: SessionView | undefined): boolean {
  return session?.isReachable === true && session.state === 'online' && session.isSaved;
}

function describe({ state, isSaved }: SessionView): string {
  return `${state}, ${isSaved ? 'saved' : 'not saved'}`;
}

function find({ sessions }: WindowView, room: RoomName): SessionView | undefined {
  return sessions.find((session) => session.room === room && session.state !== 'ended');
}
