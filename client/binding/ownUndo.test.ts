import assert from 'node:assert/strict';
import * as Y from 'yjs';
import { bindingDesk } from '../../test/support/bindingDesk.ts';
import { seededRandom } from '../../test/support/seed.ts';
import { silentLog } from '../../test/support/silentLog.ts';
import { SimulatedEditor } from '../../test/support/simulatedEditor.ts';
import { StepClock } from '../../test/support/stepClock.ts';
import { Binding } from './binding.ts';

describe('own undo', () => {
  it('[B6] takes back own words one by one and leaves what others wrote', async () => {
    const { editor, binding, text, remote, rest, shown } = bindingDesk('');
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
    const { editor, binding, rest, shown } = bindingDesk('one two');
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
    const { editor, binding, clock, text, remote, rest, shown } = bindingDesk('one');
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
    const { editor, binding, text, remote, rest, shown } = bindingDesk('');
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
    const { editor, rest, shown } = bindingDesk('one');
    editor.tellTyping(3, 0, '!');
    rest();
    editor.tell(editor.model.undo());
    rest();
    assert.equal(shown(), 'one');
    assert.equal(editor.model.version, 3);
  });

  it('[B6] takes back the step before undo was asked for, not what was typed after that', async () => {
    const { editor, binding, clock, text, remote, rest, shown } = bindingDesk('one');
    editor.tellTyping(3, 0, '1');
    rest();
    remote(() => text.insert(0, '>'));
    clock.runSoon();
    const undone = binding.undo();
    editor.tellTyping(0, 0, '2');
    editor.stepHost(2, false);
    rest();
    await undone;
    assert.equal(text.toJSON().replace('>', ''), '2one');
    assert.equal(shown(), text.toJSON());
  });

  it('[B2] [B6] deletes what is deleted between undo and redo and their way to the editor', () => {
    const { editor, binding, text, rest, shown } = bindingDesk('one');
    editor.tellTyping(3, 0, '!');
    editor.drain();
    void binding.undo();
    void binding.redo();
    editor.tellTyping(3, 1, '');
    rest();
    assert.equal(shown(), 'one');
    assert.equal(text.toJSON(), 'one');
  });

  it('[B2] [B6] deletes what the editor’s own undo has just brought back', () => {
    const { editor, text, rest, shown } = bindingDesk('one');
    editor.tellTyping(2, 1, '');
    rest();
    editor.tell(editor.model.undo());
    editor.tellTyping(2, 1, '');
    rest();
    assert.equal(shown(), 'on');
    assert.equal(text.toJSON(), 'on');
  });

  it('[B6] takes back what was typed into a document that took over from another', () => {
    const { editor, binding: old, text, undo, rest } = bindingDesk('one');
    editor.tellTyping(3, 0, '1');
    rest();
    const copy = new SimulatedEditor('one1', { random: seededRandom(1) });
    const clock = new StepClock();
    const binding = new Binding({
      text,
      buffer: copy.buffer,
      clock,
      log: silentLog,
      origin: old.origin,
      undo,
    });
    copy.onChange = (change) => binding.documentChanged(change);
    binding.wait();
    old.dispose();
    binding.reconcile('one1');
    copy.tellTyping(4, 0, '2');
    copy.drain();
    assert.equal(text.toJSON(), 'one12');
    void binding.undo();
    assert.equal(text.toJSON(), 'one1');
    void binding.undo();
    assert.equal(text.toJSON(), 'one');
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
