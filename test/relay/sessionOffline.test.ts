import assert from 'node:assert/strict';
import { CLIENT_SILENCE_TIMEOUT_MS } from '../../shared/limits.ts';
import { eventually } from '../support/eventually.ts';
import { memoryStore } from '../support/memoryStore.ts';
import { setDate } from '../support/setDate.ts';
import { joinAsPlainClient } from '../support/plainClient.ts';
import { setUpRelaySessions } from './support/relaySessions.ts';

/** The extension's session while it cannot reach its relay, and when it comes back. */
describe('a session', function () {
  this.timeout(60_000);
  const fixture = setUpRelaySessions();
  const { open, down, abandon } = fixture;

  it('[N2] [SE1] goes on without the network, and hands in what was typed meanwhile, deletions alone as well', async () => {
    const session = await open();
    await session.whenTextIsThere();
    down();
    await eventually('to be offline', () => session.state.kind === 'offline');
    session.text.delete(0, 1);
    assert.equal(session.isSaved, false);
    fixture.network.accept();
    await session.whenSaved();
    assert.equal(session.state.kind, 'online');
    assert.equal(await fixture.relay.codeOf(fixture.roomId), 'oom');
  });

  it('[N2] a window that comes back after a crash brings what was typed without the network, once', async () => {
    const first = await open();
    await first.whenTextIsThere();
    await first.flush();
    down();
    await eventually('to be offline', () => first.state.kind === 'offline');
    first.text.insert(4, ' typed offline');
    await eventually('the journal', () => fixture.isUnsavedKept());
    abandon(first);

    const second = await open();
    assert.equal(second.text.toString(), 'room typed offline');
    assert.equal(second.isSaved, false);
    fixture.network.accept();
    await second.whenSaved();
    assert.equal(await fixture.relay.codeOf(fixture.roomId), 'room typed offline');
    await second.flush();
    assert.equal(fixture.isUnsavedKept(), false);
    abandon(second);
    const third = await open();
    await third.whenTextIsThere();
    assert.equal(third.text.toString(), 'room typed offline');
  });

  it('[N2] a window that crashes while the relay is away shows all that was there, its partner’s latest words as well', async () => {
    const first = await open();
    const other = await open('Ben', memoryStore());
    await Promise.all([first.whenTextIsThere(), other.whenTextIsThere()]);
    await eventually('the first state', () => fixture.disk.values.has(`${fixture.roomId}.window.state`));
    other.text.insert(4, ' of theirs');
    await eventually('the partner’s words', () => first.text.toString() === 'room of theirs');
    down();
    await eventually('to be offline', () => first.state.kind === 'offline');
    first.text.insert(14, ' and mine');
    await eventually('the journal', () => fixture.isUnsavedKept());
    abandon(first);

    const second = await open();
    assert.equal(second.text.toString(), 'room of theirs and mine');
  });

  it('[SE3] edits whose room state is missing on this disk meet the relay’s, and are not called saved before', async () => {
    const first = await open();
    await first.whenTextIsThere();
    down();
    await eventually('to be offline', () => first.state.kind === 'offline');
    first.text.insert(4, ' kept');
    await eventually('the journal', () => fixture.isUnsavedKept());
    abandon(first);
    fixture.disk.values.delete(`${fixture.roomId}.window.state`);

    const second = await open();
    assert.equal(second.isSaved, false);
    assert.equal(second.hasText, false);
    await second.flush();
    assert.ok(fixture.isUnsavedKept());
    fixture.network.accept();
    await second.whenTextIsThere();
    await second.whenSaved();
    assert.equal(second.state.kind, 'online');
    assert.equal(await fixture.relay.codeOf(fixture.roomId), 'room kept');
  });

  it('[F9] notices a relay that has fallen silent, and connects anew', async () => {
    const session = await open();
    await session.whenTextIsThere();
    fixture.network.hold();
    session.text.insert(4, '!');
    fixture.skewMs = CLIENT_SILENCE_TIMEOUT_MS + 1_000;
    await eventually('to be offline', () => session.state.kind === 'offline', 15_000);
    fixture.skewMs = 0;
    fixture.network.cut();
    fixture.network.release();
    await session.whenSaved();
    assert.equal(await fixture.relay.codeOf(fixture.roomId), 'room!');
  });

  it('[U8] notices a relay that has fallen silent also when the computer’s date is set back', async () => {
    const session = await open();
    await session.whenTextIsThere();
    const date = setDate(-3_600_000);
    try {
      fixture.network.hold();
      fixture.skewMs = CLIENT_SILENCE_TIMEOUT_MS + 1_000;
      await eventually('to be offline', () => session.state.kind === 'offline', 15_000);
    } finally {
      date.restore();
    }
  });

  it('[N2] does not wait for its next attempt when asked to connect now', async () => {
    const session = await open();
    await session.whenTextIsThere();
    const kind = (): string => session.state.kind;
    const yardstick = await joinAsPlainClient(`http://127.0.0.1:${fixture.network.port}`, fixture.roomId);
    fixture.longestTimerMs = 250;
    down();
    await eventually('to be offline', () => session.state.kind === 'offline');
    await eventually('the other one to be offline', () => !yardstick.provider.synced);
    fixture.network.accept();
    // A client whose timers no test holds has made two attempts by then.
    await eventually('it to be back', () => yardstick.provider.synced);
    fixture.network.cut();
    await eventually('it to be cut again', () => !yardstick.provider.synced);
    await eventually('it to be back again', () => yardstick.provider.synced);
    yardstick.close();
    assert.equal(kind(), 'offline');
    session.text.insert(4, '!');
    session.reconnectNow();
    await session.whenSaved();
    assert.equal(kind(), 'online');
    session.reconnectNow();
    assert.equal(kind(), 'online');
  });

  it('shows that the relay is away after five seconds, not at a short break, and tells since when', async () => {
    const session = await open();
    await session.whenTextIsThere();
    const lostAfter = fixture.clock.now();
    down();
    await eventually('to be offline', () => session.state.kind === 'offline');
    assert.ok(session.state.kind === 'offline' && session.state.since >= lostAfter);
    assert.equal(session.shownState, 'online');
    fixture.skewMs = 4_900 - (fixture.clock.now() - session.state.since);
    assert.equal(session.shownState, 'online');
    const told = new Promise<void>((resolve) => {
      session.onDidChange(() => {
        if (session.shownState === 'offline') resolve();
      });
    });
    fixture.skewMs += 200;
    await told;
    fixture.network.accept();
    await eventually('to be back', () => session.state.kind === 'online');
    assert.equal(session.shownState, 'online');
  });
});
