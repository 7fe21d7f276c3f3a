import assert from 'node:assert/strict';
import { LEARNING_SHARE } from '../limits.ts';
import { LearnedRooms } from './learnedRooms.ts';

describe('the rooms that completions learn from', () => {
  let now: number;
  /** What the next learning takes. */
  let costMs: number;
  let texts: Map<string, string>;
  /** Units that were opened and edited. */
  let learned: number;
  let rooms: LearnedRooms;
  beforeEach(() => {
    now = costMs = learned = 0;
    texts = new Map();
    const engine = {
      open: (name: string, { text }: { text: string }) => {
        learned += text.length;
        texts.set(name, text);
      },
      edit: (name: string, offset: number, deleted: number, inserted: string) => {
        learned += deleted + inserted.length;
        const before = texts.get(name) ?? '';
        texts.set(name, before.slice(0, offset) + inserted + before.slice(offset + deleted));
      },
      refresh: () => undefined,
      close: (name: string) => texts.delete(name),
    };
    rooms = new LearnedRooms(
      engine,
      () => now,
      () => () => costMs,
    );
  });
  const take = (text: string, id = 'a', language = 'c') => rooms.take({ id, text, language });
  const lines = (count: number, word: string) =>
    Array.from({ length: count }, (_, i) => `line ${i} of ${word}\n`).join('');

  it('are edited where they have changed, also at both ends at once', () => {
    const text = lines(10_000, 'code');
    const name = take(text) ?? '';
    learned = 0;
    take(`x${text}y`);
    assert.equal(texts.get(name), `x${text}y`);
    assert.ok(learned <= 4, `${learned} units for two letters`);
  });

  it('[H8] rest after much was learned: what changes much stays as it was, what changes little does not', () => {
    costMs = 100;
    const before = lines(1_000, 'code');
    const name = take(before) ?? '';
    now += 100 / LEARNING_SHARE - 1;
    assert.equal(take(lines(1_000, 'other')), name);
    assert.equal(texts.get(name), before);
    assert.equal(take(lines(1_000, 'a room that is new'), 'b'), undefined);
    assert.equal(take(before, 'a', 'python'), undefined);
    take(`${before}!`);
    assert.equal(texts.get(name), `${before}!`);
    now += 1;
    take(lines(1_000, 'other'));
    assert.equal(texts.get(name), lines(1_000, 'other'));
  });

  it('are forgotten, the one that was asked for longest ago first', () => {
    for (let i = 0; i < 50; i++) take('text', `room ${i}`);
    take('text', 'room 0');
    take('text', 'one more');
    assert.equal(texts.size, 50);
    assert.ok(texts.has('room room 0') && !texts.has('room room 1'));
  });
});
