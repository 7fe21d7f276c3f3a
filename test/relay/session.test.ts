import assert from 'node:assert/strict';
import * as Y from 'yjs';
import { writeSelections } from '../../client/people/participants.ts';
import { Mismatches } from '../../client/session/mismatches.ts';
import type { Session } from '../../client/session/session.ts';
import { MAX_MESSAGE_BYTES, MAX_PARTICIPANTS, MAX_TEXT_UNITS } from '../../shared/limits.ts';
import { eventually } from '../support/eventually.ts';
import { memoryStore } from '../support/memoryStore.ts';
import { joinAsPlainClient } from '../support/plainClient.ts';
import { silentLog } from '../support/silentLog.ts';
import { setUpRelaySessions } from './support/relaySessions.ts';
import { NO_ROOM_ID } from './support/testRelay.ts';
import { connectWire, presenceMessage, step1, step2 } from './support/wireClient.ts';

/** The extension's session against a real relay. What it does without one is in sessionOffline.test.ts. */
describe('a session', function () {
  this.timeout(60_000);
  const fixture = setUpRelaySessions();
  const { open } = fixture;

  it('[N7] [SE2] is saved only when the relay has the last edit on disk, a deletion as well', async () => {
    const session = await open();
    await session.whenTextIsThere();
    await session.whenSaved();
    for (const change of [() => session.text.insert(4, '!'), () => session.text.delete(0, 2)]) {
      fixture.store.isHeld = true;
      const earlier = fixture.store.appends.length;
      change();
      assert.equal(session.isSaved, false);
      await eventually('the append', () => fixture.store.appends.length > earlier);
      assert.equal(session.isSaved, false);
      fixture.store.isHeld = false;
      await session.whenSaved();
      assert.equal(await fixture.relay.codeOf(fixture.roomId), session.text.toString());
    }
  });

  it('ends with a sentence when the room is deleted, and does not come back', async () => {
    const session = await open();
    await session.whenTextIsThere();
    await fixture.relay.request('DELETE', `/rooms/${fixture.roomId}`);
    await eventually('the end', () => session.state.kind === 'ended');
    assert.ok(session.state.kind === 'ended');
    assert.match(session.state.reason ?? '', /no longer exists.*Your text stays/);
    assert.equal(session.text.toString(), 'room');
  });

  it('rejects in a sentence when there is no such room', async () => {
    fixture.roomId = NO_ROOM_ID;
    const session = await open();
    await assert.rejects(session.whenTextIsThere(), /no longer exists/);
  });

  it('[S16] ends for good when more is pasted than a room or a message holds, and the others go on', async () => {
    const other = await open('Ben', memoryStore());
    await other.whenTextIsThere();
    for (const units of [MAX_TEXT_UNITS + 1, MAX_MESSAGE_BYTES + 1]) {
      const session = await open('Anna', memoryStore());
      await session.whenTextIsThere();
      session.text.insert(0, 'x'.repeat(units));
      await eventually('the end', () => session.state.kind === 'ended');
      assert.ok(session.state.kind === 'ended');
      assert.match(session.state.reason ?? '', /limit.*Your text stays/);
      assert.equal(session.state.refused, true);
    }
    other.text.insert(4, 's');
    await other.whenSaved();
    assert.equal(await fixture.relay.codeOf(fixture.roomId), 'rooms');
  });

  it('takes in a full room: two megabytes of text and two hundred people', async () => {
    const code = 'all work and no play\n'.repeat(100_000);
    fixture.roomId = (await fixture.relay.createRoom(code)).id;
    const closes: unknown[] = [];
    // All are connected before anybody asks: they share this process with the relay, and 400 MB keep both busy.
    const others = await Promise.all(
      Array.from({ length: MAX_PARTICIPANTS - 1 }, () => connectWire(fixture.relay.url, fixture.roomId)),
    );
    others.forEach((client, i) => {
      void client.closed.then((close) => closes.push(close));
      const [doc, state] = [new Y.Doc(), { user: { name: `person ${i}` } }];
      client.send(step1(doc));
      client.send(step2(doc));
      client.send(presenceMessage({ id: doc.clientID, clock: 1, state }));
    });
    const session = await open();
    await session.whenTextIsThere();
    await eventually('everybody, or somebody to be sent away', () => {
      return closes.length > 0 || session.participants.length === MAX_PARTICIPANTS;
    });
    assert.deepEqual(closes, []);
    assert.equal(session.text.length, code.length);
    session.text.insert(0, 'x');
    await session.whenSaved();
    for (const other of others) other.close();
  });

  it('shows that the relay cannot store, until it can', async () => {
    const session = await open();
    await session.whenTextIsThere();
    fixture.store.fails = () => true;
    session.text.insert(0, 'x');
    await eventually('the notice', () => session.notice !== undefined);
    assert.equal(session.isSaved, false);
    fixture.store.fails = () => false;
    await session.whenSaved();
    assert.equal(session.notice, undefined);
  });

  it('[M1] a replica that has got another text by the same edits is put right, and the relay counts it', async () => {
    const [anna, ben] = [await open(), await open('Ben', memoryStore())];
    const mended: string[] = [];
    const copies: string[] = [];
    for (const [name, session] of Object.entries({ anna, ben })) {
      await session.whenTextIsThere();
      new Mismatches({
        session,
        roomId: fixture.roomId,
        readRelay: () => fixture.relay.codeOf(fixture.roomId),
        lastOperations: () => [],
        log: silentLog,
        undo: new Y.UndoManager(session.text),
        keepCopy: (text) => {
          copies.push(text);
          return Promise.resolve();
        },
        onMended: () => mended.push(name),
      });
    }
    // A client without our binding may write the halves of a surrogate pair one after the other.
    anna.text.insert(0, '\ud83d');
    anna.text.insert(1, '\ude00');
    await eventually('one to be mended', () => mended.length > 0, 20_000);
    await anna.whenSaved();
    await eventually('the relay to count both who noticed', async () =>
      /^tandem_text_mismatches_total\{of="replica"\} 2$/m.test(
        await (await fixture.relay.request('GET', '/metrics')).text(),
      ),
    );
    await eventually('all to read the same', () => ben.text.toString() === anna.text.toString());
    assert.equal(await fixture.relay.codeOf(fixture.roomId), '\ufffd\ufffdroom');
    assert.equal(anna.text.toString(), '\ufffd\ufffdroom');
    assert.deepEqual(mended, ['anna']);
    assert.deepEqual(copies, ['\ud83d\ude00room']);
  });

  it('[IM1] takes a storm of edits in by the frame, also over a cut connection, and loses none', async () => {
    const session = await open();
    await session.whenTextIsThere();
    const author = await joinAsPlainClient(fixture.relay.url, fixture.roomId);
    try {
      let transactions = 0;
      session.text.observe(() => transactions++);
      const typed = Array.from({ length: 1_500 }, (_, index) => `${index} `);
      const textAfter = (count: number): string => `room${typed.slice(0, count).join('')}`;
      for (const [index, token] of typed.entries()) {
        author.text.insert(author.text.length, token);
        // A turn of the event loop, so that not all of them are one message.
        if (index % 5 === 0) await new Promise(setImmediate);
        if (index === 500) fixture.network.cut();
        if (index === 1_000)
          await eventually('the first part', () => session.text.toString() === textAfter(1_001));
      }
      await eventually('the whole storm', () => session.text.toString() === textAfter(1_500));
      assert.ok(transactions < typed.length / 5, `${transactions} transactions for ${typed.length} edits`);
      session.text.insert(0, 'the ');
      await session.whenSaved();
      assert.equal(await fixture.relay.codeOf(fixture.roomId), `the ${textAfter(1_500)}`);
    } finally {
      author.close();
    }
  });

  it('hears of a new name and language', async () => {
    const session = await open();
    await session.whenTextIsThere();
    await fixture.relay.request('PATCH', `/rooms/${fixture.roomId}`, { name: 'Renamed', language: 'rust' });
    await eventually('the new name', () => session.room.name === 'Renamed');
    assert.equal(session.room.language, 'rust');
  });

  it('shows two windows each other, also after one was cut off', async () => {
    const [anna, ben] = [await open('Anna', memoryStore()), await open('Ben', memoryStore())];
    const others = (session: Session): string[] =>
      session.participants.filter(({ isSelf }) => !isSelf).map(({ name }) => name);
    await Promise.all([anna.whenTextIsThere(), ben.whenTextIsThere()]);
    anna.publish(writeSelections(anna.text, [{ anchor: 1, head: 3 }]));
    await eventually('Anna’s selection at Ben', () =>
      ben.participants.some(
        ({ name, selections }) => name === 'Anna' && selections[0]?.anchor === 1 && selections[0].head === 3,
      ),
    );
    fixture.network.cut();
    await eventually('both to be alone', () => others(anna).length === 0 || others(ben).length === 0);
    await eventually('both to be back', () => others(anna).includes('Ben') && others(ben).includes('Anna'));
  });
});
