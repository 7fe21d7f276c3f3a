import assert from 'node:assert/strict';
import * as Y from 'yjs';
import { UnsavedEdits } from './unsavedEdits.ts';

function typed(...texts: string[]): Uint8Array[] {
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  for (const text of texts) doc.getText('code').insert(doc.getText('code').length, text);
  return updates;
}

describe('unsaved edits', () => {
  it('[N7] stay until the message that carries them is acknowledged', () => {
    const [a, b] = typed('a', 'b');
    const unsaved = new UnsavedEdits();
    unsaved.connectionOpened();
    unsaved.add(a!, 1);
    unsaved.add(b!, 2);
    unsaved.saved(1);
    assert.equal(unsaved.isEmpty, false);
    unsaved.saved(2);
    assert.equal(unsaved.isEmpty, true);
  });

  it('[N7] an update sent before the step 2 does not vouch for what was typed offline', () => {
    const [offline, live] = typed('offline', 'live');
    const unsaved = new UnsavedEdits();
    unsaved.add(offline!);
    unsaved.connectionOpened();
    unsaved.add(live!, 1);
    unsaved.saved(1);
    assert.equal(unsaved.isEmpty, false);
    unsaved.handedIn(2);
    unsaved.saved(2);
    assert.equal(unsaved.isEmpty, true);
  });

  it('[N2] an acknowledgement of an earlier connection counts for nothing', () => {
    const [a] = typed('a');
    const unsaved = new UnsavedEdits();
    unsaved.connectionOpened();
    unsaved.add(a!, 1);
    unsaved.connectionOpened();
    unsaved.saved(1);
    assert.equal(unsaved.isEmpty, false);
  });

  it('[N2] are merged for the journal so that nothing of them is missing', () => {
    const unsaved = new UnsavedEdits();
    for (const update of typed('one ', 'two ', 'three')) unsaved.add(update);
    const doc = new Y.Doc();
    Y.applyUpdate(doc, unsaved.merged()!);
    assert.equal(doc.getText('code').toString(), 'one two three');
  });

  it('[N2] of a long time offline cost the journal little, however many there are', () => {
    const unsaved = new UnsavedEdits();
    const updates = typed(
      ...Array.from({ length: 4_000 }, (_, edit) => String.fromCharCode(97 + (edit % 26))),
    );
    const begun = performance.now();
    updates.forEach((update, edit) => {
      unsaved.add(update);
      if (edit % 20 === 0) unsaved.merged();
    });
    const tookMs = performance.now() - begun;
    assert.ok(tookMs < 5_000, `200 writes took ${tookMs} ms`);
    const doc = new Y.Doc();
    Y.applyUpdate(doc, unsaved.merged()!);
    assert.equal(doc.getText('code').length, updates.length);
  }).timeout(120_000);

  it('[N7] joined for the journal are acknowledged with the last of them, and not before', () => {
    const unsaved = new UnsavedEdits();
    unsaved.connectionOpened();
    const updates = typed(...Array.from({ length: 200 }, () => 'a'));
    updates.forEach((update, index) => unsaved.add(update, index + 1));
    unsaved.merged();
    assert.equal(unsaved.saved(199), false);
    assert.equal(unsaved.isEmpty, false);
    assert.equal(unsaved.saved(200), true);
    assert.equal(unsaved.isEmpty, true);
  });

  it('[N7] joined for the journal, those of before the connection wait for its step 2', () => {
    const unsaved = new UnsavedEdits();
    const [live, ...offline] = typed(...Array.from({ length: 200 }, () => 'a')).toReversed();
    for (const update of offline.toReversed()) unsaved.add(update);
    unsaved.connectionOpened();
    unsaved.add(live!, 1);
    unsaved.merged();
    unsaved.saved(1);
    assert.equal(unsaved.isEmpty, false);
    unsaved.handedIn(2);
    unsaved.saved(2);
    assert.equal(unsaved.isEmpty, true);
  });
});
