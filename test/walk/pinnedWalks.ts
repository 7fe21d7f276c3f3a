import type { Step } from './step.ts';

/** A walk of a few steps that once went wrong. */
export interface PinnedWalk {
  readonly title: string;
  readonly steps: readonly Step[];
  /** Where chance decides whether it goes wrong, so many seeds are tried. */
  readonly seeds?: number;
}

const share = (document: string, room: string, as: 'tab' | 'preview' = 'tab'): Step[] => [
  { kind: 'open', person: 'anna', document, as, atOnce: true },
  { kind: 'create', person: 'anna', document, room },
];
const join = (room: string, person: 'anna' | 'ben' = 'ben'): Step => ({
  ...{ kind: 'join', person, room, address: 'number' },
});

/** Faults that people met, by their ids, as walks. Each was seen to fail before it was mended. */
export const pinnedWalks: readonly PinnedWalk[] = [
  {
    title: '[U0] a guest who goes on with a room of their own and joins the first one again mixes no texts',
    steps: [
      ...share('a.txt', 'r1'),
      join('r1'),
      { kind: 'leave', person: 'ben', document: 'room:r1' },
      { kind: 'create', person: 'ben', document: 'room:r1', room: 'r2' },
      join('r2', 'anna'),
      join('r1'),
    ],
  },
  {
    title: '[U0] a file that was shared twice is in one room after a reload',
    seeds: 5,
    steps: [
      ...share('a.txt', 'r1'),
      join('r1'),
      { kind: 'save', person: 'anna', document: 'a.txt', atOnce: true },
      { kind: 'crowd', person: 'anna', atOnce: true },
      { kind: 'closeAndReopen', person: 'anna', document: 'a.txt', atOnce: true },
      { kind: 'create', person: 'anna', document: 'a.txt', room: 'r2' },
      { kind: 'reload', person: 'anna' },
    ],
  },
  {
    title: '[U0] a shared file that is moved over another shared file leaves one room in it',
    steps: [
      ...share('a.txt', 'r1'),
      ...share('sub/a.txt', 'r2'),
      { kind: 'replace', person: 'anna', from: 'a.txt', to: 'sub/a.txt', how: 'explorer' },
    ],
  },
  {
    title:
      '[U1] a document that VS Code closes behind other tabs after a reload is in its room when it is shown',
    steps: [
      ...share('a.txt', 'r1'),
      ...share('b.txt', 'r2'),
      join('r1'),
      join('r2'),
      { kind: 'save', person: 'ben', document: 'room:r1', atOnce: true },
      { kind: 'show', person: 'ben', document: 'room:r2', atOnce: true },
      { kind: 'reload', person: 'ben', atOnce: true },
      { kind: 'crowd', person: 'ben', atOnce: true },
      { kind: 'show', person: 'ben', document: 'room:r1' },
    ],
  },
  {
    title: '[U1] a tab that is closed and opened again at once reaches its room, or says that it left',
    seeds: 5,
    steps: [
      ...share('a.txt', 'r1'),
      join('r1'),
      { kind: 'save', person: 'anna', document: 'a.txt', atOnce: true },
      { kind: 'crowd', person: 'anna', atOnce: true },
      { kind: 'closeAndReopen', person: 'anna', document: 'a.txt' },
    ],
  },
  {
    title: '[U1] a file that was looked at as a picture reaches its room when it is text again',
    steps: [
      ...share('d.svg', 'r1'),
      join('r1'),
      { kind: 'save', person: 'anna', document: 'd.svg', atOnce: true },
      { kind: 'crowd', person: 'anna', atOnce: true },
      { kind: 'reopenWith', person: 'anna', document: 'd.svg', view: 'custom' },
      { kind: 'reopenWith', person: 'anna', document: 'd.svg', view: 'text' },
    ],
  },
  {
    title: '[U2] a private file into which the text of a shared untitled document was pasted stays private',
    steps: [
      { kind: 'untitled', person: 'anna', document: 'untitled:u1' },
      { kind: 'create', person: 'anna', document: 'untitled:u1', room: 'r1' },
      join('r1'),
      { kind: 'open', person: 'anna', document: 'private.txt', as: 'tab', atOnce: true },
      { kind: 'paste', person: 'anna', from: 'untitled:u1', to: 'private.txt', atOnce: true },
      { kind: 'save', person: 'anna', document: 'private.txt', atOnce: true },
      { kind: 'close', person: 'anna', document: 'untitled:u1', ifAsked: 'discard' },
    ],
  },
  {
    title: '[U5] a file in a preview tab that is shared keeps its tab',
    seeds: 5,
    steps: [
      ...share('a.txt', 'r1', 'preview').map((step): Step => ({ ...step, atOnce: true })),
      { kind: 'open', person: 'anna', document: 'b.txt', as: 'preview' },
    ],
  },
  {
    title: '[U6] a joined document closes without a question and stays closed while somebody types into it',
    seeds: 10,
    steps: [
      ...share('a.txt', 'r1'),
      join('r1'),
      { kind: 'close', person: 'ben', document: 'room:r1', ifAsked: 'discard', whileTyping: true },
    ],
  },
  {
    title: '[U11] a file that is renamed while somebody types into it goes on in one tab, under its new name',
    seeds: 5,
    steps: [
      ...share('a.txt', 'r1'),
      join('r1'),
      { kind: 'rename', person: 'anna', from: 'a.txt', to: 'n1.txt', how: 'explorer', whileTyping: true },
    ],
  },
  {
    title: '[U11] a file that is renamed while somebody types does not come back where files save themselves',
    seeds: 5,
    steps: [
      { kind: 'autoSave', person: 'anna', isOn: true },
      ...share('a.txt', 'r1'),
      join('r1'),
      { kind: 'rename', person: 'anna', from: 'a.txt', to: 'n1.txt', how: 'explorer', whileTyping: true },
    ],
  },
];
