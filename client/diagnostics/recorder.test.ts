import assert from 'node:assert/strict';
import * as Y from 'yjs';
import { replayPlan } from '../../test/fuzz/replayPlan.ts';
import { seededRandom } from '../../test/support/seed.ts';
import { silentLog } from '../../test/support/silentLog.ts';
import { SimulatedEditor } from '../../test/support/simulatedEditor.ts';
import { StepClock } from '../../test/support/stepClock.ts';
import { Binding } from '../binding/binding.ts';
import { DEFAULT_TUNING } from '../binding/bindingOptions.ts';
import type { BindingPlan } from './plan.ts';
import { BindingRecorder } from './recorder.ts';

describe('BindingRecorder', () => {
  it('records edits of both sides, refusals and undo so that a replay ends with the same text', () => {
    const { editor, binding, clock, text, remote, rest, plan } = recordedDesk(1_000);
    editor.tellTyping(3, 0, '!');
    rest();
    remote(() => text.insert(0, 'more and '));
    clock.runSoon();
    editor.tellTyping(0, 0, 'typed ');
    rest();
    void binding.undo();
    rest();
    const recorded = plan();
    const done = recorded.operations.map((operation) => operation.do);
    for (const kind of ['event', 'remote', 'send', 'reply', 'undo', 'taken back'] as const) {
      assert.ok(done.includes(kind), `there is a ${kind}`);
    }
    assert.ok(
      recorded.operations.some((operation) => operation.do === 'reply' && operation.result === 'rejected'),
    );
    assert.equal(text.toJSON(), 'more and one!');
    assert.equal(replayPlan(recorded), 'more and one!');
  });

  it('keeps a bounded number of operations, and the text before the first of them', () => {
    const { editor, text, remote, rest, plan } = recordedDesk(20);
    for (let k = 0; k < 100; k++) {
      editor.tellTyping(editor.model.text.length, 0, String.fromCharCode(0x4e00 + k));
      remote(() => text.insert(0, String.fromCharCode(0x5e00 + k)));
      rest();
      const recorded = plan();
      assert.ok(recorded.operations.length <= 40, `${recorded.operations.length} operations`);
      assert.equal(replayPlan(recorded), text.toJSON());
    }
    assert.ok(plan().operations.length >= 10);
    assert.ok(plan().opening.text.length > 100, 'the recording begins late');
  });

  it('begins anew where the binding waits for a reply for too long', () => {
    const { editor, clock, text, remote, rest, recorder } = recordedDesk(20);
    remote(() => text.insert(0, '>'));
    clock.runSoon();
    for (let k = 0; k < 100; k++) {
      editor.tellTyping(0, 0, 'x');
      editor.stepHost(2, false);
    }
    assert.equal(recorder.plan(), undefined);
    rest();
    remote(() => text.insert(0, '!'));
    rest();
    const plan = recorder.plan();
    assert.ok(plan);
    assert.equal(replayPlan(plan), text.toJSON());
  });

  it('holds nothing of what happens before it is started and after it is stopped', () => {
    const { editor, text, rest, recorder } = recordedDesk(1_000);
    recorder.stop();
    editor.tellTyping(0, 0, 'before ');
    rest();
    assert.equal(recorder.plan(), undefined);
    recorder.start();
    editor.tellTyping(7, 0, 'recorded ');
    rest();
    const plan = recorder.plan();
    assert.ok(plan);
    assert.equal(plan.opening.text, 'before one');
    assert.equal(replayPlan(plan), text.toJSON());
    recorder.stop();
    editor.tellTyping(0, 0, 'after ');
    rest();
    assert.equal(recorder.plan(), undefined);
  });
});

function recordedDesk(maxOperations: number) {
  const doc = new Y.Doc();
  const text = doc.getText('code');
  text.insert(0, 'one');
  const clock = new StepClock();
  const editor = new SimulatedEditor('one', { random: seededRandom(1), snippets: 'never' });
  const recorder = new BindingRecorder({ maxOperations, tuning: DEFAULT_TUNING, hasOwnUndo: true });
  const binding = new Binding({
    text,
    buffer: recorder.watch(editor.buffer),
    clock,
    log: silentLog,
    undo: new Y.UndoManager(text, { trackedOrigins: new Set() }),
    probe: recorder,
  });
  editor.onChange = (change) => binding.documentChanged(change);
  binding.reconcile('one');
  return {
    editor,
    binding,
    clock,
    text,
    recorder,
    remote: (change: () => void) => doc.transact(change, 'somebody else'),
    rest: () => {
      do editor.drain();
      while (clock.runSoon() || editor.isBusy || (!binding.isIdle && clock.runTimer()));
    },
    plan: (): BindingPlan => {
      const plan = recorder.plan();
      assert.ok(plan);
      return plan;
    },
  };
}
