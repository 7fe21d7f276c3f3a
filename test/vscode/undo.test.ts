import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from '../support/eventually.ts';
import { EDIT_KINDS } from './editKinds.ts';
import {
  expectSelections,
  expectText,
  make,
  openFor,
  type PlainSelection,
  runToTheEnd,
  selectionsOf,
  startAgain,
} from './editSetting.ts';
import { IntendedText } from './intendedText.ts';
import { type EditKind, readMarked } from './markedEdit.ts';
import { type Place, PLACES, remoteEditsAt, whereTheyStand, write } from './remoteEdits.ts';
import { type SharedPair, setUpSharing } from './sharing.ts';

describe('undo', function () {
  this.timeout(60_000);
  const sharing = setUpSharing();

  for (const kind of EDIT_KINDS) {
    it(`[B6] takes back in the editor’s own steps: ${kind.title}`, async () => {
      const native = await nativeSteps(kind);
      const editor = await openFor(kind);
      await sharing.share(editor.document);
      await make(kind, editor);
      const undone = await runToTheEnd(editor, 'tandem.undo');
      await expectSelections(editor, 'before', isEqualTo(native.before));
      const redone = await runToTheEnd(editor, 'tandem.redo');
      await expectSelections(editor, 'after', isEqualTo(native.after));
      assert.deepEqual(undone, kind.ownSteps ?? native.undone);
      assert.deepEqual(redone, [...undone.slice(0, -1).toReversed(), readMarked(kind.marked).after]);
    });

    it(`[B6] takes back own edits only, by either command: ${kind.title}`, async () => {
      const editor = await openFor(kind);
      const pair = await sharing.share(editor.document);
      for (const place of PLACES) {
        await takeBackAndBringBack(kind, editor, pair, place);
        await startAgain(sharing, pair, kind, editor);
      }
    });
  }

  it('[B6] takes back what was edited before the connection was lost, and while it was', async () => {
    const { document, ...editor } = await openAndShare('alpha omega');
    await insertAt(5, ' one');
    await sharing.settled(editor.pair);
    sharing.network.refuse();
    sharing.network.cut();
    await eventually('the connection to be lost', () => stateOf(editor.pair) === 'offline');
    await insertAt(9, ' two');
    write(editor.pair.web.text, [{ offset: 9, length: 0, text: ' they' }]);
    await vscode.commands.executeCommand('tandem.undo');
    assert.equal(document.getText(), 'alpha one omega');
    await vscode.commands.executeCommand('tandem.redo');
    sharing.network.accept();
    await eventually('the connection to be back', () => stateOf(editor.pair) === 'online');
    assert.match(await sharing.settled(editor.pair), /^alpha one( two they| they two) omega$/);
    await vscode.commands.executeCommand('tandem.undo');
    assert.equal(await sharing.settled(editor.pair), 'alpha one they omega');
    await vscode.commands.executeCommand('tandem.undo');
    assert.equal(await sharing.settled(editor.pair), 'alpha they omega');
    await runToTheEnd(editor.editor, 'tandem.redo');
    assert.match(await sharing.settled(editor.pair), /^alpha one( two they| they two) omega$/);

    async function insertAt(character: number, text: string): Promise<void> {
      await editor.editor.edit((edit) => edit.insert(new vscode.Position(0, character), text));
    }
  });

  async function openAndShare(text: string) {
    const editor = await openFor({ title: '', marked: `¦${text}`, run: () => Promise.resolve() });
    return { editor, document: editor.document, pair: await sharing.share(editor.document) };
  }

  function stateOf({ room }: SharedPair): string {
    return sharing.session(room).state;
  }

  async function takeBackAndBringBack(
    kind: EditKind,
    editor: vscode.TextEditor,
    pair: SharedPair,
    place: Place,
  ): Promise<void> {
    const { before, after, edits, selections } = readMarked(kind.marked);
    await make(kind, editor);
    assert.equal(await sharing.settled(pair), after, `${place}: made alone`);
    const theirs = remoteEditsAt(place, after, whereTheyStand(edits));
    write(pair.web.text, theirs);
    const made = IntendedText.of(before).edit('me', edits, 'base').edit('they', theirs, 'all');
    await expectText(sharing, pair, made, `${place}: made`);
    const undone = made.withoutMine();
    const steps = await runToTheEnd(editor, 'tandem.undo');
    const text = await expectText(sharing, pair, undone, `${place}: taken back`);
    await expectSelections(editor, `${place}: taken back`, (now) =>
      selections.every(({ anchor, head }, k) => {
        const one = now[k];
        return (
          one !== undefined &&
          undone.placesOf(anchor, text).includes(one.anchor) &&
          undone.placesOf(head, text).includes(one.head)
        );
      }),
    );
    await runToTheEnd(editor, 'tandem.redo');
    await expectText(sharing, pair, made, `${place}: brought back`);
    // From the menu: VS Code takes back what it pleases, and Tandem makes the next own step of it.
    let [next, idlePresses] = [0, 0];
    while (next < steps.length) {
      const shown = editor.document.getText();
      await vscode.commands.executeCommand('undo');
      const text = await sharing.settled(pair);
      if (text === shown) {
        // Where a step of its own has come to nothing, VS Code does nothing and tells nobody.
        assert.ok(++idlePresses <= steps.length, `${place}: the built-in undo does nothing any more`);
      } else {
        assert.equal(text, steps[next++], `${place}: taken back by the built-in command`);
      }
    }
    // Not by the built-in redo: putting right what it undid has emptied its list.
    await runToTheEnd(editor, 'tandem.redo');
    await expectText(sharing, pair, made, `${place}: brought back after that`);
  }
});

/** What the editor does by itself with a document that is not shared. */
async function nativeSteps(kind: EditKind) {
  const editor = await openFor(kind);
  await make(kind, editor);
  assert.equal(editor.document.getText(), readMarked(kind.marked).after);
  const undone = await runToTheEnd(editor, 'undo');
  assert.equal(undone.at(-1), readMarked(kind.marked).before);
  const before = selectionsOf(editor);
  await runToTheEnd(editor, 'redo');
  return { before, after: selectionsOf(editor), undone };
}

function isEqualTo(expected: readonly PlainSelection[]) {
  return (selections: readonly PlainSelection[]) => JSON.stringify(selections) === JSON.stringify(expected);
}
