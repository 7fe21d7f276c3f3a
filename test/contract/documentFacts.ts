import assert from 'node:assert/strict';
import type { VsCodeName } from '../support/vscode/vsCodes.ts';
import { automaticSpaceFacts } from './automaticSpaceFacts.ts';
import { caretFacts } from './caretFacts.ts';
import type { DocumentStep } from './documentDriver.ts';
import { at, type DocumentFact, expect, fact, nameOf, submit } from './documentFact.ts';
import { erase, insert, replace } from './requestedReplaces.ts';
import { undoFacts } from './undoFacts.ts';

/** What the binding relies on in a VS Code, and what it must not be surprised by (docs/binding.md), step by step. */
export function documentFactsOf(vsCode: VsCodeName): DocumentFact[] {
  return FACTS.filter((each) => each.of === undefined || each.of === vsCode);
}

const FACTS: readonly DocumentFact[] = [
  ...(['editor', 'workspace'] as const).flatMap((through) => [
    fact(
      `tells an edit by one event, and then replies (${through})`,
      { text: 'one three' },
      [submit([insert(4, 'two ')], through)],
      { text: 'one two three', heard: ['event', 'accepted'], changes: [[4, 0, 'two ']] },
    ),
    oneOfMany(`takes one of three edits that were sent without waiting (${through})`, through, []),
    movedOn(`refuses an edit when a key has moved the text on (${through})`, through),
  ]),
  oneOfMany('takes one of three edits of a hidden document', 'workspace', [
    { kind: 'setVisible', isVisible: false },
  ]),
  fact(
    'edits a hidden document through the workspace',
    { text: 'seen' },
    [{ kind: 'setVisible', isVisible: false }, submit([insert(0, 'un')])],
    { text: 'unseen', heard: ['event', 'accepted'], carets: [] },
  ),
  hiddenMeanwhile(),
  fact(
    'lists the changes of an edit from the end to the start',
    { text: 'abcdef' },
    [submit([insert(0, '1'), replace(2, 'c', '2'), erase(4, 'e'), insert(6, '3')])],
    { text: '1ab2df3', changes: [[6, 0, '3'], [4, 1, ''], [2, 1, '2'], [0, 0, '1']] }, // prettier-ignore
  ),
  fact(
    'lists inserts at one place last first, so that the first one asked for stands first',
    { text: 'ab' },
    [submit([insert(1, '1'), insert(1, '2')])],
    { text: 'a12b', changes: [[1, 0, '2'], [1, 0, '1']] }, // prettier-ignore
  ),
  fact(
    'makes edits that touch',
    { text: 'abcd' },
    [submit([replace(0, 'ab', 'x'), insert(2, '+'), replace(2, 'cd', 'y')])],
    { text: 'x+y', changes: [[2, 2, 'y'], [2, 0, '+'], [0, 2, 'x']] }, // prettier-ignore
  ),
  melting('tells 999 replacements of one edit one by one', 999, 999),
  melting('melts 1,000 replacements of one edit into one', 1000, 1),
  fact('accepts an edit without effect and tells nothing', { text: 'same' }, [submit([insert(2, '')])], {
    text: 'same',
    heard: ['accepted'],
  }),
  fact('tells a replacement by the same text', { text: 'same' }, [submit([replace(1, 'a', 'a')])], {
    text: 'same',
    heard: ['event', 'accepted'],
    changes: [[1, 1, 'a']],
  }),
  fact(
    'accepts an edit of a read-only editor and does nothing',
    { text: 'fixed' },
    [{ kind: 'setReadOnly', isReadOnly: true }, submit([insert(0, 'un')])],
    { text: 'fixed', heard: ['accepted'] },
  ),
  fact(
    'edits a read-only document through the workspace',
    { text: 'fixed' },
    [{ kind: 'setReadOnly', isReadOnly: true }, submit([insert(0, 'un')], 'workspace')],
    { text: 'unfixed', heard: ['event', 'accepted'] },
  ),
  ...(['\n', '\r\n'] as const).flatMap((eol) => [
    fact(
      `gives inserted text the document's line endings (${JSON.stringify(eol)})`,
      { text: 'a\nb', eol },
      [submit([insert(2, '1\n2\r3\r\n4')])],
      { text: `a${eol}1${eol}2${eol}3${eol}4b` },
    ),
    fact(
      `takes characters that end a line elsewhere as they are (${JSON.stringify(eol)})`,
      { text: 'ab', eol },
      [submit([insert(1, '\u2028\u2029\u0085\u0000\ufeff\v\f')])],
      { text: 'a\u2028\u2029\u0085\u0000\ufeff\v\fb' },
    ),
    fact(
      `counts as the document does, and as its text with line feeds (${JSON.stringify(eol)})`,
      { text: 'a\nb\nc', eol },
      [submit([replace(3, '\nc', '!')])],
      { text: `a${eol}b!`, changes: [[2 + eol.length, 1 + eol.length, '!']] },
    ),
  ]),
  fact(
    'tells a change of line endings as one change of everything',
    { text: 'a\nb', carets: at(2) },
    [{ kind: 'setEol', eol: '\r\n' }],
    { text: 'a\r\nb', changes: [[0, 3, 'a\r\nb']], carets: [[2, 2]] },
  ),
  fact(
    'does not take back a change of line endings that an extension made',
    { text: 'a\nb' },
    [{ kind: 'setEol', eol: '\r\n' }, { kind: 'undo' }],
    { text: 'a\r\nb', heard: [] },
  ),
  fact('moves an insert out of a surrogate pair', { text: 'a😀b' }, [submit([insert(2, '!')])], {
    text: 'a!😀b',
    changes: [[1, 0, '!']],
  }),
  fact('widens the deletion of half a surrogate pair', { text: 'a😀b' }, [submit([erase(2, '\ude00')])], {
    text: 'ab',
    changes: [[1, 2, '']],
  }),
  fact(
    'takes a lone high surrogate for the half of a pair',
    { text: 'ab' },
    [submit([insert(1, '\ud83d')]), submit([insert(2, '!')])],
    { text: 'a!\ud83db', changes: [[1, 0, '!']] },
  ),
  fact(
    'takes a lone low surrogate for a character',
    { text: 'ab' },
    [submit([insert(1, '\ude00')]), submit([insert(2, '!')])],
    { text: 'a\ude00!b', changes: [[2, 0, '!']] },
  ),
  ...automaticSpaceFacts,
  ...undoFacts,
  reasons(),
  ...caretFacts,
];

/** Of edits through the workspace it may be any one that is made. */
function oneOfMany(
  title: string,
  through: 'editor' | 'workspace',
  before: readonly DocumentStep[],
): DocumentFact {
  return {
    title,
    check: async (driver) => {
      await driver.open('n', '\n');
      for (const step of before) await driver.perform(step);
      const { heard, text } = await driver.perform({
        kind: 'submit',
        through,
        calls: ['0', '1', '2'].map((call) => [insert(1, call)]),
      });
      const accepted = heard.filter((each) => each.kind === 'reply' && each.result === 'accepted');
      assert.deepEqual(heard.map(nameOf).toSorted(), ['accepted', 'event', 'rejected', 'rejected']);
      const names = heard.map(nameOf);
      assert.ok(names.indexOf('event') < names.indexOf('accepted'), 'the event comes before its reply');
      assert.equal(text, `n${accepted.map((each) => (each.kind === 'reply' ? each.call : '')).join('')}`);
      if (through === 'editor') assert.equal(text, 'n0');
    },
  };
}

/** Which of the two reaches the editor first is VS Code's affair; what must not be is an edit of a text that moved. */
function movedOn(title: string, through: 'editor' | 'workspace'): DocumentFact {
  return {
    title,
    check: async (driver) => {
      await driver.open('12', '\n');
      const observed = await driver.perform({
        kind: 'submit',
        through,
        justAfter: { kind: 'type', text: 'k' },
        calls: [[insert(1, 'remote')]],
      });
      const heard = observed.heard.map(nameOf);
      if (heard.includes('rejected')) {
        assert.deepEqual(heard, ['event', 'rejected']);
        assert.equal(observed.text, 'k12');
      } else {
        assert.deepEqual(heard.toSorted(), ['accepted', 'event', 'event']);
        assert.equal(observed.text, 'k1remote2');
        expect(await driver.perform({ kind: 'undo' }), { text: '1remote2' });
      }
    },
  };
}

function melting(title: string, count: number, told: number): DocumentFact {
  return {
    title,
    check: async (driver) => {
      await driver.open('.'.repeat(count), '\n');
      const { heard, text } = await driver.perform(
        submit(Array.from({ length: count }, (_, k) => replace(k, '.', 'x'))),
      );
      assert.equal(text, 'x'.repeat(count));
      const [event] = heard;
      assert.ok(event?.kind === 'event');
      assert.equal(event.changes.length, told);
    },
  };
}

/** The extension has not heard that the editor is gone. Should the edit have come first, it was made. */
function hiddenMeanwhile(): DocumentFact {
  return {
    title: 'refuses an edit of an editor that was hidden meanwhile, or makes it',
    check: async (driver) => {
      await driver.open('ab', '\n');
      const observed = await driver.perform({
        kind: 'submit',
        justAfter: { kind: 'setVisible', isVisible: false },
        calls: [[insert(1, '!')]],
      });
      const isMade = observed.heard.some((heard) => nameOf(heard) === 'accepted');
      expect(observed, {
        text: isMade ? 'a!b' : 'ab',
        heard: isMade ? ['event', 'accepted'] : ['rejected'],
        carets: [],
      });
    },
  };
}

function reasons(): DocumentFact {
  return {
    title: 'gives undo and redo as the reason, and no other',
    check: async (driver) => {
      await driver.open('', '\n');
      const steps: DocumentStep[] = [
        { kind: 'type', text: 'a' },
        submit([insert(0, 'b')]),
        { kind: 'paste', text: 'c' },
        { kind: 'undo' },
        { kind: 'redo' },
      ];
      const told: string[] = [];
      for (const step of steps) {
        const { heard } = await driver.perform(step);
        told.push(...heard.flatMap((each) => (each.kind === 'event' ? [each.reason] : [])));
      }
      assert.deepEqual(told, ['none', 'none', 'none', 'undo', 'redo']);
    },
  };
}
