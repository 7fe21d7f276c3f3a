import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as Y from 'yjs';
import { apply, type Delta } from '../../shared/text/delta.ts';
import { readText } from './sharedText.ts';
import { textDelta } from './textDelta.ts';
import { offsetsOf, relativePositionAt, sliceText } from './textPositions.ts';

type Step = readonly [kind: 'type' | 'delete' | 'embed' | 'format' | 'undo' | 'redo' | 'receive', at: number];

const STEPS = fc.array(
  fc.tuple(
    fc.constantFrom<Step[0][]>(
      'type',
      'type',
      'type',
      'delete',
      'embed',
      'format',
      'undo',
      'redo',
      'receive',
    ),
    fc.nat(1_000),
  ),
  { minLength: 1, maxLength: 60 },
);

/** Yjs itself is the measure: whatever has happened to a text, the short ways end where Yjs' own do. */
describe('places in a text', () => {
  it('are those that Yjs tells, after any history of two people', () => {
    fc.assert(
      fc.property(STEPS, (steps) => {
        const { text, replay } = twoPeople();
        replay(steps, () => {
          const all = Array.from({ length: text.length + 1 }, (_, index) => index);
          const positions = all.flatMap((index) =>
            ([0, -1] as const).map((assoc) => {
              const position = relativePositionAt(text, index, assoc);
              assert.deepEqual(position, Y.createRelativePositionFromTypeIndex(text, index, assoc));
              return position;
            }),
          );
          remembered.push(...positions);
          assert.deepEqual(
            offsetsOf(text, remembered),
            remembered.map(
              (position) => Y.createAbsolutePositionFromRelativePosition(position, text.doc!)?.index,
            ),
          );
          const whole = readText(text);
          for (const from of all) {
            assert.equal(sliceText(text, from, 3), whole.slice(from, from + 3));
          }
        });
      }),
      { numRuns: 60 },
    );
  });

  it('go on where an undo brought their characters back', () => {
    const doc = new Y.Doc();
    const text = doc.getText('code');
    const manager = new Y.UndoManager(text, { captureTimeout: 0 });
    text.insert(0, 'abcdef');
    const positions = [1, 2, 3, 4].map((index) => relativePositionAt(text, index, 0));
    text.delete(1, 4);
    assert.deepEqual(offsetsOf(text, positions), [1, 1, 1, 1]);
    manager.undo();
    assert.deepEqual(offsetsOf(text, positions), [1, 2, 3, 4]);
  });

  const remembered: Y.RelativePosition[] = [];
  beforeEach(() => remembered.splice(0));

  it('that somebody made up are nowhere, and hide no other', () => {
    const doc = new Y.Doc();
    const text = doc.getText('code');
    text.insert(0, 'abc');
    const odd = [
      { item: { client: doc.clientID, clock: -5 } },
      { item: { client: doc.clientID, clock: 1e9 } },
      { item: { client: 'x', clock: 'y' } },
      { tname: 'another' },
    ].map((json) => Y.createRelativePositionFromJSON(json));
    assert.deepEqual(offsetsOf(text, [...odd, undefined, relativePositionAt(text, 2, 0)]), [
      ...odd.map(() => undefined),
      undefined,
      2,
    ]);
  });

  it('a change is what Yjs’ own event tells, and leads from the text before to the text after', () => {
    fc.assert(
      fc.property(STEPS, (steps) => {
        const { text, replay } = twoPeople();
        let before = '';
        text.observe((event, transaction) => {
          const delta = textDelta(text, transaction);
          assert.deepEqual(lengthsOf(delta), lengthsOfYjs(event.delta));
          assert.equal(apply(delta, before), readText(text));
          before = readText(text);
        });
        replay(steps, () => undefined);
      }),
      { numRuns: 200 },
    );
  });

  function twoPeople(): { text: Y.Text; replay: (steps: readonly Step[], look: () => void) => void } {
    remembered.splice(0);
    const [own, other] = [new Y.Doc(), new Y.Doc()];
    const text = own.getText('code');
    const manager = new Y.UndoManager(text, { captureTimeout: 0 });
    const act = (target: Y.Text, [kind, at]: Step): void => {
      const index = target.length === 0 ? 0 : at % (target.length + 1);
      const units = Math.min(1 + (at % 4), target.length - index);
      if (kind === 'type') target.insert(index, 'abcdefg'.slice(0, 1 + (at % 7)));
      if (kind === 'embed') target.insertEmbed(index, { odd: true });
      if (kind === 'delete' && units > 0) target.delete(index, units);
      if (kind === 'format' && units > 0) target.format(index, units, { bold: at % 2 === 0 });
    };
    return {
      text,
      replay(steps, look) {
        for (const [number, step] of steps.entries()) {
          if (step[0] === 'undo') manager.undo();
          else if (step[0] === 'redo') manager.redo();
          else if (step[0] === 'receive') {
            Y.applyUpdate(other, Y.encodeStateAsUpdate(own));
            Y.applyUpdate(own, Y.encodeStateAsUpdate(other));
          } else if (step[1] % 3 === 0) act(other.getText('code'), step);
          else if (step[1] % 3 === 1) act(text, step);
          else
            own.transact(() => {
              act(text, step);
              act(text, ['type', step[1] * 3]);
              act(text, ['delete', step[1] * 3 + 1]);
            });
          if (number % 4 === 0) look();
        }
        look();
      },
    };
  }
});

/** Attributes mean nothing here, so neighbours that differ only in those are one. */
function lengthsOfYjs(ops: Y.YTextEvent['delta']): number[] {
  const out: [string, number][] = [];
  for (const op of ops) {
    if (op.retain !== undefined) out.push(['retain', op.retain]);
    else if (op.delete !== undefined) out.push(['delete', op.delete]);
    else out.push(['insert', typeof op.insert === 'string' ? op.insert.length : 1]);
  }
  return summed(out);
}

function lengthsOf(delta: Delta): number[] {
  return summed(delta.map((op) => [op.kind, op.kind === 'insert' ? op.text.length : op.length]));
}

/** What is inserted, deleted and kept, up to the last insertion or deletion. */
function summed(ops: readonly (readonly [string, number])[]): number[] {
  const last = ops.findLastIndex(([kind]) => kind !== 'retain');
  const sum = (wanted: string): number =>
    ops.slice(0, last + 1).reduce((all, [kind, length]) => all + (kind === wanted ? length : 0), 0);
  return [sum('retain'), sum('insert'), sum('delete')];
}
