import assert from 'node:assert/strict';
import * as Y from 'yjs';
import type * as bindingModule from '../../client/binding/binding.ts';
import { Binding } from '../../client/binding/binding.ts';
import type { CaretRange } from '../../client/ports.ts';
import type * as deskModule from '../support/bindingDesk.ts';
import { bindingDesk } from '../support/bindingDesk.ts';
import { DIALECTS } from '../support/dialect.ts';
import { importMutant } from '../support/mutant.ts';
import { type SeededRandom, seededRandom } from '../support/seed.ts';
import { silentLog } from '../support/silentLog.ts';
import { SimulatedEditor } from '../support/simulatedEditor.ts';
import { StepClock } from '../support/stepClock.ts';
import { VS_CODE_NAMES, type VsCodeName } from '../support/vscode/vsCodes.ts';
import { RelayHub } from './relayHub.ts';
import type { RelayLink } from './relayLink.ts';
import { checkSeeds } from './seedRange.ts';

const ROUNDS = 600;

describe('two people who type at one place', function () {
  this.timeout('10 minutes');

  for (const [place, opening, at] of [
    ['in a word', 'onetwo', 3],
    ['at the end of a line', 'one\ntwo', 3],
    ['in front of a surrogate pair', 'one😀', 3],
    ['at the end of the document', 'one', 3],
    ['in an empty document', '', 0],
  ] as const) {
    it(`[B7] do not interleave letter by letter ${place}`, () => {
      checkSeeds('test/fuzz/bindingCarets.test.ts', `letter by letter ${place}`, ROUNDS, (seed) => {
        checkRuns(typeTogether(Binding, seed, opening, at));
      });
    });
  }

  it('[B7] do interleave, and are noticed to, when the next character is not rewritten', async () => {
    const { Binding: Mutant } = await importMutant<typeof bindingModule>('client/binding/binding.ts', {
      file: 'client/binding/flight.ts',
      find: 'caret.end === offset)) return plain',
      replace: 'caret.end === -1)) return plain',
    });
    assert.throws(() => {
      for (let seed = 1; seed <= 50; seed++) checkRuns(typeTogether(Mutant, seed, 'onetwo', 3));
    }, /runs/);
  });
});

describe('a caret at the end of the document', () => {
  for (const vsCode of VS_CODE_NAMES) {
    it(`[B7] stays in front of what others write there, letter by letter, in the ${vsCode} VS Code`, () => {
      assert.deepEqual(caretInFront(bindingDesk, vsCode), { start: 3, end: 3 });
    });
  }

  it('[B7] does not stay there, which is noticed, when the editor is believed that a snippet pushes it', async () => {
    const mutant = await importMutant<typeof deskModule>('test/support/bindingDesk.ts', {
      file: 'extension/document/caretTracker.ts',
      find: 'if (!isMoved && pushed !== undefined',
      replace: 'if (isMoved && pushed !== undefined',
    });
    assert.deepEqual(caretInFront(mutant.bindingDesk, 'oldest'), { start: 3, end: 3 });
    assert.notDeepEqual(caretInFront(mutant.bindingDesk, 'newest'), { start: 3, end: 3 });
  });
});

function caretInFront(openDesk: typeof bindingDesk, vsCode: VsCodeName): CaretRange {
  const { editor, remote, rest, shown } = openDesk('one', { snippets: 'always', dialect: DIALECTS[vsCode] });
  editor.model.caret = { start: 3, end: 3 };
  editor.tell(undefined);
  for (const letter of ['t', 'w', '\n', 'o']) {
    rest();
    remote((text) => text.insert(text.length, letter));
  }
  rest();
  assert.equal(shown(), 'onetw\no');
  return editor.model.caret;
}

function checkRuns(text: string): void {
  const runs = text.match(/[A-H]+|[1-8]+/g) ?? [];
  // The shared text itself may split one run once, where the other's first letters arrive just then.
  assert.ok(runs.length <= 3, `"${text}" has ${runs.length} runs`);
  assert.equal(text.replace(/[^A-H]/g, ''), 'ABCDEFGH', 'the keys stay in order');
  assert.equal(text.replace(/[^1-8]/g, ''), '12345678', 'the keys stay in order');
}

/** Both carets stand at one place; one person types letters and the other digits, with any delays. */
function typeTogether(BindingClass: typeof Binding, seed: number, opening: string, at: number): string {
  const random = seededRandom(seed);
  const hub = new RelayHub(opening, { writesAtOnce: true });
  const typists = ['ABCDEFGH', '12345678'].map((keys, k) => {
    const doc = new Y.Doc();
    doc.clientID = 10 + ((k + seed) % 2);
    const link = hub.join(doc);
    const clock = new StepClock();
    const editor = new SimulatedEditor(opening, {
      random,
      snippets: 'always',
      eol: random.pick(['\n', '\r\n']),
      dialect: DIALECTS[random.pick(VS_CODE_NAMES)],
    });
    const binding = new BindingClass({
      text: doc.getText('code'),
      buffer: editor.buffer,
      clock,
      log: silentLog,
    });
    editor.onChange = (change) => binding.documentChanged(change);
    editor.model.caret = { start: at, end: at };
    editor.tell(undefined);
    editor.stepHost(1, false);
    return { keys: Array.from(keys), editor, clock, link };
  });
  for (const { keys, editor, clock, link } of interleaved(typists, random)) {
    const dice = random.next();
    if (dice < 0.2) editor.type(keys.shift() ?? '');
    else if (dice < 0.45) editor.stepRenderer();
    else if (dice < 0.7) editor.stepHost(1 + random.int(3), random.chance(0.5));
    else if (dice < 0.85) clock.runSoon();
    else link.step(random.chance(0.5));
  }
  for (const { clock, editor, link } of [...typists, ...typists, ...typists, ...typists]) {
    link.stepAll();
    settle(clock, editor, link);
  }
  const [first, second] = typists;
  assert.equal(first?.editor.documentText, second?.editor.documentText);
  return hub.text;
}

/** Takes turns at random until all keys are typed. */
function* interleaved<T extends { keys: string[] }>(
  typists: readonly T[],
  random: SeededRandom,
): Generator<T> {
  while (typists.some(({ keys }) => keys.length > 0)) yield random.pick(typists);
}

function settle(clock: StepClock, editor: SimulatedEditor, link: RelayLink): void {
  do editor.drain();
  while (link.stepAll() || clock.runSoon() || editor.isBusy);
}
