import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from '../support/eventually.ts';
import type { PlainClient } from '../support/plainClient.ts';
import { write } from './remoteEdits.ts';
import { collectMessages } from './answers.ts';
import { fileUri, openFile, openText, showUntitled, setUpSharing, type SharedPair } from './sharing.ts';

/** What looks shared is shared: a room belongs to the URI of its document (docs/architecture.md, SD1 to SD3). */
describe('a document that VS Code opens anew', function () {
  this.timeout(60_000);
  const sharing = setUpSharing();
  const messages = collectMessages();
  let count = 0;

  /** The session of the room, once a document that is open shows it. */
  async function boundAgain(pair: SharedPair): Promise<SharedPair> {
    const session = await eventually('the room to have an open document', () => {
      const found = sharing.tandem.sessions.find(({ room }) => room.id === pair.room.id);
      return found?.document.isClosed === false ? found : undefined;
    });
    return { ...pair, document: session.document };
  }

  /** What either types reaches the other. */
  async function isShared(pair: SharedPair): Promise<void> {
    const now = await boundAgain(pair);
    const mine = `mine${++count} `;
    const edit = new vscode.WorkspaceEdit();
    edit.insert(now.document.uri, new vscode.Position(0, 0), mine);
    assert.ok(await vscode.workspace.applyEdit(edit));
    const text = await sharing.settled(now);
    assert.ok(text.includes(mine), text);
    const theirs = `theirs${count} `;
    write(now.web.text, [{ offset: 0, length: 0, text: theirs }]);
    assert.ok((await sharing.settled(now)).includes(theirs));
  }

  const tabsNow = (): vscode.Tab[] => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs);

  describe('stays shared', () => {
    const REOPENED: Readonly<Record<string, (uri: vscode.Uri) => Promise<void>>> = {
      'when it is closed and opened again at once': async () => {
        await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
        await vscode.commands.executeCommand('workbench.action.reopenClosedEditor');
      },
      'when it is opened again by its name': async (uri) => {
        await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
        await vscode.commands.executeCommand('vscode.open', uri);
      },
      'when it was shown as a picture in between': async (uri) => {
        await vscode.commands.executeCommand('vscode.openWith', uri, 'imagePreview.previewEditor');
        await eventually('the text to be closed', () =>
          tabsNow().some(({ input }) => input instanceof vscode.TabInputCustom),
        );
        await vscode.commands.executeCommand('vscode.openWith', uri, 'default');
      },
      'when its tab moves to another column': async () => {
        await openFileBeside();
        await vscode.commands.executeCommand('workbench.action.focusFirstEditorGroup');
        await vscode.commands.executeCommand('workbench.action.moveEditorToNextGroup');
      },
    };
    for (const [when, reopen] of Object.entries(REOPENED)) {
      it(`[U1] ${when}, as a file`, async () => {
        const editor = await openText('<svg xmlns="http://www.w3.org/2000/svg"/>\n', 'svg');
        const pair = await sharing.share(editor.document);
        await vscode.commands.executeCommand('workbench.action.files.save');
        await reopen(editor.document.uri);
        await isShared(pair);
      });
    }
    it('[U1] [SD2] when it is closed and opened again at once, as a room’s document', async () => {
      const pair = await sharing.joined('room.txt', 'text\n');
      await REOPENED['when it is closed and opened again at once']?.(pair.document.uri);
      await isShared(pair);
    });

    it('[U1] with the undo steps of before', async () => {
      const editor = await openText('alpha\n');
      const pair = await sharing.share(editor.document);
      await editor.edit((edit) => edit.insert(new vscode.Position(0, 5), ' mine'));
      await vscode.commands.executeCommand('workbench.action.files.save');
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
      await vscode.commands.executeCommand('workbench.action.reopenClosedEditor');
      const now = await boundAgain(pair);
      await vscode.window.showTextDocument(now.document);
      await vscode.commands.executeCommand('tandem.undo');
      assert.equal(await sharing.settled(now), 'alpha\n');
    });

    it('[U13] when only the changes of many files show it', async () => {
      const editor = await openText('alpha\n');
      const pair = await sharing.share(editor.document);
      await vscode.commands.executeCommand('workbench.action.files.save');
      const other = await otherFile();
      await vscode.commands.executeCommand('vscode.changes', 'Changes', [
        [editor.document.uri, other, editor.document.uri],
      ]);
      await eventually(
        'the changes to show it',
        () =>
          vscode.window.visibleTextEditors.filter(({ document }) => document === editor.document).length > 0,
      );
      const tab = tabsNow().find(({ input }) => input instanceof vscode.TabInputText);
      assert.ok(tab);
      await vscode.window.tabGroups.close(tab);
      await isShared(pair);
    });
  });

  describe('is left with a sentence', () => {
    for (const kind of ['file', 'untitled document', 'room’s document'] as const) {
      it(`when the last tab of a ${kind} is closed`, async () => {
        const pair = await shareKind(kind);
        await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
        await eventually('the room to be left', () => sharing.tandem.sessions.length === 0);
        await eventually('the sentence', () =>
          messages.some((text) => text.includes('You closed the document')),
        );
        assert.equal(await sharing.relayText(pair.room), 'alpha\n');
      });
    }

    it('[U14] that says so when edits wait', async () => {
      const pair = await sharing.joined('waits.txt', 'alpha\n');
      sharing.network.refuse();
      sharing.network.cut();
      const edit = new vscode.WorkspaceEdit();
      edit.insert(pair.document.uri, new vscode.Position(0, 0), 'unsent ');
      await vscode.workspace.applyEdit(edit);
      await vscode.commands.executeCommand('tandem.closeDocument');
      await eventually('the room to be left', () => sharing.tandem.sessions.length === 0);
      await eventually('the sentence', () => messages.some((text) => text.includes('has not confirmed')));
      sharing.network.accept();
      await vscode.commands.executeCommand('tandem.joinRoom', {
        relayUrl: pair.room.relayUrl,
        roomId: pair.room.id,
      });
      assert.equal(await sharing.settled(await boundAgain(pair)), 'unsent alpha\n');
    });
  });

  describe('[U0] [SD1] belongs to one room', () => {
    it('when a guest makes a room of their own of what they have left', async () => {
      const first = await sharing.joined('first.txt', 'orig\n');
      await vscode.commands.executeCommand('tandem.leaveRoom', { roomId: first.room.id });
      const own = await sharing.create('Own');
      const edit = new vscode.WorkspaceEdit();
      const ownDocument = sharing.session(own).document;
      edit.insert(ownDocument.uri, new vscode.Position(0, 0), 'my own ');
      await vscode.workspace.applyEdit(edit);
      await sharing.session(own).whenSaved();
      await vscode.commands.executeCommand('tandem.joinRoom', {
        relayUrl: first.room.relayUrl,
        roomId: first.room.id,
      });
      const again = await boundAgain(first);
      assert.notEqual(again.document.uri.toString(), sharing.session(own).document.uri.toString());
      assert.equal(await sharing.settled(again), 'orig\n');
      await isShared(again);
      assert.equal(await sharing.relayText(own), 'my own orig\n');
    });

    it('when it is shared again', async () => {
      const { document } = await openText('alpha\n');
      const pair = await sharing.share(document);
      await assert.rejects(sharing.create('Again'), /shared already, as "Room"/);
      await isShared(pair);
    });

    it('when another shared file takes its place', async () => {
      const one = await openFile(`one-${++count}.txt`, 'one\n');
      const first = await sharing.share(one.document);
      const two = await openFile(`two-${++count}.txt`, 'two\n');
      const second = await sharing.share(two.document);
      const edit = new vscode.WorkspaceEdit();
      edit.renameFile(one.document.uri, two.document.uri, { overwrite: true });
      assert.ok(await vscode.workspace.applyEdit(edit));
      await eventually('one room to be left', () => sharing.tandem.sessions.length === 1);
      assert.ok(messages.some((text) => text.includes('replaced its document')));
      const now = await boundAgain(first);
      await eventually(
        'the file to have moved',
        () => sharing.session(first.room).document.uri.path === two.document.uri.path,
      );
      await isShared({ ...now, document: sharing.session(first.room).document });
      assert.equal(await sharing.relayText(second.room), 'two\n');
    });
  });

  it('[U1] is not saved by anybody when it is opened again after its room was left', async () => {
    const pair = await sharing.joined('left.txt', 'text\n');
    await vscode.commands.executeCommand('tandem.leaveRoom', { roomId: pair.room.id });
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    const editor = await vscode.window.showTextDocument(pair.document.uri);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'later '));
    assert.equal(await editor.document.save(), false);
    assert.equal(editor.document.isDirty, true);
    assert.equal(await sharing.relayText(pair.room), 'text\n');
  });

  describe('[U2] [SD3] never goes on in a document that was only pasted into', () => {
    for (const isSaved of [true, false]) {
      it(`such as a file that ${isSaved ? 'is saved' : 'stays dirty'} before the shared one is closed`, async () => {
        const { document } = await showUntitled('alpha\nbeta\n');
        await sharing.share(document);
        const other = await openFile(`private-${++count}.txt`, '');
        await other.edit((edit) => edit.insert(new vscode.Position(0, 0), 'alpha\nbeta\n'));
        if (isSaved) await other.document.save();
        await vscode.window.showTextDocument(document);
        await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
        await eventually('the room to be left', () => sharing.tandem.sessions.length === 0);
        await eventually('the sentence', () =>
          messages.some((text) => text.includes('You closed the document')),
        );
        assert.equal(other.document.getText(), 'alpha\nbeta\n');
      });
    }
  });

  it('[U5] has a tab that the next file does not replace', async () => {
    const uri = fileUri(`preview-${++count}.txt`);
    await vscode.workspace.fs.writeFile(uri, Buffer.from('alpha\n'));
    const editor = await vscode.window.showTextDocument(uri, { preview: true });
    const pair = await sharing.share(editor.document);
    await eventually('the tab to be pinned', () => tabsNow().every(({ isPreview }) => !isPreview));
    await vscode.window.showTextDocument(await otherFile(), { preview: true });
    await isShared(pair);
    assert.equal(sharing.tandem.sessions.length, 1);
  });

  it('[U6] closes for good while somebody else types', async () => {
    const pair = await sharing.joined('busy.txt', 'text\n');
    for (let round = 0; round < 3; round++) {
      const now = round === 0 ? pair : await rejoined(pair);
      const typing = typeOn(now.web);
      await vscode.window.showTextDocument(now.document);
      await eventually('their keys', () => now.document.getText().includes('k'));
      await vscode.commands.executeCommand('tandem.closeDocument');
      await eventually('the room to be left', () => sharing.tandem.sessions.length === 0);
      await eventually('the tab to be gone', () => tabsNow().length === 0);
      typing.stop();
    }
  });

  it('[U11] is renamed while somebody else types, and leaves no second file', async () => {
    const editor = await openFile(`busy-${++count}.txt`, 'text\n');
    const from = editor.document.uri;
    const pair = await sharing.share(editor.document);
    const typing = typeOn(pair.web);
    await eventually('their keys', () => editor.document.getText().includes('k'));
    const to = fileUri(`renamed-${++count}.txt`);
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(from, to);
    assert.ok(await vscode.workspace.applyEdit(edit));
    const now = await eventually('the room to go on', () => {
      const { document } = sharing.session(pair.room);
      return document.uri.path === to.path ? document : undefined;
    });
    await eventually('more of their keys', () => now.getText().length > 40);
    typing.stop();
    // VS Code refuses an edit while a key of theirs is under way.
    await sharing.settled({ ...pair, document: now });
    await isShared({ ...pair, document: now });
    await assert.rejects(Promise.resolve(vscode.workspace.fs.stat(from)));
    const labels = tabsNow().map(({ label }) => label);
    assert.deepEqual(labels, [to.path.split('/').at(-1)]);
  });

  async function rejoined(pair: SharedPair): Promise<SharedPair> {
    await vscode.commands.executeCommand('tandem.joinRoom', { ...pair.room, roomId: pair.room.id });
    return boundAgain(pair);
  }

  async function shareKind(kind: 'file' | 'untitled document' | 'room’s document'): Promise<SharedPair> {
    if (kind === 'room’s document') return sharing.joined('closed.txt', 'alpha\n');
    const editor = await (kind === 'file' ? openText('alpha\n') : showUntitled('alpha\n'));
    return sharing.share(editor.document);
  }

  async function otherFile(): Promise<vscode.Uri> {
    const uri = fileUri(`other-${++count}.txt`);
    await vscode.workspace.fs.writeFile(uri, Buffer.from('other\n'));
    return uri;
  }

  async function openFileBeside(): Promise<void> {
    await vscode.window.showTextDocument(await otherFile(), {
      viewColumn: vscode.ViewColumn.Two,
      preview: false,
    });
  }
});

/** Somebody types a key every few milliseconds, until stopped. */
function typeOn(web: PlainClient): { stop(): void } {
  const timer = setInterval(() => write(web.text, [{ offset: 0, length: 0, text: 'k' }]), 30);
  return { stop: () => clearInterval(timer) };
}
