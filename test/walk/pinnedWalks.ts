import { otherOf, type PersonName, type Step } from './step.ts';

/** A short walk that once ended badly, and what was wrong then. */
export interface PinnedWalk {
  readonly title: string;
  readonly steps: readonly Step[];
}

/** One for each way in which a document and its room have come apart. */
export const PINNED_WALKS: readonly PinnedWalk[] = [
  {
    title: '[U0] who leaves a room, shares what stays and joins again is in two documents',
    steps: [
      ...share('anna', 'a.txt', 'r1'),
      { kind: 'leave', person: 'ben', document: 'room:r1' },
      { kind: 'create', person: 'ben', document: 'room:r1', room: 'r2' },
      { kind: 'join', person: 'anna', room: 'r2', address: 'number' },
      { kind: 'join', person: 'ben', room: 'r1', address: 'number' },
    ],
  },
  {
    title: '[U0] a file that was closed, reopened and shared again comes back in one room',
    steps: [
      ...share('anna', 'a.txt', 'r1'),
      { kind: 'closeAndReopen', person: 'anna', document: 'a.txt', atOnce: true },
      { kind: 'create', person: 'anna', document: 'a.txt', room: 'r2' },
      { kind: 'reload', person: 'anna' },
    ],
  },
  {
    title: '[U0] a shared file that is moved over another shared one keeps its room alone',
    steps: [
      ...share('anna', 'a.txt', 'r1'),
      ...share('anna', 'sub/a.txt', 'r2'),
      { kind: 'replace', person: 'anna', from: 'a.txt', to: 'sub/a.txt', how: 'explorer' },
    ],
  },
  {
    title: '[U0] a file that is moved over a shared one, and is in no room, brings no text into that room',
    steps: [
      ...share('anna', 'a.txt', 'r1'),
      { kind: 'open', person: 'anna', document: 'b.txt', as: 'tab' },
      { kind: 'replace', person: 'anna', from: 'b.txt', to: 'a.txt', how: 'explorer' },
    ],
  },
  {
    title: '[U0] two shared files that change places take their rooms along',
    steps: [
      ...share('anna', 'a.txt', 'r1'),
      ...share('anna', 'b.txt', 'r2'),
      { kind: 'rename', person: 'anna', from: 'a.txt', to: 'x.txt', how: 'explorer', atOnce: true },
      { kind: 'rename', person: 'anna', from: 'b.txt', to: 'a.txt', how: 'explorer', atOnce: true },
      { kind: 'rename', person: 'anna', from: 'x.txt', to: 'b.txt', how: 'explorer' },
    ],
  },
  {
    title: '[U1] a tab in the background whose document VS Code has closed is shared when it is shown',
    steps: [
      ...share('anna', 'a.txt', 'r1'),
      ...share('anna', 'b.txt', 'r2'),
      { kind: 'reload', person: 'ben', atOnce: true },
      { kind: 'crowd', person: 'ben' },
      { kind: 'show', person: 'ben', document: 'room:r1' },
    ],
  },
  {
    title: '[U1] a tab that is closed and back at once is shared, or says that it is not',
    steps: [
      ...share('anna', 'a.txt', 'r1'),
      { kind: 'save', person: 'anna', document: 'a.txt', atOnce: true },
      { kind: 'closeAndReopen', person: 'anna', document: 'a.txt' },
      { kind: 'closeAndReopen', person: 'ben', document: 'room:r1' },
    ],
  },
  {
    title: '[U1] a picture that was looked at is shared as text again, or says that it is not',
    steps: [
      ...share('anna', 'd.svg', 'r1'),
      { kind: 'save', person: 'anna', document: 'd.svg', atOnce: true },
      { kind: 'reopenWith', person: 'anna', document: 'd.svg', view: 'custom' },
      { kind: 'reopenWith', person: 'anna', document: 'd.svg', view: 'text' },
    ],
  },
  {
    title: '[U1] what others write while a file is closed and back at once is in the room once',
    steps: [
      { kind: 'autoSave', person: 'anna', isOn: true },
      ...share('anna', 'a.txt', 'r1'),
      { kind: 'open', person: 'anna', document: 'b.txt', as: 'tab' },
      { kind: 'reload', person: 'anna' },
      { kind: 'crowd', person: 'anna' },
      { kind: 'closeAndReopen', person: 'anna', document: 'a.txt' },
    ],
  },
  {
    title: '[U2] the text of a shared draft, pasted into a private file, does not share that file',
    steps: [
      { kind: 'untitled', person: 'anna', document: 'untitled:u1' },
      { kind: 'create', person: 'anna', document: 'untitled:u1', room: 'r1' },
      { kind: 'join', person: 'ben', room: 'r1', address: 'number' },
      { kind: 'open', person: 'anna', document: 'private.txt', as: 'tab', atOnce: true },
      { kind: 'paste', person: 'anna', from: 'untitled:u1', to: 'private.txt', atOnce: true },
      { kind: 'close', person: 'anna', document: 'untitled:u1', ifAsked: 'discard' },
    ],
  },
  {
    title: '[U3] what was typed while the relay was away is handed in at its new address',
    steps: [
      ...share('anna', 'a.txt', 'r1'),
      { kind: 'relayMove', end: 'stop' },
      { kind: 'join', person: 'ben', room: 'r1', address: 'number' },
      { kind: 'join', person: 'anna', room: 'r1', address: 'name' },
    ],
  },
  {
    title: '[U3] what was typed offline is handed in by the other name of the relay',
    steps: [
      ...share('anna', 'a.txt', 'r1'),
      { kind: 'offline', person: 'ben' },
      { kind: 'leave', person: 'ben', document: 'room:r1' },
      { kind: 'online', person: 'ben' },
      { kind: 'join', person: 'ben', room: 'r1', address: 'name' },
    ],
  },
  {
    title: '[U3b] what was typed offline is handed in from a window with another folder',
    steps: [
      ...share('anna', 'a.txt', 'r1'),
      { kind: 'offline', person: 'ben' },
      { kind: 'openFolder', person: 'ben', folder: 'other' },
      { kind: 'online', person: 'ben' },
      { kind: 'join', person: 'ben', room: 'r1', address: 'number' },
    ],
  },
  {
    title: '[U5] a single click on another file does not close the shared one',
    steps: [
      { kind: 'open', person: 'anna', document: 'a.txt', as: 'preview', atOnce: true },
      { kind: 'create', person: 'anna', document: 'a.txt', room: 'r1', atOnce: true },
      { kind: 'open', person: 'anna', document: 'b.txt', as: 'preview' },
    ],
  },
  {
    title: '[U6] a joined document closes without a question while the other types',
    steps: [
      ...share('anna', 'a.txt', 'r1'),
      { kind: 'close', person: 'ben', document: 'room:r1', ifAsked: 'discard', whileTyping: true },
    ],
  },
  {
    title: '[U11] a shared file that is renamed while the other types is one file afterwards',
    steps: [
      ...share('anna', 'a.txt', 'r1'),
      { kind: 'autoSave', person: 'anna', isOn: true },
      { kind: 'rename', person: 'anna', from: 'a.txt', to: 'x.txt', how: 'explorer', whileTyping: true },
    ],
  },
  {
    title: '[U11] a shared file takes its room along to the place of one whose room is not entered again yet',
    steps: [
      { kind: 'open', person: 'anna', document: 'b.txt', as: 'tab' },
      { kind: 'create', person: 'anna', document: 'b.txt', room: 'r1' },
      ...share('anna', 'a.txt', 'r2'),
      { kind: 'openFolder', person: 'anna', folder: 'other' },
      { kind: 'relayMove', end: 'kill' },
      { kind: 'join', person: 'anna', room: 'r1', address: 'name' },
      { kind: 'leave', person: 'anna', document: 'room:r1' },
      { kind: 'openFolder', person: 'anna', folder: 'home' },
      { kind: 'replace', person: 'anna', from: 'a.txt', to: 'b.txt', how: 'explorer' },
    ],
  },
];

/** Opens and shares a file, and the other joins. */
function share(person: PersonName, document: string, room: string): Step[] {
  return [
    { kind: 'open', person, document, as: 'tab' },
    { kind: 'create', person, document, room, atOnce: true },
    { kind: 'join', person: otherOf(person), room, address: 'number' },
  ];
}
