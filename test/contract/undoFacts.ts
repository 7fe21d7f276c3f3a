import { at, type DocumentFact, fact, submit } from './documentFact.ts';
import type { DocumentStep } from './documentDriver.ts';
import { erase, insert, replace, snippet } from './requestedReplaces.ts';

const keys = (text: string): DocumentStep[] => Array.from(text, (key) => ({ kind: 'type', text: key }));

/** What makes one step of VS Code's own undo, and which carets come back with it. */
export const undoFacts: readonly DocumentFact[] = [
  fact(
    'undoes a remote edit together with the keys before it, as one step',
    { text: '!', carets: at(0) },
    [
      { kind: 'type', text: 'a' },
      { kind: 'type', text: 'b' },
      submit([insert(3, 'remote')]),
      { kind: 'undo' },
    ],
    { text: '!', heard: ['event'], carets: [[0, 0]] },
  ),
  fact(
    'redoes it together, too',
    { text: '!', carets: at(0) },
    [{ kind: 'type', text: 'a' }, submit([insert(2, 'remote')]), { kind: 'undo' }, { kind: 'redo' }],
    { text: 'a!remote', heard: ['event'] },
  ),
  fact(
    'begins a new undo step for the first key after a remote edit',
    { text: '!', carets: at(0) },
    [
      { kind: 'type', text: 'a' },
      submit([insert(2, 'remote')]),
      { kind: 'type', text: 'b' },
      { kind: 'undo' },
    ],
    { text: 'a!remote', heard: ['event'] },
  ),
  fact(
    'undoes a remote edit through the workspace as a step of its own',
    { text: '!', carets: at(0) },
    [{ kind: 'type', text: 'a' }, submit([insert(2, 'remote')], 'workspace'), { kind: 'undo' }],
    { text: 'a!', heard: ['event'] },
  ),
  fact(
    'undoes a word together with the one space before it',
    { text: '' },
    [...keys('a b'), { kind: 'undo' }],
    { text: 'a', carets: [[1, 1]] },
  ),
  fact(
    'begins a new undo step for a word after several spaces',
    { text: '' },
    [...keys('  b'), { kind: 'undo' }],
    { text: '  ', carets: [[2, 2]] },
  ),
  fact(
    'begins a new undo step for a key that deletes a line ending',
    { text: 'a\nb', carets: at(3) },
    [{ kind: 'deleteLeft' }, { kind: 'deleteLeft' }, { kind: 'undo' }],
    { text: 'a\n', carets: [[2, 2]] },
  ),
  fact(
    'undoes keys together though an extension has moved the caret in between',
    { text: '12', carets: at(0) },
    [...keys('a'), { kind: 'setCarets', carets: at(3) }, ...keys('b'), { kind: 'undo' }],
    { text: '12', carets: [[0, 0]] },
  ),
  fact(
    'ends the undo step with a snippet',
    { text: 'a', carets: at(1) },
    [submit([snippet(1, 'b')]), submit([insert(0, 'c')]), { kind: 'undo' }],
    { text: 'ab', carets: [[1, 1]] },
  ),
  fact(
    'puts the caret in front of a snippet again when it is redone',
    { text: 'a', carets: at(1) },
    [submit([snippet(1, 'b')]), { kind: 'undo' }, { kind: 'setCarets', carets: at(0) }, { kind: 'redo' }],
    { text: 'ab', carets: [[1, 1]] },
  ),
  fact(
    'begins a new undo step after an undo, though nothing has ended the one before',
    { text: '!', carets: at(0) },
    [
      ...keys('a'),
      submit([insert(2, 'w')], 'workspace'),
      { kind: 'undo' },
      submit([insert(2, 'r')]),
      { kind: 'undo' },
    ],
    { text: 'a!' },
  ),
  fact(
    'redoes nothing after an edit through an editor',
    { text: '!', carets: at(0) },
    [...keys('a'), { kind: 'undo' }, submit([insert(1, 'r')]), { kind: 'redo' }],
    { text: '!r', heard: [] },
  ),
  fact(
    'does not end an undo step by a redo when there is nothing to redo',
    { text: '!', carets: at(0) },
    [...keys('a'), { kind: 'redo' }, ...keys('b'), submit([insert(3, 'r')]), { kind: 'undo' }],
    { text: '!', carets: [[0, 0]] },
  ),
  fact(
    'tells nothing of an undo of edits that came to nothing',
    { text: 'ab' },
    [submit([erase(1, 'b')]), submit([insert(1, 'b')]), { kind: 'undo' }],
    { text: 'ab', heard: [] },
  ),
  fact(
    'moves a caret by what the edits of a step come to, and not by each of them',
    { text: 'abcdef' },
    [
      submit([replace(1, 'bcd', 'B')]),
      submit([insert(2, 'CD')]),
      { kind: 'setCarets', carets: at(3) },
      { kind: 'undo' },
      { kind: 'setCarets', carets: at(3) },
      { kind: 'redo' },
    ],
    { text: 'aBCDef', carets: [[3, 3]] },
  ),
  fact(
    'restores no carets after an edit of a read-only document, which knew none',
    { text: 'ab', carets: at(0) },
    [
      { kind: 'setReadOnly', isReadOnly: true },
      submit([insert(0, 'x')], 'workspace'),
      { kind: 'setReadOnly', isReadOnly: false },
      { kind: 'setCarets', carets: at(3) },
      { kind: 'undo' },
    ],
    { text: 'ab', carets: [[2, 2]] },
  ),
];
