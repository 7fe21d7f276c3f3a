import assert from 'node:assert/strict';
import * as Y from 'yjs';
import { eventually } from '../../../test/support/eventually.ts';
import { ManualClock } from '../../../test/support/manualClock.ts';
import { scatteredDeletions, scatteredText } from '../../../test/support/scatteredText.ts';
import { silentLog } from '../../../test/support/silentLog.ts';
import { encodeStateVector } from '../../../shared/guard/stateVector.ts';
import {
  DOCUMENT_IDLE_MS,
  DOCUMENT_JOB_MS,
  DOCUMENT_TURN_MS,
  MAX_DOCUMENT_JOBS,
  UNREADABLE_MS,
} from '../../limits.ts';
import type { Account } from '../../costs/ledger.ts';
import { DocumentBuilder, type DocumentContents } from './documentBuilder.ts';
import { isRefusal } from '../../refusedError.ts';
import { DeletedRanges } from '../deletedRanges.ts';
import { UnreadableDocumentError } from './unreadable.ts';

const HEAP_MB = 64;

describe('documents that are built in another thread', function () {
  this.timeout(120_000);
  let clock: ManualClock;
  let builder: DocumentBuilder;
  beforeEach(() => {
    clock = new ManualClock();
    builder = new DocumentBuilder({
      clock,
      log: { ...silentLog, debug: NOTHING, fatal: NOTHING },
      heapMb: HEAP_MB,
    });
  });
  afterEach(() => builder.close());

  /** A room of somebody who types, row by row. */
  const typed = (words: readonly string[]) => {
    const doc = new Y.Doc();
    const rows: Uint8Array[] = [];
    doc.on('update', (update: Uint8Array) => rows.push(update));
    for (const word of words) doc.getText('code').insert(doc.getText('code').length, word);
    return { doc, rows };
  };
  const contents = (tail: readonly Uint8Array[], room = 'room'): DocumentContents => ({
    room,
    base: undefined,
    sequence: 0,
    tail,
  });

  it('are what Yjs makes of the same rows, however many are asked about at a time', async () => {
    const { doc, rows } = typed(['one ', 'two ', 'three']);
    const text = builder.ask(contents(rows.slice(0, 1)), { kind: 'text' });
    const other = builder.ask(contents(typed(['other']).rows, 'other'), { kind: 'text' });
    const whole = builder.ask(contents(rows), { kind: 'state' });
    const known = new Map([[doc.clientID, 4]]);
    const difference = builder.ask(contents(rows), { kind: 'difference', known: encodeStateVector(known) });
    assert.deepEqual([await text, await other], ['one ', 'other']);
    assert.deepEqual(await whole, {
      state: Y.encodeStateAsUpdate(doc),
      text: 'one two three',
      structs: 1,
    });
    const vector = Y.encodeStateVector(known);
    assert.deepEqual(await difference, Y.encodeStateAsUpdate(doc, vector));
    const measure = await builder.measure('room', { base: undefined, baseUnits: 0, tail: rows });
    assert.deepEqual(measure, {
      known: new Map([[doc.clientID, 13]]),
      deleted: new DeletedRanges().pack(),
      textUnits: 13,
      baseStructs: 0,
      tailStructs: rows.map(() => 1),
    });
  });

  it('show an edit that was made there only once it is stored', async () => {
    const { doc, rows } = typed(['one']);
    const edit = await builder.ask(contents(rows), { kind: 'change', text: 'one!', author: 5 });
    assert.ok(edit !== undefined);
    assert.equal(await builder.ask(contents(rows), { kind: 'text' }), 'one');
    const again = await builder.ask(contents(rows), { kind: 'change', text: 'one!', author: 5 });
    assert.deepEqual(again, edit);
    doc.getText('code').insert(0, '0 ');
    const stored = [...rows, again];
    assert.equal(await builder.ask(contents(stored), { kind: 'text' }), '0 one!');
    assert.equal(
      await builder.ask(contents(stored), { kind: 'change', text: '0 one!', author: 6 }),
      undefined,
    );
  });

  it('[H2] cost the thread its life where they are too large, and nobody else anything', async () => {
    const bomb = contents([scatteredDeletions(1_500_000)], 'bomb');
    const failed = builder.ask(bomb, { kind: 'text' });
    const neighbour = builder.ask(contents(typed(['here']).rows), { kind: 'text' });
    await assert.rejects(failed, UnreadableDocumentError);
    assert.equal(await neighbour, 'here');

    // Not again, and not for anybody's asking.
    clock.advance(UNREADABLE_MS - 1);
    await assert.rejects(builder.ask(bomb, { kind: 'text' }), UnreadableDocumentError);
    assert.equal(await builder.ask(contents(typed(['still']).rows), { kind: 'text' }), 'still');
  });

  it('are given up where they take too long, and tried again after a while', async () => {
    const slow = contents([scatteredText(100_000)], 'slow');
    const failed = builder.ask(slow, { kind: 'text' });
    clock.advance(DOCUMENT_JOB_MS);
    await assert.rejects(failed, UnreadableDocumentError);
    clock.advance(UNREADABLE_MS);
    assert.equal((await builder.ask(slow, { kind: 'text' })).length, 100_000);
  });

  it('are refused where the bytes are none, or have a gap; the next one is built', async () => {
    const { rows } = typed(['one', 'two']);
    for (const tail of [[rows[1]!], [rows[0]!.slice(0, -3)]])
      await assert.rejects(builder.ask(contents(tail), { kind: 'text' }), UnreadableDocumentError);
    await assert.rejects(
      builder.measure('room', { base: undefined, baseUnits: 0, tail: [rows[1]!] }),
      UnreadableDocumentError,
    );
    assert.equal(await builder.ask(contents(rows), { kind: 'text' }), 'onetwo');
  });

  it('wait in lines that have an end, where somebody else always finds a place', async () => {
    const { rows } = typed(['one']);
    const asked = (room: string) => builder.ask(contents(rows, room), { kind: 'text' });
    const waiting = [asked('begun')];
    for (let room = 0; room < 4; room++) {
      for (let i = 0; i < MAX_DOCUMENT_JOBS / 4; i++) waiting.push(asked(`room ${room}`));
      await assert.rejects(asked(`room ${room}`), isBusy);
    }
    waiting.push(asked('somebody else'));
    await assert.rejects(asked('somebody else'), isBusy);
    assert.deepEqual(new Set(await Promise.all(waiting)), new Set(['one']));
  });

  it('[H8] keep no more than 64 MiB in memory while they wait, and one more may wait afterwards', async () => {
    const { rows } = typed(['one']);
    const loaded = { base: new Uint8Array(20 * 1024 * 1024), baseUnits: 0, tail: [] };
    const begun = builder.measure('begun', { base: undefined, baseUnits: 0, tail: rows });
    const waiting = [1, 2, 3].map((room) => builder.measure(`room ${room}`, loaded));
    await assert.rejects(builder.measure('room 4', loaded), isBusy);
    await assert.rejects(builder.ask({ ...contents([]), ...loaded }, { kind: 'text' }), isBusy);
    await Promise.all([begun, ...waiting]);
    await builder.measure('room 4', loaded);
  });

  it('[H8] take turns: who asks much waits for itself, and is charged for it', async () => {
    const answered: string[] = [];
    let spent = 0;
    const account = (who: string): Account => ({
      charge: (cost, ms) => {
        if (cost === 'loopMs') spent += ms;
        answered.push(who);
        // So each takes a whole turn.
        clock.advance(DOCUMENT_TURN_MS);
        return 0;
      },
      left: () => 1,
    });
    const { rows } = typed(['one']);
    const ask = (room: string, who: string): Promise<unknown> =>
      builder.ask(contents(rows, room), { kind: 'text' }, account(who));
    const all = [1, 2, 3].map((i) => ask('busy', `eve ${i}`));
    all.push(ask('other', 'ada'));
    clock.advance(700);
    const measured = builder
      .measure('new', { base: undefined, baseUnits: 0, tail: rows })
      .then(() => answered.push('ben comes in'));
    await Promise.all([...all, measured]);
    assert.deepEqual(answered, ['eve 1', 'ben comes in', 'eve 2', 'ada', 'eve 3']);
    assert.equal(spent, 700);
  });

  it('need no thread before somebody asks, nor when nobody has asked for a while', async () => {
    assert.equal(builder.isRunning, false);
    await builder.ask(contents(typed(['one']).rows), { kind: 'text' });
    assert.equal(builder.isRunning, true);
    clock.advance(DOCUMENT_IDLE_MS);
    assert.equal(builder.isRunning, false);
    await eventually('no timer to be left', () => clock.pending === 0);
    assert.equal(await builder.ask(contents(typed(['two']).rows), { kind: 'text' }), 'two');
  });

  it('are not waited for any more when the relay stops', async () => {
    const asked = [0, 1].map(() => builder.ask(contents(typed(['one']).rows), { kind: 'text' }));
    builder.close();
    for (const answer of asked) await assert.rejects(answer, isBusy);
    await assert.rejects(builder.ask(contents([]), { kind: 'text' }), isBusy);
    assert.equal(clock.pending, 0);
  });
});

const isBusy = (error: unknown) => isRefusal(error, 'largeRoomsBusy');

const NOTHING = (): void => undefined;
