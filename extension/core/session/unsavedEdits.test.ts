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
    unsaved.add(a!);
    unsaved.updateSent();
    unsaved.add(b!);
    unsaved.updateSent();
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
    unsaved.add(live!);
    unsaved.updateSent();
    unsaved.saved(1);
    assert.equal(unsaved.isEmpty, false);
    unsaved.step2Sent();
    unsaved.saved(2);
    assert.equal(unsaved.isEmpty, true);
  });

  it('[N2] an acknowledgement of an earlier connection counts for nothing', () => {
    const [a] = typed('a');
    const unsaved = new UnsavedEdits();
    unsaved.connectionOpened();
    unsaved.add(a!);
    unsaved.updateSent();
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
});
