import assert from 'node:assert/strict';
import { FolderPlaces } from './folderPlaces.ts';
import type { WindowView } from './walkDriver.ts';
import type { Step } from './step.ts';

const open = (folder: 'home' | 'other'): Step => ({ kind: 'openFolder', person: 'anna', folder });

describe('where rooms were in another folder', () => {
  it('is where they may be again in that folder, and nowhere else', () => {
    const places = new FolderPlaces();
    places.follow(open('other'), { anna: viewWith('b.txt'), ben: viewWith('room:r1') });
    assert.deepEqual(places.after(open('home'), 'anna', 'r1'), ['b.txt']);
    assert.deepEqual(places.after(open('home'), 'ben', 'r1'), []);
    assert.deepEqual(places.after(open('other'), 'anna', 'r1'), []);
    places.follow(open('home'), { anna: viewWith('room:r1'), ben: viewWith('room:r1') });
    assert.deepEqual(places.after(open('other'), 'anna', 'r1'), ['room:r1']);
    assert.deepEqual(places.after({ kind: 'reload', person: 'anna' }, 'anna', 'r1'), []);
  });
});

function viewWith(document: string): WindowView {
  const session = { room: 'r1', document, isDocumentClosed: false, state: 'online', isSaved: true } as const;
  return {
    ...{ documents: [], tabs: [], active: undefined, statusBar: undefined, messages: [], questions: 0 },
    sessions: [{ ...session, isReachable: true }],
  };
}
