import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from '../support/eventually.ts';
import { select } from './editSetting.ts';
import { write } from './remoteEdits.ts';
import { fileUri, lfText, openFile, openText, setUpSharing, type SharedPair } from './sharing.ts';

describe('a shared document', function () {
  this.timeout(60_000);
  const sharing = setUpSharing();

  async function open(text: string): Promise<SharedPair & { readonly editor: vscode.TextEditor }> {
    const editor = await openText(text);
    return { ...(await sharing.share(editor.document)), editor };
  }

  const type = (text: string): Thenable<unknown> => vscode.commands.executeCommand('type', { text });

  it('[B2] [B6] goes on through a change of its language, with its undo steps', async () => {
    const pair = await open('alpha\n');
    await type('mine');
    const change = vscode.languages.setTextDocumentLanguage(pair.document, 'java');
    write(pair.web.text, [{ offset: pair.web.text.length, length: 0, text: 'They\n' }]);
    await change;
    assert.equal(pair.document.languageId, 'java');
    assert.match(await sharing.settled(pair), /^minealpha\nThey\n$/);
    await vscode.commands.executeCommand('tandem.undo');
    assert.equal(await sharing.settled(pair), 'alpha\nThey\n');
    assert.equal(sharing.tandem.sessions.length, 1);
  });

  it('[B2] [B6] goes on through a change of its line endings at the moment of a remote edit', async () => {
    const pair = await open('one\ntwo\nthree');
    await type('mine');
    await sharing.settled(pair);
    const change = pair.editor.edit((edit) => edit.setEndOfLine(vscode.EndOfLine.CRLF));
    write(pair.web.text, [{ offset: 8, length: 0, text: 'They\n' }]);
    await change;
    assert.equal(await sharing.settled(pair), 'mineone\nThey\ntwo\nthree');
    await eventually('the other line endings', async () => {
      if (pair.document.eol === vscode.EndOfLine.CRLF) return true;
      return pair.editor.edit((edit) => edit.setEndOfLine(vscode.EndOfLine.CRLF)).then(() => false);
    });
    write(pair.web.text, [{ offset: pair.web.text.length, length: 0, text: '\nmore\nlines' }]);
    const text = await sharing.settled(pair);
    assert.equal(pair.document.getText(), text.replaceAll('\n', '\r\n'));
    await vscode.commands.executeCommand('tandem.undo');
    assert.equal(await sharing.settled(pair), text.replace('mine', ''));
  });

  it('[B2] is typed into in two editors at once, each with its own caret', async () => {
    const pair = await open('alpha\nomega\n');
    await select(pair.editor, [{ anchor: 5, head: 5 }]);
    await vscode.commands.executeCommand('workbench.action.splitEditor');
    const second = await eventually('the second editor', () => {
      const active = vscode.window.activeTextEditor;
      return active !== pair.editor && active?.document === pair.document ? active : undefined;
    });
    await select(second, [{ anchor: 11, head: 11 }]);
    const typing = type('B');
    write(pair.web.text, [{ offset: 5, length: 0, text: '<they>' }]);
    await typing;
    await vscode.commands.executeCommand('workbench.action.focusFirstEditorGroup');
    await eventually('the first editor to be active', () => vscode.window.activeTextEditor === pair.editor);
    await type('A');
    assert.match(await sharing.settled(pair), /^alpha(A<they>|<they>A)\nomegaB\n$/);
  });

  it('stays in its room while it moves to another column', async () => {
    const pair = await open('alpha\n');
    await openText('in front').then(() => vscode.window.showTextDocument(pair.document));
    await vscode.commands.executeCommand('workbench.action.moveEditorToNextGroup');
    write(pair.web.text, [{ offset: 0, length: 0, text: 'They ' }]);
    assert.equal(await sharing.settled(pair), 'They alpha\n');
    await type('mine ');
    await eventually('the key at the others', () => pair.web.text.toJSON().includes('mine '));
    await sharing.settled(pair);
    assert.equal(sharing.tandem.sessions.length, 1);
  });

  it('[B2] [B3] is edited in a difference editor', async () => {
    const pair = await open('alpha\n');
    await openFile('other.txt', 'beta\n');
    await vscode.commands.executeCommand(
      'vscode.diff',
      fileUri('other.txt'),
      pair.document.uri,
      'Difference',
    );
    const editor = await eventually('the side of the difference', () =>
      vscode.window.visibleTextEditors.find(
        (each) => each.document === pair.document && each !== pair.editor,
      ),
    );
    write(pair.web.text, [{ offset: 0, length: 0, text: 'They ' }]);
    await eventually('the edit to be taken', async () =>
      editor.edit((edit) => edit.insert(pair.document.lineAt(0).range.end, ' mine')),
    );
    assert.equal(await sharing.settled(pair), 'They alpha mine\n');
  });

  it('[B2] [B3] is edited in the background by others and by an extension', async () => {
    const pair = await open('alpha\n');
    await openText('in front');
    write(pair.web.text, [{ offset: 0, length: 0, text: 'They ' }]);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(pair.document.uri, new vscode.Position(1, 0), 'extension\n');
    await eventually('the edit to be taken', async () => vscode.workspace.applyEdit(edit));
    assert.equal(await sharing.settled(pair), 'They alpha\nextension\n');
  });

  it('[B2] [B3] loses and doubles no word of an extension that edits without regard to others', async () => {
    const pair = await open('\n');
    const mine = async (): Promise<void> => {
      for (let word = 0; word < 30; word++) {
        const edit = new vscode.WorkspaceEdit();
        edit.insert(pair.document.uri, new vscode.Position(0, 0), `m${word} `);
        await eventually('the edit to be taken', async () => vscode.workspace.applyEdit(edit));
      }
    };
    const theirs = async (): Promise<void> => {
      for (let word = 0; word < 30; word++) {
        const seen = pair.document.version;
        write(pair.web.text, [{ offset: pair.web.text.length, length: 0, text: ` t${word}` }]);
        await eventually('the document to move on', () => pair.document.version > seen);
      }
    };
    await Promise.all([mine(), theirs()]);
    const words = (await sharing.settled(pair)).trim().split(/\s+/).sort();
    const expected = Array.from({ length: 30 }, (_, word) => [`m${word}`, `t${word}`])
      .flat()
      .sort();
    assert.deepEqual(words, expected);
  });

  it('[B10] that is closed while edits are under way gives the room all that was typed', async () => {
    const pair = await open('alpha\n');
    const typing = type('mine ');
    write(pair.web.text, [{ offset: pair.web.text.length, length: 0, text: 'They\n' }]);
    await typing;
    assert.match(lfText(pair.document), /^mine alpha/);
    await vscode.commands.executeCommand('workbench.action.files.save');
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await eventually('the room to be left', () => sharing.tandem.sessions.length === 0);
    assert.equal(await sharing.relayText(pair.room), 'mine alpha\nThey\n');
  });

  it('is never a notebook, which is said in a sentence', async () => {
    const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, 'print(1)', 'python');
    const notebook = await vscode.workspace.openNotebookDocument(
      'jupyter-notebook',
      new vscode.NotebookData([cell]),
    );
    await vscode.window.showNotebookDocument(notebook);
    const create = async (): Promise<unknown> =>
      vscode.commands.executeCommand('tandem.createRoom', { name: 'x', relayUrl: 'http://127.0.0.1:9' });
    await assert.rejects(create(), /Notebooks cannot be shared/);
    await vscode.commands.executeCommand('notebook.cell.edit');
    await eventually(
      'the cell to be edited',
      () => vscode.window.activeTextEditor?.document.uri.scheme === 'vscode-notebook-cell',
    );
    await assert.rejects(create(), /Notebooks cannot be shared/);
  });
});
