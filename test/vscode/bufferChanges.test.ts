import type * as vscode from 'vscode';
import { EDIT_KINDS } from './editKinds.ts';
import { expectText, make, openFor, runToTheEnd, startAgain } from './editSetting.ts';
import { IntendedText } from './intendedText.ts';
import { type EditKind, readMarked } from './markedEdit.ts';
import { PLACES, type Place, remoteEditsAt, write } from './remoteEdits.ts';
import { type SharedPair, type Sharing, setUpSharing } from './sharing.ts';

describe('every kind of edit, at the moment of somebody else’s', function () {
  this.timeout(60_000);
  const sharing = setUpSharing();

  for (const kind of EDIT_KINDS.filter(({ isComputed }) => isComputed !== true)) {
    it(`[B2] [B3] ${kind.title}`, async () => {
      const editor = await openFor(kind);
      const pair = await sharing.share(editor.document);
      for (const place of PLACES) await atTheSameMoment(sharing, pair, kind, editor, place);
    });
  }
});

/** The remote edit is made while this person's is under way: each is made without having seen the other. */
async function atTheSameMoment(
  sharing: Sharing,
  pair: SharedPair,
  kind: EditKind,
  editor: vscode.TextEditor,
  place: Place,
): Promise<void> {
  const { before, edits } = readMarked(kind.marked);
  const theirs = remoteEditsAt(place, before, edits);
  const intended = IntendedText.of(before).edit('me', edits, 'base').edit('they', theirs, 'base');
  await make(kind, editor, () => write(pair.web.text, theirs));
  await expectText(sharing, pair, intended, `${place}, at the same moment`);
  await runToTheEnd(editor, 'tandem.undo');
  await expectText(sharing, pair, intended.withoutMine(), `${place}, at the same moment, taken back`);
  await runToTheEnd(editor, 'tandem.redo');
  await expectText(sharing, pair, intended, `${place}, at the same moment, brought back`);
  await startAgain(sharing, pair, kind, editor);
}
