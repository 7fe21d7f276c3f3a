import { assertNever } from '../../shared/assertNever.ts';
import type { DocumentName, PersonName, RoomName, Step } from './step.ts';
import type { WindowView } from './walkDriver.ts';

/** What a step may take out of a room, provided that the window says so. Nothing else may leave one by itself. */
export function mayLeave(step: Step, person: PersonName, document: DocumentName): boolean {
  if (!('person' in step) || step.person !== person) return false;
  switch (step.kind) {
    case 'close':
    case 'closeAndReopen':
    case 'leave':
    case 'delete':
      return step.document === document;
    case 'reopenWith':
      return step.document === document && step.view === 'custom';
    case 'checkout':
      return step.document === document && step.to !== 'other';
    case 'rename':
      return step.how === 'disk' && step.from === document;
    case 'replace':
      return step.to === document || (step.how === 'disk' && step.from === document);
    case 'openFolder':
      return true;
    case 'open':
    case 'show':
    case 'reopen':
    case 'split':
    case 'moveToGroup':
    case 'moveToNewWindow':
    case 'reload':
    case 'crowd':
    case 'language':
    case 'save':
    case 'saveAs':
    case 'autoSave':
    case 'untitled':
    case 'paste':
    case 'create':
    case 'join':
    case 'offline':
    case 'online':
      return false;
    default:
      return assertNever(step);
  }
}

/** The step itself says it: the person left, or looks at another folder now. */
export function needsNoWord(step: Step): boolean {
  return step.kind === 'leave' || step.kind === 'openFolder';
}

/** Where a room's document has to be after the step: the same, or where it was moved. */
export function documentsAfter(step: Step, person: PersonName, document: DocumentName): DocumentName[] {
  if (!('person' in step) || step.person !== person) return [document];
  if ((step.kind === 'rename' || step.kind === 'replace') && step.from === document) {
    // Nobody tells VS Code of a file that another program has moved.
    return step.how === 'disk' ? [document, step.to] : [step.to];
  }
  // The file that was there before stays on the disk; which of the two goes on is up to the product.
  if (step.kind === 'saveAs' && step.document === document) return [document, step.to];
  return [document];
}

/** Documents that a tab shows as text, and those that a room is bound to. */
export function documentsToType({ documents, tabs, sessions }: WindowView): DocumentName[] {
  const wanted = new Set([
    ...tabs.filter(({ view }) => view === 'text').map(({ document }) => document),
    ...sessions.map(({ document }) => document),
  ]);
  return documents.map(({ document }) => document).filter((document) => wanted.has(document));
}

/** One document in two rooms, or one room in two documents. */
export function doubleSessions({ sessions }: WindowView): string[] {
  const living = sessions.filter(({ state }) => state !== 'ended');
  const documents = living.map(({ document }) => document);
  const rooms = living.map(({ room }) => room);
  return [
    ...repeated(documents).map((document) => `${document} is in two rooms`),
    ...repeated(rooms).map((room) => `the window is in ${room} twice`),
  ];
}

/** Rooms whose document no tab shows any more: they are to be left, which takes a moment. */
export function hiddenSessions({ sessions, tabs }: WindowView): string[] {
  return sessions
    .filter(({ state, document }) => state !== 'ended' && !tabs.some((tab) => tab.document === document))
    .map(({ room, document }) => `no tab shows ${document}, but the window stays in ${room}`);
}

/** The status bar calls a document saved that is in no room: it means another one, but who is to know? */
export function falseStatus({ active, sessions, statusBar }: WindowView): string[] {
  const isShared = sessions.some(({ document }) => document === active);
  return active !== undefined && !isShared && /(?<!not) saved/.test(statusBar ?? '')
    ? [`the status bar says "${statusBar ?? ''}" beside ${active}, which is in no room`]
    : [];
}

/** Whether one of the window's messages is about this room: they all quote its name. */
export function isTold({ messages }: WindowView, room: RoomName): boolean {
  return messages.some((message) => new RegExp(`\\b${room}\\b`).test(message));
}

/** What the step was to achieve, and has not. */
export function undone(step: Step, before: WindowView, after: WindowView): string[] {
  const tabsOf = ({ tabs }: WindowView, name: DocumentName): number =>
    tabs.filter(({ document }) => document === name).length;
  switch (step.kind) {
    case 'close': {
      const were = tabsOf(before, step.document);
      // Under somebody's keys VS Code may find the document dirty again, and keep the tab. It is shared still.
      const isKept =
        (step.whileTyping === true && after.sessions.some(({ document }) => document === step.document)) ||
        // With automatic saving VS Code asks nothing, and a document that is in no room cannot be saved.
        after.messages.some((message) => message.startsWith('Failed to save'));
      return were > 0 && tabsOf(after, step.document) >= were && !isKept
        ? [`${step.person}'s tab of ${step.document} did not stay closed`]
        : [];
    }
    case 'rename':
    case 'replace': {
      // VS Code itself keeps the tab of an unsaved document whose file another program has moved.
      if (step.how === 'disk') return [];
      return [
        ...(tabsOf(after, step.from) > 0
          ? [`${step.person} has a tab of ${step.from} still, which moved`]
          : []),
        ...(after.files?.includes(step.from) === true
          ? [`${step.from}, which moved, is on the disk again`]
          : []),
      ];
    }
    case 'join': {
      const session = after.sessions.find(({ room, state }) => room === step.room && state !== 'ended');
      if (session === undefined) return [`${step.person} is not in ${step.room}, which was joined`];
      return session.isReachable ? [] : [`${step.person}'s ${step.room} stays at an address that is dead`];
    }
    case 'create': {
      const session = after.sessions.find(({ room }) => room === step.room);
      // A document that bears another room's name may give way to one of its own.
      const isWell = session?.document === step.document || step.document.startsWith('room:');
      return session !== undefined && isWell
        ? []
        : [`${step.person}'s ${step.document} is not in ${step.room}, which was created for it`];
    }
    default:
      return [];
  }
}

function repeated(names: readonly string[]): string[] {
  return names.filter((name, at) => names.indexOf(name) !== at);
}
