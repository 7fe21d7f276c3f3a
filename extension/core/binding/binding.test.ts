import assert from 'node:assert/strict';
import * as Y from 'yjs';
import { seededRandom } from '../../../test/support/seed.ts';
import { silentLog } from '../../../test/support/silentLog.ts';
import { SimulatedEditor, type SimulatedEditorOptions } from '../../../test/support/simulatedEditor.ts';
import { StepClock } from '../../../test/support/stepClock.ts';
import { Binding } from './binding.ts';

interface Desk {
  readonly editor: SimulatedEditor;
  readonly binding: Binding;
  readonly clock: StepClock;
  readonly text: Y.Text;
  readonly undo: Y.UndoManager;
  readonly problems: string[];
  /** Lets editor, tasks and timers work until all is at rest. */
  readonly rest: () => void;
  /** Somebody else writes. */
  readonly remote: (change: (text: Y.Text) => void) => void;
  readonly shown: () => string;
}

function desk(opening: string, options: Partial<SimulatedEditorOptions> & { document?: string } = {}): Desk {
  const doc = new Y.Doc();
  const text = doc.getText('code');
  text.insert(0, opening);
  const clock = new StepClock();
  const editor = new SimulatedEditor(options.document ?? opening, {
    random: seededRandom(1),
    snippets: 'never',
    ...options,
  });
  const undo = new Y.UndoManager(text, { trackedOrigins: new Set() });
  const binding = new Binding({ text, buffer: editor.buffer, clock, log: silentLog, undo });
  editor.onChange = (change) => binding.documentChanged(change);
  const problems: string[] = [];
  binding.onProblem(({ kind }) => problems.push(kind));
  return {
    editor,
    binding,
    clock,
    text,
    undo,
    problems,
    rest: () => {
      do editor.drain();
      while (clock.runSoon() || editor.isBusy || (!binding.isIdle && clock.runTimer()));
    },
    remote: (change) => doc.transact(() => change(text), 'somebody else'),
    shown: () => editor.model.text,
  };
}

describe('Binding', () => {
  it('[B2] writes what is typed to the shared text in one transaction', () => {
    const { editor, binding, text } = desk('one');
    const origins: unknown[] = [];
    text.observe((_event, transaction) => origins.push(transaction.origin));
    editor.tellTyping(3, 0, ' two');
    editor.drain();
    assert.equal(text.toJSON(), 'one two');
    assert.deepEqual(origins, [binding.origin]);
    assert.ok(binding.isIdle);
  });

  it('[B3] brings remote changes to the editor, several in one edit', () => {
    const { editor, text, remote, rest, shown } = desk('one two');
    remote(() => text.insert(0, '>'));
    remote(() => text.insert(text.length, '<'));
    rest();
    assert.equal(shown(), '>one two<');
    assert.equal(editor.model.version, 2);
  });

  it('[B2] [B3] keeps keys that are typed while a remote edit is on its way', () => {
    const { editor, clock, text, remote, rest, shown } = desk('one');
    remote(() => text.insert(0, 'remote '));
    clock.runSoon();
    editor.tellTyping(3, 0, '!');
    rest();
    assert.equal(shown(), 'remote one!');
    assert.equal(text.toJSON(), 'remote one!');
  });

  it('[B5] leads a document to the shared text by a small edit, never the other way', () => {
    const { editor, binding, text, rest, shown } = desk('one\ntwo\nthree\n', { document: 'one\n2\nthree\n' });
    let hasChanged = false;
    text.observe(() => (hasChanged = true));
    const sizes: number[] = [];
    const documentChanged = editor.onChange;
    editor.onChange = (change) => {
      sizes.push(...change.changes.map(({ length }) => length));
      documentChanged(change);
    };
    binding.reconcile(editor.documentText);
    rest();
    assert.equal(shown(), 'one\ntwo\nthree\n');
    assert.equal(hasChanged, false);
    assert.deepEqual(sizes, [1]);
  });

  it('[B8] keeps remote changes back while held, and lets them in after three seconds at the latest', () => {
    const { binding, clock, text, remote, rest, shown } = desk('one');
    binding.hold();
    const release = binding.hold();
    remote(() => text.insert(3, '!'));
    release();
    assert.equal(clock.runSoon(), false);
    assert.equal(shown(), 'one');
    const heldAt = clock.now();
    rest();
    assert.equal(clock.now() - heldAt, 3_000);
    assert.equal(shown(), 'one!');
  });

  it('[B8] tells when the edit that was under way at a hold is done', async () => {
    const { binding, clock, editor, text, remote } = desk('one');
    remote(() => text.insert(3, '!'));
    clock.runSoon();
    const release = binding.hold();
    const calm = binding.whenCalm();
    editor.drain();
    await calm;
    assert.equal(editor.documentText, 'one!');
    release();
  });

  it('tells when it has come to rest', async () => {
    const { binding, text, remote, rest } = desk('one');
    await binding.whenIdle();
    remote(() => text.insert(3, '!'));
    assert.equal(binding.isIdle, false);
    const idle = binding.whenIdle();
    rest();
    await idle;
    assert.ok(binding.isIdle);
  });

  it('[B9] reaches a read-only document the other way, without a word', () => {
    const { editor, text, remote, rest, shown, problems } = desk('one');
    editor.isReadOnly = true;
    remote(() => text.insert(3, '!'));
    rest();
    assert.equal(shown(), 'one!');
    assert.deepEqual(problems, []);
  });

  it('[B9] reports once that a document takes no edits, keeps trying, and reports when it does again', () => {
    const { editor, clock, text, remote, rest, shown, problems } = desk('one');
    const submit = editor.buffer.submit.bind(editor.buffer);
    const refusal = { then: (reply: (result: string) => void) => reply('rejected') };
    editor.buffer.submit = () => refusal as never;
    remote(() => text.insert(3, '!'));
    for (let k = 0; k < 40; k++) if (!clock.runSoon()) clock.runTimer();
    assert.deepEqual(problems, ['notEditable']);
    editor.buffer.submit = submit;
    rest();
    assert.equal(shown(), 'one!');
    assert.deepEqual(problems, ['notEditable', 'editableAgain']);
  });

  it('[B10] writes down held keys when the window closes and the reply never comes', () => {
    const { editor, binding, clock, text, remote } = desk('one');
    remote(() => text.insert(0, 'remote '));
    clock.runSoon();
    editor.losesReplies = true;
    editor.stepRenderer();
    editor.tellTyping(editor.model.text.length, 0, '!');
    editor.stepHost(2, false);
    binding.settle();
    editor.drain();
    assert.equal(text.toJSON(), 'remote one!');
    assert.equal(clock.runSoon(), false);
  });

  it('[B10] takes an edit for refused when the first event since is somebody’s typing', () => {
    const { editor, binding, clock, text, remote } = desk('one');
    remote(() => text.insert(0, 'remote '));
    clock.runSoon();
    editor.losesReplies = true;
    editor.tellTyping(3, 0, '!');
    editor.drain();
    binding.settle();
    assert.equal(text.toJSON(), 'remote one!');
    assert.equal(editor.documentText, 'one!');
  });

  it('[B4] notices a document that has diverged and leads it back', () => {
    const { editor, clock, text, rest, shown, problems } = desk('one');
    const heard = editor.onChange;
    editor.onChange = () => undefined;
    editor.tellTyping(0, 0, 'unheard ');
    editor.drain();
    editor.onChange = heard;
    editor.tellTyping(11, 0, '!');
    rest();
    while (clock.runTimer());
    rest();
    assert.deepEqual(problems, ['diverged']);
    assert.equal(shown(), text.toJSON());
    assert.ok(shown().endsWith('!'));
  });

  it('takes carriage returns and embedded objects of strangers out of the shared text', () => {
    const { text, remote, rest, shown } = desk('one\ntwo');
    remote(() => text.insert(3, '\r'));
    remote(() => text.insertEmbed(0, { picture: 'of a stranger' }));
    rest();
    assert.equal(shown(), 'one\ntwo');
    assert.equal(text.length, 7);
  });

  it('gives others no half characters, and shows what they see', () => {
    const { editor, text, rest, shown } = desk('one');
    editor.tellTyping(0, 0, '\ud83d');
    rest();
    assert.equal(text.toJSON(), '\ufffdone');
    assert.equal(shown(), '\ufffdone');
  });

  it('keeps a document with CRLF line endings as it is, through a change of them', () => {
    const { editor, text, remote, rest, shown } = desk('one\ntwo\n', { eol: '\r\n' });
    remote(() => text.insert(4, 'and\n'));
    rest();
    assert.equal(shown(), 'one\r\nand\r\ntwo\r\n');
    editor.tell(editor.model.setEol('\n'));
    editor.tellTyping(editor.model.text.length, 0, 'end');
    rest();
    assert.equal(text.toJSON(), 'one\nand\ntwo\nend');
    assert.equal(shown(), 'one\nand\ntwo\nend');
  });

  it('sends a thousand scattered changes in edits that the editor does not melt', () => {
    const lines = Array.from({ length: 1_200 }, (_, k) => `line ${k}`);
    const { editor, text, remote, rest, shown } = desk(lines.join('\n'));
    remote(() => {
      for (let k = lines.length - 1; k >= 0; k--)
        text.insert(lines.slice(0, k).join('\n').length + (k > 0 ? 1 : 0), '>');
    });
    rest();
    assert.equal(shown(), lines.map((line) => `>${line}`).join('\n'));
    assert.equal(editor.model.version, 4);
  });

  it('carries offsets between the document, as it is shown now, and the shared text', () => {
    const { editor, binding, clock, text, remote } = desk('one two');
    remote(() => text.insert(0, '>>'));
    assert.equal(binding.toShared(4), 6);
    assert.equal(binding.toDocument(6), 4);
    clock.runSoon();
    editor.tellTyping(0, 0, 'x');
    editor.stepHost(1, false);
    assert.equal(binding.toDocument(6), 5, 'what is typed and held counts');
    assert.equal(binding.toShared(5), 6);
  });

  it('waits for the document that it takes over from, and then keeps what was typed in either', () => {
    const { editor, binding, text, remote, rest, shown } = desk('one');
    const openingText = editor.documentText;
    binding.wait();
    editor.tellTyping(3, 0, ' new');
    editor.drain();
    remote(() => text.insert(3, ' old'));
    assert.equal(text.toJSON(), 'one old');
    binding.reconcile(openingText);
    rest();
    assert.equal(shown(), text.toJSON());
    assert.ok(shown().includes(' old') && shown().includes(' new'));
  });

  it('leaves no timer and no listener behind', async () => {
    const { editor, binding, clock, text, remote, rest } = desk('one');
    binding.hold();
    remote(() => text.insert(3, '!'));
    const idle = binding.whenIdle();
    binding.dispose();
    await idle;
    while (clock.runSoon());
    assert.equal(clock.isEmpty, true);
    remote(() => text.insert(0, '?'));
    editor.tellTyping(0, 0, 'x');
    rest();
    assert.equal(text.toJSON(), '?one!');
  });
});

describe('own undo', () => {
  it('[B6] takes back own words one by one and leaves what others wrote', async () => {
    const { editor, binding, text, remote, rest, shown } = desk('');
    const type = (keys: string): void => {
      for (const key of keys) {
        editor.type(key);
        editor.drain();
      }
    };
    type('abc');
    remote(() => text.insert(0, 'REMOTE'));
    rest();
    type(' def');
    remote(() => text.insert(8, '-inside-'));
    rest();
    assert.equal(shown(), 'REMOTEab-inside-c def');
    await done(binding.undo(), rest);
    assert.equal(shown(), 'REMOTEab-inside-c');
    await done(binding.undo(), rest);
    assert.equal(shown(), 'REMOTE-inside-');
    await done(binding.undo(), rest);
    assert.equal(shown(), 'REMOTE-inside-', 'there is nothing more of ours');
    await done(binding.redo(), rest);
    await done(binding.redo(), rest);
    assert.equal(shown(), 'REMOTEab-inside-c def');
  });

  it('[B6] restores the selections before an undone edit and after a redone one', async () => {
    const { editor, binding, rest, shown } = desk('one two');
    editor.model.caret = { start: 4, end: 7 };
    editor.tell(undefined);
    editor.type('2');
    rest();
    await done(binding.undo(), rest);
    assert.equal(shown(), 'one two');
    assert.deepEqual(editor.model.caret, { start: 4, end: 7 });
    await done(binding.redo(), rest);
    assert.equal(shown(), 'one 2');
    assert.deepEqual(editor.model.caret, { start: 5, end: 5 });
  });

  it('[B6] undoes the newest keys, also while a remote edit is on its way', async () => {
    const { editor, binding, clock, text, remote, rest, shown } = desk('one');
    remote(() => text.insert(0, '>'));
    clock.runSoon();
    editor.tellTyping(3, 0, '!');
    editor.stepHost(1, false);
    const undone = binding.undo();
    rest();
    await undone;
    assert.equal(shown(), '>one');
  });

  it('[B6] turns the editor’s own undo of remote text into an undo of own text', async () => {
    const { editor, binding, text, remote, rest, shown } = desk('');
    editor.type('a');
    editor.drain();
    remote(() => text.insert(1, 'REMOTE'));
    rest();
    editor.tell(editor.model.undo());
    rest();
    assert.equal(shown(), 'REMOTE');
    assert.equal(text.toJSON(), 'REMOTE');
    await done(binding.redo(), rest);
    assert.equal(shown(), 'aREMOTE');
  });

  it('[B6] does not touch the document when the editor’s own undo took back exactly the last own edit', () => {
    const { editor, rest, shown } = desk('one');
    editor.tellTyping(3, 0, '!');
    rest();
    editor.tell(editor.model.undo());
    rest();
    assert.equal(shown(), 'one');
    assert.equal(editor.model.version, 3);
  });

  it('says what is missing when there is no undo manager', async () => {
    const text = new Y.Doc().getText('code');
    const editor = new SimulatedEditor('', { random: seededRandom(1) });
    const binding = new Binding({ text, buffer: editor.buffer, clock: new StepClock(), log: silentLog });
    await assert.rejects(binding.undo(), /without an undo manager/);
  });
});

async function done(task: Promise<void>, rest: () => void): Promise<void> {
  rest();
  await task;
}
